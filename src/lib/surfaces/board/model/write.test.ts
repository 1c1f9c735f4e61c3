import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { Board } from './board.ts';
import type { ElementPatch } from './write.ts';

function keysOf(board: Board, id: string): string[] {
  return Array.from(board.storedOf(id)?.entries() ?? [], ([key]) => key).sort();
}

test('of a new element only that is written which it is, and which is not the default', () => {
  const board = new Board(new Y.Doc());
  const element = { type: 'rectangle', x: 4, opacity: 100, strokeColor: '#e03131' } as const;
  // Nor the id of what it is a copy of.
  const from = { id: 'another', text: 'Words', angle: undefined };
  const id = board.create({ ...element, ...from });
  expect(keysOf(board, id)).toEqual(['index', 'strokeColor', 'text', 'type', 'x']);
});

test('what an element is does not change', () => {
  const board = new Board(new Y.Doc());
  const id = board.create({ type: 'rectangle' });
  const before = board.get(id);
  board.update(id, { id: 'another', type: 'ellipse' } as ElementPatch);
  expect(board.get(id)).toEqual(before);
  expect(keysOf(board, id)).toEqual(['index', 'text', 'type']);
});

test.each([
  ['null', () => null],
  ['an empty object', () => ({})],
  ['a list', () => [1]],
  ['bytes', () => Uint8Array.of(1, 2)],
  ['a type of Yjs', () => new Y.Map([['x', 1]])],
  ['words', () => 'words'],
])('a property is written over %s', (_, there) => {
  const doc = new Y.Doc();
  const keys = ['crop', 'roundness', 'endArrowhead', 'points'];
  const map = new Y.Map<unknown>([['type', 'arrow']]);
  for (const key of keys) map.set(key, there());
  doc.getMap('elements').set('a', map);
  const board = new Board(doc);
  const crop = { x: 0, y: 0, width: 3, height: 4, naturalWidth: 30, naturalHeight: 40 };
  board.update('a', {
    ...{ crop, roundness: { type: 2 }, endArrowhead: null },
    points: [
      [0, 0],
      [3, 4],
    ],
  });
  expect(board.get('a')).toMatchObject({
    ...{ type: 'arrow', endArrowhead: null, roundness: { type: 2 }, width: 3, height: 4 },
  });
  expect(board.storedOf('a')?.get('crop')).toEqual(crop);
});
