import type { PresenceState } from '../../protocol/index.ts';
import { encodeFrame } from './replay.ts';
import type { Subscriber } from './subscriber.ts';

/** What happened since the last broadcast. */
export interface News {
  /** Entries of the log as one frame; null if nothing was stored. Called at most once. */
  readonly update: (() => Uint8Array) | null;
  /** The stream that sent all these entries, if one did: it has them. */
  readonly sender: string | null;
  readonly states: readonly PresenceState[];
}

/**
 * The bytes that all live readers of a document are told in one moment, made once for all of them. Updates and
 * presence of a moment are one write: a write to a socket costs more than its bytes.
 */
export class Broadcast {
  readonly #news: News;
  readonly #frames: { update?: Uint8Array; presence?: Uint8Array; both?: Uint8Array } = {};

  constructor(news: News) {
    this.#news = news;
  }

  /** Whether the entries come to this reader from elsewhere: it sent them. */
  isOwn({ connection }: Subscriber): boolean {
    return connection === this.#news.sender;
  }

  /** What this reader is told; null if nothing is news to it. */
  frameFor(subscriber: Subscriber): Uint8Array | null {
    const { update, states } = this.#news;
    const tellsUpdate = update !== null && !this.isOwn(subscriber);
    const ownState = states.length === 1 && states[0]?.id === subscriber.publicId;
    const tellsPresence = states.length > 0 && !ownState;
    const frames = this.#frames;
    if (tellsUpdate && tellsPresence) {
      return (frames.both ??= Buffer.concat([this.#update(update), this.#presence()]));
    }
    if (tellsUpdate) return this.#update(update);
    return tellsPresence ? this.#presence() : null;
  }

  #update(make: () => Uint8Array): Uint8Array {
    return (this.#frames.update ??= make());
  }

  #presence(): Uint8Array {
    const { states } = this.#news;
    return (this.#frames.presence ??= encodeFrame({ type: 'presence', states }));
  }
}
