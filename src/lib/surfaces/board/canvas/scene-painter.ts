import { drawnBounds } from '../geometry/drawn.ts';
import { SpatialIndex, type Moved } from '../geometry/spatial.ts';
import type { Board } from '../model/board.ts';
import type { BoardElement } from '../model/types.ts';
import { pick, SURFACE } from '../render/colour.ts';
import { Backdrop, type Rest } from './backdrop.ts';
import { Clock } from './clock.ts';
import { ElementPainter } from './element-painter.ts';
import { paintGrid } from './grid.ts';
import type { TileSource } from './level.ts';
import { Live } from './live.ts';
import { LivePainter } from './live-painter.ts';
import { Pictures } from './pictures.ts';
import type { PixelRect, View } from './view.ts';

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
  /** Whether everything that is seen is as it is now, and sharp. */
  readonly complete: boolean;
}

/** Milliseconds of a frame for painting: while the view moves, is scaled (which costs the rest), rests, and when there is nothing to be seen yet. */
const BUDGET_MS = { shifted: 5, scaled: 2, no: 9 };
const FIRST_MS = 400;

/**
 * Shows a board on a canvas, and follows the board by itself. What has been painted is kept as tiles, so that a frame mostly
 * puts together what is there; what is stale is painted anew in slices. Nothing is painted before a size is set, and
 * everything in animation frames.
 */
export class ScenePainter {
  /** Where elements lie, as the document has them. */
  readonly index: SpatialIndex;
  /** Called when a picture has arrived, or is known to be missing. */
  onpicture: (() => void) | undefined;
  /** Called after each frame. */
  onpaint: ((stats: PaintStats) => void) | undefined;
  readonly #board: Board;
  readonly #context: CanvasRenderingContext2D;
  readonly #painter: ElementPainter;
  readonly #pictures: Pictures;
  readonly #backdrop: Backdrop;
  readonly #live: Live;
  readonly #livePainter: LivePainter;
  readonly #clock: Clock;
  #grid: boolean;
  #camera: Camera = { x: 0, y: 0, zoom: 1 };
  #moved: 'no' | 'shifted' | 'scaled' = 'no';
  #ratio = 0;
  #hidden: ReadonlySet<string> = new Set();
  #frame = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** Nothing useful is shown: the next frame takes the time that it needs. */
  #isBlank = true;

