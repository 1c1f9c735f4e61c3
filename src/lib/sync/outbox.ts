import { parseCursor } from '../protocol/index.ts';
import { randomName, type Clock, type Random } from './clock.ts';
import type { Row } from './device.ts';
import { covers, toRow, type Entry } from './outbox-entry.ts';

/** Edits with shorter pauses between them than this are one change to whoever makes them, milliseconds. */
const PAUSE_MS = 2_000;

/**
 * Local edits that the server has not acknowledged, and acknowledged ones that the stream has not passed yet.
 *
 * The second kind matters when a server is restored from a backup: an edit that was acknowledged, but at a log
 * entry that this reader never saw, is sent again. Sending twice does no harm, the server stores it once.
 *
 * Keeps the account only; `Replica` puts entries on the device, `Pusher` on the wire.
 */
export class Outbox {
  readonly #clock: Clock;
  readonly #prefix: string;
  readonly #entries = new Map<string, Entry>();
  /** Acknowledged by another tab before we heard of the edit itself. */
  readonly #early = new Set<string>();
  #count = 0;
  #edits = 0;
  /** When the last edit was made here, and the entry in which its burst began. */
  #lastEdit: { readonly at: number; readonly head: string } | null = null;
  /** The row of the last difference that heals. */
  #heal: string | null = null;

  constructor(options: { readonly clock: Clock; readonly random: Random }) {
    this.#clock = options.clock;
    this.#prefix = randomName(options.random);
  }

  /**
   * Local changes that are not acknowledged: bursts of editing, told apart by pauses of two seconds. 0 only if
   * everything is acknowledged, so what is left of a burst whose beginning was is one change.
   */
  get pending(): number {
    let sum: number | null = null;
    for (const entry of this.#entries.values()) {
      if (entry.sent === 'unsent') sum = (sum ?? 0) + entry.changes;
    }
    return sum === null ? 0 : Math.max(1, sum);
  }

  /** How many edits were taken in, here and from elsewhere. */
  get edits(): number {
    return this.#edits;
  }

  /** When the oldest unacknowledged change was made; null if there is none. */
  get oldestAt(): number | null {
    let oldest: number | null = null;
    for (const entry of this.#entries.values()) {
      if (entry.sent !== 'unsent') continue;
      if (oldest === null || entry.at < oldest) oldest = entry.at;
    }
    return oldest;
  }

  /** There are edits that the device does not have yet. */
  get hasFresh(): boolean {
    for (const entry of this.#entries.values()) if (entry.stage !== 'durable') return true;
    return false;
  }

  /** A name for a new row, unique for ever. */
  newKey(): string {
    return `${this.#prefix}-${this.#count++}`;
  }

  /** Takes in a local update. What waits for the device is merged with it. */
  add(update: Uint8Array): void {
    this.#edits++;
    const at = this.#clock.now();
    const last = this.#lastEdit;
    const goesOn =
      last !== null && at - last.at < PAUSE_MS && this.#entries.get(last.head)?.sent === 'unsent';
    const key = this.#take(update, goesOn ? 0 : 1);
    this.#lastEdit = { at, head: goesOn ? last.head : key };
  }

  /**
   * Takes in the difference that heals a server which lacks something. An older one that still waits is replaced: the
   * server said anew what it has. `busy`: keys on the wire, which keep their bytes.
   */
  heal(difference: Uint8Array, busy: ReadonlySet<string>): void {
    const waiting = this.#heal === null ? undefined : this.#entries.get(this.#heal);
    if (waiting?.sent === 'unsent' && waiting.stage === 'durable' && !busy.has(waiting.key)) {
      waiting.parts = [difference];
      waiting.stage = 'fresh';
      waiting.stored = false;
    } else {
      this.#heal = this.#create(difference, 1);
    }
  }

  /**
   * Takes in a row of the device, or of another tab. If no device has it (`stored` false) this tab writes it too:
   * what is typed here may build on it, and must not outlive it. Returns false if it is known.
   */
  adopt(row: Row, stored: boolean): boolean {
    const known = this.#entries.get(row.key);
    if (known && stored) known.stored = true;
    if (row.sent === null || known || this.#early.has(row.key)) return false;
    this.#edits++;
    this.#entries.set(row.key, {
      key: row.key,
      parts: [row.update],
      changes: row.changes,
      at: this.#clock.now(),
      stage: stored ? 'durable' : 'fresh',
      sent: row.sent,
      stored,
      own: false,
    });
    return true;
  }

  /** The rows that the device does not have yet; from now on they are being written. */
  takeFresh(): Row[] {
    const rows: Row[] = [];
    for (const entry of this.#entries.values()) {
      if (entry.stage !== 'fresh') continue;
      entry.stage = 'writing';
      rows.push(toRow(entry));
    }
    return rows;
  }

  /** The device has them; or it failed (`stored` false), and memory has to do. */
  written(keys: readonly string[], stored: boolean): void {
    for (const key of keys) {
      const entry = this.#entries.get(key);
      if (!entry) continue;
      entry.stage = 'durable';
      entry.stored ||= stored;
    }
  }

