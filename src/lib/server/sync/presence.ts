import { ProblemError, type PresenceState } from '../../protocol/index.ts';
import type { Clock, Timer } from './clock.ts';
import type { EngineLimits } from './limits.ts';
import type { Subscriber } from './subscriber.ts';

/** What a client says of itself. */
export interface PresenceMessage {
  /** The secret name of its stream. */
  readonly connection: string;
  /** Yjs client id of the tab that speaks. */
  readonly clientID: number;
  /** Opaque; null: it shows nothing of itself any more. */
  readonly state: Record<string, unknown> | null;
}

interface Entry {
  readonly shown: PresenceState;
  readonly subscriber: Subscriber;
  /** When it goes; null while its stream is open. */
  goesAt: number | null;
}

/**
 * Who shows what of themselves in one room: the latest state of each connection, and nothing older. Changes
 * are gathered for a moment, until somebody takes them to tell everybody at once. No queue: who cannot be told
 * now is told the latest later.
 */
export class Presence {
  readonly #clock: Clock;
  readonly #limits: EngineLimits;
  readonly #onChange: () => void;
  /** By the public name of the connection. */
  readonly #entries = new Map<string, Entry>();
  readonly #changed = new Map<string, PresenceState>();
  #timer: Timer | null = null;

  /** @param onChange called when there is something to `take`, a moment after the first change */
  constructor(clock: Clock, limits: EngineLimits, onChange: () => void) {
    this.#clock = clock;
    this.#limits = limits;
    this.#onChange = onChange;
  }

  get size(): number {
    return this.#entries.size;
  }

  /** Everybody who shows something. */
  all(): PresenceState[] {
    return Array.from(this.#entries.values(), ({ shown }) => shown);
  }

  /** What changed since the last time, the latest of each; to be told to everybody. */
  take(): PresenceState[] {
    if (this.#timer !== null) this.#clock.clearTimeout(this.#timer);
    this.#timer = null;
    const states = [...this.#changed.values()];
    this.#changed.clear();
    return states;
  }

  /** Takes what a connection shows; who it is was said by its session. Throws `bad_request` or `too_large`. */
  set(subscriber: Subscriber, { clientID, state }: Omit<PresenceMessage, 'connection'>): void {
    if (!Number.isInteger(clientID) || clientID < 0 || clientID > 0xffffffff) {
      throw new ProblemError('bad_request', {
        detail: 'clientID is not an unsigned 32-bit integer.',
      });
    }
    const text = JSON.stringify(state);
    if (Buffer.byteLength(text) > this.#limits.presenceBytes) throw new ProblemError('too_large');
    const { user } = subscriber.reader;
    const { publicId: id } = subscriber;
    if (state === null) {
      this.#remove(id);
      return;
    }
    this.#supersede(id, user.id, clientID);
    const shown = { id, clientID, user, state };
    this.#entries.set(id, { shown, subscriber, goesAt: null });
    this.#change(shown);
  }

  /** The connection's stream is gone; it may be back in a moment under another name. */
  left(subscriber: Subscriber): void {
    const entry = this.#entries.get(subscriber.publicId);
    if (entry) entry.goesAt = this.#clock.now() + this.#limits.presenceGraceMs;
  }

  /**
   * A connection whose stream is gone says that it does not come back: a page that is closed says so in its last moment, and
   * its stream may end first. False if there is none of this session.
   */
  farewell(connection: string, sessionId: string): boolean {
    for (const [id, { subscriber, goesAt }] of this.#entries) {
      if (goesAt === null || subscriber.connection !== connection) continue;
      if (subscriber.reader.sessionId !== sessionId) return false;
      this.#remove(id);
      return true;
    }
    return false;
  }

  /** Takes out those who did not come back. */
  sweep(now: number): void {
    for (const [id, { goesAt }] of this.#entries) {
      if (goesAt !== null && goesAt <= now) this.#remove(id);
    }
  }

  stop(): void {
    this.take();
    this.#entries.clear();
  }

  /** One tab has one caret: a new stream of it takes the place of the old one. */
  #supersede(id: string, userId: string, clientID: number): void {
    for (const [other, { shown }] of this.#entries) {
      if (other !== id && shown.clientID === clientID && shown.user.id === userId) {
        this.#remove(other);
      }
    }
  }

  #remove(id: string): void {
    const entry = this.#entries.get(id);
    if (!entry) return;
    this.#entries.delete(id);
    this.#change({ ...entry.shown, state: null });
  }

  #change(state: PresenceState): void {
    this.#changed.set(state.id, state);
    this.#timer ??= this.#clock.setTimeout(() => {
      this.#timer = null;
      this.#onChange();
    }, this.#limits.presenceTickMs);
  }
}
