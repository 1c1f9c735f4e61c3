import { randomBytes } from 'node:crypto';
import type { PresenceState, PresenceUser, ResetReason, Role } from '../../protocol/index.ts';

/** What a subscriber writes to: one open HTTP answer. */
export interface Sink {
  /** Queues a frame; never blocks. */
  write(frame: Uint8Array | string): void;
  /** Bytes written but not yet taken by the socket. */
  readonly queuedBytes: number;
  /** Calls back each time the queue has become empty after it was not. */
  onDrain(fn: () => void): void;
  /** Calls back once when the reader is gone. */
  onClose(fn: () => void): void;
  /** Ends the answer. One whose reader takes nothing must be torn down, or its queue would stay. */
  end(): void;
}

/** Who reads, as the session says. */
export interface Reader {
  readonly user: PresenceUser;
  readonly sessionId: string;
  readonly role: Role;
  /** When the session ends, milliseconds since 1970; null for one that does not. */
  readonly expiresAt: number | null;
}

/**
 * - `opening`: is being brought to the tail, `ready` follows
 * - `live`: has everything that was published; gets frames as they come
 * - `behind`: its queue was full; goes on from its own position when it drains
 */
export type Stage = 'opening' | 'live' | 'behind' | 'closed';

/** One stream of one reader. Only its room changes it. */
export class Subscriber {
  /** Unguessable; known to this reader alone. */
  readonly connection = randomBytes(18).toString('base64url');
  /** The connection's name for everybody else. */
  readonly publicId = randomBytes(9).toString('base64url');
  readonly reader: Reader;
  readonly poll: boolean;
  /** When the stream is ended with `bye`, to be opened anew. */
  readonly endsAt: number;
  role: Role;
  stage: Stage = 'opening';
  /** The last seq that it has; null: it needs the full state. */
  position: number | null = null;
  /** A `reset` that it has to be told before anything else. */
  reset: ResetReason | null = null;
  /** What it sent itself moved its position, and no frame has told it so yet. */
  owesCursor = false;
  /** It is being brought on right now. */
  pumping = false;
  /** Presence that it could not be told while behind: the latest of each connection. */
  readonly missedPresence = new Map<string, PresenceState>();
  readonly #sink: Sink;
  #written = 0;
  #taken = 0;
  #takenAt: number | null = null;

  constructor(reader: Reader, sink: Sink, options: { poll: boolean; endsAt: number }) {
    this.reader = reader;
    this.role = reader.role;
    this.#sink = sink;
    this.poll = options.poll;
    this.endsAt = options.endsAt;
  }

  get closed(): boolean {
    return this.stage === 'closed';
  }

  get queuedBytes(): number {
    return this.stage === 'closed' ? 0 : this.#sink.queuedBytes;
  }

  listen(onDrain: () => void, onClose: () => void): void {
    this.#sink.onDrain(onDrain);
    this.#sink.onClose(onClose);
  }

  write(frame: Uint8Array | string): void {
    if (this.stage === 'closed') return;
    this.#written += frame.length;
    this.#sink.write(frame);
  }

  /** Keeps what it could not be told, the latest of each connection. Returns how many it misses. */
  missPresence(states: readonly PresenceState[]): number {
    for (const state of states) this.missedPresence.set(state.id, state);
    return this.missedPresence.size;
  }

  /** Ends the stream. The caller takes the subscriber out of its room. */
  end(): void {
    if (this.stage === 'closed') return;
    this.stage = 'closed';
    this.missedPresence.clear();
    this.#sink.end();
  }

  /** True if bytes are queued of which the socket has taken none for `limit` milliseconds. */
  stalled(now: number, limit: number): boolean {
    const queued = this.queuedBytes;
    const taken = this.#written - queued;
    if (this.#takenAt === null || queued === 0 || taken > this.#taken) this.#takenAt = now;
    this.#taken = taken;
    return now - this.#takenAt >= limit;
  }
}
