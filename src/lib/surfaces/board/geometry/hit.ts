import {
  isLabelled,
  type ArrowElement,
  type BindableElement,
  type BoardElement,
  type FrameElement,
  type LineElement,
  type Point,
} from '../model/types.ts';
import { placeText, textCorners } from './label.ts';
import { arrowCourse, type Lookup } from './arrow.ts';
import { boundsOf, scenePoints, unturned } from './bounds.ts';
import { drawnPath } from './curve.ts';
import { outlineOf } from './outline.ts';
import { distanceToPath, grow, isInPolygon, isWithin } from './vector.ts';

/**
 * Whether a point of the scene touches an element: its line, its ground where it has one, its words.
 * @param tolerance how far beside it still counts, in scene units
 */
export function isHit(
  element: BoardElement,
  point: Point,
  tolerance: number,
  lookup: Lookup,
): boolean {
  switch (element.type) {
    case 'line':
      return isOnLine(element, scenePoints(element), point, tolerance);
    case 'arrow': {
      const course = arrowCourse(element, lookup);
      return (
        isOnLine(element, course, point, tolerance) || isOnWords(element, course, point, tolerance)
      );
    }
    case 'freedraw':
      return (
        distanceToPath(point, scenePoints(element)) <= element.strokeWidth * 2 + tolerance ||
        (isFilled(element) && isClosed(element.points) && isInPolygon(point, scenePoints(element)))
      );
    case 'frame':
      return isOnEdge(element, point, tolerance) || isOnName(element, point);
    case 'note':
    case 'image':
    case 'text':
    case 'unknown':
      return isInside(element, point, tolerance);
    case 'rectangle':
    case 'diamond':
    case 'ellipse':
      return (
        isOnEdge(element, point, tolerance) ||
        (isFilled(element) && isInPolygon(point, outlineOf(element))) ||
        isOnWords(element, [], point, tolerance)
      );
  }
}

/** Whether a point lies in the area of a shape, seen or not: where an arrow is bound, or a label is written. */
export function isInside(element: BindableElement, point: Point, tolerance: number): boolean {
  if (!near(element, point, tolerance)) return false;
  return isInPolygon(point, outlineOf(element)) || isOnEdge(element, point, tolerance);
}

/** Colours that let all through, in every way in which they are read. */
const CLEAR = /^(?:#[0-9a-f]{6}00|#[0-9a-f]{3}0|rgba?\([\d ,]+, ?0?\.?0{1,4}\))$/;

/** Whether a ground is painted. */
export function isFilled(element: BoardElement): boolean {
  const color = element.backgroundColor.trim().toLowerCase();
  return color !== 'transparent' && !CLEAR.test(color);
}

/** Whether a row of points ends where it began, so that it has an inside. */
export function isClosed(points: readonly Point[]): boolean {
  const [first, last] = [points[0], points.at(-1)];
  if (first === undefined || last === undefined || points.length < 3) return false;
  return Math.hypot(first[0] - last[0], first[1] - last[1]) <= 8;
}

/** Height of the strip at the top of a frame in which its name stands, scene units. */
const NAME_HEIGHT = 40;

/** A frame is taken by its name; the rest of it is where things are drawn. */
function isOnName(frame: FrameElement, point: Point): boolean {
  const [x, y] = unturned(frame, point);
  const height = Math.min(NAME_HEIGHT, frame.height / 4);
  return x >= frame.x && x <= frame.x + frame.width && y >= frame.y && y <= frame.y + height;
}

function isOnEdge(element: BindableElement, point: Point, tolerance: number): boolean {
  const reach = element.strokeWidth / 2 + tolerance;
  if (!near(element, point, reach)) return false;
  const outline = outlineOf(element);
  const [first] = outline;
  return first !== undefined && distanceToPath(point, [...outline, first]) <= reach;
}

function isOnLine(
  element: LineElement | ArrowElement,
  points: readonly Point[],
  point: Point,
  tolerance: number,
): boolean {
  const path = drawnPath(element, points);
  if (distanceToPath(point, path) <= element.strokeWidth / 2 + tolerance) return true;
  return (
    element.type === 'line' && isFilled(element) && isClosed(points) && isInPolygon(point, path)
  );
}

function isOnWords(
  element: BoardElement,
  course: readonly Point[],
  point: Point,
  tolerance: number,
): boolean {
  if (!isLabelled(element)) return false;
  const placed = placeText(element, course);
  if (placed === null) return false;
  const corners = textCorners(placed);
  const [first] = corners;
  return (
    isInPolygon(point, corners) ||
    (first !== undefined && distanceToPath(point, [...corners, first]) <= tolerance)
  );
}

function near(element: BindableElement, point: Point, reach: number): boolean {
  // The turned box is looked at only where the point is near enough.
  return isWithin(point, grow(boundsOf(element), reach));
}

/** Whether a point lies in the turned box of an element: where its handles are looked for. */
export function isInBox(element: BoardElement, point: Point): boolean {
  return isWithin(unturned(element, point), boundsOf({ ...element, angle: 0 }));
}
