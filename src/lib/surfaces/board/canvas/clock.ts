/** How long one chunk of painting shall take, in milliseconds. */
const CHUNK_MS = 1.5;
const LEAST_CHUNK = 8;
const MOST_CHUNK = 1_000;

/**
 * Measures painting, and tells when it has taken long enough. A browser only notes what is to be painted, and does it when
 * the canvas is looked at, so looking is part of what is measured.
 */
export class Clock {
  /** So many elements take about as long as shall pass between two looks at the clock. */
  chunk = 40;
  /** Elements painted since the frame began. */
  painted = 0;
  #until = 0;
  #isEndless = false;
  #began = 0;
  readonly #probe: CanvasRenderingContext2D;

  /** @param probe a canvas of which one pixel does not matter */
  constructor(probe: CanvasRenderingContext2D) {
    this.#probe = probe;
  }

  get isOver(): boolean {
    return !this.#isEndless && performance.now() >= this.#until;
  }

  /** Runs something that must be done to its end, however long it takes. */
  endless<T>(run: () => T): T {
    const before = this.#isEndless;
    this.#isEndless = true;
    try {
      return run();
    } finally {
      this.#isEndless = before;
    }
  }

  /** Begins a frame in which so many milliseconds may pass. */
  start(ms: number): void {
    this.#until = performance.now() + ms;
    this.painted = 0;
  }

  begin(): void {
    this.#began = performance.now();
  }

  end(canvas: HTMLCanvasElement, elements: number): void {
    this.painted += elements;
    const probe = this.#probe;
    probe.setTransform(1, 0, 0, 1, 0, 0);
    probe.drawImage(canvas, 0, 0, 1, 1, 0, 0, 1, 1);
    if (elements < LEAST_CHUNK) return;
    const each = (performance.now() - this.#began) / elements;
    const fitting = Math.min(MOST_CHUNK, Math.max(LEAST_CHUNK, CHUNK_MS / Math.max(each, 0.0001)));
    this.chunk = Math.round(this.chunk * 0.7 + fitting * 0.3);
  }
}
