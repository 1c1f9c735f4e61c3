import fc from 'fast-check';
import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { Board } from '../model/board.ts';
import { drafted } from '../model/patched.ts';
import { applySplice } from './splice.ts';
import { LabelStore, splicesOf } from './text-store.ts';

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

test('what was done to words in one step is told so that it can be done again', () => {
  const edit = fc.tuple(fc.nat(30), fc.nat(4), fc.string({ maxLength: 4 }));
  fc.assert(
    fc.property(fc.array(edit, { maxLength: 6 }), (edits) => {
      const doc = new Y.Doc();
      const text = doc.getText('words');
      text.insert(0, 'Words that are there');
      const before = text.toString();
      let again = before;
      text.observe((event) => {
        again = (splicesOf(event, text) ?? []).reduce(applySplice, before);
      });
      doc.transact(() => {
        for (const [place, removed, inserted] of edits) {
          const at = Math.min(place, text.length);
          text.delete(at, Math.min(removed, text.length - at));
          text.insert(at, inserted);
        }
      });
      expect(again).toBe(text.toString());
    }),
    { seed: 4 },
  );
});

test('an element that is drafted is made with its first words, one that is gone is not', () => {
  const board = new Board(new Y.Doc());
  const draft = drafted('new', { type: 'text', x: 5, y: 6 });
  new LabelStore(board, 'new', draft).write([], 0, '', {});
  expect(board.elements).toEqual([]);
  const store = new LabelStore(board, 'new', draft);
  store.write([], 0, 'Words', {});
  expect(board.get('new')).toMatchObject({ type: 'text', x: 5, text: 'Words' });
  board.delete(['new']);
  store.write([], 0, 'More', {});
  expect(board.elements).toEqual([]);
});
