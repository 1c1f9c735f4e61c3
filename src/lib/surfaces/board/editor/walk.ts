import { outlineOf, type OutlineItem } from '../outline/outline.ts';
import type { BoardElement } from '../model/types.ts';
import type { BoardEditor } from './editor.svelte.ts';

/** Reading order is found once for each state of a board: arrays of elements never change. */
const orders = new WeakMap<readonly BoardElement[], readonly string[]>();

/** Ids of all elements in the order in which they would be read. */
export function readingOrder(elements: readonly BoardElement[]): readonly string[] {
  let order = orders.get(elements);
  if (order === undefined) {
    order = outlineOf(elements).flatMap(flat);
    orders.set(elements, order);
  }
  return order;
}

function flat({ id, children }: OutlineItem): string[] {
  return [id, ...children.flatMap(flat)];
}

/** Selects the element that comes after the selected one, or before it, and brings it into view. Goes round. */
export function walk(editor: BoardEditor, by: 1 | -1): void {
  const order = readingOrder(editor.elements);
  const [current] = editor.selection;
  const at = current === undefined ? (by === 1 ? -1 : 0) : order.indexOf(current);
  const next = order.at((at + by) % order.length);
  if (next === undefined) return;
  editor.select([next]);
  editor.reveal(next);
}
