import {
  isBindable,
  type ArrowElement,
  type BindableElement,
  type Binding,
  type BoardElement,
  type Point,
} from '../model/types.ts';
import { boundsOf, centerOf, scenePoints, unturned } from './bounds.ts';
import { drawnPath, pointAlong } from './curve.ts';
import { elbowCourse, type ElbowEnd } from './elbow.ts';
import { crossings, outlineOf } from './outline.ts';
import { boundsOfPoints, distance, isInPolygon, rotate, towards, type Bounds } from './vector.ts';

/** How elements are found by id. */
export type Lookup = (id: string) => BoardElement | undefined;

/** Free space between an arrow's end and the shape that it is bound to, besides half the shape's line. */
const GAP = 4;

/**
 * Where an arrow runs: its points in the scene, turned, with the ends where its bindings hold them now. Both shapes may
 * have been moved by different people; this follows from where they are, not from what anybody wrote into the arrow.
 */
export function arrowCourse(arrow: ArrowElement, lookup: Lookup): readonly Point[] {
  const start = held(arrow, arrow.startBinding, lookup);
  const end = held(arrow, arrow.endBinding, lookup);
  const kept = courses.get(arrow);
  if (kept !== undefined && kept.start === start?.element && kept.end === end?.element)
    return kept.course;
  const course = courseBetween(arrow, start, end);
  courses.set(arrow, { start: start?.element, end: end?.element, course });
  return course;
}

/** Courses, and the shapes between which they run: elements never change, so neither does what follows from them. */
const courses = new WeakMap<
  ArrowElement,
  {
    readonly start: BindableElement | undefined;
    readonly end: BindableElement | undefined;
    readonly course: readonly Point[];
  }
>();

function courseBetween(
  arrow: ArrowElement,
  start: Held | null,
  end: Held | null,
): readonly Point[] {
  const points = scenePoints(arrow);
  const first = points[0];
  const last = points.at(-1);
  if (first === undefined || last === undefined || (start === null && end === null)) return points;
  if (arrow.elbowed) return elbow(points, elbowEnd(start, first), elbowEnd(end, last));
  const startAim = start?.anchor ?? first;
  const endAim = end?.anchor ?? last;
  const second = points.length > 2 ? (points[1] ?? endAim) : endAim;
  const beforeLast = points.length > 2 ? (points.at(-2) ?? startAim) : startAim;
  return [
    start === null ? first : holdAt(start, second),
    ...points.slice(1, -1),
    end === null ? last : holdAt(end, beforeLast),
  ];
}

interface Held {
  readonly element: BindableElement;
  readonly binding: Binding;
  /** The bound point in the scene. */
  readonly anchor: Point;
}

function held(arrow: ArrowElement, binding: Binding | null, lookup: Lookup): Held | null {
  if (binding === null || binding.mode === 'skip' || binding.elementId === arrow.id) return null;
  const element = lookup(binding.elementId);
  if (element === undefined || !isBindable(element)) return null;
  return { element, binding, anchor: anchorOf(element, binding.fixedPoint) };
}

/** A point given as shares of a shape's box, in the scene. */
export function anchorOf(element: BindableElement, [fx, fy]: Point): Point {
  const { x, y, width, height } = element;
  return rotate([x + width * fx, y + height * fy], centerOf(element), element.angle);
}

function holdAt({ element, binding, anchor }: Held, from: Point): Point {
  if (binding.mode === 'inside' || isInPolygon(from, outlineOf(element))) return anchor;
  // Through the anchor and on, as it may lie on the edge or a little outside.
  const beyond = towards(from, anchor, distance(from, anchor) + element.width + element.height);
  const edge = crossings(element, from, beyond)[0] ?? anchor;
  return towards(edge, from, Math.min(gapOf(element), distance(edge, from) / 2));
}

/** Free space between a shape's edge line and an arrow that ends there, in scene units. */
export function gapOf(element: BindableElement): number {
  const hasLine = element.type !== 'note' && element.type !== 'text' && element.type !== 'image';
  return GAP + (hasLine ? element.strokeWidth / 2 : 0);
}

function elbowEnd(end: Held | null, free: Point): ElbowEnd {
  if (end === null) return { point: free, heading: null, box: null };
  const { element, binding, anchor } = end;
  const box = boundsOf(element);
  const [fx, fy] = [binding.fixedPoint[0] - 0.5, binding.fixedPoint[1] - 0.5];
  if (Math.hypot(fx, fy) < 0.01)
    return { point: anchor, heading: null, box, edge: edgeOf(element) };
  // The side of the shape that the point is nearest to, turned with it and then straightened.
  const side: Point = Math.abs(fx) >= Math.abs(fy) ? [Math.sign(fx), 0] : [0, Math.sign(fy)];
  const [dx, dy] = rotate(side, [0, 0], element.angle);
  const heading: Point = Math.abs(dx) >= Math.abs(dy) ? [Math.sign(dx), 0] : [0, Math.sign(dy)];
  return { point: anchor, heading, box, edge: edgeOf(element) };
}

/** Where a straight way out of a shape leaves it, and the gap is over. */
function edgeOf(element: BindableElement): (from: Point, heading: Point) => Point {
  return (from, heading) => {
    const far = element.width + element.height;
    // From the middle line of the shape, as the point may lie outside of it.
    const [cx, cy] = centerOf(element);
    const inside: Point = heading[0] === 0 ? [from[0], cy] : [cx, from[1]];
    const out: Point = [inside[0] + heading[0] * far, inside[1] + heading[1] * far];
    const edge = crossings(element, inside, out).at(-1) ?? from;
    const gap = gapOf(element);
    return [edge[0] + heading[0] * gap, edge[1] + heading[1] * gap];
  };
}

/** The stored corners, as long as the ends are where they were; else a new way between the ends. */
function elbow(points: readonly Point[], start: ElbowEnd, end: ElbowEnd): readonly Point[] {
  const course = elbowCourse(start, end);
  const [first, last] = [course[0], course.at(-1)];
  const [storedFirst, storedLast] = [points[0], points.at(-1)];
  const stays =
    points.length > 2 &&
    first !== undefined &&
    last !== undefined &&
    storedFirst !== undefined &&
    storedLast !== undefined &&
    distance(first, storedFirst) < NEAR &&
    distance(last, storedLast) < NEAR;
  return stays ? points : course;
}

/** Other programs leave a slightly other gap; that is no reason to find a new way. */
const NEAR = 6;

/** The box around an element as it is drawn in its scene: of arrows, by their course. Without line width. */
export function boundsIn(element: BoardElement, lookup: Lookup): Bounds {
  if (element.type === 'arrow')
    return boundsOfPoints(drawnPath(element, arrowCourse(element, lookup)));
  return boundsOf(element);
}

/** Where the label of an arrow has its middle: half way along. */
export function labelPoint(arrow: ArrowElement, course: readonly Point[]): Point {
  return pointAlong(drawnPath(arrow, course), 0.5);
}

/**
 * The binding for an end that is put down on a shape at a point of the scene.
 * @param mode `orbit` for an end that stays at the edge, `inside` for one that stays where it is put
 */
export function bindingAt(
  element: BindableElement,
  point: Point,
  mode: 'orbit' | 'inside',
): Binding {
  const [x, y] = unturned(element, point);
  const share = (value: number, start: number, size: number): number =>
    size < 1 ? 0.5 : Math.round(((value - start) / size) * 10_000) / 10_000;
  return {
    elementId: element.id,
    fixedPoint: [share(x, element.x, element.width), share(y, element.y, element.height)],
    mode,
  };
}
