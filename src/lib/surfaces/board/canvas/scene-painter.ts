import { SpatialIndex } from '../geometry/spatial.ts';
import type { Board } from '../model/board.ts';
import { compareOrder } from '../model/order.ts';
import type { BoardElement } from '../model/types.ts';
import { pick, SURFACE } from '../render/colour.ts';
import { ElementPainter } from './element-painter.ts';
import { paintGrid } from './grid.ts';
import { Pictures } from './pictures.ts';
import { sceneRect, type View } from './view.ts';

/** Where somebody looks at a board. */
export interface Camera {
  /** Point of the scene at the top left of the view, in scene units. */
  readonly x: number;
  readonly y: number;
  /** CSS pixels per scene unit. */
  readonly zoom: number;
}

export interface PainterOptions {
  readonly board: Board;
  readonly canvas: HTMLCanvasElement;
  readonly theme: 'light' | 'dark';
  /** Where a picture is; asked once for each. */
  readonly imageUrl: (fileId: string) => string;
  readonly grid: boolean;
}

/** What one frame cost. */
export interface PaintStats {
  /** Milliseconds of this thread. */
  readonly ms: number;
  /** Elements painted, those counted more than once that were. */
  readonly elements: number;
}

/**
 * Shows a board on a canvas, and follows the board by itself. Everything is painted in the next animation frame; nothing
 * before a size and a camera are set.
 */
export class ScenePainter {
  /** Where elements lie, as the document has them. */
  readonly index: SpatialIndex;
  /** Called after each frame. */
  onpaint: ((stats: PaintStats) => void) | undefined;
  readonly #context: CanvasRenderingContext2D;
  readonly #painter: ElementPainter;
  readonly #pictures: Pictures;
  readonly #stop: () => void;
  #grid: boolean;
  #camera: Camera = { x: 0, y: 0, zoom: 1 };
  #ratio = 1;
  #hidden: ReadonlySet<string> = new Set();
  #preview: ReadonlyMap<string, BoardElement> | null = null;
  #frame = 0;

  constructor(options: PainterOptions) {
    const { board, canvas, theme, imageUrl, grid } = options;
    const context = canvas.getContext('2d');
    if (context === null) throw new Error('This browser gives no canvas to paint on');
    this.#context = context;
    this.#grid = grid;
    this.index = new SpatialIndex(board);
    this.#pictures = new Pictures(imageUrl, () => {
      this.invalidate();
    });
    this.#painter = new ElementPainter({
      lookup: (id) => this.#preview?.get(id) ?? board.get(id),
      pictures: this.#pictures,
      theme,
    });
    this.#stop = board.subscribe(({ changed }) => {
      for (const id of changed) if (board.get(id) === undefined) this.#painter.forget(id);
      this.#schedule();
    });
  }

  /**
   * Sets the size of the view.
   * @param widthPx in CSS pixels
   * @param heightPx in CSS pixels
   */
  resize(widthPx: number, heightPx: number, devicePixelRatio: number): void {
    const { canvas } = this.#context;
    this.#ratio = devicePixelRatio;
    canvas.width = Math.max(1, Math.round(widthPx * devicePixelRatio));
    canvas.height = Math.max(1, Math.round(heightPx * devicePixelRatio));
    this.#schedule();
  }

  setCamera(camera: Camera): void {
    this.#camera = camera;
    this.#schedule();
  }

  setTheme(theme: 'light' | 'dark'): void {
    this.#painter.theme = theme;
    this.#schedule();
  }

  setGrid(on: boolean): void {
    this.#grid = on;
    this.#schedule();
  }

  /** Elements that are not painted; called again with none when they are. */
  hide(ids: ReadonlySet<string>): void {
    this.#hidden = ids;
    this.#schedule();
  }

  /** Elements whose words are not painted, as they are being edited in their place. */
  hideText(ids: ReadonlySet<string>): void {
    this.#painter.hiddenText = ids;
    this.#schedule();
  }

  /**
   * Shows elements otherwise than the document has them while a gesture runs, and such that it does not have yet.
   * @param elements by id, all of them each time; null for none
   */
  preview(elements: ReadonlyMap<string, BoardElement> | null): void {
    this.#preview = elements;
    this.#schedule();
  }

  /** Everything that was painted is stale: fonts have been loaded, pictures have arrived. */
  invalidate(): void {
    this.#painter.forgetDrawings();
    this.#schedule();
  }

  /** Paints now what would be painted in the next frames. */
  flush(): void {
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
    this.#paint();
  }

  destroy(): void {
    cancelAnimationFrame(this.#frame);
    this.#stop();
    this.index.destroy();
    this.#pictures.destroy();
  }

  #schedule(): void {
    if (this.#frame !== 0) return;
    this.#frame = requestAnimationFrame(() => {
      this.#frame = 0;
      this.#paint();
    });
  }

  #paint(): void {
    const start = performance.now();
    const context = this.#context;
    const { width, height } = context.canvas;
    const { x, y, zoom } = this.#camera;
    const view: View = { scale: zoom * this.#ratio, x, y };
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.fillStyle = pick(SURFACE.canvas, this.#painter.theme);
    context.fillRect(0, 0, width, height);
    const whole = { x: 0, y: 0, width, height };
    if (this.#grid) paintGrid(context, view, whole, this.#ratio, this.#painter.theme);
    let elements = 0;
    const shown = this.index.inView(sceneRect(view, whole));
    const preview = this.#preview;
    const all =
      preview === null
        ? shown
        : [...shown.filter(({ id }) => !preview.has(id)), ...preview.values()].sort(compareOrder);
    for (const element of all) {
      if (this.#hidden.has(element.id)) continue;
      this.#painter.paint(context, element, view);
      elements++;
    }
    this.onpaint?.({ ms: performance.now() - start, elements });
  }
}
