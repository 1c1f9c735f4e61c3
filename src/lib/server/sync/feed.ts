import {
  encodeEvent,
  parseCursor,
  type PresenceUser,
  type ResetReason,
  type Role,
} from '../../protocol/index.ts';
import { Broadcast } from './broadcast.ts';
import type { Timer } from './clock.ts';
import type { Context } from './context.ts';
import { coalesceTime, waitAfter } from './limits.ts';
import type { LogTail } from './log-tail.ts';
import { Presence } from './presence.ts';
import type { Replay } from './replay.ts';
import { Subscriber, type Reader, type Sink } from './subscriber.ts';

/** More presence than this missed: the reader opens its stream anew instead. */
const MAX_MISSED_PRESENCE = 500;

/** Where a cursor leads: on from its seq, or to the full state, after a `reset` or not. */
type Start = { readonly after: number } | { readonly reset: ResetReason | null };

export interface SubscribeOptions {
  /** The reader's position as it gave it; null for none. */
  readonly cursor: string | null;
  /** The answer ends after `ready`. */
  readonly poll: boolean;
  readonly sink: Sink;
}

/**
 * The read path of one document: its readers, and what they are told.
 *
 * A subscriber is registered before it is brought to the tail, and becomes live in the very step in which it
 * has got there: nothing can be stored in between that it would miss. Who falls behind goes the same way again.
 */
export class Feed {
  readonly subscribers = new Map<string, Subscriber>();
  readonly presence: Presence;
  /** The document is in the trash: everybody is a viewer. */
  #readOnly: boolean;
  readonly #context: Context;
  readonly #documentId: string;
  readonly #tail: LogTail;
  readonly #replay: Replay;
  readonly #catchUp: () => Promise<void>;
  /** Up to here the live subscribers have been told. */
  #published: number;
  #publishedAt = -Infinity;
  #timer: Timer | null = null;

