import * as Y from 'yjs';
import { formatCursor } from '../../protocol/index.ts';
import type { DocumentRecord } from '../storage/storage.ts';
import { advanceClocks, storedClocks, type Stored } from './stored.ts';

/** So many updates at most are kept only for their clocks. */
const MAX_UNCOUNTED = 100;

/** A durable entry of the log, as the readers of this node need it. */
export interface RoomEntry {
  readonly seq: number;
  readonly gen: string;
  readonly update: Uint8Array;
  /** The stream of whoever sent it, if that is on this node. */
  readonly connection: string | null;
}

/**
 * The end of a document's log as this node knows it: position, state vector, and the latest entries.
 * Nothing that is not durable gets here.
 */
export class LogTail {
  lineage: string;
  baseSeq: number;
  seq: number;
  gen: string;
  #clocks: Map<number, number>;
  /** Updates that the clocks do not count yet: few ask for the state vector, and many write. */
  #uncounted: Uint8Array[] = [];
  #stateVector: Uint8Array | null = null;
  /** Consecutive, the last one has `seq`; those before `#head` are let go. */
  #recent: RoomEntry[] = [];
  #head = 0;
  #recentBytes = 0;

  constructor(stored: Stored) {
    const { record } = stored;
    this.lineage = record.lineage;
    this.baseSeq = record.baseSeq;
    this.seq = record.seq;
    this.gen = record.gen;
    this.#clocks = storedClocks(stored);
  }

  /** Other content came in place of this: everything known is void. */
  reset(record: DocumentRecord, clocks: Map<number, number>): void {
    this.lineage = record.lineage;
    this.baseSeq = record.baseSeq;
    this.seq = record.seq;
    this.gen = record.gen;
    this.#clocks = clocks;
    this.#uncounted = [];
    this.#stateVector = null;
    this.#recent = [];
    this.#head = 0;
    this.#recentBytes = 0;
  }

  /** Takes entries that follow the tail without a gap. */
  advance(entries: readonly RoomEntry[]): void {
    for (const entry of entries) {
      if (entry.seq !== this.seq + 1) throw new Error(`entry ${entry.seq} after ${this.seq}`);
      this.seq = entry.seq;
      this.gen = entry.gen;
      this.#uncounted.push(entry.update);
      this.#recent.push(entry);
      this.#recentBytes += entry.update.length;
    }
    this.#stateVector = null;
    if (this.#uncounted.length > MAX_UNCOUNTED) this.#count();
  }

  #count(): void {
    for (const update of this.#uncounted) advanceClocks(this.#clocks, update);
    this.#uncounted = [];
  }

  cursor(): string {
    return formatCursor(this);
  }

  /** Encoded state vector of the state at exactly this tail. */
  stateVector(): Uint8Array {
    if (!this.#stateVector) {
      this.#count();
      this.#stateVector = Y.encodeStateVector(this.#clocks);
    }
    return this.#stateVector;
  }

  /** The entries with `after < seq`, if memory still has all of them. */
  recentAfter(after: number): readonly RoomEntry[] | null {
    const missing = this.seq - after;
    if (missing < 0 || missing > this.#recent.length - this.#head) return null;
    return this.#recent.slice(this.#recent.length - missing);
  }

  get recentBytes(): number {
    return this.#recentBytes;
  }

  /** Lets go of the oldest entries beyond `maxBytes`, but of none past `keepAfter`. */
  trim(keepAfter: number, maxBytes: number): void {
    while (this.#recentBytes > maxBytes) {
      const oldest = this.#recent[this.#head];
      if (!oldest || oldest.seq > keepAfter) break;
      this.#recentBytes -= oldest.update.length;
      this.#head++;
    }
    if (this.#head > 256 && this.#head * 2 > this.#recent.length) {
      this.#recent = this.#recent.slice(this.#head);
      this.#head = 0;
    }
  }
}
