import { GapSnapper } from './gaps.ts';
import { ON, type Guide } from './guide.ts';
import type { Bounds } from './vector.ts';

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
 * Snaps boxes to the sides and middles of others, and to where the space between them is the same. Made once when a drag
 * begins, with the boxes that stay; a move is then a few binary searches and a look through the row.
 */
export class Snapper {
  readonly #x: readonly Line[];
  readonly #y: readonly Line[];
  readonly #gapsX: GapSnapper;
  readonly #gapsY: GapSnapper;

  constructor(others: Iterable<Bounds>) {
    const boxes = [...others];
    this.#x = linesOf(boxes, 'minX', 'maxX');
    this.#y = linesOf(boxes, 'minY', 'maxY');
    this.#gapsX = new GapSnapper('x', boxes);
    this.#gapsY = new GapSnapper('y', boxes);
  }

  /**
   * Snaps a box that is moved.
   * @param threshold how near a line must be, in scene units
   * @param sides which of its sides take part: for a resize those that are pulled. Only a box that moves as a whole snaps to
   * spaces.
   */
  snap(
    box: Bounds,
    threshold: number,
    sides: { readonly x?: readonly Side[]; readonly y?: readonly Side[] } = {},
  ): Snap {
    const ownX = valuesOf(box.minX, box.maxX, sides.x ?? ALL);
    const ownY = valuesOf(box.minY, box.maxY, sides.y ?? ALL);
    const isWhole = sides.x === undefined && sides.y === undefined;
    const gapX = isWhole ? this.#gapsX.snap(box, threshold) : null;
    const gapY = isWhole ? this.#gapsY.snap(box, threshold) : null;
    const dx = nearer(nearest(this.#x, ownX, threshold), gapX);
    const dy = nearer(nearest(this.#y, ownY, threshold), gapY);
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
        ...(isWhole ? [...this.#gapsX.guides(moved), ...this.#gapsY.guides(moved)] : []),
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

/** The smaller of two movements, that to a line if they are equal; 0 for none. */
function nearer(toLine: number | null, toGap: number | null): number {
  if (toLine === null || toGap === null) return toLine ?? toGap ?? 0;
  return Math.abs(toGap) < Math.abs(toLine) ? toGap : toLine;
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

/** One guide for each line that the box lies on now, as long as all that lie on it. */
function guides(
  axis: 'x' | 'y',
  lines: readonly Line[],
  values: readonly number[],
  own: Bounds,
): Guide[] {
  const [min, max] = axis === 'x' ? (['minY', 'maxY'] as const) : (['minX', 'maxX'] as const);
  // The sides and the middle of what has no width are one line.
  return [...new Set(values)].flatMap((value) => {
    let [from, to, found] = [own[min], own[max], false];
    for (let i = firstFrom(lines, value - ON); i < lines.length; i++) {
      const line = lines[i];
      if (line === undefined || line.at > value + ON) break;
      [from, to, found] = [Math.min(from, line.box[min]), Math.max(to, line.box[max]), true];
    }
    return found ? [{ kind: 'line', axis, at: value, from, to }] : [];
  });
}

/** A coordinate on the nearest line of a grid. */
export function snapToGrid(value: number, size: number): number {
  return Math.round(value / size) * size;
}
