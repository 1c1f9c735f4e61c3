import { arrowCourse } from '../geometry/arrow.ts';
import { centerOf } from '../geometry/bounds.ts';
import { isClosed, isFilled } from '../geometry/hit.ts';
import { isLabelled, type BoardElement, type LabelledElement, type Point } from '../model/types.ts';
import { placeTextIn } from '../geometry/label.ts';
import { paint, pick, SURFACE, type Theme } from './colour.ts';
import { smallHeads } from './arrowheads.ts';
import { detailOf, LEAST_HEAD, READABLE, SEEN } from './detail.ts';
import { displayOf } from './display.ts';
import { elementToSvg, textToSvg, turned, type DrawContext } from './element-svg.ts';
import { num } from './path.ts';

/** Lines are never thinner than this, in CSS pixels: they would fade away. */
const LEAST_LINE = 0.5;
/** Points of a line that are nearer to each other, in CSS pixels, are left out. */
const STEP = 1.5;
/** A pen's line is about this much wider than what is set. */
const PEN = 3;
const BAR_ALPHA = 0.4;
/** Elements smaller than this, in CSS pixels, are left out. */
const LEAST_SIZE = 0.35;

export interface SmallContext extends DrawContext {
  /** CSS pixels for each scene unit at which the picture is going to be seen. */
  readonly scale: number;
}

/**
 * One element as SVG without what nobody would see at a scale: the counterpart of what the canvas paints, so that the one
 * can take the place of the other.
 */
export function smallElementToSvg(element: BoardElement, context: SmallContext): string {
  const { scale, lookup } = context;
  const detail = detailOf(element, scale, lookup);
  const readable = isLabelled(element) && element.fontSize * scale >= READABLE;
  const isWhole = detail === 'full' || element.type === 'frame' || element.type === 'image';
  if (isWhole && (readable || !isLabelled(element) || element.text === ''))
    return elementToSvg(element, context);
  const shape =
    isWhole && isLabelled(element)
      ? elementToSvg({ ...element, text: '' }, context)
      : small(element, context);
  const words = !isLabelled(element)
    ? ''
    : readable
      ? wordsAlone(element, context)
      : bars(element, context);
  const { opacity } = element;
  // What is drawn whole has its opacity already.
  return opacity >= 100 || isWhole
    ? shape + words
    : `<g opacity="${num(opacity / 100)}">${shape}${words}</g>`;
}

/** The words of an element whose shape is drawn otherwise. */
function wordsAlone(element: LabelledElement, { theme, lookup }: SmallContext): string {
  const { words } = displayOf(element, { theme, lookup, hasImage: () => false });
  return words === null ? '' : textToSvg(words.mark, turned(words.angle, words.center));
}

function small(element: BoardElement, context: SmallContext): string {
  const { theme, scale, lookup } = context;
  const n = rounded(scale);
  const { x, y, width, height } = element;
  if (Math.max(width, height) * scale < LEAST_SIZE && element.type !== 'arrow') return '';
  const thick = n(Math.max(element.strokeWidth, LEAST_LINE / scale));
  switch (element.type) {
    case 'rectangle':
    case 'diamond':
    case 'ellipse': {
      const fill = isFilled(element) ? paint(element.backgroundColor, 'fill', theme) : null;
      const stroke = paint(element.strokeColor, 'stroke', theme);
      // Of a spot only its colour is seen.
      const isSpot = detailOf(element, scale, lookup) === 'box';
      const line = stroke === null || (isSpot && fill !== null) ? '' : strokeOf(stroke, thick);
      const hatched = fill !== null && element.fillStyle !== 'solid' ? ' fill-opacity="0.5"' : '';
      const look = ` fill="${fill ?? 'none'}"${hatched}${line}${turnOf(element)}`;
      if (element.type === 'rectangle')
        return `<rect x="${n(x)}" y="${n(y)}" width="${n(width)}" height="${n(height)}"${look}/>`;
      if (element.type === 'ellipse')
        return `<ellipse cx="${n(x + width / 2)}" cy="${n(y + height / 2)}" rx="${n(width / 2)}" ry="${n(height / 2)}"${look}/>`;
      return `<path d="M${n(x + width / 2)} ${n(y)}L${n(x + width)} ${n(y + height / 2)}L${n(x + width / 2)} ${n(y + height)}L${n(x)} ${n(y + height / 2)}Z"${look}/>`;
    }
    case 'note': {
      const fill = paint(element.backgroundColor, 'note', theme) ?? pick(SURFACE.raised, theme);
      return `<rect x="${n(x)}" y="${n(y)}" width="${n(width)}" height="${n(height)}" fill="${fill}"${turnOf(element)}/>`;
    }
    case 'unknown':
      return `<rect x="${n(x)}" y="${n(y)}" width="${n(width)}" height="${n(height)}" fill="none"${strokeOf(pick(SURFACE.inkQuiet, theme), n(1 / scale))}${turnOf(element)}/>`;
    case 'line':
    case 'freedraw': {
      const pen = element.type === 'freedraw' ? PEN : 1;
      const fill =
        isFilled(element) && isClosed(element.points)
          ? paint(element.backgroundColor, 'fill', theme)
          : null;
      const line = n(Math.max(element.strokeWidth * pen, LEAST_LINE / scale));
      return way(element.points, [x, y], { element, theme, scale, fill, line });
    }
    case 'arrow': {
      const course = arrowCourse(element, lookup);
      const heads = smallHeads(element, course, LEAST_HEAD / scale)
        .map((points) => points.map(([px, py], i) => `${i === 0 ? 'M' : 'L'}${n(px)} ${n(py)}`))
        .flat()
        .join('');
      return way(course, [0, 0], {
        ...{ element, theme, scale, fill: null, line: thick, turn: false, more: heads },
      });
    }
    case 'text':
    case 'frame':
    case 'image':
      return '';
  }
}

