import { ProblemError } from '../protocol/index.ts';

interface Waiting {
  readonly keys: Set<string>;
  readonly resolve: () => void;
  readonly reject: (error: ProblemError) => void;
}

/** Callers that wait for their edits to be acknowledged. */
export class Flushes {
  readonly #waiting = new Set<Waiting>();

  /** Resolves when none of these rows is unsent any more. */
  wait(keys: readonly string[]): Promise<void> {
    if (keys.length === 0) return Promise.resolve();
    return new Promise((resolve, reject) => {
      this.#waiting.add({ keys: new Set(keys), resolve, reject });
    });
  }

  /** Rows were merged under a new key. */
  renamed(key: string, keys: readonly string[]): void {
    for (const waiting of this.#waiting) {
      const before = waiting.keys.size;
      for (const each of keys) waiting.keys.delete(each);
      if (waiting.keys.size < before) waiting.keys.add(key);
    }
  }

  /** The rows that are unsent now. */
  update(unsent: readonly string[]): void {
    if (this.#waiting.size === 0) return;
    const left = new Set(unsent);
    for (const waiting of this.#waiting) {
      if ([...waiting.keys].some((key) => left.has(key))) continue;
      this.#waiting.delete(waiting);
      waiting.resolve();
    }
  }

  reject(error: ProblemError): void {
    for (const waiting of this.#waiting) waiting.reject(error);
    this.#waiting.clear();
  }
}

/** What waiting for a provider that has ended comes to. */
export function ended(): ProblemError {
  return new ProblemError('unavailable', {
    detail: 'This provider has ended. The edits are kept on this device.',
  });
}
