import type { Point } from '../model/types.ts';

/** A box along the axes, in scene units; named as rbush wants it. */
export interface Bounds {
  readonly minX: number;
  readonly minY: number;
  readonly maxX: number;
  readonly maxY: number;
}

/** Turns a point around another; radians, clockwise as y grows downwards. */
export function rotate([x, y]: Point, [cx, cy]: Point, angle: number): Point {
  if (angle === 0) return [x, y];
  const cos = Math.cos(angle);
  const sin = Math.sin(angle);
  return [cx + (x - cx) * cos - (y - cy) * sin, cy + (x - cx) * sin + (y - cy) * cos];
}

export function distance(a: Point, b: Point): number {
  return Math.hypot(a[0] - b[0], a[1] - b[1]);
}

/** The point a share of the way from one to another. */
export function between(a: Point, b: Point, share: number): Point {
  return [a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share];
}

/** The point a length on the way from one to another, or the first where they are the same. */
export function towards(from: Point, to: Point, length: number): Point {
  const whole = distance(from, to);
  return whole === 0 ? from : between(from, to, length / whole);
}

export function distanceToSegment(point: Point, a: Point, b: Point): number {
  const dx = b[0] - a[0];
  const dy = b[1] - a[1];
  const square = dx * dx + dy * dy;
  if (square === 0) return distance(point, a);
  const share = ((point[0] - a[0]) * dx + (point[1] - a[1]) * dy) / square;
  return distance(point, between(a, b, Math.min(1, Math.max(0, share))));
}

/** Distance to a row of points; infinite for none. */
export function distanceToPath(point: Point, path: readonly Point[]): number {
  let least = path[0] === undefined ? Infinity : distance(point, path[0]);
  for (let i = 1; i < path.length; i++) {
    const [a, b] = [path[i - 1], path[i]];
    if (a !== undefined && b !== undefined) least = Math.min(least, distanceToSegment(point, a, b));
  }
  return least;
}

/** Whether a point lies in a polygon, which need not repeat its first point (even-odd). */
export function isInPolygon([x, y]: Point, polygon: readonly Point[]): boolean {
  let inside = false;
  let before = polygon.at(-1);
  for (const here of polygon) {
    if (before !== undefined && here[1] > y !== before[1] > y) {
      const cut = here[0] + ((y - here[1]) * (before[0] - here[0])) / (before[1] - here[1]);
      if (x < cut) inside = !inside;
    }
    before = here;
  }
  return inside;
}

/** Where on the way from `a` to `b` (0 to 1) it crosses the segment, or null. */
export function crossing(a: Point, b: Point, c: Point, d: Point): number | null {
  const [rx, ry] = [b[0] - a[0], b[1] - a[1]];
  const [sx, sy] = [d[0] - c[0], d[1] - c[1]];
  const cross = rx * sy - ry * sx;
  if (cross === 0) return null;
  const along = ((c[0] - a[0]) * sy - (c[1] - a[1]) * sx) / cross;
  const other = ((c[0] - a[0]) * ry - (c[1] - a[1]) * rx) / cross;
  // A hair's breadth more, so that nothing slips through where two sides meet.
  return along >= 0 && along <= 1 && other >= -1e-9 && other <= 1 + 1e-9 ? along : null;
}

/** Bounds of points; of none, an empty box at the origin. */
export function boundsOfPoints(points: readonly Point[]): Bounds {
  let minX = Infinity;
  let minY = Infinity;
  let maxX = -Infinity;
  let maxY = -Infinity;
  for (const point of points) {
    const x = point[0];
    const y = point[1];
    if (x < minX) minX = x;
    if (y < minY) minY = y;
    if (x > maxX) maxX = x;
    if (y > maxY) maxY = y;
  }
  return points.length === 0 ? { minX: 0, minY: 0, maxX: 0, maxY: 0 } : { minX, minY, maxX, maxY };
}

/** The box around boxes; null for none. */
export function union(boxes: Iterable<Bounds>): Bounds | null {
  let all: Bounds | null = null;
  for (const box of boxes) {
    all =
      all === null
        ? box
        : {
            minX: Math.min(all.minX, box.minX),
            minY: Math.min(all.minY, box.minY),
            maxX: Math.max(all.maxX, box.maxX),
            maxY: Math.max(all.maxY, box.maxY),
          };
  }
  return all;
}

/** A box that is larger on every side. */
export function grow(box: Bounds, by: number): Bounds {
  return { minX: box.minX - by, minY: box.minY - by, maxX: box.maxX + by, maxY: box.maxY + by };
}

export function contains(outer: Bounds, inner: Bounds): boolean {
  return (
    inner.minX >= outer.minX &&
    inner.minY >= outer.minY &&
    inner.maxX <= outer.maxX &&
    inner.maxY <= outer.maxY
  );
}

/** Whether a point lies in a box, or on its edge. */
export function isWithin([x, y]: Point, { minX, minY, maxX, maxY }: Bounds): boolean {
  return x >= minX && x <= maxX && y >= minY && y <= maxY;
}

export function overlaps(a: Bounds, b: Bounds): boolean {
  return a.minX <= b.maxX && a.maxX >= b.minX && a.minY <= b.maxY && a.maxY >= b.minY;
}

export function centerOfBounds(box: Bounds): Point {
  return [(box.minX + box.maxX) / 2, (box.minY + box.maxY) / 2];
}
