import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { removeSelection } from '../editor/commands.ts';
import { BoardEditor } from '../editor/editor.svelte.ts';
import { Board } from '../model/board.ts';
import { drafted } from '../model/patched.ts';
import type { NewElement } from '../model/write.ts';
import { leaving, picturesOf, wordsOf } from './parcel.ts';

test('what is cut is what then goes: nothing of a locked frame, all but the locked of another', () => {
  const editor = new BoardEditor(new Board(new Y.Doc()));
  const { board } = editor;
  board.create({ type: 'frame', locked: true }, 'locked frame');
  board.create({ type: 'rectangle', frameId: 'locked frame' }, 'in locked');
  board.create({ type: 'frame' }, 'frame');
  board.create({ type: 'rectangle', frameId: 'frame' }, 'in frame');
  board.create({ type: 'rectangle', frameId: 'frame', locked: true }, 'locked in frame');
  const of = (which: 'selection' | 'removable'): string[] =>
    leaving(editor, which).map(({ id }) => id);
  const before = board.elements.map(({ id }) => id);
  editor.select(['locked frame', 'frame']);
  expect(of('selection')).toEqual(before);
  const cut = of('removable');
  expect(cut).toEqual(['frame', 'in frame']);
  removeSelection(editor);
  expect(board.elements.map(({ id }) => id)).toEqual(before.filter((id) => !cut.includes(id)));
  // Who may only read cuts nothing.
  editor.select(['in locked']);
  editor.readOnly = true;
  expect(of('removable')).toEqual([]);
});

const elements = (...all: NewElement[]) => all.map((one, i) => drafted(String(i), one));

test('words are read from the top, those beside each other from the left', () => {
  const read = wordsOf(
    elements(
      { type: 'note', y: 300, text: 'Last' },
      { type: 'rectangle', x: 200, y: 100, text: ' Third ' },
      { type: 'text', x: 100, y: 100, text: 'Second' },
      { type: 'frame', x: 500, y: 0, name: 'First' },
      { type: 'frame', x: 600, y: 0 },
      { type: 'note', y: 50, text: ' \n' },
      { type: 'image', y: 60, fileId: 'f' },
    ),
  );
  expect(read).toBe('First\n\nSecond\n\nThird\n\nLast');
});

test('pictures are those that an element shows, each once', () => {
  const image = { type: 'image', fileId: 'f' } as const;
  const all = elements(
    image,
    image,
    { ...image, fileId: 'g' },
    { type: 'image' },
    { type: 'note' },
  );
  expect([...picturesOf(all)]).toEqual(['f', 'g']);
});

test('all of a board leaves it whatever is selected', () => {
  const editor = new BoardEditor(new Board(new Y.Doc()));
  const id = editor.board.create({ type: 'note' });
  editor.board.create({ type: 'note', locked: true });
  editor.select([id]);
  expect(leaving(editor, 'all')).toEqual(editor.board.elements);
  expect(leaving(editor, 'selection')).toEqual([editor.board.get(id)]);
});
