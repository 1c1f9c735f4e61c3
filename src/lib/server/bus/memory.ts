import type { Bus, DocumentMessage, PeopleMessage, Unsubscribe } from './bus.ts';

type Listener = { readonly node: MemoryBus; readonly hear: (message: never) => void };

/** What connects the nodes of one process; each node gets its end with `join`. */
export class MemoryHub {
  readonly #topics = new Map<string, Set<Listener>>();

  join(): Bus {
    return new MemoryBus(this);
  }

  send(from: MemoryBus, topic: string, message: unknown): void {
    const listeners = this.#topics.get(topic);
    if (!listeners) return;
    for (const listener of listeners) {
      if (listener.node === from) continue;
      // Never within the sender's call: a network would not do that either.
      queueMicrotask(() => {
        if (listeners.has(listener)) listener.hear(message as never);
      });
    }
  }

  listen(topic: string, listener: Listener): Unsubscribe {
    const listeners = this.#topics.get(topic) ?? new Set();
    this.#topics.set(topic, listeners.add(listener));
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0 && this.#topics.get(topic) === listeners) this.#topics.delete(topic);
    };
  }

  leave(node: MemoryBus): void {
    for (const [topic, listeners] of this.#topics) {
      for (const listener of listeners) if (listener.node === node) listeners.delete(listener);
      if (listeners.size === 0) this.#topics.delete(topic);
    }
  }
}

const PEOPLE = 'people';

/** The bus of a single process: nothing to hear unless several engines share one hub. */
export class MemoryBus implements Bus {
  readonly #hub: MemoryHub;

  constructor(hub: MemoryHub = new MemoryHub()) {
    this.#hub = hub;
  }

  publishDocument(documentId: string, message: DocumentMessage): void {
    this.#hub.send(this, `document:${documentId}`, message);
  }

  subscribeDocument(documentId: string, hear: (message: DocumentMessage) => void): Unsubscribe {
    return this.#hub.listen(`document:${documentId}`, { node: this, hear });
  }

  publishPeople(message: PeopleMessage): void {
    this.#hub.send(this, PEOPLE, message);
  }

  subscribePeople(hear: (message: PeopleMessage) => void): Unsubscribe {
    return this.#hub.listen(PEOPLE, { node: this, hear });
  }

  close(): Promise<void> {
    this.#hub.leave(this);
    return Promise.resolve();
  }
}
