import type { Lookup } from '../geometry/arrow.ts';
import type { BoardElement, Point } from '../model/types.ts';
import { fontStack } from '../text/fonts.ts';
import type { Theme } from './colour.ts';
import { displayOf, type BoxMark, type ImageMark, type Mark, type TextMark } from './display.ts';
import { escapeXml } from './escape.ts';
import { safeImageHref } from './image-href.ts';
import { num } from './path.ts';
import type { ShapeCache } from './shape-cache.ts';

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
  const hrefOf = (fileId: string): string | null =>
    safeImageHref(context.imageHref?.(fileId) ?? null);
  const { opacity, body, words } = displayOf(element, {
    theme: context.theme,
    lookup: context.lookup,
    ...(context.shapes && { shapes: context.shapes }),
    hasImage: (fileId) => hrefOf(fileId) !== null,
  });
  const shape =
    body === null
      ? ''
      : `<g transform="${turned(body.angle, body.center)}translate(${num(body.at[0])} ${num(body.at[1])})">${body.marks.map((mark) => markToSvg(mark, hrefOf)).join('')}</g>`;
  const text = words === null ? '' : textToSvg(words.mark, turned(words.angle, words.center));
  return `<g${opacity >= 1 ? '' : ` opacity="${num(opacity)}"`}>${shape}${text}</g>`;
}

/** A transformation that turns around a point of the scene; empty for none, else with a space at its end. */
export function turned(angle: number, [cx, cy]: Point): string {
  if (angle === 0) return '';
  return `rotate(${num((angle * 180) / Math.PI)} ${num(cx)} ${num(cy)}) `;
}

function markToSvg(mark: Mark, hrefOf: (fileId: string) => string | null): string {
  switch (mark.kind) {
    case 'path': {
      const line =
        mark.stroke === null
          ? ''
          : ` stroke="${mark.stroke}" stroke-width="${num(mark.part.width)}" stroke-linecap="round" stroke-linejoin="round"`;
      return `<path d="${mark.part.d}" fill="${mark.fill ?? 'none'}"${line}${dashes(mark.part.dash)}/>`;
    }
    case 'box':
      return boxToSvg(mark);
    case 'text':
      return textToSvg(mark);
    case 'image':
      return imageToSvg(mark, hrefOf(mark.fileId) ?? '');
  }
}

function dashes(dash: readonly number[] | null): string {
  return dash === null ? '' : ` stroke-dasharray="${dash.map(num).join(' ')}"`;
}

function boxToSvg({ y, width, height, radius, fill, stroke, dash }: BoxMark): string {
  const top = y === 0 ? '' : ` y="${num(y)}"`;
  const line = stroke === null ? '' : ` stroke="${stroke}"`;
  return `<rect${top} width="${num(width)}" height="${num(height)}" rx="${num(radius)}" fill="${fill ?? 'none'}"${line}${dashes(dash)}/>`;
}

function imageToSvg({ element }: ImageMark, href: string): string {
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

const ANCHORS = { left: 'start', center: 'middle', right: 'end' } as const;

export function textToSvg(mark: TextMark, turn = ''): string {
  const lines = mark.lines
    .map(({ text, x, y }) => `<tspan x="${num(x)}" y="${num(y)}">${escapeXml(text)}</tspan>`)
    .join('');
  const weight = mark.weight === null ? '' : ` font-weight="${String(mark.weight)}"`;
  const transform = turn === '' ? '' : ` transform="${turn.trim()}"`;
  const text = (paint: string): string =>
    `<text xml:space="preserve" font-family="${fontStack(mark.fontFamily)}" font-size="${num(mark.fontSize)}"${weight} text-anchor="${ANCHORS[mark.align]}" ${paint}${transform}>${lines}</text>`;
  const words = text(`fill="${mark.fill}"`);
  if (mark.halo === null) return words;
  // A text of its own: letters with space between them are painted one by one, and each halo would lie on the letter before.
  const { color, width } = mark.halo;
  const stroke = `fill="none" stroke="${color}" stroke-width="${num(width)}" stroke-linejoin="round"`;
  return text(stroke) + words;
}