  constructor(options: PainterOptions) {
    const { board, canvas, theme, imageUrl, grid } = options;
    const context = canvas.getContext('2d', { alpha: false });
    if (context === null) throw new Error('This browser gives no canvas to paint on');
    this.#board = board;
    this.#context = context;
    this.#clock = new Clock(context);
    this.#grid = grid;
    this.index = new SpatialIndex(board, this.#onmoved);
    this.#pictures = new Pictures(imageUrl, this.#onpicture);
    const lookup = (id: string): BoardElement | undefined => board.get(id);
    this.#painter = new ElementPainter({
      lookup,
      // The index knows the boxes of what the document has, and those of what is under way are looked for.
      boundsOf: (element, known) =>
        (known === lookup ? this.index.drawnBoundsOf(element.id) : null) ??
        drawnBounds(element, known),
      pictures: this.#pictures,
      theme,
    });
    this.#live = new Live(board, this.index);
    const source: TileSource = {
      elementsIn: (box) => this.index.inView(box).filter(({ id }) => !this.#isElsewhere(id)),
      ground: this.#ground,
      paint: (target, element, view) => {
        this.#painter.paint(target, element, view);
      },
    };
    this.#backdrop = new Backdrop({
      source,
      overviewSource: { ...source, ground: this.#floor },
      extent: () => this.index.boundsOfAll(),
    });
    this.#livePainter = new LivePainter({
      ...{ live: this.#live, index: this.index, painter: this.#painter, lookup },
      isHidden: (id) => this.#hidden.has(id),
      ground: this.#ground,
    });
    canvas.addEventListener('contextrestored', this.#onlost);
    // A font is fetched when the first words in it are painted.
    document.fonts.addEventListener('loadingdone', this.#onfonts);
  }

  /**
   * Sets the size of the view.
   * @param widthPx in CSS pixels
   * @param heightPx in CSS pixels
   */
  resize(widthPx: number, heightPx: number, devicePixelRatio: number): void {
    const { canvas } = this.#context;
    const width = Math.max(1, Math.round(widthPx * devicePixelRatio));
    const height = Math.max(1, Math.round(heightPx * devicePixelRatio));
    if (canvas.width === width && canvas.height === height && this.#ratio === devicePixelRatio)
      return;
    this.#ratio = devicePixelRatio;
    canvas.width = width;
    canvas.height = height;
    // A canvas is empty when its size has been set; until the next frame that would be seen.
    if (!this.#isBlank) this.#paint();
    else this.#schedule();
  }

  setCamera(camera: Camera): void {
    const { x, y, zoom } = this.#camera;
    if (x === camera.x && y === camera.y && zoom === camera.zoom) return;
    this.#camera = camera;
    if (zoom !== camera.zoom) this.#moved = 'scaled';
    else if (this.#moved === 'no') this.#moved = 'shifted';
    this.#schedule();
  }

  setTheme(theme: 'light' | 'dark'): void {
    if (theme === this.#painter.theme) return;
    this.#painter.theme = theme;
    this.#startAgain();
  }

  setGrid(on: boolean): void {
    if (on === this.#grid) return;
    this.#grid = on;
    this.#startAgain();
  }

  /** Elements that are not painted; called again with none when they are. */
  hide(ids: ReadonlySet<string>): void {
    const before = this.#hidden;
    this.#hidden = new Set(ids);
    this.#livePainter.damageAll();
    this.#damageWhereDifferent(before, this.#hidden);
  }

  /** Elements whose words are not painted, as they are being edited in their place. */
  hideText(ids: ReadonlySet<string>): void {
    const before = this.#painter.hiddenText;
    this.#painter.hiddenText = new Set(ids);
    this.#livePainter.damageAll();
    this.#damageWhereDifferent(before, this.#painter.hiddenText);
  }

  /**
   * Shows elements otherwise than the document has them while a gesture runs, and such that it does not have yet.
   * @param elements by id, all of them each time; null for none
   */
  preview(elements: ReadonlyMap<string, BoardElement> | null): void {
    const before = this.#live.ids;
    this.#live.set(elements);
    this.#damageWhereDifferent(before, this.#live.ids);
  }

  /** Everything that was painted is stale: fonts have been loaded, files have arrived. What is shown stays until then. */
  invalidate(): void {
    this.#pictures.retry();
    this.#painter.forgetDrawings();
    this.#backdrop.damageAll();
    this.#livePainter.damageAll();
    this.#schedule();
  }

  /** Looks again for pictures that could not be loaded: without a connection, or before they were stored. */
  retryPictures(): void {
    if (this.#pictures.retry()) this.invalidate();
  }

  /** Size in which a picture came, in its own pixels; null while it is not there, or has none. */
  naturalSizeOf(fileId: string): { readonly width: number; readonly height: number } | null {
    const { naturalWidth: width = 0, naturalHeight: height = 0 } = this.#pictures.get(fileId) ?? {};
    return width > 0 && height > 0 ? { width, height } : null;
  }

  /** Paints now all that is seen, as sharp as it gets. */
  flush(): void {
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
    this.#isBlank = true;
    this.#clock.endless(() => {
      this.#paint();
    });
  }

  destroy(): void {
    cancelAnimationFrame(this.#frame);
    clearTimeout(this.#timer);
    this.#context.canvas.removeEventListener('contextrestored', this.#onlost);
    document.fonts.removeEventListener('loadingdone', this.#onfonts);
    this.index.destroy();
    this.#pictures.destroy();
    this.#backdrop.destroy();
    this.#livePainter.destroy();
  }

  readonly #onmoved = (moved: readonly Moved[]): void => {
    const frames = new Set<string>();
    for (const { id, before, after } of moved) {
      // What is under way is painted over the rest, wherever the document has it meanwhile.
      const isPainted = !this.#isElsewhere(id);
      if (isPainted && before !== null) this.#backdrop.damage(before);
      if (isPainted && after !== null) this.#backdrop.damage(after);
      if (after === null) this.#painter.forget(id);
      // What a frame held is seen everywhere when it is gone, and the other way round when it comes back.
      if (before === null || after === null) frames.add(id);
    }
    for (const { id, frameId } of frames.size === 0 ? [] : this.#board.elements) {
      const box = frameId !== null && frames.has(frameId) ? this.index.drawnBoundsOf(id) : null;
      if (box !== null) this.#backdrop.damage(box);
    }
    const before = this.#live.ids;
    this.#live.refresh();
    this.#damageWhereDifferent(before, this.#live.ids);
  };

  readonly #onpicture = (fileId: string): void => {
    this.#livePainter.damageAll();
    for (const element of this.#board.elements) {
      if (element.type !== 'image' || element.fileId !== fileId) continue;
      this.#painter.forgetDrawing(element);
      const box = this.index.drawnBoundsOf(element.id);
      if (box !== null) this.#backdrop.damage(box);
    }
    this.#schedule();
    this.onpicture?.();
  };

  readonly #onfonts = (): void => {
    this.invalidate();
  };

  readonly #onlost = (): void => {
    this.#startAgain();
  };

  #isElsewhere(id: string): boolean {
    return this.#hidden.has(id) || this.#live.ids.has(id);
  }

  /** Ids that are in one set only are painted otherwise than before. */
  #damageWhereDifferent(before: ReadonlySet<string>, after: ReadonlySet<string>): void {
    for (const [these, those] of [
      [before, after],
      [after, before],
    ] as const) {
      for (const id of these) {
        const box = those.has(id) ? null : this.index.drawnBoundsOf(id);
        if (box !== null) this.#backdrop.damage(box);
      }
    }
    this.#schedule();
  }

  #startAgain(): void {
    this.#backdrop.clear();
    this.#livePainter.damageAll();
    this.#isBlank = true;
    this.#schedule();
  }

  readonly #floor = (context: CanvasRenderingContext2D, _view: View, rect: PixelRect): void => {
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.fillStyle = pick(SURFACE.canvas, this.#painter.theme);
    context.fillRect(rect.x, rect.y, rect.width, rect.height);
  };

  readonly #ground = (context: CanvasRenderingContext2D, view: View, rect: PixelRect): void => {
    this.#floor(context, view, rect);
    if (this.#grid) paintGrid(context, view, rect, this.#ratio, this.#painter.theme);
  };

  #schedule(): void {
    if (this.#frame !== 0) return;
    this.#frame = requestAnimationFrame(() => {
      this.#frame = 0;
      this.#paint();
    });
  }

  #paint(): void {
    if (this.#ratio === 0) return;
    clearTimeout(this.#timer);
    const start = performance.now();
    const clock = this.#clock;
    const pace = this.#moved === 'no' && this.#live.ids.size > 0 ? 'shifted' : this.#moved;
    clock.start(this.#isBlank ? FIRST_MS : BUDGET_MS[pace]);
    const view = this.#view();
    const isBusy = this.#moved !== 'no' || this.#live.ids.size > 0;
    const haste = this.#isBlank ? 'eager' : isBusy ? 'busy' : 'none';
    const rest = this.#backdrop.paint(this.#context, view, clock, haste);
    const elements = clock.painted + this.#livePainter.paint(this.#context, view, clock);
    // What was left for later is done in the first frame in which nothing moves.
    const again = rest.again || this.#moved !== 'no';
    this.#moved = 'no';
    this.#isBlank = false;
    this.#goOn({ ...rest, again });
    this.onpaint?.({ ms: performance.now() - start, elements, complete: rest.complete });
  }

  #goOn({ again, wake }: Rest): void {
    if (again) this.#schedule();
    else if (wake !== null)
      this.#timer = setTimeout(() => {
        this.#schedule();
      }, wake);
  }

  /** What is seen. Tiles lie on whole pixels, so what is seen begins at one. */
  #view(): View {
    const { x, y, zoom } = this.#camera;
    const scale = zoom * this.#ratio;
    return { scale, x: Math.round(x * scale) / scale, y: Math.round(y * scale) / scale };
  }
}
