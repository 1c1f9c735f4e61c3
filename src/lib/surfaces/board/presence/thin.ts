import { distanceToSegment } from '../geometry/vector.ts';
import { packPoints, packPressures } from '../model/points.ts';
import type { Point } from '../model/types.ts';

/** By how much more points may be off each time that those which are left are still too many. */
const COARSER = 1.3;
/** A line of two points fits everywhere; far more rounds than any line needs until then. */
const MAX_ROUNDS = 80;

/** Points of a line in few bytes, and the pressures at the same points. */
export interface PackedLine {
  readonly points: Uint8Array;
  /** Empty for a line without. */
  readonly pressures: Uint8Array;
  /** The last points, of which none is left out: which of all points is the first of them, and how many they are. */
  readonly tail: Tail;
}

export interface Tail {
  readonly first: number;
  readonly count: number;
}

export interface ThinOptions {
  readonly points: readonly Point[];
  /** As many as points, or none. */
  readonly pressures: readonly number[];
  /** For points and pressures together. */
  readonly maxBytes: number;
  /** See `packPoints`. */
  readonly precision: number;
  /** What nobody sees, scene units. */
  readonly tolerance: number;
}

/** The last points have about half of the room: so many bytes of it for each of them. */
const ROOM_EACH = 8;

/**
 * Packs a line that grows at its end, over and over, into a limited number of bytes. As long as it fits, every point is
 * kept. Then of all but the last those go that change its course least, more and more of them: who has seen the line
 * before needs the last ones only. A long stroke costs hardly more each time than a short one: only when what may be
 * off grows, which is seldom, all of its points are looked at again.
 */
export class GrowingLine {
  /** Indices of the points that are kept, ascending. */
  #kept: number[] = [];
  #seen = 0;
  #tolerance = 0;
  /** From here on no point has been left out. */
  #tailFrom = 0;

  pack(options: ThinOptions): PackedLine {
    const { points, maxBytes, tolerance } = options;
    for (; this.#seen < points.length; this.#seen++) this.#kept.push(this.#seen);
    this.#tolerance = Math.max(this.#tolerance, tolerance);
    let packed = this.#pack(options);
    if (sizeOf(packed) <= maxBytes) return packed;
    let tail = Math.floor(maxBytes / ROOM_EACH);
    this.#tailFrom = Math.max(0, points.length - tail);
    this.#thin(points, this.#kept);
    packed = this.#pack(options);
    for (let round = 0; round < MAX_ROUNDS && sizeOf(packed) > maxBytes; round++) {
      if (this.#kept.length - tail > 2) {
        this.#tolerance *= COARSER;
      } else {
        tail = Math.floor(tail / 2);
        this.#tailFrom = points.length - tail;
      }
      // From all points, or what is off would add up from round to round.
      this.#thin(points, [...points.keys()]);
      packed = this.#pack(options);
    }
    return packed;
  }

  #thin(points: readonly Point[], indices: readonly number[]): void {
    const at = indices.findIndex((index) => index >= this.#tailFrom);
    const end = at === -1 ? indices.length : at;
    const head = simplified(points, indices.slice(0, end), this.#tolerance);
    this.#kept = [...head, ...indices.slice(end)];
  }

  #pack({ points, pressures, precision }: ThinOptions): PackedLine {
    const kept: Point[] = [];
    const pressed: number[] = [];
    for (const index of this.#kept) {
      const point = points[index];
      if (point === undefined) continue;
      kept.push(point);
      pressed.push(pressures[index] ?? 0);
    }
    return {
      points: packPoints(kept, precision),
      pressures: packPressures(pressures.length === 0 ? [] : pressed),
      tail: { first: this.#tailFrom, count: points.length - this.#tailFrom },
    };
  }
}

function sizeOf({ points, pressures }: Pick<PackedLine, 'points' | 'pressures'>): number {
  return points.length + pressures.length;
}

/** Ramer, Douglas and Peucker's: leaves out what is not further than `tolerance` from the line without it. */
function simplified(points: readonly Point[], indices: readonly number[], tolerance: number) {
  const at = (place: number): Point => points[indices[place] ?? 0] ?? [0, 0];
  const last = indices.length - 1;
  const stays = new Set([0, last]);
  const open: [number, number][] = [[0, last]];
  for (let span = open.pop(); span !== undefined; span = open.pop()) {
    const [from, to] = span;
    let [furthest, most] = [-1, tolerance];
    for (let place = from + 1; place < to; place++) {
      const off = distanceToSegment(at(place), at(from), at(to));
      if (off > most) [furthest, most] = [place, off];
    }
    if (furthest < 0) continue;
    stays.add(furthest);
    open.push([from, furthest], [furthest, to]);
  }
  return indices.filter((_, place) => stays.has(place));
}
