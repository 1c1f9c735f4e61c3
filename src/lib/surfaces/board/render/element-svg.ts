import { arrowCourse, type Lookup } from '../geometry/arrow.ts';
import { centerOf } from '../geometry/bounds.ts';
import {
  isLabelled,
  type BoardElement,
  type FrameElement,
  type ImageElement,
  type LabelledElement,
  type NoteElement,
  type Point,
  type UnknownElement,
} from '../model/types.ts';
import { fontStack } from '../text/fonts.ts';
import { placeText } from '../text/label.ts';
import { paint, pick, SURFACE, type Theme } from './colour.ts';
import { escapeXml } from './escape.ts';
import { safeImageHref } from './image-href.ts';
import type { Paint } from './parts.ts';
import { num } from './path.ts';
import type { ShapeCache } from './shape-cache.ts';
import { shapeOf } from './shape.ts';

/** What drawing an element needs besides the element. */
export interface DrawContext {
  readonly theme: Theme;
  readonly lookup: Lookup;
  /** Keeps shapes from one drawing to the next. */
  readonly shapes?: ShapeCache;
  /** Where a picture is; null when it is not there. What is not safe to write into a page is left out. */
  readonly imageHref?: (fileId: string) => string | null;
}

/**
 * One element as SVG, at its place in the scene. Everything that people wrote is escaped or checked; there is nothing in it
 * that runs or loads, except pictures of this site.
 */
export function elementToSvg(element: BoardElement, context: DrawContext): string {
  const course = element.type === 'arrow' ? arrowCourse(element, context.lookup) : [];
  const body = place(element, course, bodyOf(element, course, context));
  const words = isLabelled(element) ? wordsOf(element, course, context) : '';
  const opacity = element.opacity >= 100 ? '' : ` opacity="${num(element.opacity / 100)}"`;
  return `<g${opacity}>${body}${words}</g>`;
}

function place(element: BoardElement, course: readonly Point[], body: string): string {
  if (body === '') return '';
  const arrow = element.type === 'arrow';
  const [x, y]: Point = arrow ? (course[0] ?? [0, 0]) : [element.x, element.y];
  const turn = arrow ? '' : turned(element.angle, centerOf(element));
  return `<g transform="${turn}translate(${num(x)} ${num(y)})">${body}</g>`;
}

function turned(angle: number, [cx, cy]: Point): string {
  if (angle === 0) return '';
  return `rotate(${num((angle * 180) / Math.PI)} ${num(cx)} ${num(cy)}) `;
}

function bodyOf(element: BoardElement, course: readonly Point[], context: DrawContext): string {
  switch (element.type) {
    case 'note':
      return note(element, context.theme);
    case 'text':
      return '';
    case 'image':
      return image(element, context);
    case 'frame':
      return frame(element, context.theme);
    case 'unknown':
      return placeholder(element, element.kind === '' ? '?' : element.kind, context.theme);
    default:
      return shape(element, course, context);
  }
}

function shape(element: BoardElement, course: readonly Point[], context: DrawContext): string {
  const { theme, shapes } = context;
  const colors: Readonly<Record<Paint, string | null>> = {
    none: null,
    stroke: paint(element.strokeColor, 'stroke', theme),
    background: paint(element.backgroundColor, 'fill', theme),
    paper: pick(SURFACE.canvas, theme),
  };
  const parts = shapes?.get(element, course) ?? shapeOf(element, course);
  return parts
    .map((part) => {
      const fill = colors[part.fill];
      const stroke = colors[part.stroke];
      if (fill === null && stroke === null) return '';
      const line =
        stroke === null
          ? ''
          : ` stroke="${stroke}" stroke-width="${num(part.width)}" stroke-linecap="round" stroke-linejoin="round"`;
      const dash = part.dash === null ? '' : ` stroke-dasharray="${part.dash.map(num).join(' ')}"`;
      return `<path d="${part.d}" fill="${fill ?? 'none'}"${line}${dash}/>`;
    })
    .join('');
}

function note(element: NoteElement, theme: Theme): string {
  const ground = paint(element.backgroundColor, 'note', theme) ?? pick(SURFACE.raised, theme);
  const [width, height] = [num(element.width), num(element.height)];
  return (
    `<rect y="2" width="${width}" height="${height}" rx="4" fill="${pick(SURFACE.shadow, theme)}"/>` +
    `<rect width="${width}" height="${height}" rx="4" fill="${ground}"/>`
  );
}

