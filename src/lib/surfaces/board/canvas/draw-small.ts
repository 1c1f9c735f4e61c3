import { isClosed, isFilled } from '../geometry/hit.ts';
import type { Lookup } from '../geometry/arrow.ts';
import { arrowCourse } from '../geometry/arrow.ts';
import {
  type BoardElement,
  type LabelledElement,
  type Point,
  type ShapeElement,
} from '../model/types.ts';
import { paint, pick, SURFACE, type Theme } from '../render/colour.ts';
import { placeTextIn } from '../geometry/label.ts';
import { smallHeads } from '../render/arrowheads.ts';
import { LEAST_HEAD, SEEN } from '../render/detail.ts';

/** Lines are never thinner than this on the screen, in pixels: they would fade away. */
const LEAST_LINE = 0.5;
/** Points of a line that are nearer to each other, in pixels, are left out. */
const STEP = 2;
/** A pen's line is about this much wider than what is set. */
const PEN = 3;
/** How much of a bar is ink, as letters are not. */
const BAR_ALPHA = 0.4;

/**
 * Paints the shape of an element that is seen small: without what nobody would see. The context has the element's own
 * coordinates, except for lines, strokes and arrows, for which it has those of the scene less `origin`.
 */
export function drawSmall(
  context: CanvasRenderingContext2D,
  element: BoardElement,
  options: {
    readonly theme: Theme;
    readonly scale: number;
    readonly lookup: Lookup;
    readonly origin: Point;
  },
): void {
  const { theme, scale, lookup, origin } = options;
  const { width, height } = element;
  const line = Math.max(element.strokeWidth, LEAST_LINE / scale);
  switch (element.type) {
    case 'rectangle':
    case 'diamond':
    case 'ellipse':
      drawShape(context, element, theme, line);
      return;
    case 'note':
      context.fillStyle =
        paint(element.backgroundColor, 'note', theme) ?? pick(SURFACE.raised, theme);
      context.fillRect(0, 0, width, height);
      return;
    case 'image':
    case 'unknown':
      context.strokeStyle = pick(SURFACE.inkQuiet, theme);
      context.lineWidth = Math.max(1, LEAST_LINE / scale);
      context.strokeRect(0, 0, width, height);
      return;
    case 'line':
    case 'freedraw':
      tracePoints(context, element.points, STEP / scale, 0, 0);
      if (isFilled(element) && isClosed(element.points))
        fillWith(context, paint(element.backgroundColor, 'fill', theme));
      strokeWith(
        context,
        paint(element.strokeColor, 'stroke', theme),
        element.type === 'line' ? line : Math.max(element.strokeWidth * PEN, LEAST_LINE / scale),
      );
      return;
    case 'arrow': {
      const course = arrowCourse(element, lookup);
      tracePoints(context, course, STEP / scale, origin[0], origin[1]);
      for (const [from, tip, to] of smallHeads(element, course, LEAST_HEAD / scale)) {
        context.moveTo(from[0] - origin[0], from[1] - origin[1]);
        context.lineTo(tip[0] - origin[0], tip[1] - origin[1]);
        context.lineTo(to[0] - origin[0], to[1] - origin[1]);
      }
      strokeWith(context, paint(element.strokeColor, 'stroke', theme), line);
      return;
    }
    case 'text':
    case 'frame':
  }
}

function drawShape(
  context: CanvasRenderingContext2D,
  element: ShapeElement,
  theme: Theme,
  line: number,
): void {
  const { width, height } = element;
  context.beginPath();
  if (element.type === 'rectangle') context.rect(0, 0, width, height);
  else if (element.type === 'ellipse')
    context.ellipse(width / 2, height / 2, width / 2, height / 2, 0, 0, 2 * Math.PI);
  else {
    context.moveTo(width / 2, 0);
    context.lineTo(width, height / 2);
    context.lineTo(width / 2, height);
    context.lineTo(0, height / 2);
    context.closePath();
  }
  const fill = isFilled(element) ? paint(element.backgroundColor, 'fill', theme) : null;
  if (fill !== null && element.fillStyle !== 'solid') {
    // What is hatched is half of it paper.
    const alpha = context.globalAlpha;
    context.globalAlpha = alpha * 0.5;
    fillWith(context, fill);
    context.globalAlpha = alpha;
  } else fillWith(context, fill);
  strokeWith(context, paint(element.strokeColor, 'stroke', theme), line);
}

function fillWith(context: CanvasRenderingContext2D, color: string | null): void {
  if (color === null) return;
  context.fillStyle = color;
  context.fill();
}

function strokeWith(
  context: CanvasRenderingContext2D,
  color: string | null,
  lineWidth: number,
): void {
  if (color === null) return;
  context.strokeStyle = color;
  context.lineWidth = lineWidth;
  context.lineCap = 'butt';
  context.lineJoin = 'bevel';
  context.stroke();
}

/** A way through points, without those that lie nearer to the one before than a step. */
function tracePoints(
  context: CanvasRenderingContext2D,
  points: readonly Point[],
  step: number,
  originX: number,
  originY: number,
): void {
  context.beginPath();
  let [lastX, lastY] = [NaN, NaN];
  const end = points.length - 1;
  for (let i = 0; i <= end; i++) {
    const point = points[i];
    if (point === undefined) return;
    const [x, y] = point;
    if (i === 0) context.moveTo(x - originX, y - originY);
    else if (i === end || Math.abs(x - lastX) + Math.abs(y - lastY) >= step)
      context.lineTo(x - originX, y - originY);
    else continue;
    lastX = x;
    lastY = y;
  }
}

/**
 * Paints words too small to be read as bars. The context has the coordinates of the scene less the middle around which the
 * words are turned.
 */
export function drawBars(
  context: CanvasRenderingContext2D,
  element: LabelledElement,
  options: { readonly theme: Theme; readonly scale: number; readonly lookup: Lookup },
): void {
  if (element.fontSize * options.scale < SEEN) return;
  const placed = placeTextIn(element, options.lookup);
  if (placed === null) return;
  const { theme } = options;
  const color =
    element.textColor === null && element.type === 'note'
      ? pick(SURFACE.noteInk, theme)
      : paint(element.textColor ?? element.strokeColor, 'text', theme);
  if (color === null) return;
  const { box, layout, align, center } = placed;
  const share = align === 'left' ? 0 : align === 'right' ? 1 : 0.5;
  const room = box.maxX - box.minX;
  const alpha = context.globalAlpha;
  context.globalAlpha = alpha * BAR_ALPHA;
  context.fillStyle = color;
  for (const [i, line] of layout.lines.entries()) {
    if (line.width === 0) continue;
    const left = box.minX + (room - line.width) * share - center[0];
    const baseline = box.minY + layout.baseline + i * layout.line - center[1];
    const height = element.fontSize * 0.55;
    context.fillRect(left, baseline - height, line.width, height);
  }
  context.globalAlpha = alpha;
}
