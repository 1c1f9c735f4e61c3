import { generateNKeysBetween } from 'fractional-indexing';
import { MAX_INDEX } from './limits.ts';

/** Elements of a layer lie over each other in the order of their fractional indices; those that have the same, by their ids. */
export interface Ordered {
  readonly id: string;
  readonly index: string;
}

/** What lies on a board. */
export interface Layered extends Ordered {
  readonly type: string;
}

/**
 * Below zero when `a` lies below `b`: frames are the ground for everything else, whatever their indices are, so that nobody
 * can cover with a frame what lies in it. The same on every machine.
 */
export function compareOrder(a: Layered, b: Layered): number {
  if (isGround(a) !== isGround(b)) return isGround(a) ? -1 : 1;
  return compareIndex(a, b);
}

/** Whether something belongs to the layer of frames, under all the rest. */
export function isGround({ type }: Layered): boolean {
  return type === 'frame';
}

/** Order within a layer: code units, no locale. */
export function compareIndex(a: Ordered, b: Ordered): number {
  if (a.index !== b.index) return a.index < b.index ? -1 : 1;
  return a.id < b.id ? -1 : a.id > b.id ? 1 : 0;
}

const HEADS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const SMALLEST = `A${'0'.repeat(26)}`;

/** Whether a string is an index that others can be made next to. */
export function isIndex(value: unknown): value is string {
  if (
    typeof value !== 'string' ||
    value.length > MAX_INDEX ||
    !/^[A-Za-z][0-9A-Za-z]+$/.test(value)
  )
    return false;
  const head = HEADS.indexOf(value.charAt(0));
  const length = head < 26 ? 27 - head : head - 24;
  if (value.length < length || value === SMALLEST) return false;
  // The part behind the integer has no zeros at its end.
  return value.length === length || !value.endsWith('0');
}

/**
 * Indices between two others.
 * @param below the index underneath, '' or null for the bottom
 * @param above the index on top, null for the top; must be greater than `below`
 */
export function indicesBetween(
  below: string | null,
  above: string | null,
  count: number,
): string[] {
  return generateNKeysBetween(below === '' ? null : below, above, count);
}

/** The highest index of elements that lie in their order; null when there is none. */
export function topIndex(elements: readonly Layered[]): string | null {
  let top = elements.at(-1)?.index ?? null;
  for (const element of elements) {
    if (!isGround(element)) break;
    if (top === null || element.index > top) top = element.index;
  }
  return top;
}

/**
 * Indices on top of all others.
 * @param top the highest that there is, '' or null for none. On one that leaves no room, as nobody makes it who draws,
 *   nothing can lie: then they are as high as they can be.
 */
export function indicesAbove(top: string | null, count: number): string[] {
  const indices = indicesBetween(top, null, count);
  return indices.every(isIndex) ? indices : indicesBetween('z'.repeat(27), null, count);
}

/**
 * New indices that bring elements into an order, for as few of them as possible.
 * @param order all elements as they shall lie, from the bottom
 * @param moved ids of those that may get a new index; others get one only where theirs leaves no room
 * @returns id and index of each that must be written
 */
export function reindex(
  order: readonly Ordered[],
  moved: ReadonlySet<string>,
): ReadonlyMap<string, string> {
  const written = new Map<string, string>();
  let below: string | null = null;
  let at = 0;
  while (at < order.length) {
    const element = order[at];
    if (element === undefined) break;
    if (
      !moved.has(element.id) &&
      isIndex(element.index) &&
      (below === null || element.index > below)
    ) {
      below = element.index;
      at++;
      continue;
    }
    // A run of elements that need one, up to the first that can keep what it has.
    let end = at + 1;
    for (; end < order.length; end++) {
      const next = order[end];
      if (
        next !== undefined &&
        !moved.has(next.id) &&
        isIndex(next.index) &&
        (below === null || next.index > below)
      )
        break;
    }
    const indices = indicesBetween(below, order[end]?.index ?? null, end - at);
    for (const [i, index] of indices.entries()) {
      const id = order[at + i]?.id;
      if (id !== undefined) written.set(id, index);
    }
    below = indices.at(-1) ?? below;
    at = end;
  }
  return written;
}