  constructor(
    documentId: string,
    context: Context,
    parts: { tail: LogTail; replay: Replay; readOnly: boolean; catchUp: () => Promise<void> },
  ) {
    this.#documentId = documentId;
    this.#context = context;
    this.#tail = parts.tail;
    this.#replay = parts.replay;
    this.#readOnly = parts.readOnly;
    this.#catchUp = parts.catchUp;
    this.#published = this.#tail.seq;
    this.presence = new Presence(context.clock, context.limits, () => {
      // What is stored is told in a moment, and takes presence along.
      if (this.#timer === null) this.#publish();
    });
  }

  // ── Live ───────────────────────────────────────────────────────────────────

  /** The tail moved on. Told at once if it was quiet; under load what comes within a moment is one frame. */
  advanced(): void {
    if (this.#timer !== null) return;
    const { clock, limits } = this.#context;
    const readers = this.subscribers.size;
    const wait = waitAfter(this.#publishedAt, coalesceTime(limits, readers), clock.now());
    if (wait <= 0 || readers === 0) this.#publish();
    else this.#timer = clock.setTimeout(() => this.#publish(), wait);
  }

  /** Tells everybody what was stored and who showed what since the last time. */
  #publish(): void {
    const { clock, limits } = this.#context;
    if (this.#timer !== null) clock.clearTimeout(this.#timer);
    this.#timer = null;
    const after = this.#published;
    const { seq } = this.#tail;
    const states = this.presence.take();
    const stored = after !== seq;
    if (!stored && states.length === 0) return;
    if (stored) this.#publishedAt = clock.now();
    this.#published = seq;
    const broadcast = new Broadcast({
      update: stored ? () => this.#updateFrame(after, seq) : null,
      sender: stored ? this.#onlySender(after) : null,
      states,
    });
    for (const subscriber of this.subscribers.values()) {
      if (subscriber.stage === 'live') {
        if (subscriber.queuedBytes > limits.queueBytes) subscriber.stage = 'behind';
        else this.#tell(subscriber, broadcast);
      }
      if (subscriber.stage === 'behind' && subscriber.missPresence(states) > MAX_MISSED_PRESENCE) {
        this.close(subscriber);
      }
    }
    this.#tail.trim(seq, limits.recentBytes);
  }

  #tell(subscriber: Subscriber, broadcast: Broadcast): void {
    const frame = broadcast.frameFor(subscriber);
    if (frame) subscriber.write(frame);
    if (subscriber.position === this.#published) return;
    subscriber.position = this.#published;
    // Mostly somebody else's update follows soon and moves its cursor too; else the next tick does.
    subscriber.owesCursor = broadcast.isOwn(subscriber);
  }

  #updateFrame(after: number, seq: number): Uint8Array {
    const piece = this.#replay.recent(after, seq);
    // What is not published is never let go of, see the trim.
    if (!piece) throw new Error('unpublished entries are gone');
    return piece.frame;
  }

  /** The stream that sent all entries after `after`, if one did. */
  #onlySender(after: number): string | null {
    const entries = this.#tail.recentAfter(after) ?? [];
    const connection = entries[0]?.connection ?? null;
    return entries.every((entry) => entry.connection === connection) ? connection : null;
  }

  /** Tells a reader the cursor that its own updates have brought it to. */
  #payCursor(subscriber: Subscriber): void {
    if (!subscriber.owesCursor || subscriber.position !== this.#tail.seq) return;
    subscriber.owesCursor = false;
    subscriber.write(encodeEvent({ type: 'cursor', cursor: this.#tail.cursor() }));
  }

  // ── Opening, and coming back from behind ───────────────────────────────────

  /** Registers a reader and writes `hello` at once; resolves when it is live, has ended, or waits for its socket. */
  async open(reader: Reader, { cursor, poll, sink }: SubscribeOptions): Promise<void> {
    const { clock, limits, random, gen } = this.#context;
    const endsAt = clock.now() + limits.lifetimeMs * (2 / 3 + (2 / 3) * random());
    const subscriber = new Subscriber(reader, sink, { poll, endsAt });
    const { connection } = subscriber;
    this.subscribers.set(connection, subscriber);
    subscriber.listen(
      () => void this.#pump(subscriber),
      () => this.#leave(subscriber),
    );
    const role = this.#roleOf(subscriber);
    const { lineage } = this.#tail;
    subscriber.write(encodeEvent({ type: 'hello', connection, role, gen, lineage }));
    // Nobody else brings it on before its cursor has been looked at.
    subscriber.pumping = true;
    try {
      const start = await this.#start(cursor);
      // If the content was replaced meanwhile, the subscriber has been told so already.
      if (this.#tail.lineage === lineage && subscriber.reset === null) {
        if ('after' in start) subscriber.position = start.after;
        else subscriber.reset = start.reset;
      }
    } catch (error) {
      this.#giveUp(subscriber, error);
    } finally {
      subscriber.pumping = false;
    }
    await this.#pump(subscriber);
  }

  async #start(text: string | null): Promise<Start> {
    if (text === null) return { reset: null };
    const cursor = parseCursor(text);
    if (!cursor) return { reset: 'unknown' };
    const tail = this.#tail;
    if (cursor.seq > tail.seq) await this.#catchUp();
    if (cursor.seq > tail.seq) return { reset: 'ahead' };
    if (cursor.seq < tail.baseSeq) return { reset: 'generation' };
    const gen =
      cursor.seq === tail.seq
        ? tail.gen
        : await this.#context.storage.updates.genAt(this.#documentId, cursor.seq);
    return gen === cursor.gen ? { after: cursor.seq } : { reset: 'generation' };
  }

  /** Brings a subscriber on from its own position until it is live or its queue is full. */
  async #pump(subscriber: Subscriber): Promise<void> {
    if (subscriber.pumping) return;
    subscriber.pumping = true;
    try {
      while (subscriber.stage === 'opening' || subscriber.stage === 'behind') {
        // It goes on when the socket has taken what is there.
        if (subscriber.queuedBytes > this.#context.limits.queueBytes) return;
        await this.#step(subscriber);
      }
    } catch (error) {
      this.#giveUp(subscriber, error);
    } finally {
      subscriber.pumping = false;
    }
  }

  async #step(subscriber: Subscriber): Promise<void> {
    const { lineage, baseSeq } = this.#tail;
    if (subscriber.reset !== null) {
      const { gen } = this.#context;
      subscriber.write(encodeEvent({ type: 'reset', reason: subscriber.reset, gen, lineage }));
      subscriber.reset = null;
      subscriber.position = null;
    }
    // `ready` names the tail, so everybody is told about the tail first.
    if (subscriber.stage === 'opening') this.#publish();
    const { position } = subscriber;
    if (position === this.#published) {
      this.#goLive(subscriber);
      return;
    }
    const piece =
      (position !== null &&
        position >= baseSeq &&
        (await this.#replay.between(position, this.#published))) ||
      (await this.#replay.full());
    if (subscriber.reset !== null || piece.lineage !== this.#tail.lineage) return;
    subscriber.write(piece.frame);
    subscriber.owesCursor = false;
    subscriber.position = piece.seq;
    // The full state is that at the tail: nothing of it may come again.
    if (piece.seq > this.#published) this.#publish();
  }

  #goLive(subscriber: Subscriber): void {
    if (subscriber.stage === 'behind') {
      subscriber.stage = 'live';
      const states = [...subscriber.missedPresence.values()];
      subscriber.missedPresence.clear();
      if (states.length > 0) subscriber.write(encodeEvent({ type: 'presence', states }));
      return;
    }
    const at = { cursor: this.#tail.cursor(), stateVector: this.#tail.stateVector() };
    subscriber.write(encodeEvent({ type: 'ready', ...at }));
    if (subscriber.poll) {
      this.close(subscriber);
      return;
    }
    subscriber.stage = 'live';
    subscriber.missedPresence.clear();
    subscriber.write(encodeEvent({ type: 'presence', states: this.presence.all() }));
  }

  /** It cannot be brought on; it comes back by itself with the cursor that it has. */
  #giveUp(subscriber: Subscriber, error: unknown): void {
    this.#context.logger.warn('sync.stream-given-up', { document: this.#documentId, error });
    this.close(subscriber);
  }

  /** The content was replaced: everybody gets `reset` and the new state. */
  replaced(): void {
    this.#published = this.#tail.seq;
    if (this.#timer !== null) this.#context.clock.clearTimeout(this.#timer);
    this.#timer = null;
    // Everybody is told of all presence after `ready`.
    this.presence.take();
    for (const subscriber of this.subscribers.values()) {
      subscriber.reset = 'generation';
      subscriber.position = null;
      subscriber.stage = 'opening';
      void this.#pump(subscriber);
    }
  }

  /** The tail moved on over entries that are not in memory: everybody reads them from where they are. */
  jumped(): void {
    this.#published = this.#tail.seq;
    for (const subscriber of this.subscribers.values()) {
      if (subscriber.stage === 'live') subscriber.stage = 'behind';
      void this.#pump(subscriber);
    }
  }

  // ── People ─────────────────────────────────────────────────────────────────

  /** Everybody who has the document open, once each. */
  people(): PresenceUser[] {
    const people = new Map<string, PresenceUser>();
    for (const { reader, poll } of this.subscribers.values()) {
      if (!poll) people.set(reader.user.id, reader.user);
    }
    return [...people.values()];
  }

  setReadOnly(readOnly: boolean): void {
    if (this.#readOnly === readOnly) return;
    this.#readOnly = readOnly;
    for (const subscriber of this.subscribers.values()) {
      if (subscriber.role !== 'viewer') this.#tellRole(subscriber);
    }
  }

  /** Gives the user another role; with null its streams end. */
  setRole(userId: string, role: Role | null): void {
    for (const subscriber of this.subscribers.values()) {
      if (subscriber.reader.user.id !== userId) continue;
      if (role === null) {
        this.close(subscriber);
        continue;
      }
      const before = this.#roleOf(subscriber);
      subscriber.role = role;
      if (this.#roleOf(subscriber) !== before) this.#tellRole(subscriber);
    }
  }

  #roleOf({ role }: Subscriber): Role {
    return this.#readOnly ? 'viewer' : role;
  }

  #tellRole(subscriber: Subscriber): void {
    subscriber.write(encodeEvent({ type: 'role', role: this.#roleOf(subscriber) }));
  }

  // ── Time and end ───────────────────────────────────────────────────────────

  /** Ends what is over, once a second; with a frame given, pings the others. */
  tick(now: number, ping: Uint8Array | null): void {
    this.presence.sweep(now);
    // Who writes without a pause would never be at the tail.
    this.#publish();
    const { stallMs } = this.#context.limits;
    for (const subscriber of this.subscribers.values()) {
      this.#payCursor(subscriber);
      const { expiresAt } = subscriber.reader;
      if (expiresAt !== null && expiresAt <= now) this.close(subscriber);
      else if (subscriber.endsAt <= now) this.bye(subscriber, 1000);
      else if (subscriber.stalled(now, stallMs)) this.close(subscriber);
      else if (ping && subscriber.stage !== 'behind') subscriber.write(ping);
    }
  }

  /** Says good-bye with a jittered delay, and ends the stream. */
  bye(subscriber: Subscriber, maxRetryMs: number): void {
    const retryMs = Math.round(maxRetryMs * this.#context.random());
    this.#payCursor(subscriber);
    subscriber.write(encodeEvent({ type: 'bye', retryMs }));
    this.close(subscriber);
  }

  close(subscriber: Subscriber): void {
    subscriber.end();
    this.#leave(subscriber);
  }

  closeAll(): void {
    for (const subscriber of this.subscribers.values()) this.close(subscriber);
  }

  #leave(subscriber: Subscriber): void {
    subscriber.stage = 'closed';
    if (this.subscribers.delete(subscriber.connection)) this.presence.left(subscriber);
  }

  stop(): void {
    if (this.#timer !== null) this.#context.clock.clearTimeout(this.#timer);
    this.#timer = null;
    this.presence.stop();
  }
}
