import type { ArrowElement, LineElement, Point } from '../model/types.ts';
import { between, distance, towards } from './vector.ts';

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

/**
 * A curve without what lies at its ends, within so much of them as the crow flies, scene units: no more than of one piece.
 * Of a single piece both ends cannot be cut.
 */
export function cutCurve(pieces: readonly Cubic[], start: number, end: number): Cubic[] {
  return pieces.map((piece, i) => {
    if (i === 0 && start > 0) return reversed(cutPiece(reversed(piece), start));
    return i === pieces.length - 1 && end > 0 ? cutPiece(piece, end) : piece;
  });
}

function reversed([from, first, second, to]: Cubic): Cubic {
  return [to, second, first, from];
}

const HALVINGS = 24;

/** A piece up to where it is so near to its end. */
function cutPiece([from, first, second, to]: Cubic, room: number): Cubic {
  let [low, high] = [0, 1];
  let cut: Cubic = [from, first, second, to];
  for (let i = 0; i < HALVINGS; i++) {
    const t = (low + high) / 2;
    const [a, b, c] = [between(from, first, t), between(first, second, t), between(second, to, t)];
    const [d, e] = [between(a, b, t), between(b, c, t)];
    cut = [from, a, d, between(d, e, t)];
    if (distance(cut[3], to) > room) low = t;
    else high = t;
  }
  return cut;
}

/**
 * Straight lines without so much of their first and their last, scene units; none where nothing is left of the only one.
 */
export function cutLine(points: readonly Point[], start: number, end: number): readonly Point[] {
  const [first, second] = points;
  const [before, last] = [points.at(-2), points.at(-1)];
  if (start + end === 0 || !first || !second || !before || !last) return points;
  if (points.length === 2 && start + end >= distance(first, last)) return [];
  return [towards(first, second, start), ...points.slice(1, -1), towards(last, before, end)];
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
