import type { ArrowElement, LineElement, Point } from '../model/types.ts';
import { between, distance } from './vector.ts';

/** A cubic curve: from a point by two controls to a point. */
export type Cubic = readonly [from: Point, first: Point, second: Point, to: Point];

/**
 * The smooth curve through points: each piece leaves its point in the direction in which its neighbours lie. The same as
 * roughjs draws through them.
 */
export function curveThrough(points: readonly Point[]): Cubic[] {
  const pieces: Cubic[] = [];
  for (let i = 0; i + 1 < points.length; i++) {
    const from = points[i];
    const to = points[i + 1];
    if (from === undefined || to === undefined) break;
    const before = points[i - 1] ?? from;
    const after = points[i + 2] ?? to;
    pieces.push([
      from,
      [from[0] + (to[0] - before[0]) / 6, from[1] + (to[1] - before[1]) / 6],
      [to[0] - (after[0] - from[0]) / 6, to[1] - (after[1] - from[1]) / 6],
      to,
    ]);
  }
  return pieces;
}

const STEPS = 12;

/** A curve as a row of points, twelve to each piece. */
export function flatten(pieces: readonly Cubic[]): Point[] {
  const points: Point[] = [];
  for (const [i, [from, first, second, to]] of pieces.entries()) {
    if (i === 0) points.push(from);
    for (let step = 1; step <= STEPS; step++) {
      const t = step / STEPS;
      const u = 1 - t;
      const [a, b, c, d] = [u * u * u, 3 * u * u * t, 3 * u * t * t, t * t * t];
      points.push([
        a * from[0] + b * first[0] + c * second[0] + d * to[0],
        a * from[1] + b * first[1] + c * second[1] + d * to[1],
      ]);
    }
  }
  return points;
}

/** Radius of the corners of an elbow arrow, where its legs are long enough. */
export const ELBOW_RADIUS = 16;

/** Whether the points of a line or arrow are joined by a curve instead of straight lines. */
export function isCurved(element: LineElement | ArrowElement, points: readonly Point[]): boolean {
  return (
    element.roundness !== null &&
    points.length > 2 &&
    !(element.type === 'arrow' && element.elbowed)
  );
}

/** The course of a line as it is seen, as straight pieces. */
export function drawnPath(
  element: LineElement | ArrowElement,
  points: readonly Point[],
): readonly Point[] {
  return isCurved(element, points) ? flatten(curveThrough(points)) : points;
}

export function lengthOf(path: readonly Point[]): number {
  let length = 0;
  for (let i = 1; i < path.length; i++) {
    const [a, b] = [path[i - 1], path[i]];
    if (a !== undefined && b !== undefined) length += distance(a, b);
  }
  return length;
}

/** The point a share (0 to 1) of the length along a path. */
export function pointAlong(path: readonly Point[], share: number): Point {
  let rest = lengthOf(path) * share;
  for (let i = 1; i < path.length; i++) {
    const [a, b] = [path[i - 1], path[i]];
    if (a === undefined || b === undefined) break;
    const length = distance(a, b);
    if (rest <= length) return length === 0 ? a : between(a, b, rest / length);
    rest -= length;
  }
  return path.at(-1) ?? [0, 0];
}
