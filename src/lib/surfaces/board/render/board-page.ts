import { contentBounds } from '../geometry/content.ts';
import { fitZoom, type ViewSize } from '../geometry/fit.ts';
import { grow, type Bounds } from '../geometry/vector.ts';
import type { BoardElement } from '../model/types.ts';
import { drawBoard, type BoardSvgOptions } from './board-svg.ts';
import { num } from './path.ts';

export interface PictureOptions extends Pick<
  BoardSvgOptions,
  'theme' | 'background' | 'title' | 'imageHref' | 'stop' | 'idPrefix' | 'alone'
> {
  /** The view in which it is going to be seen, CSS pixels: details too small for it are left out. */
  readonly size: ViewSize;
  /** Characters that the picture may have. With more elements than fit, more details are left out. */
  readonly maxLength: number;
}

/** Each next try at a picture that is too long leaves out what is this much larger. */
const COARSER = 0.5;
const TRIES = 5;

/**
 * All of a board in no more than so many characters: as detailed as it can be seen in a view, and less where that is too
 * long. Null for a board without elements.
 */
export function boardPicture(
  elements: readonly BoardElement[],
  options: PictureOptions,
): { readonly svg: string; readonly bounds: Bounds } | null {
  const { size, ...rest } = options;
  const bounds = contentBounds(elements);
  if (bounds === null) return null;
  let scale = fitZoom(bounds, size);
  let drawn = drawBoard(elements, { ...rest, view: bounds, scale });
  for (let tries = 1; !drawn.whole && tries < TRIES && options.stop?.() !== true; tries++) {
    scale *= COARSER;
    drawn = drawBoard(elements, { ...rest, view: bounds, scale });
  }
  return { svg: drawn.svg, bounds };
}

/** A card of a list, with two pixels for one. */
const CARD: ViewSize = { width: 560, height: 240 };
const NOTHING =
  '<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1" viewBox="0 0 1 1"></svg>';

/** A small picture of a board, which stands alone: pictures on it are placeholders. */
export function thumbnail(
  elements: readonly BoardElement[],
  options: Pick<PictureOptions, 'maxLength' | 'stop'>,
): string {
  const picture = boardPicture(elements, {
    ...options,
    ...{ size: CARD, theme: 'auto', background: 'transparent', title: '', alone: true },
  });
  return picture?.svg ?? NOTHING;
}

/** A sheet of paper, with four dots for each CSS pixel. */
const SHEET: ViewSize = { width: 1100, height: 760 };
const SHEET_DOTS = 4;
const SHEET_LENGTH = 16 * 1024 * 1024;

/** All of a board for paper, with what a printer can show of it; null for a board without elements. */
export function printout(
  elements: readonly BoardElement[],
  options: Pick<BoardSvgOptions, 'title' | 'imageHref' | 'stop'>,
): { readonly svg: string; readonly bounds: Bounds } | null {
  const content = contentBounds(elements);
  if (content === null) return null;
  // What hangs over the edge of an element would be cut off by that of the sheet.
  const bounds = grow(content, EDGE);
  const scale = fitZoom(bounds, SHEET) * SHEET_DOTS;
  const { svg } = drawBoard(elements, {
    ...options,
    ...{ theme: 'light', background: 'transparent', idPrefix: 'print' },
    ...{ view: bounds, scale, maxLength: SHEET_LENGTH, gaps: true },
  });
  return { svg, bounds };
}

/** Between the outermost elements and the edge, scene units. */
const EDGE = 16;

/** A large window on a screen of average resolution. */
const WINDOW: ViewSize = { width: 1920, height: 1080 };

/**
 * The picture of a board in a page before its surface is there, with its size in `--w` and `--h`: by these the page shows it
 * just where the surface shows the board at first (`fitZoom`). Empty for a board without elements.
 */
export function firstPaint(
  elements: readonly BoardElement[],
  options: Omit<PictureOptions, 'size' | 'theme' | 'background'>,
): string {
  const picture = boardPicture(elements, {
    ...options,
    ...{ size: WINDOW, theme: 'auto', background: 'transparent' },
  });
  if (picture === null) return '';
  const { minX, minY, maxX, maxY } = picture.bounds;
  const [width, height] = [num(maxX - minX || 1), num(maxY - minY || 1)];
  return `<div class="board-picture" style="--w:${width}px;--h:${height}px">${picture.svg}</div>`;
}
