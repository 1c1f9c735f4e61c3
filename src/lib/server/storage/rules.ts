/** Rules about log and segments that every engine applies in the same way. Pure. */
import {
  StorageError,
  type AppendRequest,
  type NewEntry,
  type NewFile,
  type Segment,
  type Snapshot,
  type UserRecord,
} from './storage.ts';

type Named = { readonly seq: number; readonly gen: string };

/** The gens of entries in ascending order, run-length encoded as a segment keeps them. */
export function genRanges(entries: Iterable<Named>): { from: number; gen: string }[] {
  const ranges: { from: number; gen: string }[] = [];
  for (const { seq, gen } of entries)
    if (ranges.at(-1)?.gen !== gen) ranges.push({ from: seq, gen });
  return ranges;
}

/** The gen of the folded entry at `seq`; null if the segment does not hold it. */
export function genInSegment(
  segment: Pick<Segment, 'firstSeq' | 'lastSeq' | 'gens'>,
  seq: number,
): string | null {
  if (seq < segment.firstSeq || seq > segment.lastSeq) return null;
  return segment.gens.findLast((range) => range.from <= seq)?.gen ?? null;
}

/**
 * Checks an append before anything is written, so that it cannot fail halfway for a reason of its own.
 * @throws StorageError `invalid`
 */
export function checkEntries(entries: AppendRequest['entries']): void {
  if (entries.length === 0) throw new StorageError('invalid', 'An append needs an entry.');
  for (const entry of entries) checkEntry(entry);
}

function checkEntry({ author, time, update }: NewEntry): void {
  if (!(update instanceof Uint8Array) || update.byteLength === 0)
    throw new StorageError('invalid', 'Bytes are needed.');
  if (!Number.isSafeInteger(time))
    throw new StorageError('invalid', 'A time in whole milliseconds is needed.');
  if (author !== null && typeof author !== 'string')
    throw new StorageError('invalid', 'An author is a user id or null.');
}

/** Throws `invalid` for a file that no engine may store. */
export function checkFile({ author, time, data }: Omit<NewFile, 'documentId'>): void {
  checkEntry({ author, time, update: data });
}

/** Throws `full` if files of `stored` bytes and one of `size` are more than `limit` together. */
export function checkRoom(stored: number, size: number, limit: number): void {
  if (stored + size > limit)
    throw new StorageError('full', `The files of a document are limited to ${limit} bytes.`);
}

/** What an engine must know of a document to judge a compaction of it. */
export interface CompactionFacts {
  readonly lineage: string;
  readonly baseSeq: number;
  readonly seq: number;
  /** Gen of the entry at `snapshot.seq`, wherever it is. */
  readonly genAtSnapshot: string | null;
  /** The log rows with `segment.firstSeq ≤ seq ≤ segment.lastSeq`, ascending. */
  readonly rows: readonly Named[];
}

/**
 * Checks a compaction before anything is written.
 * @throws StorageError `lineage_changed`, `invalid` or `missing`, as `UpdateStore.compact` describes them
 */
export function checkCompaction(
  request: {
    readonly lineage: string;
    readonly snapshot: Snapshot;
    readonly segment: Segment | null;
  },
  facts: CompactionFacts,
): void {
  const { snapshot, segment } = request;
  if (request.lineage !== facts.lineage)
    throw new StorageError('lineage_changed', 'The content was replaced.');
  if (snapshot.seq < facts.baseSeq || snapshot.seq > facts.seq)
    throw new StorageError('invalid', `No entry of this lineage is at ${snapshot.seq}.`);
  if (snapshot.gen !== facts.genAtSnapshot)
    throw new StorageError('invalid', `The entry at ${snapshot.seq} is not of ${snapshot.gen}.`);
  if (!segment) return;
  const { firstSeq, lastSeq } = segment;
  if (firstSeq > lastSeq || lastSeq > snapshot.seq)
    throw new StorageError(
      'invalid',
      `Cannot fold ${firstSeq} to ${lastSeq} under a snapshot at ${snapshot.seq}.`,
    );
  if (facts.rows.length !== lastSeq - firstSeq + 1)
    throw new StorageError('missing', `The log has not all of ${firstSeq} to ${lastSeq}.`);
  const ranges = genRanges(facts.rows);
  const same =
    ranges.length === segment.gens.length &&
    ranges.every(({ from, gen }, i) => {
      const given = segment.gens[i];
      return given?.from === from && given.gen === gen;
    });
  if (!same) throw new StorageError('invalid', 'The gens are not those of the rows to be folded.');
}

/**
 * Which links for a new password end with a change of a user. A link is worth what its maker was: with a role
 * all of them go, and with an owner's password, for a thief may have made them; with anybody's password their own.
 */
export function resetsToDrop(
  changed: Pick<UserRecord, 'role'>,
  { role, passwordHash }: Partial<Pick<UserRecord, 'role' | 'passwordHash'>>,
): 'all' | 'own' | 'none' {
  if (role !== undefined) return 'all';
  if (passwordHash === undefined) return 'none';
  return madeLinks(changed) ? 'all' : 'own';
}

/**
 * Whether links may have been made in a user's name. If so, all end when that user ends every session: one of those
 * may have been a thief's.
 */
export function madeLinks({ role }: Pick<UserRecord, 'role'>): boolean {
  return role === 'owner';
}
