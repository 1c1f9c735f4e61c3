import type { BoardElement } from '../model/types.ts';
import { boundsIn } from './arrow.ts';
import { union, type Bounds } from './vector.ts';

/** The box around all elements of a board, in scene units; null for none. What a board shows when it is opened. */
export function contentBounds(elements: readonly BoardElement[]): Bounds | null {
  const byId = new Map(elements.map((element) => [element.id, element]));
  return union(elements.map((element) => boundsIn(element, (id) => byId.get(id))));
}
