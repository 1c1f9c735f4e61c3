import type { Guide } from './guide.ts';
import { ON } from './guide.ts';
import type { Bounds } from './vector.ts';

/** Space between two boxes of a row. */
interface Gap {
  readonly from: number;
  readonly to: number;
  /** In the middle of what both have in common, along the other axis. */
  readonly at: number;
}

/** What lies before or behind a box in its row: the space in between, and where what is next to it ends. */
interface Half {
  readonly gaps: readonly Gap[];
  readonly next: Bounds | null;
}

const NAMES = {
  x: { min: 'minX', max: 'maxX', across: ['minY', 'maxY'] },
  y: { min: 'minY', max: 'maxY', across: ['minX', 'maxX'] },
} as const;

/**
 * Finds where a box has as much space to its neighbours as others in its row have, along one axis. A row is what would be
 * met by moving the box along the axis; what holds the box or lies under it is none of it.
 */
export class GapSnapper {
  readonly #axis: 'x' | 'y';
  /** By where they begin along the axis. */
  readonly #boxes: readonly Bounds[];

  constructor(axis: 'x' | 'y', boxes: readonly Bounds[]) {
    this.#axis = axis;
    const { min } = NAMES[axis];
    this.#boxes = boxes.toSorted((a, b) => a[min] - b[min]);
  }

  /** The smallest movement within the threshold (scene units) that makes spaces the same; null for none. */
  snap(box: Bounds, threshold: number): number | null {
    const { min, max } = NAMES[this.#axis];
    const [before, behind] = this.#row(box);
    const low = before.next?.[max] ?? -Infinity;
    const high = behind.next?.[min] ?? Infinity;
    const size = box[max] - box[min];
    const places = [(low + high - size) / 2];
    for (const { from, to } of [...before.gaps, ...behind.gaps])
      places.push(low + to - from, high - (to - from) - size);
    let best: number | null = null;
    for (const place of places) {
      // Also what is infinite or no number at all, as there is nothing on one side.
      if (!(place >= low && place + size <= high)) continue;
      const by = place - box[min];
      if (Math.abs(by) <= threshold && (best === null || Math.abs(by) < Math.abs(best))) best = by;
    }
    return best;
  }

  /** All spaces of the row that are as wide as one next to the box; none if that is the only one. */
  guides(box: Bounds): Guide[] {
    const [before, behind] = this.#row(box);
    const own: Gap[] = [];
    if (before.next !== null) own.push(this.#between(before.next, box, box));
    if (behind.next !== null) own.push(this.#between(box, behind.next, box));
    const all = [...before.gaps, ...own, ...behind.gaps];
    const same = all.filter((gap) => {
      const width = gap.to - gap.from;
      const isAsWide = (other: Gap): boolean => Math.abs(other.to - other.from - width) < ON;
      return width > ON && own.some(isAsWide) && all.filter(isAsWide).length > 1;
    });
    return same.map((gap) => ({ kind: 'gap', axis: this.#axis, ...gap }));
  }

  #row(box: Bounds): readonly [Half, Half] {
    const { min, max, across } = NAMES[this.#axis];
    const middle = (box[min] + box[max]) / 2;
    const row = this.#boxes.filter(
      (other) => other[across[0]] < box[across[1]] && other[across[1]] > box[across[0]],
    );
    const before = row.filter((other) => other[max] <= middle);
    const behind = row.filter((other) => other[min] >= middle);
    const last = before.reduce<Bounds | null>(
      (far, other) => (far !== null && far[max] >= other[max] ? far : other),
      null,
    );
    return [
      { gaps: this.#gapsOf(before, box), next: last },
      { gaps: this.#gapsOf(behind, box), next: behind[0] ?? null },
    ];
  }

  /** Spaces in which nothing of the row lies. */
  #gapsOf(row: readonly Bounds[], own: Bounds): Gap[] {
    const { min, max } = NAMES[this.#axis];
    const gaps: Gap[] = [];
    let far: Bounds | null = null;
    for (const box of row) {
      if (far !== null && box[min] > far[max]) gaps.push(this.#between(far, box, own));
      if (far === null || box[max] > far[max]) far = box;
    }
    return gaps;
  }

  #between(a: Bounds, b: Bounds, own: Bounds): Gap {
    const { min, max, across } = NAMES[this.#axis];
    const [low, high] = across;
    const from = Math.max(a[low], b[low]);
    const to = Math.min(a[high], b[high]);
    // Two that both reach into the row may have nothing in common.
    const at = from < to ? (from + to) / 2 : (own[low] + own[high]) / 2;
    return { from: a[max], to: b[min], at };
  }
}
