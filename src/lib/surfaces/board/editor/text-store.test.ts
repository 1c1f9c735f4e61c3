import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { Board } from '../model/board.ts';
import { LabelStore } from './text-store.ts';

const LONG = 'words that go on and on until no note of this size can hold them all '.repeat(4);

function writtenOn(height = 136): { board: Board; store: LabelStore } {
  const board = new Board(new Y.Doc());
  board.create({ type: 'note', x: 0, y: 0, width: 136, height }, 'note');
  return { board, store: new LabelStore(board, 'note', null) };
}

test('a note grows with its words, and becomes as it was when they are taken away', () => {
  const { board, store } = writtenOn();
  const gesture = {};
  store.write([], 0, LONG, gesture);
  const grown = board.get('note')?.height ?? 0;
  expect(grown).toBeGreaterThan(300);
  store.write([], LONG.length, LONG, gesture);
  expect(board.get('note')?.height).toBeGreaterThan(grown);
  store.write([[10, 2 * LONG.length]], 10, '', gesture);
  expect(board.get('note')).toMatchObject({ y: 0, height: 136, text: LONG.slice(0, 10) });
});

test('words and the height that they need are one step for undo', () => {
  const { board, store } = writtenOn();
  store.write([], 0, LONG, {});
  expect(board.undo()).toBe(true);
  expect(board.get('note')).toMatchObject({ height: 136, text: '' });
  board.redo();
  expect(board.get('note')?.height).toBeGreaterThan(300);
});

test('a height that somebody gives a note while it is written on is kept', () => {
  const { board, store } = writtenOn();
  const gesture = {};
  store.write([], 0, LONG, gesture);
  board.update('note', { height: 2_000 });
  store.write([[5, LONG.length]], 5, '', gesture);
  expect(board.get('note')?.height).toBe(2_000);
});
