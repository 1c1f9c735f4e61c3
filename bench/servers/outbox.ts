import * as Y from 'yjs';
import type { Handlers } from './server.ts';

/** One request under way; what comes meanwhile is merged into the next, as the client library does it. */
export class Outbox {
  readonly #post: (update: Uint8Array) => Promise<void>;
  readonly #handlers: Handlers;
  #waiting: Uint8Array[] = [];
  #busy = false;

  constructor(post: (update: Uint8Array) => Promise<void>, handlers: Handlers) {
    this.#post = post;
    this.#handlers = handlers;
  }

  push(update: Uint8Array): void {
    this.#waiting.push(update);
    if (this.#busy) return;
    this.#busy = true;
    this.#drain().catch((error: unknown) => fail(this.#handlers, error));
  }

  async #drain(): Promise<void> {
    while (this.#waiting.length > 0) {
      const updates = this.#waiting;
      this.#waiting = [];
      await this.#post(updates.length === 1 && updates[0] ? updates[0] : Y.mergeUpdates(updates));
      this.#handlers.onAcknowledged?.(updates.length);
    }
    this.#busy = false;
  }
}

/** Tells of a failure, or ends the measurement. */
export function fail(handlers: Handlers, cause: unknown): void {
  const error = cause instanceof Error ? cause : new Error(String(cause));
  if (!handlers.onFailure) throw error;
  handlers.onFailure(error);
}
