import type { Random } from './clock.ts';

/** A server that is back is found within this: a person waits in front of it. */
const DEFAULT_MAX_MS = 10_000;

export interface BackoffOptions {
  /** Upper bound of the first delay, milliseconds. */
  readonly baseMs?: number;
  /** No delay is longer than this, milliseconds. */
  readonly maxMs?: number;
  readonly random: Random;
}

/**
 * Delays between attempts: doubling, and each drawn from the upper half of its range, so that a
 * thousand clients of one restarted server do not come back in the same moment.
 */
export class Backoff {
  readonly #baseMs: number;
  readonly #maxMs: number;
  readonly #random: Random;
  #failures = 0;

  constructor(options: BackoffOptions) {
    this.#baseMs = options.baseMs ?? 500;
    this.#maxMs = options.maxMs ?? DEFAULT_MAX_MS;
    this.#random = options.random;
  }

  /** How often `next` was asked since the last `reset`. */
  get failures(): number {
    return this.#failures;
  }

  /** The delay before the next attempt, milliseconds. */
  next(): number {
    const range = Math.min(this.#maxMs, this.#baseMs * 2 ** Math.min(this.#failures, 30));
    this.#failures++;
    return range / 2 + (this.#random() * range) / 2;
  }

  /** Called when an attempt succeeded. */
  reset(): void {
    this.#failures = 0;
  }
}

/** Longest wait that a server may ask for, milliseconds: a mistaken header must not end a client. */
const MAX_RETRY_AFTER_MS = 5 * 60_000;

/**
 * Reads a `Retry-After` header (seconds, or an HTTP date) as milliseconds from `now`.
 * 0 if there is none or it makes no sense.
 */
export function retryAfterMs(header: string | null, now: number): number {
  if (header === null) return 0;
  const text = header.trim();
  const ms = /^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text) - now;
  return Number.isFinite(ms) && ms > 0 ? Math.min(ms, MAX_RETRY_AFTER_MS) : 0;
}
