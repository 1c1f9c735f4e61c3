import type { PresenceState } from '../../protocol/index.ts';

const OWN_ACTIONS = ['wheel', 'touchmove', 'keydown', 'pointerdown'] as const;

/** Keeps one person's caret in view until this person scrolls, points or types. */
export class Follow {
  /** Id of the person who is followed. */
  userId = $state<string | null>(null);
  readonly #view: () => HTMLElement | null;

  constructor(view: () => HTMLElement | null) {
    this.#view = view;
  }

  /** Begins to follow; the same person again ends it. Returns false if they have no caret to be seen. */
  toggle(userId: string, connections: readonly PresenceState[]): boolean {
    this.userId = this.userId === userId ? null : userId;
    return this.userId === null || this.show(connections);
  }

  stop(): void {
    this.userId = null;
  }

  /** Scrolls to where the followed person is now. */
  show(connections: readonly PresenceState[]): boolean {
    const caret = this.#caret(connections);
    const view = this.#view();
    if (!caret || !view) return false;
    const box = view.getBoundingClientRect();
    const { top, bottom } = caret.getBoundingClientRect();
    const margin = box.height / 5;
    if (top < box.top + margin || bottom > box.bottom - margin) {
      caret.scrollIntoView({ block: 'center', behavior: 'smooth' });
    }
    return true;
  }

  /** Ends the following at the first own action; returns what stops listening. */
  listen(): () => void {
    const view = this.#view();
    const stop = () => this.stop();
    for (const name of OWN_ACTIONS) view?.addEventListener(name, stop, { passive: true });
    return () => {
      for (const name of OWN_ACTIONS) view?.removeEventListener(name, stop);
    };
  }

  #caret(connections: readonly PresenceState[]): Element | null {
    for (const { user, clientID } of connections) {
      if (user.id !== this.userId) continue;
      const caret = this.#view()?.querySelector(`.caret[data-client="${clientID}"]`);
      if (caret) return caret;
    }
    return null;
  }
}
