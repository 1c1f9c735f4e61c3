import { randomUUID } from 'node:crypto';
import * as Y from 'yjs';
import { ProblemError } from '../../protocol/index.ts';
import type { DocumentMessage } from '../bus/bus.ts';
import { problemOf } from './accept-problems.ts';
import { Writer } from './accept.ts';
import type { AcceptedEntry } from './batch.ts';
import type { Context } from './context.ts';
import { Feed } from './feed.ts';
import { coalesceTime } from './limits.ts';
import { LogTail, type RoomEntry } from './log-tail.ts';
import { Replay } from './replay.ts';
import { Resident } from './resident.ts';
import { storedClocks, type Stored } from './stored.ts';

/** After a failed read of the log or the record, the next one. */
const RETRY_MS = 1000;

/**
 * One document on this node: the tail of its log, the way in (`writer`) and the way out (`feed`).
 * Everything that becomes durable passes `#advance`, whoever stored it.
 */
export class Room {
  readonly id: string;
  readonly tail: LogTail;
  readonly writer: Writer;
  readonly replay: Replay;
  readonly feed: Feed;
  /** Entries that no snapshot holds. */
  readonly uncompacted = { entries: 0, bytes: 0 };
  trashed: boolean;
  /** The document is purged. */
  gone = false;
  /** Operations because of which the room has to stay. */
  holds = 0;
  usedAt: number;
  readonly #context: Context;
  readonly #onGone: () => void;
  #catchingUp: Promise<void> | null = null;
  /** Streams whose entries have to be read from the log, by seq. */
  readonly #senders = new Map<number, string>();

  constructor(id: string, context: Context, stored: Stored, onGone: () => void) {
    this.id = id;
    this.#context = context;
    this.#onGone = onGone;
    this.tail = new LogTail(stored);
    this.trashed = stored.record.trashedAt !== null;
    this.usedAt = context.clock.now();
    this.#count(stored.entries);
    this.writer = new Writer(id, context, this.tail, {
      committed: (firstSeq, entries) => this.#committed(firstSeq, entries),
      catchUp: () => this.catchUp(),
      discovered: (state) => this.#discovered(state),
      outdated: () => this.refreshSoon(),
      frameMs: () => coalesceTime(context.limits, this.feed.subscribers.size),
    });
    this.replay = new Replay(id, context, this.tail, () => this.writer.durableDoc());
    this.feed = new Feed(id, context, {
      tail: this.tail,
      replay: this.replay,
      readOnly: this.trashed,
      catchUp: () => this.catchUp(),
    });
  }

  /** Nobody reads, nothing is written, nothing is shown. */
  get idle(): boolean {
    const { subscribers, presence } = this.feed;
    return this.holds === 0 && subscribers.size === 0 && presence.size === 0 && this.writer.idle;
  }

  /** Throws `not_found` or `read_only` if this document takes no change. */
  checkWritable(): void {
    if (this.gone) throw new ProblemError('not_found');
    if (this.trashed) throw new ProblemError('read_only', { detail: 'It is in the trash.' });
  }

  // ── Entries ────────────────────────────────────────────────────────────────

