import type { Bounds } from './vector.ts';

/** A line that shows what something was snapped to. */
export interface Guide {
  /** `x`: an upright line at this x. */
  readonly axis: 'x' | 'y';
  readonly at: number;
  /** From where to where it runs along the other axis. */
  readonly from: number;
  readonly to: number;
}

export interface Snap {
  /** What is to be added to the movement, in scene units. */
  readonly dx: number;
  readonly dy: number;
  readonly guides: readonly Guide[];
}

interface Line {
  readonly at: number;
  readonly box: Bounds;
}

/**
 * Snaps boxes to the sides and middles of others. Made once when a drag begins, with the boxes that stay; each move is then
 * a few binary searches, however many there are.
 */
export class Snapper {
  readonly #x: readonly Line[];
  readonly #y: readonly Line[];

  constructor(others: Iterable<Bounds>) {
    const boxes = [...others];
    this.#x = linesOf(boxes, 'minX', 'maxX');
    this.#y = linesOf(boxes, 'minY', 'maxY');
  }

  /**
   * Snaps a box that is moved.
   * @param threshold how near a line must be, in scene units
   * @param sides which of its sides take part: for a resize those that are pulled
   */
  snap(
    box: Bounds,
    threshold: number,
    sides: { readonly x?: readonly Side[]; readonly y?: readonly Side[] } = {},
  ): Snap {
    const ownX = valuesOf(box.minX, box.maxX, sides.x ?? ALL);
    const ownY = valuesOf(box.minY, box.maxY, sides.y ?? ALL);
    const dx = nearest(this.#x, ownX, threshold) ?? 0;
    const dy = nearest(this.#y, ownY, threshold) ?? 0;
    const moved = {
      minX: box.minX + dx,
      maxX: box.maxX + dx,
      minY: box.minY + dy,
      maxY: box.maxY + dy,
    };
    return {
      dx,
      dy,
      guides: [
        ...guides('x', this.#x, valuesOf(moved.minX, moved.maxX, sides.x ?? ALL), moved),
        ...guides('y', this.#y, valuesOf(moved.minY, moved.maxY, sides.y ?? ALL), moved),
      ],
    };
  }
}

/** The lower side, the middle or the upper side along an axis. */
export type Side = 'min' | 'mid' | 'max';
const ALL: readonly Side[] = ['min', 'mid', 'max'];

function linesOf(
  boxes: readonly Bounds[],
  min: 'minX' | 'minY',
  max: 'maxX' | 'maxY',
): readonly Line[] {
  return boxes
    .flatMap((box) => valuesOf(box[min], box[max], ALL).map((at) => ({ at, box })))
    .sort((a, b) => a.at - b.at);
}

function valuesOf(min: number, max: number, sides: readonly Side[]): number[] {
  return sides.map((side) => (side === 'min' ? min : side === 'max' ? max : (min + max) / 2));
}

/** The smallest movement that puts one of the values on a line. */
function nearest(
  lines: readonly Line[],
  values: readonly number[],
  threshold: number,
): number | null {
  let best: number | null = null;
  for (const value of values) {
    const place = firstFrom(lines, value);
    for (const line of [lines[place - 1], lines[place]]) {
      if (line === undefined) continue;
      const by = line.at - value;
      if (Math.abs(by) <= threshold && (best === null || Math.abs(by) < Math.abs(best))) best = by;
    }
  }
  return best;
}

function firstFrom(lines: readonly Line[], value: number): number {
  let [low, high] = [0, lines.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((lines[middle]?.at ?? Infinity) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Closer than this is on the line. */
const ON = 0.01;

/** One guide for each line that the box lies on now, as long as all that lie on it. */
function guides(
  axis: 'x' | 'y',
  lines: readonly Line[],
  values: readonly number[],
  own: Bounds,
): Guide[] {
  const [min, max] = axis === 'x' ? (['minY', 'maxY'] as const) : (['minX', 'maxX'] as const);
  return values.flatMap((value) => {
    let [from, to, found] = [own[min], own[max], false];
    for (let i = firstFrom(lines, value - ON); i < lines.length; i++) {
      const line = lines[i];
      if (line === undefined || line.at > value + ON) break;
      [from, to, found] = [Math.min(from, line.box[min]), Math.max(to, line.box[max]), true];
    }
    return found ? [{ axis, at: value, from, to }] : [];
  });
}

/** A coordinate on the nearest line of a grid. */
export function snapToGrid(value: number, size: number): number {
  return Math.round(value / size) * size;
}
