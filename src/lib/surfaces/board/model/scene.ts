import { compareOrder } from './order.ts';
import type { BoardElement } from './types.ts';

/** From this many changes on, sorting everything is cheaper than looking for each one's place. */
const MANY = 200;

/** Elements by id and in their order, kept as arrays that never change. */
export class Scene {
  readonly #byId = new Map<string, BoardElement>();
  #elements: readonly BoardElement[] = [];

  /** From the bottom to the top. */
  get elements(): readonly BoardElement[] {
    return this.#elements;
  }

  get(id: string): BoardElement | undefined {
    return this.#byId.get(id);
  }

  /**
   * Puts elements in the place of those with their ids; undefined takes one away.
   * @returns ids of those that came, went or changed
   */
  apply(changes: Iterable<readonly [string, BoardElement | undefined]>): ReadonlySet<string> {
    const changed = new Map<string, { before?: BoardElement; after?: BoardElement }>();
    for (const [id, after] of changes) {
      const before = this.#byId.get(id);
      if (before === undefined && after === undefined) continue;
      if (after === undefined) this.#byId.delete(id);
      else this.#byId.set(id, after);
      changed.set(id, { ...(before && { before }), ...(after && { after }) });
    }
    if (changed.size === 0) return new Set();
    if (changed.size > MANY) {
      this.#elements = [...this.#byId.values()].sort(compareOrder);
    } else {
      const next = [...this.#elements];
      for (const { before, after } of changed.values()) place(next, before, after);
      this.#elements = next;
    }
    return new Set(changed.keys());
  }
}

function place(
  elements: BoardElement[],
  before: BoardElement | undefined,
  after: BoardElement | undefined,
): void {
  if (before !== undefined && after !== undefined && compareOrder(before, after) === 0) {
    elements[placeOf(elements, before)] = after;
    return;
  }
  if (before !== undefined) elements.splice(placeOf(elements, before), 1);
  if (after !== undefined) elements.splice(placeOf(elements, after), 0, after);
}

/** Where an element lies, or where it would. */
function placeOf(elements: readonly BoardElement[], element: BoardElement): number {
  let low = 0;
  let high = elements.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const other = elements[middle];
    if (other !== undefined && compareOrder(other, element) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}
