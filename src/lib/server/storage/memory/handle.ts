import { StorageError } from '../storage.ts';
import type { MemoryState } from './state.ts';

/**
 * Called before each write with the name of the method. Whatever it throws, or rejects with, fails the write
 * with `unavailable` and nothing is stored; a promise delays the write, and those behind it.
 */
export type BeforeWrite = (operation: string) => void | Promise<void>;

/** One engine's hold on a state: carries its reads and writes out in order, and fails them when told to. */
export class Handle {
  readonly state: MemoryState;
  readonly beforeWrite: BeforeWrite | undefined;
  #failures = 0;
  #closed = false;
  #writes: Promise<unknown> = Promise.resolve();

  constructor(state: MemoryState, beforeWrite?: BeforeWrite) {
    this.state = state;
    this.beforeWrite = beforeWrite;
  }

  failNext(count: number): void {
    this.#failures += count;
  }

  /** Every later call fails, and those that wait for `beforeWrite` too: as if the process had been killed. */
  cut(): void {
    this.#closed = true;
  }

  async close(): Promise<void> {
    const writes = this.#writes;
    await writes;
    this.#closed = true;
  }

  read<T>(fn: (state: MemoryState) => T): Promise<T> {
    return settle(() => {
      this.#refuseClosed();
      return fn(this.state);
    });
  }

  write<T>(operation: string, fn: (state: MemoryState) => T): Promise<T> {
    const failing = this.#failures > 0;
    if (failing) this.#failures--;
    const apply = () => {
      this.#refuseClosed();
      if (failing) throw new StorageError('unavailable', `${operation} was told to fail.`);
      return fn(this.state);
    };
    const { beforeWrite } = this;
    if (!beforeWrite) return settle(apply);
    const result = this.#writes.then(async () => {
      this.#refuseClosed();
      try {
        await beforeWrite(operation);
      } catch (cause) {
        throw new StorageError('unavailable', `${operation} was refused.`, { cause });
      }
      return apply();
    });
    // The next write waits for this one but does not share its failure.
    this.#writes = result.then(
      () => undefined,
      () => undefined,
    );
    return result;
  }

  #refuseClosed(): void {
    if (this.#closed) throw new StorageError('unavailable', 'The storage is closed.');
  }
}

function settle<T>(fn: () => T): Promise<T> {
  try {
    return Promise.resolve(fn());
  } catch (error) {
    return Promise.reject(
      error instanceof StorageError
        ? error
        : new StorageError('invalid', 'The call could not be carried out.', { cause: error }),
    );
  }
}
