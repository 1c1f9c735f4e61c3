/** Draws one frame at a time in milliseconds; true when it has to draw the next one too. */
export type Ticker = (now: number) => boolean;

/** One animation frame for all that moves on a board, and none when nothing does. */
export class FrameLoop {
  readonly #tickers = new Set<Ticker>();
  #frame = 0;

  /** Takes part from now on; returns how to leave. */
  add(ticker: Ticker): () => void {
    this.#tickers.add(ticker);
    this.wake();
    return () => this.#tickers.delete(ticker);
  }

  /** Something has changed: the next frame is drawn. */
  wake(): void {
    if (this.#frame === 0) this.#frame = requestAnimationFrame((now) => this.#run(now));
  }

  get running(): boolean {
    return this.#frame !== 0;
  }

  destroy(): void {
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
    this.#tickers.clear();
  }

  #run(now: number): void {
    this.#frame = 0;
    let more = false;
    for (const ticker of this.#tickers) more = ticker(now) || more;
    if (more) this.wake();
  }
}
