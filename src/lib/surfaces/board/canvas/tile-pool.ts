/** Canvases of one size that are not needed now. */
const MOST_FREE = 24;

/** Gives out square canvases, and takes them back to be painted on again. */
export class TilePool {
  readonly #side: number;
  readonly #alpha: boolean;
  readonly #free: CanvasRenderingContext2D[] = [];

  /**
   * @param side in pixels
   * @param alpha whether something is to be seen through them: what is opaque is shown faster
   */
  constructor(side: number, alpha: boolean) {
    this.#side = side;
    this.#alpha = alpha;
  }

  /** A canvas; what was on it before still is. */
  take(): CanvasRenderingContext2D {
    const free = this.#free.pop();
    if (free !== undefined) return free;
    const canvas = document.createElement('canvas');
    canvas.width = this.#side;
    canvas.height = this.#side;
    const context = canvas.getContext('2d', { alpha: this.#alpha });
    if (context === null) throw new Error('This browser gives no canvas to paint on');
    return context;
  }

  release(context: CanvasRenderingContext2D): void {
    if (this.#free.length < MOST_FREE) this.#free.push(context);
    else discard(context.canvas);
  }

  destroy(): void {
    for (const { canvas } of this.#free.splice(0)) discard(canvas);
  }
}

/** Some browsers keep the memory of a canvas for long after nobody holds it. */
export function discard(canvas: HTMLCanvasElement): void {
  canvas.width = 0;
  canvas.height = 0;
}
