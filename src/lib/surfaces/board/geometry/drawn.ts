import { isLabelled, type BoardElement } from '../model/types.ts';
import { placeText, textCorners } from '../text/label.ts';
import { arrowCourse, boundsIn, type Lookup } from './arrow.ts';
import { boundsOfPoints, grow, union, type Bounds } from './vector.ts';

/** The line of a pen is wider than what is set, and arrows have heads. */
const PEN = 2.2;
const HEAD = 12;

/** The box around all that is painted of an element: its line, its heads, its words where they hang over. */
export function drawnBounds(element: BoardElement, lookup: Lookup): Bounds {
  const bounds = grow(boundsIn(element, lookup), reachOf(element));
  if (!isLabelled(element) || element.text === '') return bounds;
  const course = element.type === 'arrow' ? arrowCourse(element, lookup) : [];
  const placed = placeText(element, course);
  if (placed === null) return bounds;
  return union([bounds, boundsOfPoints(textCorners(placed))]) ?? bounds;
}

function reachOf(element: BoardElement): number {
  const { strokeWidth } = element;
  switch (element.type) {
    case 'freedraw':
      return strokeWidth * PEN;
    case 'arrow':
      return strokeWidth / 2 + HEAD;
    case 'note':
      return 2;
    default:
      return strokeWidth / 2 + (element.roughness > 0 ? element.roughness * 2 : 0);
  }
}
