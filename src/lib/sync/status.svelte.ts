import type { PresenceState } from '../protocol/index.ts';
import type { Provider, ProviderStatus } from './types.ts';

/** A provider's status and people for Svelte components: reading them in a template or effect follows changes. */
export class ReactiveStatus {
  // Raw: both are immutable values, replaced as a whole.
  #status = $state.raw<ProviderStatus>() as ProviderStatus;
  #people = $state.raw<readonly PresenceState[]>([]);

  constructor(provider: Provider) {
    this.#status = provider.status;
    this.#people = provider.people;
    // The provider drops its listeners when it is destroyed.
    provider.on('status', (status) => {
      this.#status = status;
    });
    provider.on('people', (people) => {
      this.#people = people;
    });
  }

  get current(): ProviderStatus {
    return this.#status;
  }

  get people(): readonly PresenceState[] {
    return this.#people;
  }

  /** Everything typed here is on the server's disk. */
  get saved(): boolean {
    return this.#status.pending === 0;
  }
}

/** Follows `provider` until it is destroyed. */
export function reactiveStatus(provider: Provider): ReactiveStatus {
  return new ReactiveStatus(provider);
}