/** Names of frames stand inside, at the top. */
const FRAME_NAME = { x: 16, baseline: 29, size: 15 };

function frame(element: FrameElement, theme: Theme): string {
  const { name, width, height } = element;
  const box = `<rect width="${num(width)}" height="${num(height)}" rx="10" fill="${pick(SURFACE.frame, theme)}" stroke="${pick(SURFACE.line, theme)}"/>`;
  if (name === null) return box;
  return `${box}<text x="${String(FRAME_NAME.x)}" y="${String(FRAME_NAME.baseline)}" font-family="${fontStack(6)}" font-size="${String(FRAME_NAME.size)}" font-weight="620" fill="${pick(SURFACE.ink, theme)}">${escapeXml(name)}</text>`;
}

function image(element: ImageElement, context: DrawContext): string {
  const href =
    element.fileId === null ? null : safeImageHref(context.imageHref?.(element.fileId) ?? null);
  if (href === null) return placeholder(element, 'image', context.theme);
  const { width, height, crop, scale } = element;
  const [w, h] = [num(width), num(height)];
  const picture =
    crop === null
      ? `<image width="${w}" height="${h}" preserveAspectRatio="none" href="${escapeXml(href)}"/>`
      : `<svg width="${w}" height="${h}" viewBox="${[crop.x, crop.y, crop.width, crop.height].map(num).join(' ')}" preserveAspectRatio="none"><image width="${num(crop.naturalWidth)}" height="${num(crop.naturalHeight)}" preserveAspectRatio="none" href="${escapeXml(href)}"/></svg>`;
  if (scale[0] === 1 && scale[1] === 1) return picture;
  const [dx, dy] = [scale[0] < 0 ? w : '0', scale[1] < 0 ? h : '0'];
  return `<g transform="translate(${dx} ${dy}) scale(${num(scale[0])} ${num(scale[1])})">${picture}</g>`;
}

/** Stands for what cannot be shown. */
function placeholder(element: UnknownElement | ImageElement, words: string, theme: Theme): string {
  const { width, height } = element;
  const [w, h] = [num(width), num(height)];
  const size = Math.max(1, Math.min(14, height / 2, width / 6));
  const quiet = pick(SURFACE.inkQuiet, theme);
  return (
    `<rect width="${w}" height="${h}" rx="4" fill="none" stroke="${quiet}" stroke-dasharray="4 4"/>` +
    `<text x="${num(width / 2)}" y="${num(height / 2 + size / 3)}" text-anchor="middle" font-family="${fontStack(6)}" font-size="${num(size)}" fill="${quiet}">${escapeXml(words.slice(0, 40))}</text>`
  );
}

const ANCHORS = { left: 'start', center: 'middle', right: 'end' } as const;

function wordsOf(element: LabelledElement, course: readonly Point[], context: DrawContext): string {
  const placed = placeText(element, course);
  if (placed === null) return '';
  const { theme } = context;
  const { box, layout, align } = placed;
  const x = align === 'left' ? box.minX : align === 'right' ? box.maxX : (box.minX + box.maxX) / 2;
  const color =
    element.textColor === null && element.type === 'note'
      ? pick(SURFACE.noteInk, theme)
      : paint(element.textColor ?? element.strokeColor, 'text', theme);
  if (color === null) return '';
  const lines = layout.lines
    .map(({ text }, i) =>
      text === ''
        ? ''
        : `<tspan x="${num(x)}" y="${num(box.minY + layout.baseline + i * layout.line)}">${escapeXml(text)}</tspan>`,
    )
    .join('');
  // The line of an arrow stops around its label.
  const halo =
    element.type === 'arrow'
      ? ` stroke="${pick(SURFACE.canvas, theme)}" stroke-width="${num(element.fontSize / 3)}" stroke-linejoin="round" paint-order="stroke"`
      : '';
  const turn = turned(placed.angle, placed.center).trim();
  return `<text xml:space="preserve" font-family="${fontStack(element.fontFamily)}" font-size="${num(element.fontSize)}" text-anchor="${ANCHORS[align]}" fill="${color}"${halo}${turn === '' ? '' : ` transform="${turn}"`}>${lines}</text>`;
}
