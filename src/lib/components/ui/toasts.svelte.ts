/** A short answer to what was just done. It leaves after six seconds, or when it is acted upon. */
export interface Toast {
  readonly id: number;
  readonly text: string;
  /** One thing that can be done about it, such as undoing it. */
  readonly action: { readonly label: string; readonly run: () => void } | null;
}

const LIFETIME_MS = 6_000;

/** The toasts that are on the screen, oldest first. */
export class Toasts {
  items = $state.raw<readonly Toast[]>([]);
  #next = 0;
  readonly #timers: Record<number, ReturnType<typeof setTimeout>> = {};

  show(text: string, action: Toast['action'] = null): void {
    const id = this.#next++;
    this.items = [...this.items.slice(-2), { id, text, action }];
    this.resume(id);
  }

  close(id: number): void {
    this.hold(id);
    this.items = this.items.filter((each) => each.id !== id);
  }

  /** Keeps a toast while the pointer or the focus is on it. */
  hold(id: number): void {
    clearTimeout(this.#timers[id]);
    delete this.#timers[id];
  }

  resume(id: number): void {
    this.hold(id);
    this.#timers[id] = setTimeout(() => this.close(id), LIFETIME_MS);
  }
}
