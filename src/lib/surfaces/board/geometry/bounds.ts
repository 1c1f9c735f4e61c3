import { hasPoints, type BoardElement, type Point } from '../model/types.ts';
import { boundsOfPoints, rotate, union, type Bounds } from './vector.ts';

/** The box of an element before it is turned, in scene units. An arrow's is that of its stored points. */
export function boxOf(element: BoardElement): Bounds {
  if (hasPoints(element)) {
    const { minX, minY, maxX, maxY } = pointBounds(element.points);
    return {
      minX: element.x + minX,
      minY: element.y + minY,
      maxX: element.x + maxX,
      maxY: element.y + maxY,
    };
  }
  return {
    minX: element.x,
    minY: element.y,
    maxX: element.x + element.width,
    maxY: element.y + element.height,
  };
}

const pointBoxes = new WeakMap<readonly Point[], Bounds>();

function pointBounds(points: readonly Point[]): Bounds {
  let bounds = pointBoxes.get(points);
  if (bounds === undefined) {
    bounds = boundsOfPoints(points);
    pointBoxes.set(points, bounds);
  }
  return bounds;
}

/** Around which an element turns. */
export function centerOf(element: BoardElement): Point {
  const box = boxOf(element);
  return [(box.minX + box.maxX) / 2, (box.minY + box.maxY) / 2];
}

/** The turned corners of an element's box: top left, top right, bottom right, bottom left. */
export function cornersOf(element: BoardElement): readonly [Point, Point, Point, Point] {
  const { minX, minY, maxX, maxY } = boxOf(element);
  const center = centerOf(element);
  const turn = (point: Point): Point => rotate(point, center, element.angle);
  return [turn([minX, minY]), turn([maxX, minY]), turn([maxX, maxY]), turn([minX, maxY])];
}

/** Where a point of the scene lies in the element before it was turned. */
export function unturned(element: BoardElement, point: Point): Point {
  return rotate(point, centerOf(element), -element.angle);
}

/** The points of a line or stroke in the scene, turned. */
export function scenePoints(
  element: BoardElement & { readonly points: readonly Point[] },
): Point[] {
  const { x, y, angle, points } = element;
  if (angle === 0) return points.map(([px, py]) => [x + px, y + py]);
  const center = centerOf(element);
  return points.map(([px, py]) => rotate([x + px, y + py], center, angle));
}

/**
 * The box around an element as it lies. Without line width; for arrows that are bound see `boundsIn` of
 * `geometry/arrow.ts`.
 */
export function boundsOf(element: BoardElement): Bounds {
  if (element.angle === 0) return boxOf(element);
  if (element.type === 'ellipse') {
    const [cx, cy] = centerOf(element);
    const [a, b] = [element.width / 2, element.height / 2];
    const halfWidth = Math.hypot(a * Math.cos(element.angle), b * Math.sin(element.angle));
    const halfHeight = Math.hypot(a * Math.sin(element.angle), b * Math.cos(element.angle));
    return {
      minX: cx - halfWidth,
      minY: cy - halfHeight,
      maxX: cx + halfWidth,
      maxY: cy + halfHeight,
    };
  }
  return hasPoints(element)
    ? boundsOfPoints(scenePoints(element))
    : boundsOfPoints(cornersOf(element));
}

/** The box around several elements; null for none. */
export function boundsOfAll(elements: Iterable<BoardElement>): Bounds | null {
  return union(Array.from(elements, boundsOf));
}
