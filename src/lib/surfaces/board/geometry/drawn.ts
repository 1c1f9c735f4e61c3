import { FONT_FAMILY } from '../text/fonts.ts';
import { placeTextIn, textCorners, type PlacedText } from './label.ts';
import { measureText } from '../text/metrics.ts';
import { isLabelled, type BoardElement, type LabelledElement } from '../model/types.ts';
import { boundsIn, type Lookup } from './arrow.ts';
import { cornersOf } from './bounds.ts';
import { boundsOfPoints, grow, rotate, union, type Bounds } from './vector.ts';

/** Half of a pen's line at full pressure, in times of the width that is set (`render/freehand.ts`). */
const PEN = 4.25;
/** How far heads stand out, in times of what their size follows from (`render/arrowheads.ts`). */
const HEAD = 14 / 6;
/** A line that is drawn by hand leaves its way by so much, and by so much of its length (roughjs). */
const SKETCH = 2;
const SKETCH_SHARE = 0.01;
/** Letters stand out of their lines by so much, in times of the font size; a halo is a part of it. */
const LETTERS = 0.5;
/** Other fonts than ours are wider than the tables say. */
const OTHER_FONTS = 0.25;

/** The box around all that is painted of an element: its line, its heads, its words where they hang over. */
export function drawnBounds(element: BoardElement, lookup: Lookup): Bounds {
  return boundsWith(element, lookup, lettersOf);
}

/**
 * As `drawnBounds`, without the room for letters that stand out and for other fonts than ours: for a margin around a board that
 * is even on all sides.
 */
export function inkBounds(element: BoardElement, lookup: Lookup): Bounds {
  return boundsWith(element, lookup, () => 0);
}

/** @param room around words, scene units */
function boundsWith(element: BoardElement, lookup: Lookup, room: RoomOf): Bounds {
  const bounds = grow(boundsIn(element, lookup), reachOf(element, lookup));
  const words = isLabelled(element) ? labelBounds(element, lookup, room) : captionBounds(element);
  return words === null ? bounds : (union([bounds, words]) ?? bounds);
}

type RoomOf = (element: LabelledElement, placed: PlacedText) => number;

function labelBounds(element: LabelledElement, lookup: Lookup, room: RoomOf): Bounds | null {
  const placed = placeTextIn(element, lookup);
  if (placed === null) return null;
  return grow(boundsOfPoints(textCorners(placed)), room(element, placed));
}

function lettersOf({ fontSize }: LabelledElement, { layout }: PlacedText): number {
  return fontSize * LETTERS + Math.min(layout.width * OTHER_FONTS, 10 * fontSize);
}

/** Names of frames and what placeholders say may be wider than they are. */
function captionBounds(element: BoardElement): Bounds | null {
  const words =
    element.type === 'frame' ? element.name : element.type === 'unknown' ? element.kind : null;
  if (words === null) return null;
  const width = 20 + measureText(words, 16, FONT_FAMILY.sans) * (1 + OTHER_FONTS);
  if (width <= element.width && element.height >= 40) return null;
  const { x, y, height } = element;
  const center = [x + element.width / 2, y + height / 2] as const;
  const half = Math.max(width, element.width / 2);
  const corners = (
    [
      [center[0] - half, y - 10],
      [center[0] + half, y - 10],
      [center[0] + half, y + Math.max(height, 40)],
      [center[0] - half, y + Math.max(height, 40)],
    ] as const
  ).map((corner) => rotate(corner, center, element.angle));
  return boundsOfPoints(corners);
}

function reachOf(element: BoardElement, lookup: Lookup): number {
  const { strokeWidth, roughness } = element;
  const half = strokeWidth / 2;
  switch (element.type) {
    case 'freedraw':
      return strokeWidth * PEN;
    case 'note':
    case 'frame':
    case 'image':
    case 'unknown':
    case 'text':
      return 2;
    case 'arrow':
    case 'line':
      return half + HEAD * (4 + strokeWidth) + sketchReach(element, lookup);
    default:
      return half + (roughness > 0 ? sketchReach(element, lookup) : 0);
  }
}

function sketchReach(element: BoardElement, lookup: Lookup): number {
  if (element.roughness === 0) return 0;
  const { minX, minY, maxX, maxY } =
    element.type === 'arrow' ? boundsIn(element, lookup) : boundsOfPoints(cornersOf(element));
  return element.roughness * (SKETCH + SKETCH_SHARE * Math.hypot(maxX - minX, maxY - minY));
}
