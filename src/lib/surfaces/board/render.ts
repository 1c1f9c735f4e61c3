import type * as Y from 'yjs';
import { readElements } from './model/snapshot.ts';
import { outlineHtml } from './outline/outline-html.ts';
import { outlineOf, outlineText, type OutlineItem } from './outline/outline.ts';
import { firstPaint, printout, thumbnail } from './render/board-page.ts';
import { boardToSvg, type BoardSvgOptions } from './render/board-svg.ts';
import { titleOf } from './schema.ts';

/** A board as a reader without scripts sees it. */
export interface RenderedBoard {
  /** Plain, trimmed; empty for an untitled board. */
  readonly title: string;
  /** The whole board, safe to put into a page as it is. */
  readonly svg: string;
  /** The board as a list that can be read from its beginning to its end. */
  readonly outline: readonly OutlineItem[];
  /** The words of the board, a line for each element that has some. */
  readonly text: string;
}

/**
 * Renders a board without a DOM. Never writes to it and never throws, whatever it contains: what cannot be shown is a
 * placeholder.
 */
export function renderBoard(
  doc: Y.Doc,
  options: Omit<BoardSvgOptions, 'title' | 'lookup'>,
): RenderedBoard {
  const elements = readElements(doc);
  const outline = outlineOf(elements);
  const title = titleOf(doc);
  return {
    title,
    svg: boardToSvg(elements, { ...options, title }),
    outline,
    text: outlineText(outline),
  };
}

/** A board in a page before its surface is there, and without scripts. */
export interface RenderedBoardPage {
  /** The picture, then the outline; safe to put into a page as it is. */
  readonly html: string;
  /** The words of the board, a line for each element that has some. */
  readonly text: string;
}

/**
 * Renders the page of a board without a DOM, in no more than so many characters. Never writes to the document and never
 * throws, whatever it contains.
 * @param stop no further element is drawn once this is true
 */
export function renderBoardPage(
  doc: Y.Doc,
  options: Pick<BoardSvgOptions, 'imageHref' | 'stop'> & { readonly maxLength: number },
): RenderedBoardPage {
  const elements = readElements(doc);
  const outline = outlineOf(elements);
  const picture = firstPaint(elements, { ...options, title: titleOf(doc), idPrefix: 'page' });
  const list = outlineHtml(outline);
  return {
    html: picture + (list === '' ? '' : `<section class="vh">${list}</section>`),
    text: outlineText(outline),
  };
}

/** A small picture of a board, in no more than so many characters. Never writes and never throws. */
export function renderThumbnail(
  doc: Y.Doc,
  options: Pick<BoardSvgOptions, 'stop'> & { readonly maxLength: number },
): string {
  return thumbnail(readElements(doc), options);
}

/** All of a board for one sheet of paper; null for a board without elements. Never writes and never throws. */
export function renderPrintout(
  doc: Y.Doc,
  options: Pick<BoardSvgOptions, 'imageHref' | 'stop'>,
): { readonly svg: string; readonly wide: boolean } | null {
  const printed = printout(readElements(doc), { ...options, title: titleOf(doc) });
  if (printed === null) return null;
  const { minX, minY, maxX, maxY } = printed.bounds;
  return { svg: printed.svg, wide: maxX - minX > maxY - minY };
}

/** The title and the words of a board alone: for lists, previews and search. Never writes and never throws. */
export function boardText(doc: Y.Doc): Pick<RenderedBoard, 'title' | 'text'> {
  return { title: titleOf(doc), text: outlineText(outlineOf(readElements(doc))) };
}
