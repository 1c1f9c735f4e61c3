import * as Y from 'yjs';
import type { Board, TransactOptions } from '../model/board.ts';
import { newId } from '../model/id.ts';
import { indicesAbove, topIndex } from '../model/order.ts';
import { packPoints, FINE_PRECISION } from '../model/points.ts';
import { isRecord, isStorable, readName, readNames } from '../model/read.ts';
import type { BoardElement } from '../model/types.ts';
import { unbound } from './remove.ts';

/**
 * Copies elements, with what this version does not know of them. Copies of a group are a group of their own; copies of
 * arrows are bound to the copies of their shapes, or to nothing. They lie on top of everything, in the same order.
 * @param by how far from the originals, in scene units
 * @returns ids of the copies by the ids of the originals, from the bottom to the top
 */
export function duplicateElements(
  board: Board,
  ids: Iterable<string>,
  by: { readonly dx: number; readonly dy: number },
  options?: TransactOptions,
): ReadonlyMap<string, string> {
  const chosen = new Set(ids);
  const originals = board.elements.filter(({ id }) => chosen.has(id));
  const copies = new Map(originals.map(({ id }) => [id, newId()]));
  const groups = new Map<string, string>();
  const top = topIndex(board.elements);
  const indices = indicesAbove(top, originals.length);
  board.transact(() => {
    for (const [i, original] of originals.entries()) {
      const properties = copyOf(board, original, copies, groups);
      properties.set('index', indices[i]);
      properties.set('x', numberOf(properties.get('x')) + by.dx);
      properties.set('y', numberOf(properties.get('y')) + by.dy);
      board.insert(copies.get(original.id) ?? newId(), properties);
    }
  }, options);
  return copies;
}

function copyOf(
  board: Board,
  original: BoardElement,
  copies: ReadonlyMap<string, string>,
  groups: Map<string, string>,
): Map<string, unknown> {
  const properties = new Map<string, unknown>();
  const stored = board.storedOf(original.id);
  for (const [key, value] of stored?.entries() ?? []) {
    if (value instanceof Y.Text) properties.set(key, new Y.Text(value.toString()));
    // What else somebody nests into an element is not ours, and may be endlessly deep.
    else if (isStorable(value)) properties.set(key, value);
  }
  const groupIds = readNames(properties.get('groupIds')).map((group) => {
    const copy = groups.get(group) ?? newId();
    groups.set(group, copy);
    return copy;
  });
  if (groupIds.length > 0) properties.set('groupIds', groupIds);
  const frame = original.frameId === null ? undefined : copies.get(original.frameId);
  if (frame !== undefined) properties.set('frameId', frame);
  if (original.type === 'arrow') {
    const free = unbound(
      original,
      (id) => !copies.has(id),
      (id) => board.get(id),
    );
    if (free?.points !== undefined) {
      properties.set('points', packPoints(free.points, FINE_PRECISION));
      properties.set('x', free.x);
      properties.set('y', free.y);
      properties.delete('angle');
    }
    for (const key of ['startBinding', 'endBinding']) {
      const binding = properties.get(key);
      const elementId = isRecord(binding) ? copies.get(readName(binding.elementId, '')) : undefined;
      if (isRecord(binding) && elementId !== undefined)
        properties.set(key, { ...binding, elementId });
      else properties.delete(key);
    }
  }
  return properties;
}

function numberOf(value: unknown): number {
  return typeof value === 'number' && Number.isFinite(value) ? value : 0;
}
