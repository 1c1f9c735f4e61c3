import { ProblemError } from '../../protocol/index.ts';
import type { Clock } from './clock.ts';

const WINDOW_MS = 60_000;

/**
 * Counts the updates by which an author broke a resident doc. Building it again costs a lot more than sending
 * such an update does, so whoever does it again and again has to wait.
 */
export class Strikes {
  readonly #clock: Clock;
  readonly #allowed: number;
  readonly #authors = new Map<string, { count: number; until: number }>();

  constructor(clock: Clock, allowed: number) {
    this.#clock = clock;
    this.#allowed = allowed;
  }

  /** Throws `rate_limited` for an author with too many strikes. */
  check(author: string): void {
    const strikes = this.#authors.get(author);
    if (!strikes || strikes.count < this.#allowed) return;
    const left = strikes.until - this.#clock.now();
    if (left <= 0) return;
    throw new ProblemError('rate_limited', {
      detail: 'Too many updates that cannot be applied.',
      retryAfter: Math.ceil(left / 1000),
    });
  }

  /** @param weight less than 1 for what honest clients do now and then */
  add(author: string, weight = 1): void {
    const now = this.#clock.now();
    const strikes = this.#authors.get(author);
    if (strikes && strikes.until > now) strikes.count += weight;
    else this.#authors.set(author, { count: weight, until: now + WINDOW_MS });
  }

  /** Forgets whoever has waited long enough. */
  sweep(): void {
    const now = this.#clock.now();
    for (const [author, { until }] of this.#authors) {
      if (until <= now) this.#authors.delete(author);
    }
  }
}
