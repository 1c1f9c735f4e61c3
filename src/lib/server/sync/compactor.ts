import * as Y from 'yjs';
import type { LogEntry, Snapshot } from '../storage/storage.ts';
import type { Context } from './context.ts';
import { encodeSegment } from './history/segment.ts';
import type { Room } from './room.ts';
import { makeSnapshot } from './stored.ts';

/** Rows of one segment: enough to compress well, few enough to be read for a replay. */
const SEGMENT_ENTRIES = 4_000;
const SEGMENT_BYTES = 1024 * 1024;
/** Fewer rows are not worth a segment of their own, they stay for the next time. */
const MIN_SEGMENT_ENTRIES = 500;
const MIN_SEGMENT_BYTES = 64 * 1024;

/**
 * Folds the log: first a snapshot of the state, then old rows into compressed segments that keep author and
 * time. A row is deleted in the commit that stores its replacement. One document at a time; what fails is
 * logged and tried again later, and loses nothing.
 */
export class Compactor {
  readonly #context: Context;
  readonly #waiting = new Set<Room>();
  readonly #running = new Map<Room, Promise<Snapshot>>();
  readonly #retryAt = new WeakMap<Room, number>();
  #worker: Promise<void> | null = null;
  #stopped = false;
  /** Compactions done, for `stats`. */
  done = 0;

  constructor(context: Context) {
    this.#context = context;
  }

  /** Asks for a compaction soon. False if there will be none: nothing to do, or it failed a moment ago. */
  request(room: Room, atLeast: { readonly entries: number; readonly bytes: number }): boolean {
    const { entries, bytes } = room.uncompacted;
    if (this.#stopped || room.gone) return false;
    if (entries < atLeast.entries && bytes < atLeast.bytes) return false;
    if ((this.#retryAt.get(room) ?? 0) > this.#context.clock.now()) return false;
    // What the one under way takes along is still counted until it is done.
    if (this.#running.has(room)) return true;
    this.#waiting.add(room);
    this.#worker ??= this.#work();
    return true;
  }

  /** Starts nothing more; resolves when the compaction under way is over. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#waiting.clear();
    await this.#worker;
  }

  async #work(): Promise<void> {
    // What asks while one is compacted is added to the set, and found by this loop.
    for (const room of this.#waiting) {
      this.#waiting.delete(room);
      try {
        await this.compact(room);
      } catch (error) {
        const { clock, limits, logger } = this.#context;
        this.#retryAt.set(room, clock.now() + limits.compactRetryMs);
        logger.error('sync.compaction-failed', { document: room.id, error });
      }
    }
    this.#worker = null;
  }

  /** Compacts now; resolves with the snapshot when it is on disk. */
  compact(room: Room): Promise<Snapshot> {
    const running =
      this.#running.get(room) ??
      this.#compact(room).finally(() => {
        this.#running.delete(room);
        room.holds--;
      });
    if (!this.#running.has(room)) {
      this.#running.set(room, running);
      room.holds++;
    }
    return running;
  }

  async #compact(room: Room): Promise<Snapshot> {
    const { tail, uncompacted } = room;
    const { storage, limits } = this.#context;
    const state = await room.writer.read((doc) => ({
      update: Y.encodeStateAsUpdateV2(doc),
      stateVector: Y.encodeStateVector(doc),
      ...{ lineage: tail.lineage, seq: tail.seq, gen: tail.gen },
      folded: { ...uncompacted },
    }));
    const { lineage } = state;
    const snapshot = await makeSnapshot(state, state);
    const documentId = room.id;
    await storage.updates.compact({ documentId, lineage, snapshot, segment: null });
    if (tail.lineage === lineage) {
      uncompacted.entries -= state.folded.entries;
      uncompacted.bytes -= state.folded.bytes;
    }
    this.done++;
    for (;;) {
      const rows = await this.#foldable(documentId, state.seq - limits.keepEntries);
      if (rows.length === 0) return snapshot;
      const segment = await encodeSegment(rows);
      await storage.updates.compact({ documentId, lineage, snapshot, segment });
    }
  }

  /** The oldest rows of the log up to `upTo`, if they are enough for a segment. */
  async #foldable(documentId: string, upTo: number): Promise<LogEntry[]> {
    if (upTo <= 0) return [];
    const range = { after: 0, upTo, maxBytes: SEGMENT_BYTES };
    const rows = await this.#context.storage.updates.read(documentId, range);
    const entries = rows.slice(0, SEGMENT_ENTRIES);
    let bytes = 0;
    for (const { update } of entries) bytes += update.length;
    return entries.length >= MIN_SEGMENT_ENTRIES || bytes >= MIN_SEGMENT_BYTES ? entries : [];
  }
}
