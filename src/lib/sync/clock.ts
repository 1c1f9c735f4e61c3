/** Time, as the sync library sees it; the simulation gives its own. Milliseconds since 1970. */
export interface Clock {
  now(): number;
  setTimeout(run: () => void, ms: number): unknown;
  clearTimeout(handle: unknown): void;
}

/** A number in [0, 1), like Math.random. */
export type Random = () => number;

/** The machine's own clock. */
export const systemClock: Clock = {
  now: () => Date.now(),
  setTimeout: (run, ms) => setTimeout(run, ms),
  clearTimeout: (handle) => {
    clearTimeout(handle as Parameters<typeof clearTimeout>[0]);
  },
};

/** One timer that is either set or not; setting it again replaces what was set. */
export class Timer {
  readonly #clock: Clock;
  #handle: unknown = null;
  #set = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get active(): boolean {
    return this.#set;
  }

  set(ms: number, run: () => void): void {
    this.clear();
    this.#set = true;
    this.#handle = this.#clock.setTimeout(() => {
      this.#set = false;
      run();
    }, ms);
  }

  clear(): void {
    if (!this.#set) return;
    this.#set = false;
    this.#clock.clearTimeout(this.#handle);
  }
}

const LETTERS = '0123456789abcdefghijklmnopqrstuvwxyz';

/** A random name of `length` letters and digits. */
export function randomName(random: Random, length = 12): string {
  let name = '';
  for (let index = 0; index < length; index++) name += LETTERS[Math.floor(random() * 36)] ?? '0';
  return name;
}
