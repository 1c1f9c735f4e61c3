import type { Lookup } from '../geometry/arrow.ts';
import { placeTextIn } from '../geometry/label.ts';
import { boxOf, centerOf, cornersOf } from '../geometry/bounds.ts';
import { contains, type Bounds } from '../geometry/vector.ts';
import { isLabelled, type ArrowElement, type BoardElement, type Point } from '../model/types.ts';
import { displayOf, type Drawing } from '../render/display.ts';
import { ShapeCache } from '../render/shape-cache.ts';
import { detailOf, READABLE } from '../render/detail.ts';
import { drawMark, drawText } from './draw-marks.ts';
import { drawBars, drawSmall } from './draw-small.ts';
import type { Pictures } from './pictures.ts';
import { pixelRect, type View } from './view.ts';

/** A drawing, and what it was made from besides the element. */
interface Kept {
  readonly drawing: Drawing;
  readonly start: BoardElement | undefined;
  readonly end: BoardElement | undefined;
}

/** Whose words are not painted, as they are being edited. */
export type Hidden = ReadonlySet<string>;
const NOBODY: Hidden = new Set();

/** The box around all that is painted of an element, as far as `lookup` knows what it depends on; as `drawnBounds`. */
export type BoundsOf = (element: BoardElement, lookup: Lookup) => Bounds;

/** Paints single elements, and keeps what it found out about them. */
export class ElementPainter {
  /** Elements without their words. */
  hiddenText: Hidden = NOBODY;
  /** Finds the shapes and frames on which the look of others depends. */
  lookup: Lookup;
  /** Whether what lies in a frame is seen only there. */
  isClipping = true;
  readonly #boundsOf: BoundsOf;
  readonly #pictures: Pictures;
  readonly #shapes = new ShapeCache();
  #theme: 'light' | 'dark';
  #kept = new WeakMap<BoardElement, Kept>();
  #scratch: CanvasRenderingContext2D | null = null;

  constructor(options: {
    lookup: Lookup;
    boundsOf: BoundsOf;
    pictures: Pictures;
    theme: 'light' | 'dark';
  }) {
    this.lookup = options.lookup;
    this.#boundsOf = options.boundsOf;
    this.#pictures = options.pictures;
    this.#theme = options.theme;
  }

  get theme(): 'light' | 'dark' {
    return this.#theme;
  }

  set theme(theme: 'light' | 'dark') {
    this.#theme = theme;
    this.forgetDrawings();
  }

  /** Forgets what depends on colours, pictures and the like; shapes stay. */
  forgetDrawings(): void {
    this.#kept = new WeakMap();
  }

  /** Forgets how an element looks, as its picture has arrived. */
  forgetDrawing(element: BoardElement): void {
    this.#kept.delete(element);
  }

  /** Forgets what is known of an element that is gone. */
  forget(id: string): void {
    this.#shapes.delete(id);
  }

  /** Paints an element. Leaves the transformation of the context behind, and nothing else. */
  paint(context: CanvasRenderingContext2D, element: BoardElement, view: View): void {
    if (element.opacity <= 0) return;
    const clip = this.#clipOf(element);
    if (clip !== null) {
      context.save();
      clipTo(context, clip, view);
    }
    this.#paintWhole(context, element, view);
    if (clip !== null) context.restore();
  }

  /** The corners of the frame out of which an element would be seen; null when there is none, or it stays inside. */
  #clipOf(element: BoardElement): readonly Point[] | null {
    if (!this.isClipping || element.frameId === null || element.frameId === element.id) return null;
    const frame = this.lookup(element.frameId);
    if (frame?.type !== 'frame') return null;
    // A clip costs as much as a small element, and most lie well inside.
    const isInside =
      frame.angle === 0 && contains(boxOf(frame), this.#boundsOf(element, this.lookup));
    return isInside ? null : cornersOf(frame);
  }

  #paintWhole(context: CanvasRenderingContext2D, element: BoardElement, view: View): void {
    const { opacity } = element;
    if (opacity >= 100 || !this.#overlapsItself(element, view.scale)) {
      context.globalAlpha = opacity / 100;
      this.#paintParts(context, element, view);
      context.globalAlpha = 1;
      return;
    }
    // What shines through is the element as a whole, not its ground through its line.
    const { width, height } = context.canvas;
    const rect = pixelRect(view, this.#boundsOf(element, this.lookup), width, height);
    if (rect === null) return;
    const scratch = this.#scratchFor(rect.width, rect.height);
    const own = {
      scale: view.scale,
      x: view.x + rect.x / view.scale,
      y: view.y + rect.y / view.scale,
    };
    this.#paintParts(scratch, element, own);
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.globalAlpha = opacity / 100;
    const { width: w, height: h } = rect;
    context.drawImage(scratch.canvas, 0, 0, w, h, rect.x, rect.y, w, h);
    context.globalAlpha = 1;
  }

