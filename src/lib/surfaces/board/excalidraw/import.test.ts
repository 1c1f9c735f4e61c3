/** What files say that Excalidraw does not write, but that others can. */
import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { Board } from '../model/board.ts';
import { readExcalidraw } from './import.ts';
import { insertImported } from './insert.ts';

type Fields = Readonly<Record<string, unknown>>;

function load(...elements: readonly Fields[]): Board {
  const board = new Board(new Y.Doc());
  const json = JSON.stringify({ type: 'excalidraw', elements });
  insertImported(board, readExcalidraw(json), { fresh: false });
  return board;
}

const points = [
  [0, 0],
  [30, 40],
];
const size = { width: 30, height: 40 };

test('a text is a label in what can carry one only, and nothing but a text is', () => {
  const board = load(
    { id: 'box', type: 'rectangle' },
    { id: 'in-box', type: 'ellipse', containerId: 'box' },
    { id: 'frame', type: 'frame' },
    { id: 'in-frame', type: 'text', text: 'Kept', containerId: 'frame' },
    { id: 'in-itself', type: 'text', text: 'Kept', containerId: 'in-itself' },
  );
  expect(board.elements.map(({ id }) => id)).toEqual([
    ...['box', 'in-box', 'frame', 'in-frame', 'in-itself'],
  ]);
});

test('sizes that follow from points and words are not stored', () => {
  const board = load(
    { id: 'line', type: 'line', points, ...size },
    { id: 'arrow', type: 'arrow', points, ...size },
    { id: 'stroke', type: 'freedraw', points, ...size },
    { id: 'fits', type: 'text', text: 'Words', autoResize: true, ...size },
    { id: 'broken', type: 'text', text: 'Words', autoResize: false, ...size },
    { id: 'box', type: 'rectangle', ...size },
  );
  const stored = board.elements.map(({ id }) => {
    const properties = board.storedOf(id);
    return [id, properties?.get('width'), properties?.get('height')];
  });
  expect(stored).toEqual([
    ['line', undefined, undefined],
    ['arrow', undefined, undefined],
    ['stroke', undefined, undefined],
    ['fits', undefined, undefined],
    ['broken', 30, undefined],
    ['box', 30, 40],
  ]);
});

test('everything that can carry words has a place for them, what is unknown keeps its own', () => {
  const board = load(
    { id: 'note', type: 'rectangle', customData: { runnel: { type: 'note' } } },
    { id: 'box', type: 'diamond' },
    { id: 'arrow', type: 'arrow', points },
    { id: 'line', type: 'line', points, text: 'none' },
    { id: 'future', type: 'hologram', text: 'as it was' },
  );
  expect(board.textOf('line')).toBeNull();
  for (const id of ['note', 'box', 'arrow']) expect(board.textOf(id)?.length).toBe(0);
  expect(board.get('note')?.type).toBe('note');
  expect(board.storedOf('future')?.get('text')).toBe('as it was');
});

test('a line is held by nothing, and an id that is too long is another', () => {
  const long = 'x'.repeat(301);
  const board = load(
    { id: 'box', type: 'rectangle' },
    { id: 'line', type: 'line', points, startBinding: { elementId: 'box', fixedPoint: [0, 0] } },
    { id: long, type: 'ellipse' },
  );
  expect(board.storedOf('line')?.get('startBinding')).toBeUndefined();
  expect(board.get(long)).toBeUndefined();
  expect(board.elements.at(-1)).toMatchObject({ type: 'ellipse' });
});
