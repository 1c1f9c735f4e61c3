import { Timer, type Clock } from './clock.ts';
import type { Outbox } from './outbox.ts';
import type { ProviderStatus } from './types.ts';

/** A change that waits longer than this for its acknowledgement is worth a word, milliseconds. */
const SLOW_MS = 400;

const INITIAL: ProviderStatus = {
  connection: 'connecting',
  loaded: false,
  synced: false,
  pending: 0,
  slow: false,
  role: null,
  problem: null,
  kept: null,
  deviceFailed: false,
  lastHeardAt: null,
  replaced: false,
};

/** Holds the status; a new immutable value for each change. */
export class StatusBox {
  readonly #clock: Clock;
  readonly #outbox: Outbox;
  readonly #onChange: (status: ProviderStatus) => void;
  readonly #slow: Timer;
  #value: ProviderStatus = Object.freeze({ ...INITIAL });

  constructor(options: {
    readonly clock: Clock;
    readonly outbox: Outbox;
    readonly onChange: (status: ProviderStatus) => void;
  }) {
    this.#clock = options.clock;
    this.#outbox = options.outbox;
    this.#onChange = options.onChange;
    this.#slow = new Timer(options.clock);
  }

  get value(): ProviderStatus {
    return this.#value;
  }

  set(change: Partial<ProviderStatus>): void {
    const next = { ...this.#value, ...change };
    if (equal(next, this.#value)) return;
    this.#value = Object.freeze(next);
    this.#onChange(this.#value);
  }

  /** Counts the outbox again, together with other changes. */
  count(change: Partial<ProviderStatus> = {}): void {
    const at = this.#outbox.oldestAt;
    const dueMs = at === null ? null : at + SLOW_MS - this.#clock.now();
    this.#slow.clear();
    if (dueMs !== null && dueMs > 0) {
      this.#slow.set(dueMs, () => {
        this.count();
      });
    }
    this.set({ ...change, pending: this.#outbox.pending, slow: dueMs !== null && dueMs <= 0 });
  }

  destroy(): void {
    this.#slow.clear();
  }
}

function equal(left: ProviderStatus, right: ProviderStatus): boolean {
  const keys = Object.keys(left) as (keyof ProviderStatus)[];
  return keys.every((key) => left[key] === right[key]);
}