  #overlapsItself(element: BoardElement, scale: number): boolean {
    if (detailOf(element, scale, this.lookup) === 'box') return false;
    const { body, words } = this.#drawingOf(element);
    const marks = (body?.marks.length ?? 0) + (words === null ? 0 : 1);
    const [only] = body?.marks ?? [];
    const both = only !== undefined && 'fill' in only && only.fill !== null && 'stroke' in only;
    return (
      marks > 1 || (both && only.stroke !== null) || (words !== null && words.mark.halo !== null)
    );
  }

  #scratchFor(width: number, height: number): CanvasRenderingContext2D {
    let scratch = this.#scratch;
    if (scratch === null) {
      scratch = document.createElement('canvas').getContext('2d');
      if (scratch === null) throw new Error('This browser gives no canvas to paint on');
      this.#scratch = scratch;
    }
    const { canvas } = scratch;
    if (canvas.width < width || canvas.height < height) {
      canvas.width = Math.max(canvas.width, width);
      canvas.height = Math.max(canvas.height, height);
    } else {
      scratch.setTransform(1, 0, 0, 1, 0, 0);
      scratch.clearRect(0, 0, width, height);
    }
    return scratch;
  }

  #paintParts(context: CanvasRenderingContext2D, element: BoardElement, view: View): void {
    const isFull =
      element.type === 'frame' || detailOf(element, view.scale, this.lookup) === 'full';
    if (isFull || (element.type === 'image' && element.fileId !== null)) {
      const { body } = this.#drawingOf(element);
      if (body !== null) {
        turn(context, view, body.angle, body.center, body.at);
        const nameless = element.type === 'frame' && this.hiddenText.has(element.id);
        for (const mark of body.marks) {
          if (nameless && mark.kind === 'text') continue;
          drawMark(context, mark, this.#pictures);
        }
      }
    } else if (element.type !== 'text') {
      const { theme } = this;
      const isArrow = element.type === 'arrow';
      const at: Point = [element.x, element.y];
      turn(context, view, isArrow ? 0 : element.angle, isArrow ? at : centerOf(element), at);
      drawSmall(context, element, { theme, scale: view.scale, lookup: this.lookup, origin: at });
    }
    if (isLabelled(element) && element.text !== '' && !this.hiddenText.has(element.id))
      this.#paintWords(context, element, view);
  }

  #paintWords(
    context: CanvasRenderingContext2D,
    element: Extract<BoardElement, { text: string }>,
    view: View,
  ): void {
    if (element.fontSize * view.scale >= READABLE) {
      const { words } = this.#drawingOf(element);
      if (words === null) return;
      turn(context, view, words.angle, words.center, words.center);
      drawText(context, words.mark, words.center[0], words.center[1]);
      return;
    }
    const placed = placeTextIn(element, this.lookup);
    if (placed === null) return;
    turn(context, view, placed.angle, placed.center, placed.center);
    drawBars(context, element, { theme: this.theme, scale: view.scale, lookup: this.lookup });
  }

  #drawingOf(element: BoardElement): Drawing {
    const [start, end] = element.type === 'arrow' ? this.#boundTo(element) : [];
    const kept = this.#kept.get(element);
    if (kept?.start === start && kept?.end === end && kept !== undefined) return kept.drawing;
    const drawing = displayOf(element, {
      theme: this.theme,
      lookup: this.lookup,
      shapes: this.#shapes,
      hasImage: (fileId) => this.#pictures.mayHave(fileId),
    });
    this.#kept.set(element, { drawing, start, end });
    return drawing;
  }

  #boundTo({ startBinding, endBinding }: ArrowElement): readonly (BoardElement | undefined)[] {
    return [startBinding, endBinding].map((binding) =>
      binding === null ? undefined : this.lookup(binding.elementId),
    );
  }
}

/**
 * Sets the coordinates of something that is turned around a point of the scene and has its origin in another. Calculated here
 * and not by the context, which has fewer digits than boards are wide.
 */
function turn(
  context: CanvasRenderingContext2D,
  { scale, x, y }: View,
  angle: number,
  [cx, cy]: Point,
  [atX, atY]: Point,
): void {
  if (angle === 0) {
    context.setTransform(scale, 0, 0, scale, (atX - x) * scale, (atY - y) * scale);
    return;
  }
  const cos = Math.cos(angle);
  const sin = Math.sin(angle);
  const [dx, dy] = [atX - cx, atY - cy];
  context.setTransform(
    scale * cos,
    scale * sin,
    -scale * sin,
    scale * cos,
    (cx + dx * cos - dy * sin - x) * scale,
    (cy + dx * sin + dy * cos - y) * scale,
  );
}

/** Lets only what lies between corners (in scene units) be painted on. */
export function clipTo(
  context: CanvasRenderingContext2D,
  corners: readonly Point[],
  { scale, x, y }: View,
): void {
  context.setTransform(1, 0, 0, 1, 0, 0);
  context.beginPath();
  for (const [cornerX, cornerY] of corners)
    context.lineTo((cornerX - x) * scale, (cornerY - y) * scale);
  context.closePath();
  context.clip();
}
