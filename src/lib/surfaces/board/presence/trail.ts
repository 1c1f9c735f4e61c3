import { distance } from '../geometry/vector.ts';
import type { Point } from '../model/types.ts';

/** So long a point of a laser's trail is seen, milliseconds. */
export const TRAIL_MS = 1_000;
/** Width of a trail where the laser is, CSS pixels. */
const WIDTH = 6;
/** What somebody sends cannot make a trail longer. */
const MAX_TRAIL = 600;

interface TrailPoint {
  /** In the scene. */
  readonly point: Point;
  /** When it is first seen, milliseconds. */
  readonly at: number;
  /** It is not joined to the one before. */
  readonly begins: boolean;
}

/** What a laser leaves behind for a moment. */
export class Trail {
  #points: readonly TrailPoint[] = [];

  /** Adds points after those that are there. */
  add(points: readonly TrailPoint[]): void {
    this.#points = [...this.#points, ...points].slice(-MAX_TRAIL);
  }

  /** Forgets what has faded. Returns whether anything is left, seen already or still to be. */
  fade(now: number): boolean {
    const first = this.#points.findIndex(({ at }) => at + TRAIL_MS > now);
    if (first !== 0) this.#points = first < 0 ? [] : this.#points.slice(first);
    return this.#points.length > 0;
  }

  /** The point that comes last; null for none. */
  get last(): TrailPoint | null {
    return this.#points.at(-1) ?? null;
  }

  /** The outline of all that is seen now, as the data of an SVG path; empty for nothing. */
  path(now: number, toView: (point: Point) => Point): string {
    let path = '';
    let stretch: [Point, number][] = [];
    for (const { point, at, begins } of this.#points) {
      if (at > now) break;
      if (begins) {
        path += outlineOf(stretch);
        stretch = [];
      }
      const fresh = Math.max(0, 1 - (now - at) / TRAIL_MS);
      // Thin for the last part of its life only.
      stretch.push([toView(point), (WIDTH / 2) * (1 - (1 - fresh) ** 2)]);
    }
    return path + outlineOf(stretch);
  }
}

/** A line of changing width, with half a circle where it ends. */
function outlineOf(stretch: readonly (readonly [Point, number])[]): string {
  const places = stretch.filter(([point], at) => {
    const before = stretch[at - 1];
    return before === undefined || distance(before[0], point) >= 0.5;
  });
  const [head] = places.slice(-1);
  if (head === undefined) return '';
  const [tip, radius] = head;
  if (places.length === 1) return dot(tip, radius);
  const [left, right]: [string[], string[]] = [[], []];
  places.forEach(([[x, y], half], at) => {
    const [from, to] = [places[at - 1]?.[0] ?? [x, y], places[at + 1]?.[0] ?? [x, y]];
    const length = Math.hypot(to[0] - from[0], to[1] - from[1]) || 1;
    const [nx, ny] = [(-(to[1] - from[1]) / length) * half, ((to[0] - from[0]) / length) * half];
    left.push(text([x + nx, y + ny]));
    right.push(text([x - nx, y - ny]));
  });
  const r = radius.toFixed(2);
  const [end = ''] = right.slice(-1);
  return `M${left.join('L')}A${r} ${r} 0 0 0 ${end}L${right.reverse().join('L')}Z`;
}

function dot([x, y]: Point, radius: number): string {
  const r = radius.toFixed(2);
  return `M${text([x - radius, y])}A${r} ${r} 0 1 0 ${text([x + radius, y])}A${r} ${r} 0 1 0 ${text([x - radius, y])}Z`;
}

function text([x, y]: Point): string {
  return `${x.toFixed(1)} ${y.toFixed(1)}`;
}
