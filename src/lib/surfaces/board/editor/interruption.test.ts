import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { Board } from '../model/board.ts';
import { BoardEditor } from './editor.svelte.ts';
import { Interruption } from './interruption.ts';
import type { Field } from './text-binding.ts';
import { Writing } from './writing.ts';

const key = (pressed: string, held: Partial<KeyboardEvent> = {}) => ({
  ...{ key: pressed, ctrlKey: false, metaKey: false, altKey: false },
  ...held,
});

const field = (): Field => ({
  ...{ value: '', selectionStart: 0, selectionEnd: 0, selectionDirection: 'none' },
  setSelectionRange: () => undefined,
});

function interrupted(): Interruption {
  const interruption = new Interruption();
  interruption.begin('deleted');
  return interruption;
}

test('what is typed on means nothing, until something else is done', () => {
  const interruption = interrupted();
  for (const typed of ['e', 'Shift', 'R', ' ', 'Backspace', 'Delete', 'Enter', '1']) {
    expect(interruption.takes(key(typed))).toBe(true);
  }
  interruption.end();
  expect(interruption.takes(key('e'))).toBe(false);
});

test.each([
  key('Escape'),
  key('ArrowLeft'),
  key('Tab'),
  key('z', { ctrlKey: true }),
  key('z', { metaKey: true }),
])('$key is meant for the board, and so is what follows', (pressed) => {
  const interruption = interrupted();
  expect(interruption.takes(pressed)).toBe(false);
  expect(interruption.takes(key('e'))).toBe(false);
});

test.each([
  ['deleted', (board: Board) => board.delete(['note'])],
  ['locked', (board: Board) => board.update('note', { locked: true })],
] as const)('it begins when somebody else has %s what is written on', (why, change) => {
  const board = new Board(new Y.Doc());
  board.create({ type: 'note', width: 136, height: 136 }, 'note');
  const other = new Y.Doc();
  Y.applyUpdate(other, Y.encodeStateAsUpdate(board.doc));
  const editor = new BoardEditor(board);
  const said: string[] = [];
  editor.interruption.onbegin = (reason) => said.push(reason);
  new Writing({ editor, id: 'note', field: field(), onchange: () => undefined });
  change(new Board(other));
  Y.applyUpdate(board.doc, Y.encodeStateAsUpdate(other));
  expect(said).toEqual([why]);
  expect(editor.interruption.takes(key('e'))).toBe(true);
  editor.destroy();
});

test('who takes away their own words is not interrupted', () => {
  const board = new Board(new Y.Doc());
  const editor = new BoardEditor(board);
  board.create({ type: 'note', width: 136, height: 136 }, 'note');
  new Writing({ editor, id: 'note', field: field(), onchange: () => undefined });
  board.undo();
  expect(editor.interruption.takes(key('e'))).toBe(false);
  editor.destroy();
});
