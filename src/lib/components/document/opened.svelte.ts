/** What a page shows: one at a time, another when its content is replaced, and none any more once the page was left. */
export class Opened<Live extends { destroy(): void }> {
  current = $state.raw<Live | null>(null);
  readonly #make: (onreplaced: () => void) => Live;
  readonly #refresh: () => Promise<unknown>;
  readonly #onreplace: () => void;
  #left = false;

  /**
   * `make`: opens the document; it tells when the content is another. `refresh`: has the page of the new content.
   * `onreplace`: that is there, and the next one is about to be made.
   */
  constructor(options: {
    make: (onreplaced: () => void) => Live;
    refresh: () => Promise<unknown>;
    onreplace: () => void;
  }) {
    this.#make = options.make;
    this.#refresh = options.refresh;
    this.#onreplace = options.onreplace;
  }

  open(): void {
    const made: Live = this.#make(() => void this.#replace(made));
    this.current = made;
  }

  /** The page is left. It may be while a replacement is on its way. */
  leave(): void {
    this.#left = true;
    this.current?.destroy();
  }

  async #replace(old: Live): Promise<void> {
    await this.#refresh();
    // Replaced twice at once, or nobody is here any more who would end the next one.
    if (this.#left || this.current !== old) return;
    this.#onreplace();
    this.open();
    old.destroy();
  }
}