  /** What may be sent now, in the order it was made, up to about `maxBytes` but at least one. */
  sendable(maxBytes: number): Row[] {
    const rows: Row[] = [];
    let bytes = 0;
    for (const entry of this.#entries.values()) {
      if (entry.sent !== 'unsent' || entry.stage !== 'durable') continue;
      const row = toRow(entry);
      bytes += row.update.byteLength;
      if (rows.length > 0 && bytes > maxBytes) break;
      rows.push(row);
    }
    return rows;
  }

  /** Unsent rows that no device has: the leader's memory, or its device, has to hold them. */
  unstored(): Row[] {
    return [...this.#entries.values()]
      .filter((entry) => entry.sent === 'unsent' && entry.stage === 'durable' && !entry.stored)
      .map(toRow);
  }

  /** Every row, fresh ones included. */
  rows(): Row[] {
    return [...this.#entries.values()].map(toRow);
  }

  unsentKeys(): string[] {
    return [...this.#entries.values()]
      .filter((entry) => entry.sent === 'unsent')
      .map((entry) => entry.key);
  }

  /** The server has stored them, at `cursor` or before it. */
  acknowledge(keys: readonly string[], cursor: string): void {
    for (const key of keys) {
      const entry = this.#entries.get(key);
      if (entry) entry.sent = { cursor };
      else this.#early.add(key);
    }
  }

  /** The cursor with which a row was acknowledged; null if it was not. */
  acknowledgedAt(key: string): string | null {
    const sent = this.#entries.get(key)?.sent;
    return sent === undefined || sent === 'unsent' ? null : sent.cursor;
  }

  /** The stream has come to `cursor`. Returns the keys of the entries that are thereby done with. */
  settle(cursor: string): string[] {
    const keys: string[] = [];
    for (const [key, entry] of this.#entries) {
      if (entry.sent === 'unsent' || !covers(cursor, entry.sent.cursor)) continue;
      // A row that is being written settles at the next cursor: its key must stay known until then.
      if (entry.stage !== 'durable') continue;
      this.#entries.delete(key);
      keys.push(key);
    }
    return keys;
  }

  /**
   * Replay is over. What was acknowledged under another server start than `gen`, and was not passed, goes out
   * again: that log may have been replaced by a backup. Most often the server has it, and nothing comes of it.
   */
  revive(gen: string): void {
    for (const entry of this.#entries.values()) {
      if (entry.sent === 'unsent' || parseCursor(entry.sent.cursor)?.gen === gen) continue;
      entry.sent = 'unsent';
    }
  }

  /** Returns the key of the entry that has the update now. */
  #take(update: Uint8Array, changes: number): string {
    for (const entry of this.#entries.values()) {
      if (entry.stage !== 'fresh' || !entry.own || entry.sent !== 'unsent') continue;
      entry.parts.push(update);
      entry.changes += changes;
      return entry.key;
    }
    return this.#create(update, changes);
  }

  #create(update: Uint8Array, changes: number): string {
    const key = this.newKey();
    this.#entries.set(key, {
      key,
      parts: [update],
      changes,
      at: this.#clock.now(),
      stage: 'fresh',
      sent: 'unsent',
      stored: false,
      own: true,
    });
    return key;
  }

  /** Several durable unsent entries become one; for a long time offline. Null if it is not worth it. */
  merge(busy: ReadonlySet<string>, atLeast: number): { row: Row; merged: string[] } | null {
    const found = [...this.#entries.values()].filter(
      (entry) => entry.sent === 'unsent' && entry.stage === 'durable' && !busy.has(entry.key),
    );
    if (found.length < atLeast) return null;
    const merged = found.map((entry) => entry.key);
    const key = this.newKey();
    this.mergeInto(key, merged);
    const entry = this.#entries.get(key);
    if (!entry) return null;
    entry.stage = 'writing';
    return { row: toRow(entry), merged };
  }

  /** Another tab merged the entries `keys` under a new key. */
  mergeInto(key: string, keys: readonly string[]): void {
    const found = keys.flatMap((each) => this.#entries.get(each) ?? []);
    if (found.length === 0) return;
    for (const entry of found) this.#entries.delete(entry.key);
    const last = this.#lastEdit;
    if (last && keys.includes(last.head)) this.#lastEdit = { at: last.at, head: key };
    this.#entries.set(key, {
      key,
      parts: found.flatMap((entry) => entry.parts),
      changes: found.reduce((sum, entry) => sum + entry.changes, 0),
      at: Math.min(...found.map((entry) => entry.at)),
      stage: 'durable',
      sent: 'unsent',
      stored: found.every((entry) => entry.stored),
      own: found.some((entry) => entry.own),
    });
  }

  /** Drops what is on the device but not in the leader's outbox: it was sent before we came. */
  retainForeign(keys: ReadonlySet<string>): void {
    for (const [key, entry] of this.#entries) {
      const others = !entry.own && entry.stored && entry.sent === 'unsent';
      if (others && !keys.has(key)) this.#entries.delete(key);
    }
  }
}
