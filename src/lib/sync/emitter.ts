import type { ProviderEvents } from './types.ts';

type Name = keyof ProviderEvents;

/** The provider's listeners. */
export class Emitter {
  readonly #listeners: { [Key in Name]: Set<ProviderEvents[Key]> } = {
    status: new Set(),
    people: new Set(),
    replaced: new Set(),
  };

  /** Returns the function that takes the listener off again. */
  on<Key extends Name>(name: Key, listener: ProviderEvents[Key]): () => void {
    this.#listeners[name].add(listener);
    return () => {
      this.#listeners[name].delete(listener);
    };
  }

  emit<Key extends Name>(name: Key, ...values: Parameters<ProviderEvents[Key]>): void {
    for (const listener of [...this.#listeners[name]]) {
      // Sets and values have one key, which a union of listeners cannot say.
      (listener as (...values: Parameters<ProviderEvents[Key]>) => void)(...values);
    }
  }

  clear(): void {
    for (const listeners of Object.values(this.#listeners)) listeners.clear();
  }
}
