/** Something whose memory counts, and which can let go of it. */
export interface Holder {
  /** Lets go if it can; false if it is in use. A holder that let go takes itself out of the budget. */
  release(): boolean;
}

/** Keeps what many holders hold under a limit: the one used longest ago lets go first. */
export class Budget {
  readonly #limit: number;
  /** In the order of their last use. */
  readonly #holders = new Map<Holder, number>();
  #bytes = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  get bytes(): number {
    return this.#bytes;
  }

  get count(): number {
    return this.#holders.size;
  }

  /** The holder was used and now holds this much. May make others let go. */
  use(holder: Holder, bytes: number): void {
    this.remove(holder);
    this.#holders.set(holder, bytes);
    this.#bytes += bytes;
    if (this.#bytes > this.#limit) this.#shrink(holder);
  }

  remove(holder: Holder): void {
    const bytes = this.#holders.get(holder);
    if (bytes === undefined) return;
    this.#holders.delete(holder);
    this.#bytes -= bytes;
  }

  #shrink(except: Holder): void {
    for (const holder of [...this.#holders.keys()]) {
      if (this.#bytes <= this.#limit) return;
      if (holder !== except) holder.release();
    }
  }
}
