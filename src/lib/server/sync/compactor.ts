import * as Y from 'yjs';
import { ProblemError } from '../../protocol/index.ts';
import { isStorageError, type LogEntry, type Snapshot } from '../storage/storage.ts';
import type { Context } from './context.ts';
import { encodeSegment } from './history/segment.ts';
import type { Room } from './room.ts';
import { shared } from './shared.ts';
import { makeSnapshot } from './stored.ts';

/** Rows of one segment: enough to compress well, few enough to be read for a replay. */
const SEGMENT_ENTRIES = 4_000;
const SEGMENT_BYTES = 1024 * 1024;
/** Fewer rows are not worth a segment of their own, they stay for the next time. */
const MIN_SEGMENT_ENTRIES = 500;
const MIN_SEGMENT_BYTES = 64 * 1024;

interface Compacted {
  readonly lineage: string;
  readonly snapshot: Snapshot;
}

/** One compaction: first the snapshot, then the old rows. */
interface Compaction {
  /** Resolves when the snapshot is on disk. */
  readonly stored: Promise<Compacted>;
  /** Resolves when it is over, also if it failed. */
  readonly over: Promise<void>;
}

/**
 * Folds the log: first a snapshot of the state, then old rows into compressed segments that keep author and
 * time. A row is deleted in the commit that stores its replacement. What is asked for soon is done one document
 * at a time; what fails is logged and tried again later, and loses nothing.
 */
export class Compactor {
  readonly #context: Context;
  readonly #waiting = new Set<Room>();
  readonly #running = new Map<Room, Compaction>();
  readonly #reading = new Map<Room, Promise<Snapshot>>();
  readonly #retryAt = new WeakMap<Room, number>();
  #working = false;
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
    if (this.#failedLately(room)) return false;
    // What the one under way takes along is still counted until it is done.
    if (this.#running.has(room)) return true;
    this.#waiting.add(room);
    if (!this.#working) void this.#work();
    return true;
  }

  /**
   * The stored snapshot; a new one if there is none, or if so much has come since that a reader who goes on from
   * it would get the full state once more. Everybody who asks meanwhile waits for the same.
   */
  latest(room: Room): Promise<Snapshot> {
    return shared(this.#reading, room, () => this.#latest(room));
  }

  /** Starts nothing more; resolves when the compactions under way are over. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#waiting.clear();
    await Promise.all(Array.from(this.#running.values(), ({ over }) => over));
  }

  async #latest(room: Room): Promise<Snapshot> {
    for (;;) {
      if (room.gone) throw new ProblemError('not_found');
      const { lineage } = room.tail;
      const snapshot = await this.#snapshotOf(room, lineage);
      // If not, the content was replaced meanwhile.
      if (snapshot && room.tail.lineage === lineage) return snapshot;
    }
  }

  /** Null if there is none of this lineage any more, or not yet. */
  async #snapshotOf(room: Room, lineage: string): Promise<Snapshot | null> {
    const { storage, limits } = this.#context;
    const stored = await storage.updates.snapshot(room.id);
    if (stored && room.uncompacted.bytes <= limits.replayBytes) return stored;
    if (this.#stopped || this.#failedLately(room)) {
      if (stored) return stored;
      throw new ProblemError('storage_unavailable', { retryAfter: 1 });
    }
    const compaction = this.#compact(room);
    try {
      const made = await compaction.stored;
      if (made.lineage === lineage) return made.snapshot;
    } catch (error) {
      // An older one with more to replay is better than none.
      if (stored) return stored;
      if (!isStorageError(error, 'lineage_changed')) throw error;
      await room.refresh();
    }
    await compaction.over;
    return null;
  }

  async #work(): Promise<void> {
    this.#working = true;
    // What asks while one is compacted is added to the set, and found by this loop.
    for (const room of this.#waiting) {
      this.#waiting.delete(room);
      await this.#compact(room).over;
    }
    this.#working = false;
  }

  #compact(room: Room): Compaction {
    const running = this.#running.get(room);
    if (running) return running;
    room.holds++;
    const stored = this.#store(room);
    const over = this.#fold(room, stored)
      .catch((error: unknown) => {
        // What it was about is no more; that is no failure.
        if (isStorageError(error, 'lineage_changed') || room.gone) return;
        const { clock, limits, logger } = this.#context;
        this.#retryAt.set(room, clock.now() + limits.compactRetryMs);
        logger.error('sync.compaction-failed', { document: room.id, error });
      })
      .finally(() => {
        this.#running.delete(room);
        room.holds--;
      });
    const compaction = { stored, over };
    this.#running.set(room, compaction);
    return compaction;
  }

  #failedLately(room: Room): boolean {
    return (this.#retryAt.get(room) ?? 0) > this.#context.clock.now();
  }

  /** Stores a snapshot of the state as it is now. */
  async #store(room: Room): Promise<Compacted> {
    const { tail, uncompacted } = room;
    const state = await room.writer.read((doc) => ({
      update: Y.encodeStateAsUpdateV2(doc),
      stateVector: Y.encodeStateVector(doc),
      ...{ lineage: tail.lineage, seq: tail.seq, gen: tail.gen },
      folded: { ...uncompacted },
    }));
    const { lineage } = state;
    const snapshot = await makeSnapshot(state, state);
    const request = { documentId: room.id, lineage, snapshot, segment: null };
    await this.#context.storage.updates.compact(request);
    if (tail.lineage === lineage) {
      uncompacted.entries -= state.folded.entries;
      uncompacted.bytes -= state.folded.bytes;
    }
    this.done++;
    return { lineage, snapshot };
  }

  /** Replaces rows that the snapshot holds by segments, as long as there are enough. */
  async #fold(room: Room, stored: Promise<Compacted>): Promise<void> {
    const { storage, limits } = this.#context;
    const { lineage, snapshot } = await stored;
    for (;;) {
      const rows = await this.#foldable(room.id, snapshot.seq - limits.keepEntries);
      if (rows.length === 0) return;
      const segment = await encodeSegment(rows);
      await storage.updates.compact({ documentId: room.id, lineage, snapshot, segment });
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
