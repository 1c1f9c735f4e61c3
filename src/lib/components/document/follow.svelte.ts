import type { PresenceState } from '../../protocol/index.ts';

const OWN_ACTIONS = ['wheel', 'touchmove', 'keydown', 'pointerdown'] as const;

/** Keeps one person's caret in view until this person scrolls, points or types. */
export class Follow {
  /** Id of the person who is followed. */
  userId = $state<string | null>(null);
  readonly #view: () => HTMLElement | null;
  readonly #connections: () => readonly PresenceState[];

  /** `view` scrolls and holds the carets; `connections` are those of everyone else who is here. */
  constructor(view: () => HTMLElement | null, connections: () => readonly PresenceState[]) {
    this.#view = view;
    this.#connections = connections;
  }

  /** Begins to follow; the same person again ends it. */
  toggle(userId: string): void {
    this.userId = this.userId === userId ? null : userId;
  }

  /** Follows `userId` for as long as nothing own happens; returns what ends it. For an effect. */
  watch(): () => void {
    const view = this.#view();
    if (!view || this.userId === null) return () => undefined;
    const stop = () => (this.userId = null);
    // Carets are moved some time after their states have come, and with every change of the text.
    const carets = new MutationObserver(() => this.#show(view));
    carets.observe(view, { childList: true, subtree: true });
    for (const name of OWN_ACTIONS) view.addEventListener(name, stop, { passive: true });
    this.#show(view);
    return () => {
      carets.disconnect();
      for (const name of OWN_ACTIONS) view.removeEventListener(name, stop);
    };
  }

  /** Scrolls to where the followed person is, if that is near an edge or beyond. */
  #show(view: HTMLElement): void {
    const caret = this.#caret(view);
    if (!caret) return;
    const box = view.getBoundingClientRect();
    const { top, bottom } = caret.getBoundingClientRect();
    const margin = box.height / 5;
    if (top >= box.top + margin && bottom <= box.bottom - margin) return;
    caret.scrollIntoView({ block: 'center', behavior: 'smooth' });
  }

  #caret(view: HTMLElement): Element | null {
    for (const { user, clientID } of this.#connections()) {
      if (user.id !== this.userId) continue;
      const caret = view.querySelector(`.caret[data-client="${clientID}"]`);
      if (caret) return caret;
    }
    return null;
  }
}
