import type { Clock } from './clock.ts';

/** As long as this a failure counts. A server that is asked for nothing, as it is not ready, gets its chance again. */
const FAILING_MS = 10_000;

/** Whether appends work. A full disk may still be read, and pass every check. */
export class StorageHealth {
  readonly #clock: Clock;
  #failedAt: number | null = null;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  failed(): void {
    this.#failedAt = this.#clock.now();
  }

  works(): void {
    this.#failedAt = null;
  }

  /** True after an append that failed, until one succeeds or some seconds have passed. */
  get failing(): boolean {
    return this.#failedAt !== null && this.#clock.now() - this.#failedAt < FAILING_MS;
  }
}
