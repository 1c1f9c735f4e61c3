import type { Cubic } from '../geometry/curve.ts';
import type { Point } from '../model/types.ts';

/** A number as SVG writes it: two digits after the point, and never anything else than a number. */
export function num(value: number): string {
  if (!Number.isFinite(value)) return '0';
  const rounded = Math.round(value * 100) / 100;
  return rounded === 0 ? '0' : String(rounded);
}

export function pair([x, y]: Point): string {
  return `${num(x)} ${num(y)}`;
}

/** Straight lines through points. */
export function linePath(points: readonly Point[], closed = false): string {
  const [first, ...rest] = points;
  if (first === undefined) return '';
  return `M${pair(first)}${rest.map((point) => `L${pair(point)}`).join('')}${closed ? 'Z' : ''}`;
}

export function curvePath(pieces: readonly Cubic[]): string {
  const [first] = pieces;
  if (first === undefined) return '';
  return `M${pair(first[0])}${pieces.map(([, a, b, to]) => `C${pair(a)} ${pair(b)} ${pair(to)}`).join('')}`;
}

/** Straight lines whose corners are rounded, where both legs are long enough for the radius. */
export function roundedPath(points: readonly Point[], radius: number, closed = false): string {
  const count = points.length;
  const at = (i: number): Point => points[(i + count) % count] ?? [0, 0];
  const cut = (corner: Point, other: Point, by: number): Point => {
    const length = Math.hypot(other[0] - corner[0], other[1] - corner[1]);
    const share = length === 0 ? 0 : Math.min(0.5, by / length);
    return [corner[0] + (other[0] - corner[0]) * share, corner[1] + (other[1] - corner[1]) * share];
  };
  const parts: string[] = [];
  for (let i = 0; i < count; i++) {
    const corner = at(i);
    const command = parts.length === 0 ? 'M' : 'L';
    if (!closed && (i === 0 || i === count - 1)) {
      parts.push(`${command}${pair(corner)}`);
      continue;
    }
    const [start, end] = [cut(corner, at(i - 1), radius), cut(corner, at(i + 1), radius)];
    parts.push(`${command}${pair(start)}Q${pair(corner)} ${pair(end)}`);
  }
  return parts.join('') + (closed ? 'Z' : '');
}

export function ellipsePath(width: number, height: number): string {
  const [a, b] = [num(width / 2), num(height / 2)];
  return `M0 ${b}A${a} ${b} 0 1 1 ${num(width)} ${b}A${a} ${b} 0 1 1 0 ${b}Z`;
}
