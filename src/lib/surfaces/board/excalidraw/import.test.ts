/** What files say that Excalidraw does not write, but that others can. */
import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { Board } from '../model/board.ts';
import { packPoints } from '../model/points.ts';
import { exportExcalidraw } from './export.ts';
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
  const ids = board.elements.map(({ id }) => id);
  expect(ids.sort()).toEqual(['box', 'frame', 'in-box', 'in-frame', 'in-itself']);
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

test('an old text that says how high it is, but not what it says, is one without words', () => {
  const board = load({ id: 'old', type: 'text', height: 50, font: '20px Virgil' });
  expect(board.get('old')).toMatchObject({ type: 'text', text: '' });
});

test('an old end that lies in its shape is held there', () => {
  const board = load(
    { id: 'box', type: 'rectangle', x: 0, y: 0, width: 100, height: 50 },
    {
      ...{ id: 'arrow', type: 'arrow', x: 20, y: 10, points },
      startBinding: { elementId: 'box', focus: 0.3, gap: 1 },
    },
  );
  expect(board.get('arrow')).toMatchObject({
    startBinding: { elementId: 'box', fixedPoint: [0.2, 0.2], mode: 'inside' },
  });
});

test('numbers that JSON can say and no file can hold are left out', () => {
  const json = JSON.stringify({
    type: 'excalidraw',
    elements: [
      { id: 'box', type: 'rectangle', x: 400 },
      { id: 'arrow', type: 'arrow', points, endBinding: { elementId: 'box', focus: 7, gap: 7 } },
    ],
  });
  const board = new Board(new Y.Doc());
  insertImported(board, readExcalidraw(json.replaceAll(':7', ':1e999')), { fresh: false });
  expect(board.storedOf('arrow')?.get('endBinding')).toEqual({
    ...{ elementId: 'box', fixedPoint: [0.5, 0.5], mode: 'orbit' },
  });
});

test('what no file can hold is not written into one either', () => {
  const board = load({ id: 'box', type: 'rectangle', x: 400 });
  const binding = { elementId: 'box', fixedPoint: [0.5, 0.5], mode: 'orbit' };
  board.insert('arrow', [
    ['type', 'arrow'],
    [
      'points',
      packPoints(
        [
          [0, 0],
          [30, 40],
        ],
        4,
      ),
    ],
    ['endBinding', { ...binding, focus: Infinity, gap: NaN }],
  ]);
  const file = exportExcalidraw({
    elements: board.elements,
    storedOf: (id) => board.storedOf(id),
    lookup: (id) => board.get(id),
    ...{ source: '', now: 0 },
  });
  const arrow = file.elements.find(({ id }) => id === 'arrow');
  expect(arrow?.endBinding).toMatchObject({ ...binding, focus: 0, gap: 5 });
});
