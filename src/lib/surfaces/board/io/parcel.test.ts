import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { removeSelection } from '../editor/commands.ts';
import { BoardEditor } from '../editor/editor.svelte.ts';
import { Board } from '../model/board.ts';
import { leaving } from './parcel.ts';

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
