import { promisify } from 'node:util';
import { brotliCompress, brotliDecompress, constants } from 'node:zlib';
import * as Y from 'yjs';
import type { LogEntry, Snapshot, Storage } from '../storage/storage.ts';
import { mergeAll } from './merge.ts';

const compress = promisify(brotliCompress);
const decompress = promisify(brotliDecompress);

/** What the storage has of a document, as of one moment. */
export type Stored = NonNullable<Awaited<ReturnType<Storage['updates']['load']>>>;

/** Encodes and compresses the state of a doc as a snapshot. Compression runs off the event loop. */
export async function makeSnapshot(
  state: { readonly update: Uint8Array; readonly stateVector: Uint8Array },
  at: { readonly seq: number; readonly gen: string },
): Promise<Snapshot> {
  const data = await compress(state.update, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: 6,
      [constants.BROTLI_PARAM_SIZE_HINT]: state.update.length,
    },
  });
  return {
    seq: at.seq,
    gen: at.gen,
    data,
    size: state.update.length,
    stateVector: state.stateVector,
  };
}

/** Builds the doc of a stored state. Its bytes are those of the encoded state, for budgets. */
export async function buildDoc(stored: Stored): Promise<{ doc: Y.Doc; bytes: number }> {
  const { snapshot, entries } = stored;
  const base = snapshot && (await decompress(snapshot.data));
  const tail = entries.length > 0 ? mergeAll(entries.map((entry) => entry.update)) : null;
  const doc = new Y.Doc();
  // One transaction: with two, Yjs would take what is in the log for changes to tidy up after.
  Y.transact(doc, () => {
    if (base) Y.applyUpdateV2(doc, base);
    if (tail) Y.applyUpdate(doc, tail);
  });
  return { doc, bytes: (base?.length ?? 0) * 2 + (tail?.length ?? 0) };
}

/** The stored state as one Yjs v1 update, made without a doc. Entries past `upTo` are left out. */
export async function mergeStored(stored: Stored, upTo: number): Promise<Uint8Array> {
  const { snapshot, entries } = stored;
  const parts = updatesUpTo(entries, upTo);
  if (snapshot) parts.unshift(Y.convertUpdateFormatV2ToV1(await decompress(snapshot.data)));
  return mergeAll(parts);
}

/** The state vector of the stored state: clients and their next clocks. */
export function storedClocks(stored: Stored): Map<number, number> {
  const clocks = stored.snapshot
    ? Y.decodeStateVector(stored.snapshot.stateVector)
    : new Map<number, number>();
  for (const { update } of stored.entries) advanceClocks(clocks, update);
  return clocks;
}

/** Moves clocks on by an update that continues them without a gap. */
export function advanceClocks(clocks: Map<number, number>, update: Uint8Array): void {
  for (const [client, clock] of Y.parseUpdateMeta(update).to) {
    if (clock > (clocks.get(client) ?? 0)) clocks.set(client, clock);
  }
}

function updatesUpTo(entries: readonly LogEntry[], upTo: number): Uint8Array[] {
  const updates: Uint8Array[] = [];
  for (const entry of entries) if (entry.seq <= upTo) updates.push(entry.update);
  return updates;
}
