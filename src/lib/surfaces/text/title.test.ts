import fc from 'fast-check';
import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { applyReplacement, movePosition, replacementBetween, singleLine } from './title.ts';

test('one letter typed is one letter inserted, where the caret is', () => {
  expect(replacementBetween('aa', 'aaa', 1)).toEqual({ at: 0, removed: 0, inserted: 'a' });
  expect(replacementBetween('aa', 'aaa', 3)).toEqual({ at: 2, removed: 0, inserted: 'a' });
  expect(replacementBetween('map', 'mop', 2)).toEqual({ at: 1, removed: 1, inserted: 'o' });
  expect(replacementBetween('same', 'same', 4)).toBeNull();
});

test('a pair of surrogates is never cut', () => {
  expect(replacementBetween('😀', '😁', 2)).toEqual({ at: 0, removed: 2, inserted: '😁' });
});

test('any edit of any text arrives as it was made', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), fc.nat(), (before, after, caret) => {
      const doc = new Y.Doc();
      const title = doc.getText('title');
      title.insert(0, before);
      const change = replacementBetween(before, after, Math.min(caret, after.length));
      if (change) applyReplacement(title, change, null);
      expect(title.toString()).toBe(after);
    }),
  );
});

test('two people in one title keep both what they typed, and their carets', () => {
  const [one, two] = [new Y.Doc(), new Y.Doc()];
  one.getText('title').insert(0, 'Maps');
  Y.applyUpdate(two, Y.encodeStateAsUpdate(one));
  let caret = 4;
  two.getText('title').observe((event, transaction) => {
    if (!transaction.local) caret = movePosition(caret, event.delta);
  });
  applyReplacement(one.getText('title'), { at: 0, removed: 0, inserted: 'Offline ' }, null);
  applyReplacement(two.getText('title'), { at: 4, removed: 0, inserted: '!' }, null);
  caret = 5;
  Y.applyUpdate(two, Y.encodeStateAsUpdate(one));
  Y.applyUpdate(one, Y.encodeStateAsUpdate(two));
  expect(one.getText('title').toString()).toBe('Offline Maps!');
  expect(two.getText('title').toString()).toBe('Offline Maps!');
  expect(caret).toBe(13);
  expect(movePosition(5, [{ retain: 2 }, { delete: 9 }])).toBe(2);
  expect(movePosition(5, [{ retain: 5 }, { insert: 'x' }])).toBe(5);
  expect(movePosition(5, [{ retain: 6 }, { delete: 2 }, { insert: 'xyz' }])).toBe(5);
});

test('a title is one line', () => {
  expect(singleLine('a\r\nb\n\nc')).toBe('a b c');
});
