import { boxOf, centerOf } from './bounds.ts';
import { arrowCourse, labelPoint, type Lookup } from './arrow.ts';
import { boundsOfPoints, rotate, type Bounds } from './vector.ts';
import {
  isLabelled,
  type ArrowElement,
  type BoardElement,
  type LabelledElement,
  type Point,
  type TextAlign,
} from '../model/types.ts';
import { layoutText, type TextLayout } from '../text/layout.ts';

/** Text with its lines and its place in the scene. */
export interface PlacedText {
  readonly layout: TextLayout;
  /** Lines are broken at this width; null where they are not. */
  readonly wrap: number | null;
  /** The box in which lines are aligned, before it is turned. */
  readonly box: Bounds;
  readonly align: TextAlign;
  /** Radians, around `center`. */
  readonly angle: number;
  readonly center: Point;
}

/** Between a shape's edge and its words. */
const PADDING = 5;
const NOTE_PADDING = 12;
/** Labels of arrows take up to this share of the arrow's width… */
const ARROW_SHARE = 0.7;
/** …but are not narrower than this, times the font size. */
const ARROW_LEAST = 11;

/** The box for the words of an element that is no arrow, before it is turned. */
export function labelBox(element: Exclude<LabelledElement, ArrowElement>): Bounds {
  const { minX, minY, maxX, maxY } = boxOf(element);
  const { width, height } = element;
  let [insetX, insetY] = [0, 0];
  if (element.type === 'note') [insetX, insetY] = [NOTE_PADDING, NOTE_PADDING];
  else if (element.type === 'rectangle') [insetX, insetY] = [PADDING, PADDING];
  else if (element.type === 'diamond') {
    [insetX, insetY] = [width / 4 + PADDING, height / 4 + PADDING];
  } else if (element.type === 'ellipse') {
    const share = (1 - Math.SQRT1_2) / 2;
    [insetX, insetY] = [width * share + PADDING, height * share + PADDING];
  }
  insetX = Math.min(insetX, width / 2);
  insetY = Math.min(insetY, height / 2);
  return { minX: minX + insetX, minY: minY + insetY, maxX: maxX - insetX, maxY: maxY - insetY };
}

/** How high an element is whose words just fit into it, scene units; null for what is no box around words. */
export function heightForWords(element: BoardElement): number | null {
  if (!isLabelled(element) || element.type === 'arrow' || element.type === 'text') return null;
  if (element.text.trim() === '') return 0;
  const { minX, maxX } = labelBox(element);
  const { height } = layoutText(element.text, element, maxX - minX);
  switch (element.type) {
    case 'note':
      return height + 2 * NOTE_PADDING;
    case 'rectangle':
      return height + 2 * PADDING;
    case 'diamond':
      return 2 * (height + 2 * PADDING);
    case 'ellipse':
      return (height + 2 * PADDING) / Math.SQRT1_2;
  }
}

/** Elements never change, so neither does where their words stand; of an arrow, as long as its course is the same. */
const placedTexts = new WeakMap<
  LabelledElement,
  { readonly course: readonly Point[]; readonly placed: PlacedText | null }
>();

/** Where the words of an element stand in its scene; null when it has none. */
export function placeTextIn(element: LabelledElement, lookup: Lookup): PlacedText | null {
  return placeText(element, element.type === 'arrow' ? arrowCourse(element, lookup) : []);
}

/**
 * As `placeTextIn`, for who has the course already.
 * @param course where an arrow runs, `arrowCourse`; of other elements not looked at
 */
export function placeText(element: LabelledElement, course: readonly Point[]): PlacedText | null {
  if (element.text === '') return null;
  const kept = placedTexts.get(element);
  if (kept !== undefined && (element.type !== 'arrow' || kept.course === course))
    return kept.placed;
  const placed = element.text.trim() === '' ? null : placeWords(element, course);
  placedTexts.set(element, { course, placed });
  return placed;
}

/** As `placeText`, also for words that are not there yet: where they will stand. */
export function placeWords(element: LabelledElement, course: readonly Point[]): PlacedText {
  if (element.type === 'arrow') return placeOnArrow(element, course);
  const box = labelBox(element);
  const wrap = element.type === 'text' && element.autoResize ? null : box.maxX - box.minX;
  const layout = layoutText(element.text, element, wrap);
  const room = box.maxY - box.minY - layout.height;
  const share = element.verticalAlign === 'top' ? 0 : element.verticalAlign === 'bottom' ? 1 : 0.5;
  // Words that are too many hang over the bottom, so that their beginning can be read.
  const top = box.minY + (element.type === 'note' ? Math.max(0, room) : room) * share;
  return {
    layout,
    wrap,
    box: { minX: box.minX, maxX: box.maxX, minY: top, maxY: top + layout.height },
    align: element.textAlign,
    angle: element.angle,
    center: centerOf(element),
  };
}

function placeOnArrow(arrow: ArrowElement, course: readonly Point[]): PlacedText {
  const bounds = boundsOfPoints(course);
  const share = (bounds.maxX - bounds.minX) * ARROW_SHARE;
  const wrap = Math.max(share, arrow.fontSize * ARROW_LEAST);
  const layout = layoutText(arrow.text, arrow, wrap);
  const [x, y] = labelPoint(arrow, course);
  return {
    layout,
    wrap,
    box: {
      minX: x - layout.width / 2,
      maxX: x + layout.width / 2,
      minY: y - layout.height / 2,
      maxY: y + layout.height / 2,
    },
    align: 'center',
    angle: 0,
    center: [x, y],
  };
}

/** The corners of the box around the words themselves, turned. */
export function textCorners(placed: PlacedText): Point[] {
  const { box, layout, align } = placed;
  const room = box.maxX - box.minX - layout.width;
  const left = box.minX + room * (align === 'left' ? 0 : align === 'right' ? 1 : 0.5);
  const right = left + layout.width;
  const corners: Point[] = [
    [left, box.minY],
    [right, box.minY],
    [right, box.maxY],
    [left, box.maxY],
  ];
  if (placed.angle === 0) return corners;
  return corners.map((point) => rotate(point, placed.center, placed.angle));
}