function way(
  points: readonly Point[],
  [dx, dy]: Point,
  options: {
    readonly element: BoardElement;
    readonly theme: Theme;
    readonly scale: number;
    readonly fill: string | null;
    readonly line: string;
    readonly turn?: boolean;
    /** What the path has besides. */
    readonly more?: string;
  },
): string {
  const { element, theme, scale, fill, line, turn = true, more = '' } = options;
  const stroke = paint(element.strokeColor, 'stroke', theme);
  if (stroke === null && fill === null) return '';
  const n = rounded(scale);
  const parts: string[] = [];
  let [lastX, lastY] = [NaN, NaN];
  for (const [i, [px, py]] of points.entries()) {
    const near = Math.abs(px - lastX) + Math.abs(py - lastY) < STEP / scale;
    if (near && i !== points.length - 1) continue;
    parts.push(`${i === 0 ? 'M' : 'L'}${n(px + dx)} ${n(py + dy)}`);
    [lastX, lastY] = [px, py];
  }
  const stroked = stroke === null ? '' : strokeOf(stroke, line);
  return `<path d="${parts.join('')}${more}" fill="${fill ?? 'none'}"${stroked}${turn ? turnOf(element) : ''}/>`;
}

/** Words too small to be read, as a bar for each line. */
function bars(element: LabelledElement, { theme, scale, lookup }: SmallContext): string {
  if (element.text === '' || element.fontSize * scale < SEEN) return '';
  const placed = placeTextIn(element, lookup);
  const color =
    element.textColor === null && element.type === 'note'
      ? pick(SURFACE.noteInk, theme)
      : paint(element.textColor ?? element.strokeColor, 'text', theme);
  if (placed === null || color === null) return '';
  const n = rounded(scale);
  const { box, layout, align, center, angle } = placed;
  const share = align === 'left' ? 0 : align === 'right' ? 1 : 0.5;
  const height = element.fontSize * 0.55;
  const lines: string[] = [];
  for (const [i, { width }] of layout.lines.entries()) {
    if (width === 0) continue;
    const left = box.minX + (box.maxX - box.minX - width) * share;
    const middle = box.minY + layout.baseline + i * layout.line - height / 2;
    lines.push(`M${n(left)} ${n(middle)}h${n(width)}`);
  }
  if (lines.length === 0) return '';
  const turn = turned(angle, center).trim();
  return `<path d="${lines.join('')}" stroke="${color}" stroke-width="${n(height)}" stroke-opacity="${BAR_ALPHA}"${turn === '' ? '' : ` transform="${turn}"`}/>`;
}

function strokeOf(color: string, width: string): string {
  return ` stroke="${color}" stroke-width="${width}"`;
}

function turnOf(element: BoardElement): string {
  const turn = turned(element.angle, centerOf(element)).trim();
  return turn === '' ? '' : ` transform="${turn}"`;
}

/** Writes numbers with no more digits than a tenth of a pixel needs. */
function rounded(scale: number): (value: number) => string {
  const unit = Math.max(0.01, 10 ** Math.floor(Math.log10(0.2 / scale)));
  return (value) => num(Math.round(value / unit) * unit);
}