  #committed(firstSeq: number, entries: readonly AcceptedEntry[]): void {
    const { gen, bus } = this.#context;
    const updates = entries.map(({ update }) => update);
    const { lineage } = this.tail;
    bus.publishDocument(this.id, { type: 'appended', lineage, gen, firstSeq, updates });
    const mine = entries.map(({ update, connection }, i) => ({
      ...{ seq: firstSeq + i, gen, update, connection },
    }));
    if (firstSeq === this.tail.seq + 1) {
      this.#advance(mine);
      return;
    }
    // Others have stored something before it.
    for (const { seq, connection } of mine) if (connection) this.#senders.set(seq, connection);
    this.#catchUpSoon();
  }

  /** Hears another node. The log is the truth: what does not fit on to the tail is read from there. */
  hear(message: DocumentMessage): void {
    if (message.type === 'changed' || message.lineage !== this.tail.lineage) {
      this.refreshSoon();
      return;
    }
    const { gen, firstSeq, updates } = message;
    const known = this.tail.seq + 1 - firstSeq;
    if (known < 0) {
      this.#catchUpSoon();
      return;
    }
    this.#follow(
      updates
        .map((update, i) => ({ seq: firstSeq + i, gen, update, connection: null }))
        .slice(known),
    );
  }

  /** Reads from the log what others have stored beyond this node's tail. */
  catchUp(): Promise<void> {
    this.#catchingUp ??= this.#readLog().finally(() => {
      this.#catchingUp = null;
    });
    return this.#catchingUp;
  }

  #catchUpSoon(): void {
    this.catchUp().catch((error: unknown) => {
      this.#context.logger.warn('sync.log-not-read', { document: this.id, error });
      this.#context.clock.setTimeout(() => this.#catchUpSoon(), RETRY_MS);
    });
  }

  async #readLog(): Promise<void> {
    for (;;) {
      const { seq: after, lineage } = this.tail;
      const range = { after, upTo: Number.MAX_SAFE_INTEGER, maxBytes: 1024 * 1024 };
      const rows = await this.#context.storage.updates.read(this.id, range);
      if (this.tail.lineage !== lineage) return;
      const news = rows.filter(({ seq }) => seq > this.tail.seq);
      if (news.length === 0) return;
      if (news[0]?.seq !== this.tail.seq + 1) return await this.refresh();
      this.#follow(
        news.map(({ seq, gen, update }) => ({
          ...{ seq, gen, update },
          connection: this.#senders.get(seq) ?? null,
        })),
      );
    }
  }

  /** Entries that the resident doc may not have. */
  #follow(entries: readonly RoomEntry[]): void {
    this.writer.follow(entries.map(({ update }) => update));
    this.#advance(entries);
  }

  #advance(entries: readonly RoomEntry[]): void {
    if (entries.length === 0) return;
    this.tail.advance(entries);
    for (const { seq } of entries) this.#senders.delete(seq);
    this.#count(entries);
    this.feed.advanced();
  }

  #count(entries: readonly { readonly update: Uint8Array }[]): void {
    this.uncompacted.entries += entries.length;
    for (const { update } of entries) this.uncompacted.bytes += update.length;
  }

  // ── The record ─────────────────────────────────────────────────────────────

  /** Replaces the content as a whole; resolves when it is on disk. Readers get `reset` and the new state. */
  async replace(author: string | null, update: Uint8Array): Promise<void> {
    const { bus, clock, gen, storage } = this.#context;
    const state = fullState(update);
    await this.writer.exclusive(async () => {
      const time = clock.now();
      const content = { lineage: randomUUID(), gen, author, time, ...state };
      try {
        await storage.documents.replace(this.id, content);
      } catch (error) {
        throw problemOf(error);
      }
      // It is replaced now, whatever happens to the read.
      await this.#reload().catch(() => this.refreshSoon());
    });
    bus.publishDocument(this.id, { type: 'changed' });
  }

  /** Reads the record again: it was trashed, restored, purged or replaced. */
  refresh(): Promise<void> {
    return this.writer.exclusive(() => this.#reload());
  }

  refreshSoon(): void {
    if (this.gone) return;
    this.refresh().catch((error: unknown) => {
      this.#context.logger.warn('sync.record-not-read', { document: this.id, error });
      this.#context.clock.setTimeout(() => this.refreshSoon(), RETRY_MS);
    });
  }

  async #reload(): Promise<void> {
    const stored = await this.#context.storage.updates.load(this.id);
    if (!stored) {
      this.gone = true;
      this.writer.replaced();
      this.feed.closeAll();
      this.#onGone();
      return;
    }
    this.trashed = stored.record.trashedAt !== null;
    this.#discovered(stored);
    this.feed.setReadOnly(this.trashed);
  }

  /** The stored state, read anew: it may be of another lineage, or further than this node's tail. */
  #discovered(stored: Stored): void {
    const { record, entries } = stored;
    if (record.lineage !== this.tail.lineage) {
      this.writer.replaced();
      this.replay.release();
      this.#senders.clear();
      this.tail.reset(record, storedClocks(stored));
      this.uncompacted.entries = 0;
      this.uncompacted.bytes = 0;
      this.#count(entries);
      this.feed.replaced();
      return;
    }
    const news = entries.filter(({ seq }) => seq > this.tail.seq);
    if (record.seq <= this.tail.seq) return;
    if (news[0]?.seq !== this.tail.seq + 1) {
      // Another node has made a snapshot of what this one has not seen.
      this.writer.replaced();
      this.tail.reset(record, storedClocks(stored));
      this.feed.jumped();
      return;
    }
    this.#follow(news.map(({ seq, gen, update }) => ({ seq, gen, update, connection: null })));
  }

  /** Nothing happens here any more. */
  close(): void {
    this.feed.closeAll();
    this.feed.stop();
    this.writer.replaced();
    this.replay.release();
  }
}

/** A state that is to stand alone: checked, and as Yjs writes it. Throws `malformed_update` or `invalid_update`. */
function fullState(update: Uint8Array): { readonly title: string; readonly update: Uint8Array } {
  const resident = new Resident(new Y.Doc(), 0);
  try {
    const { title } = resident.apply(update);
    return { title: title ?? '', update: Y.encodeStateAsUpdate(resident.doc) };
  } catch (cause) {
    if (cause instanceof ProblemError) throw cause;
    throw new ProblemError('invalid_update', { detail: 'It is not a full state.', cause });
  } finally {
    resident.doc.destroy();
  }
}
