import { arrowCourse, type Lookup } from '../geometry/arrow.ts';
import { boundsOfPoints } from '../geometry/vector.ts';
import type { BoardElement } from '../model/types.ts';

/**
 * How much of an element is painted, by how large it is seen: `full` as it is, `plain` without what makes a line look
 * drawn by hand, `box` as hardly more than a spot of its colour.
 */
export type Detail = 'full' | 'plain' | 'box';

/** Larger side on the screen, in pixels of the bitmap. */
const FULL = 32;
const PLAIN = 6;
/** From this scale on it is seen which way an arrow points, however short it is. */
const HEAD_SCALE = 0.5;

export function detailOf(element: BoardElement, scale: number, lookup: Lookup): Detail {
  const size = longerSide(element, lookup) * scale;
  if (size >= FULL || (size >= PLAIN && scale >= HEAD_SCALE && hasHead(element))) return 'full';
  return size >= PLAIN ? 'plain' : 'box';
}

function hasHead(element: BoardElement): boolean {
  if (element.type !== 'arrow' && element.type !== 'line') return false;
  return element.startArrowhead !== null || element.endArrowhead !== null;
}

/** In scene units. An arrow is as large as its course, whatever its points say. */
function longerSide(element: BoardElement, lookup: Lookup): number {
  if (element.type !== 'arrow') return Math.max(element.width, element.height);
  const { minX, minY, maxX, maxY } = boundsOfPoints(arrowCourse(element, lookup));
  return Math.max(maxX - minX, maxY - minY);
}

/** Letters smaller than this (pixels of the bitmap) are bars. */
export const READABLE = 4;
/** Words whose letters are smaller than this are not painted. */
export const SEEN = 0.75;
/** Heads of arrows smaller than this are not painted. */
export const LEAST_HEAD = 2;
