import { boundsIn } from '../geometry/arrow.ts';
import { union, type Bounds } from '../geometry/vector.ts';
import type { Board, TransactOptions } from '../model/board.ts';
import { newId } from '../model/id.ts';
import { indicesAbove, topIndex } from '../model/order.ts';
import { parseElement } from '../model/parse.ts';
import { isRecord, readNames } from '../model/read.ts';
import type { BoardElement } from '../model/types.ts';
import { ImportError } from './format.ts';
import { storable, type ImportedBoard, type ImportedElement } from './import.ts';
import { word } from './json.ts';

export interface InsertOptions extends TransactOptions {
  /** How far everything is moved, in scene units. */
  readonly dx?: number;
  readonly dy?: number;
  /** True gives everything new ids, as for a paste; false only what has an id that the board has already. */
  readonly fresh: boolean;
}

/**
 * Puts an imported board into a board, on top of what is there, as one step: for the others too, unless it is so large
 * that it comes to them in parts.
 * @returns ids on this board, from the bottom to the top
 * @throws ImportError `too_large` when one element alone is more than fits into an update
 */
export function insertImported(
  board: Board,
  { elements }: ImportedBoard,
  { dx = 0, dy = 0, fresh, ...options }: InsertOptions,
): string[] {
  const ids = new Map(
    elements.map(({ id }) => [id, fresh || board.get(id) !== undefined ? newId() : id]),
  );
  const groups = new Map<string, string>();
  const groupOf = (group: string): string => {
    if (!fresh) return group;
    const known = groups.get(group) ?? newId();
    groups.set(group, known);
    return known;
  };
  const top = topIndex(board.elements);
  const indices = top === null ? [] : indicesAbove(top, elements.length);
  const put = (i: number, { id, properties }: ImportedElement): void => {
    const stored = storable(properties);
    if (indices[i] !== undefined) stored.set('index', indices[i]);
    for (const [key, by] of [
      ['x', dx],
      ['y', dy],
    ] as const) {
      const value = stored.get(key);
      if (by !== 0) stored.set(key, (typeof value === 'number' ? value : 0) + by);
    }
    const groupIds = readNames(stored.get('groupIds'));
    if (groupIds.length > 0) stored.set('groupIds', groupIds.map(groupOf));
    const frame = stored.get('frameId');
    if (typeof frame === 'string') stored.set('frameId', ids.get(frame) ?? frame);
    for (const key of ['startBinding', 'endBinding']) {
      const binding = stored.get(key);
      if (!isRecord(binding)) continue;
      const elementId = ids.get(word(binding.elementId));
      if (elementId !== undefined) stored.set(key, { ...binding, elementId });
    }
    const label = stored.get('label');
    // Two labels of one id could not be written into one file.
    if (isRecord(label) && ids.get(id) !== id) stored.set('label', { ...label, id: newId() });
    board.insert(ids.get(id) ?? id, stored);
  };
  const { gesture = {} } = options;
  for (const part of partsOf(elements)) {
    board.transact(() => part.forEach(([i, element]) => put(i, element)), { gesture });
  }
  if (options.gesture === undefined) board.endGesture();
  return elements.map(({ id }) => ids.get(id) ?? id);
}

/** Bytes, estimated, that go into one update. What the server takes at once is several times this. */
const PART_BYTES = 1024 * 1024;
const MOST_BYTES = 3 * PART_BYTES;

type Numbered = readonly [i: number, element: ImportedElement];

function partsOf(elements: readonly ImportedElement[]): Numbered[][] {
  const parts: Numbered[][] = [];
  let part: Numbered[] = [];
  let size = 0;
  for (const [i, element] of elements.entries()) {
    const own = bytesOf(element);
    if (own > MOST_BYTES) throw new ImportError('too_large');
    if (part.length > 0 && size + own > PART_BYTES) {
      parts.push(part);
      part = [];
      size = 0;
    }
    part.push([i, element]);
    size += own;
  }
  return [...parts, part];
}

/** About how many bytes an element takes in an update, rather too many. */
function bytesOf({ properties }: ImportedElement): number {
  let bytes = 32;
  for (const [key, value] of properties) {
    bytes += key.length + 24;
    if (typeof value === 'string') bytes += value.length * 3;
    else if (value instanceof Uint8Array) bytes += value.length;
    else if (typeof value === 'object') bytes += JSON.stringify(value).length * 3;
  }
  return bytes;
}

/** The box around an imported board, in its own scene; null when it is empty. */
export function boundsOfImported({ elements }: ImportedBoard): Bounds | null {
  const parsed = new Map<string, BoardElement>(
    elements.map(({ id, properties }) => [id, parseElement(id, properties)]),
  );
  return union(Array.from(parsed.values(), (element) => boundsIn(element, (id) => parsed.get(id))));
}
