import fc from 'fast-check';
import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { replaceText } from './replace-text.ts';

test('any text becomes any other', () => {
  const unit = fc.constantFrom('a', 'b', '😀', '😁', ' ');
  const words = fc.array(unit, { maxLength: 8 }).map((parts) => parts.join(''));
  fc.assert(
    fc.property(words, words, (before, after) => {
      const text = new Y.Doc().getText('title');
      text.insert(0, before);
      replaceText(text, after);
      expect(text.toString()).toBe(after);
    }),
  );
});

test('what stays the same keeps the carets and edits of others', () => {
  const doc = new Y.Doc();
  const text = doc.getText('title');
  text.insert(0, 'Plan for March');
  const caret = Y.createRelativePositionFromTypeIndex(text, 10);
  replaceText(text, 'The plan for March');
  const moved = Y.createAbsolutePositionFromRelativePosition(caret, doc);
  expect(text.toString().slice(moved?.index)).toBe('arch');
});

test('equal text is no edit', () => {
  const doc = new Y.Doc();
  const text = doc.getText('title');
  text.insert(0, 'Same');
  let updates = 0;
  doc.on('update', () => (updates += 1));
  replaceText(text, 'Same');
  expect(updates).toBe(0);
});
