import * as Y from 'yjs';
import { encodeEvent, formatCursor } from '../../protocol/index.ts';
import type { LogEntry } from '../storage/storage.ts';
import type { Holder } from './budget.ts';
import type { Context } from './context.ts';
import { decodeSegment } from './history/segment.ts';
import type { LogTail } from './log-tail.ts';
import { mergeAll } from './merge.ts';
import { mergeStored } from './stored.ts';

/** A piece of a stream that brings its reader to `seq`. */
export interface Piece {
  readonly lineage: string;
  readonly seq: number;
  readonly frame: Uint8Array;
}

interface FullState extends Piece {
  readonly update: Uint8Array;
}

const encoder = new TextEncoder();

/** Writes an event as the bytes that every reader gets. */
export function encodeFrame(event: Parameters<typeof encodeEvent>[0]): Uint8Array {
  return encoder.encode(encodeEvent(event));
}

/** What a reader lacks, read from memory, the log or folded history: exactly that, or the full state. */
export class Replay implements Holder {
  readonly #documentId: string;
  readonly #context: Context;
  readonly #tail: LogTail;
  readonly #durableDoc: () => Y.Doc | null;
  #cached: FullState | null = null;
  #building: Promise<FullState> | null = null;

  constructor(documentId: string, context: Context, tail: LogTail, durableDoc: () => Y.Doc | null) {
    this.#documentId = documentId;
    this.#context = context;
    this.#tail = tail;
    this.#durableDoc = durableDoc;
  }

  /** Forgets the cached full state. */
  release(): boolean {
    this.#cached = null;
    this.#context.caches.remove(this);
    return true;
  }

  /** The full state at the tail; by the time that it is there, the tail may have moved on. */
  async full(): Promise<Piece> {
    const now = this.#fullFromMemory();
    if (now) return now;
    // Everybody who opens the document at once waits for the same.
    this.#building ??= this.#fullFromStorage().finally(() => {
      this.#building = null;
    });
    return this.#building;
  }

  #fullFromMemory(): FullState | null {
    const { lineage, seq } = this.#tail;
    const cached = this.#cached?.lineage === lineage ? this.#cached : null;
    if (cached?.seq === seq) {
      this.#context.caches.use(this, cached.update.length + cached.frame.length);
      return cached;
    }
    const doc = this.#durableDoc();
    if (doc) return this.#keep(Y.encodeStateAsUpdate(doc));
    const later = cached && this.#tail.recentAfter(cached.seq);
    if (!later) return null;
    return this.#keep(mergeAll([cached.update, ...later.map(({ update }) => update)]));
  }

  async #fullFromStorage(): Promise<FullState> {
    for (;;) {
      const stored = await this.#context.storage.updates.load(this.#documentId);
      if (!stored) throw new Error('the document is gone');
      const { lineage, seq } = this.#tail;
      // A commit that this node has not heard of yet, or one that the read did not see.
      if (stored.record.lineage !== lineage || (stored.snapshot?.seq ?? 0) > seq) continue;
      const later = this.#tail.recentAfter(Math.min(stored.record.seq, seq));
      if (!later) continue;
      const base = await mergeStored(stored, seq);
      if (this.#tail.lineage !== lineage) continue;
      const more = this.#tail.recentAfter(Math.min(stored.record.seq, seq));
      if (!more) continue;
      return this.#keep(more.length ? mergeAll([base, ...more.map((each) => each.update)]) : base);
    }
  }

  /** Keeps the state at the tail for the next reader. */
  #keep(update: Uint8Array): FullState {
    const { lineage, seq } = this.#tail;
    const frame = encodeFrame({ type: 'update', cursor: this.#tail.cursor(), update });
    this.#cached = { lineage, seq, frame, update };
    this.#context.caches.use(this, update.length + frame.length);
    return this.#cached;
  }

  /** The entries with `after < seq ≤ upTo` in one frame; null if the full state is the better answer. */
  async between(after: number, upTo: number): Promise<Piece | null> {
    const { lineage } = this.#tail;
    const recent = this.recent(after, upTo);
    if (recent) return recent;
    const entries = await this.#entries(after, upTo);
    if (!entries) return null;
    const last = entries.at(-1);
    if (!last) return null;
    return {
      lineage,
      seq: last.seq,
      frame: encodeFrame({
        type: 'update',
        cursor: formatCursor(last),
        update: mergeAll(entries.map(({ update }) => update)),
      }),
    };
  }

  /** The same from memory alone, at once. */
  recent(after: number, upTo: number): Piece | null {
    const later = this.#tail.recentAfter(after);
    if (!later) return null;
    const entries = later.slice(0, upTo - after);
    const last = entries.at(-1);
    if (!last) return null;
    const update = mergeAll(entries.map((entry) => entry.update));
    const frame = encodeFrame({ type: 'update', cursor: formatCursor(last), update });
    return { lineage: this.#tail.lineage, seq: last.seq, frame };
  }

  async #entries(after: number, upTo: number): Promise<LogEntry[] | null> {
    const { storage, limits } = this.#context;
    const maxBytes = limits.replayBytes;
    const rows = await storage.updates.read(this.#documentId, { after, upTo, maxBytes });
    const firstRow = rows[0]?.seq ?? upTo + 1;
    let bytes = 0;
    for (const { update } of rows) bytes += update.length;
    if (bytes > maxBytes) return null;
    if (firstRow === after + 1) return rows.at(-1)?.seq === upTo ? rows : null;
    // What comes before the first row is folded.
    const folded: LogEntry[] = [];
    for (const segment of await storage.updates.segments(this.#documentId, after)) {
      for (const entry of await decodeSegment(segment)) {
        if (entry.seq <= after || entry.seq >= firstRow || entry.seq > upTo) continue;
        bytes += entry.update.length;
        if (bytes > maxBytes) return null;
        folded.push(entry);
      }
    }
    const entries = [...folded, ...rows];
    const complete = entries.length === upTo - after && entries.at(-1)?.seq === upTo;
    return complete ? entries : null;
  }
}
