import type { Awareness } from 'y-protocols/awareness';
import type { Page } from './page.ts';
import type { Presence } from './presence.ts';

/** A tab's own presence, as tabs tell each other. */
export interface Caret {
  readonly clientID: number;
  readonly state: Record<string, unknown> | null;
  /** Somebody looks at that tab. */
  readonly active: boolean;
}

export interface CaretsOptions {
  readonly awareness: Awareness;
  readonly page: Page;
  readonly presence: Presence;
  readonly leading: () => boolean;
  /** To the leader. */
  readonly tell: (caret: Caret) => void;
}

/** One person shows one caret in each browser: that of the tab somebody was active in last. */
export class Carets {
  readonly #options: CaretsOptions;
  /** The tab whose caret is shown; null: this one. */
  #speaker: string | null = null;

  constructor(options: CaretsOptions) {
    this.#options = options;
    options.awareness.on('change', this.#onChange);
  }

  /** Shows this tab's state, or tells the leader. */
  show(): void {
    const { awareness, page, presence, leading, tell } = this.#options;
    const { clientID } = awareness;
    const state = awareness.getLocalState();
    const active = page.visible;
    if (!leading()) {
      tell({ clientID, state, active });
    } else if (active || this.#speaker === null) {
      this.#speaker = null;
      presence.show(clientID, state);
    }
  }

  /** The leader hears another tab; null: that tab has gone. */
  hear(tab: string, caret: Caret | null): void {
    const { presence } = this.#options;
    presence.ownTab(tab, caret?.clientID ?? null);
    if (caret?.active) {
      this.#speaker = tab;
      presence.show(caret.clientID, caret.state);
    } else if (!caret && this.#speaker === tab) {
      this.#speaker = null;
      this.show();
    }
  }

  destroy(): void {
    this.#options.awareness.off('change', this.#onChange);
  }

  readonly #onChange = (change: Record<'added' | 'updated' | 'removed', number[]>): void => {
    const { clientID } = this.#options.awareness;
    const { added, updated, removed } = change;
    if ([...added, ...updated, ...removed].includes(clientID)) this.show();
  };
}
