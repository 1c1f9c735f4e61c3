import RBush from 'rbush';
import type { Board, BoardChange } from '../model/board.ts';
import { compareOrder } from '../model/order.ts';
import { isBindable, type BindableElement, type BoardElement, type Point } from '../model/types.ts';
import { boundsIn } from './arrow.ts';
import { drawnBounds } from './drawn.ts';
import { isHit, isInside } from './hit.ts';
import { contains, grow, overlaps, union, type Bounds } from './vector.ts';

/** Found by all that is painted of an element. */
interface Entry extends Bounds {
  readonly id: string;
  /** Of the element without line width and words. */
  readonly bounds: Bounds;
}

/** Where something of an element was painted, and where it is now; null when it was not there, or is gone. */
export interface Moved {
  readonly id: string;
  readonly before: Bounds | null;
  readonly after: Bounds | null;
}

/** From this many changes on, the tree is built anew. */
const MANY = 1_000;

/**
 * Where the elements of a board lie: finds those at a point or in a box without looking at all. Follows the board by
 * itself; an arrow also when a shape that it is bound to moves.
 */
export class SpatialIndex {
  readonly #board: Board;
  readonly #tree = new RBush<Entry>();
  readonly #entries = new Map<string, Entry>();
  /** Ids of arrows by the id of a shape that they are bound to. */
  readonly #arrows = new Map<string, Set<string>>();
  readonly #bound = new Map<string, readonly string[]>();
  readonly #stop: () => void;

  /**
   * @param onmove called after each change with all that looks different, also arrows whose shapes have moved; when it is
   * called, the index knows the change
   */
  constructor(board: Board, onmove?: (moved: readonly Moved[]) => void) {
    this.#board = board;
    this.#update(board.elements.map(({ id }) => id));
    this.#stop = board.subscribe((change: BoardChange) => {
      const moved = this.#update(change.changed);
      onmove?.(moved);
    });
  }

  /** The box around all that is painted of an element; null when it is gone. */
  drawnBoundsOf(id: string): Bounds | null {
    return this.#entries.get(id) ?? null;
  }

  /** The box around an element as it is drawn, without line width; null when it is gone. */
  boundsOf(id: string): Bounds | null {
    return this.#entries.get(id)?.bounds ?? null;
  }

  /** The box around elements, or around everything; null for none. */
  boundsOfAll(ids: Iterable<string> = this.#entries.keys()): Bounds | null {
    return union(
      Array.from(ids, (id) => this.#entries.get(id)?.bounds).filter((box) => box !== undefined),
    );
  }

  /** Ids of the arrows that are bound to an element. */
  arrowsOf(id: string): ReadonlySet<string> {
    return this.#arrows.get(id) ?? new Set();
  }

  /** Elements of which something is painted in a box, from the bottom to the top. */
  inView(box: Bounds): BoardElement[] {
    return this.#resolve(this.#tree.search(box)).sort(compareOrder);
  }

  /** Elements that lie in a box as a whole, or whose boxes touch it, from the bottom to the top. */
  inBox(box: Bounds, mode: 'contain' | 'touch'): BoardElement[] {
    const entries = this.#tree
      .search(box)
      .filter((entry) =>
        mode === 'contain' ? contains(box, entry.bounds) : overlaps(box, entry.bounds),
      );
    return this.#resolve(entries).sort(compareOrder);
  }

  /**
   * The uppermost element at a point.
   * @param tolerance in scene units
   * @param accept leaves out those for which it is false, as locked ones
   */
  at(
    point: Point,
    tolerance: number,
    accept: (element: BoardElement) => boolean = () => true,
  ): BoardElement | null {
    const lookup = (id: string): BoardElement | undefined => this.#board.get(id);
    return this.#topmost(
      point,
      tolerance,
      (element) => accept(element) && isHit(element, point, tolerance, lookup),
    );
  }

  /** The uppermost shape that an arrow's end at a point would be bound to. */
  bindableAt(point: Point, tolerance: number, not?: string): BindableElement | null {
    const found = this.#topmost(
      point,
      tolerance,
      (element) => element.id !== not && isBindable(element) && isInside(element, point, tolerance),
    );
    return found !== null && isBindable(found) ? found : null;
  }

  /** Stops following the board. */
  destroy(): void {
    this.#stop();
  }

  #topmost(
    [x, y]: Point,
    tolerance: number,
    accept: (element: BoardElement) => boolean,
  ): BoardElement | null {
    const box = grow({ minX: x, minY: y, maxX: x, maxY: y }, tolerance);
    let found: BoardElement | null = null;
    for (const element of this.#resolve(this.#tree.search(box))) {
      if (found !== null && compareOrder(element, found) < 0) continue;
      if (accept(element)) found = element;
    }
    return found;
  }

  #resolve(entries: readonly Entry[]): BoardElement[] {
    return entries.map(({ id }) => this.#board.get(id)).filter((element) => element !== undefined);
  }

  #update(ids: Iterable<string>): Moved[] {
    const touched = new Set<string>();
    for (const id of ids) {
      this.#follow(id);
      touched.add(id);
    }
    // A copy, as arrows come to it that are not to be looked at.
    for (const id of [...touched])
      for (const arrow of this.#arrows.get(id) ?? []) touched.add(arrow);
    const lookup = (id: string): BoardElement | undefined => this.#board.get(id);
    const fresh: Entry[] = [];
    const moved: Moved[] = [];
    const anew = touched.size > MANY;
    for (const id of touched) {
      const before = this.#entries.get(id);
      if (before !== undefined && !anew) this.#tree.remove(before);
      const element = this.#board.get(id);
      if (element === undefined) {
        this.#entries.delete(id);
        if (before !== undefined) moved.push({ id, before, after: null });
        continue;
      }
      const entry = {
        id,
        ...drawnBounds(element, lookup),
        bounds: boundsIn(element, lookup),
      };
      this.#entries.set(id, entry);
      fresh.push(entry);
      moved.push({ id, before: before ?? null, after: entry });
    }
    if (anew) this.#tree.clear().load([...this.#entries.values()]);
    else for (const entry of fresh) this.#tree.insert(entry);
    return moved;
  }

  /** Notes which shapes an arrow is bound to now. */
  #follow(id: string): void {
    for (const shape of this.#bound.get(id) ?? []) this.#arrows.get(shape)?.delete(id);
    this.#bound.delete(id);
    const element = this.#board.get(id);
    if (element?.type !== 'arrow') return;
    const shapes = [element.startBinding?.elementId, element.endBinding?.elementId].filter(
      (shape) => shape !== undefined,
    );
    if (shapes.length === 0) return;
    this.#bound.set(id, shapes);
    for (const shape of shapes) {
      const arrows = this.#arrows.get(shape);
      if (arrows === undefined) this.#arrows.set(shape, new Set([id]));
      else arrows.add(id);
    }
  }
}
