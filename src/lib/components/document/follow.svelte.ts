import type { PresenceState } from '../../protocol/index.ts';

const OWN_ACTIONS = ['wheel', 'touchmove', 'keydown', 'pointerdown'] as const;

/**
 * Whom this person follows, until this person scrolls, points or types. Keeps that one's caret in view, where there are
 * carets in the page.
 */
export class Follow {
  /** Id of the person who is followed. */
  userId = $state<string | null>(null);
  readonly #view: () => HTMLElement | null;
  readonly #connections: () => readonly PresenceState[];
  readonly #scrolls: () => boolean;

  /**
   * `connections` are those of everyone else who is here. `scrolls`: the `view` scrolls and holds the carets; otherwise
   * the surface itself moves to where the person is.
   */
  constructor(options: {
    view: () => HTMLElement | null;
    connections: () => readonly PresenceState[];
    scrolls: () => boolean;
  }) {
    this.#view = options.view;
    this.#connections = options.connections;
    this.#scrolls = options.scrolls;
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
    if (this.#scrolls()) {
      carets.observe(view, { childList: true, subtree: true });
      this.#show(view);
    }
    // Before the surface hears of it, which may keep a key to itself.
    const listening = { passive: true, capture: true };
    for (const name of OWN_ACTIONS) view.addEventListener(name, stop, listening);
    // A key that nothing has the focus for is the surface's too.
    const loose = ({ target }: Event): void => {
      if (target === document.body) stop();
    };
    window.addEventListener('keydown', loose, listening);
    return () => {
      carets.disconnect();
      for (const name of OWN_ACTIONS) view.removeEventListener(name, stop, listening);
      window.removeEventListener('keydown', loose, listening);
    };
  }

  /** Follows nobody who has gone. For an effect. */
  endIfGone(): void {
    const { userId } = this;
    if (userId !== null && !this.#connections().some(({ user }) => user.id === userId)) {
      this.userId = null;
    }
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
