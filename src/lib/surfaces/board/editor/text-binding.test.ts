import fc from 'fast-check';
import { expect, test } from 'vitest';
import { applySplice, mapOffset, mapRange, spliceBetween, type Splice } from './splice.ts';
import { TextBinding, type Field } from './text-binding.ts';
import { cleanText, cutTo } from './text-store.ts';
import { TypingSteps } from './typing-steps.ts';

class FakeField implements Field {
  value = '';
  selectionStart = 0;
  selectionEnd = 0;
  selectionDirection: Field['selectionDirection'] = 'none';
  setSelectionRange(start: number, end: number, direction?: Field['selectionDirection']): void {
    this.selectionStart = start;
    this.selectionEnd = end;
    this.selectionDirection = direction ?? 'none';
  }
  /** As a browser does it when somebody types over the selection. */
  type(text: string): void {
    const { value, selectionStart: start, selectionEnd: end } = this;
    this.value = value.slice(0, start) + text + value.slice(end);
    this.setSelectionRange(start + text.length, start + text.length);
  }
  /** The text with the caret, or both ends of the selection, as bars. */
  get shown(): string {
    const { value, selectionStart: start, selectionEnd: end } = this;
    const tail = start === end ? '' : `${value.slice(start, end)}|`;
    return `${value.slice(0, start)}|${tail}${value.slice(end)}`;
  }
}

/** A field bound to words that others change too. `shown`: as `FakeField.shown`. */
function bound(shown: string): {
  field: FakeField;
  binding: TextBinding;
  words: () => string;
  written: Splice[];
  others: (...splices: Splice[]) => void;
} {
  const [before = '', selected = '', after] = shown.split('|');
  let words = shown.replaceAll('|', '');
  const field = new FakeField();
  const written: Splice[] = [];
  const binding = new TextBinding(field, {
    read: () => words,
    write(ranges, at, splice) {
      written.push(splice);
      for (const [start, end] of ranges.toReversed())
        words = applySplice(words, { at: start, removed: end - start, inserted: '' });
      words = applySplice(words, { at, removed: 0, inserted: splice.inserted });
    },
  });
  const end = before.length + (after === undefined ? 0 : selected.length);
  field.setSelectionRange(before.length, end);
  return {
    ...{ field, binding, written },
    words: () => words,
    others(...splices) {
      words = splices.reduce(applySplice, words);
      binding.changed(splices);
    },
  };
}

const insert = (at: number, inserted: string): Splice => ({ at, removed: 0, inserted });
const remove = (at: number, removed: number): Splice => ({ at, removed, inserted: '' });

test.each([
  ['aa', 'aaa', 1, insert(0, 'a')],
  ['aa', 'aaa', 3, insert(2, 'a')],
  ['aaa', 'aa', 1, remove(1, 1)],
  ['abc', 'aXc', 2, { at: 1, removed: 1, inserted: 'X' }],
  // Only the second half of the pair differs.
  ['😀', '😁', 2, { at: 0, removed: 2, inserted: '😁' }],
  ['x😀', 'x😁😀', 3, insert(1, '😁')],
  ['\ud83d\ude00', '\ud83c\ude00', 2, { at: 0, removed: 2, inserted: '\ud83c\ude00' }],
  ['same', 'same', 2, null],
])('from %j to %j with the caret at %i', (before, after, caret, splice) => {
  expect(spliceBetween(before, after, caret)).toEqual(splice);
});

test('a splice between two texts makes one the other and cuts no pair', () => {
  const text = fc.string({ unit: fc.constantFrom('a', 'b', '😀', '😁', '\n'), maxLength: 12 });
  fc.assert(
    fc.property(text, text, fc.nat(24), (before, after, caret) => {
      const splice = spliceBetween(before, after, Math.min(caret, after.length));
      expect(splice === null).toBe(before === after);
      if (splice === null) return;
      expect(applySplice(before, splice)).toBe(after);
      expect(splice.inserted.isWellFormed()).toBe(true);
      expect(before.slice(splice.at, splice.at + splice.removed).isWellFormed()).toBe(true);
    }),
    { seed: 4 },
  );
});

test('offsets and ranges follow what was inserted and taken out', () => {
  expect(mapOffset(3, [insert(3, 'xx')])).toBe(3);
  expect(mapOffset(3, [insert(3, 'xx')], 'behind')).toBe(5);
  expect(mapOffset(3, [remove(1, 5)])).toBe(1);
  expect(mapOffset(6, [remove(1, 2), insert(0, 'y')])).toBe(5);
  expect(mapRange([2, 6], [insert(4, 'zz')])).toEqual([
    [2, 4],
    [6, 8],
  ]);
  expect(mapRange([2, 6], [remove(0, 4)])).toEqual([[0, 2]]);
  expect(mapRange([2, 6], [remove(0, 9)])).toEqual([]);
});

test('what is typed is the smallest change', () => {
  const { field, binding, words, written } = bound('aa|a');
  field.type('a');
  binding.take();
  expect(words()).toBe('aaaa');
  expect(written).toEqual([insert(2, 'a')]);
  expect(field.shown).toBe('aaa|a');
});

test('caret and selection stay with their letters when others write', () => {
  const { field, others } = bound('one |two| three');
  others(insert(0, 'zero '));
  expect(field.shown).toBe('zero one |two| three');
  others(insert(10, 'XX'));
  expect(field.shown).toBe('zero one |tXXwo| three');
  others(remove(0, 9));
  expect(field.shown).toBe('|tXXwo| three');
  others(remove(0, 16));
  expect(field.shown).toBe('|');
});

test('what others write just where the caret is comes behind it', () => {
  const { field, others } = bound('ab|');
  others(insert(2, 'c'));
  expect(field.shown).toBe('ab|c');
});

test('a composition is not touched; then both meet', () => {
  const { field, binding, words, others, written } = bound('on|e');
  binding.compose();
  field.type('ｋ');
  expect(binding.take()).toBe(false);
  others(insert(0, 'A '), insert(5, ' B'));
  expect(field.shown).toBe('onｋ|e');
  field.setSelectionRange(2, 3);
  field.type('か');
  binding.take();
  expect(written).toEqual([]);
  binding.composed();
  expect(words()).toBe('A onかe B');
  expect(field.shown).toBe('A onか|e B');
});

test('a composition over a selection takes out what was selected, and not what others put into it', () => {
  const { field, binding, words, others } = bound('keep |drop| keep');
  binding.compose();
  field.type('new');
  others(insert(7, 'THEIRS'));
  binding.composed();
  expect(words()).toBe('keep newTHEIRS keep');
  expect(field.shown).toBe('keep new|THEIRS keep');
});

test('a composition in words that are gone is not lost', () => {
  const { field, binding, words, others } = bound('on|e');
  binding.compose();
  field.type('x');
  others(remove(0, 3));
  binding.composed();
  expect(words()).toBe('x');
  expect(field.shown).toBe('x|');
});

test('what is not kept goes out of the field too', () => {
  const field = new FakeField();
  const binding = new TextBinding(field, { read: () => 'full', write: () => undefined });
  field.setSelectionRange(4, 4);
  field.type('er');
  binding.take();
  expect(field.shown).toBe('full|');
});

test('where only the outcome is known, the change is found', () => {
  let words = 'before';
  const field = new FakeField();
  const binding = new TextBinding(field, { read: () => words, write: () => undefined });
  field.setSelectionRange(6, 6);
  words = 'just before';
  binding.changed(null);
  expect(field.shown).toBe('just before|');
});

test('steps of undo: words, deletions, and whatever is no letter', () => {
  const steps = new TypingSteps();
  const typed = (text: string, from: number): object[] =>
    [...text].map((letter, i) => steps.take(insert(from + i, letter), false));
  const [a, b, c, d] = typed('a b ', 0);
  expect(a).toBe(b);
  expect(c).not.toBe(b);
  expect(d).toBe(c);
  const newline = steps.take(insert(4, '\n'), false);
  expect(newline).not.toBe(d);
  const [e] = typed('e', 5);
  expect(e).not.toBe(newline);
  // The caret went elsewhere.
  const [f] = typed('f', 0);
  expect(f).not.toBe(e);
  const back = steps.take(remove(0, 1), false);
  expect(back).not.toBe(f);
  const over = steps.take({ at: 0, removed: 3, inserted: 'x' }, false);
  expect(over).not.toBe(back);
  expect(steps.take(insert(1, 'pasted'), true)).not.toBe(over);
  expect(new Set(typed('x'.repeat(45), 10)).size).toBe(3);
  steps.moved([insert(0, 'others')]);
  expect(steps.take(insert(61, 'x'), false)).toBe(steps.token);
});

test('letters deleted one after another, either way, are one step', () => {
  const steps = new TypingSteps();
  const tokens = [remove(5, 1), remove(4, 1), remove(4, 2), remove(4, 1)].map((splice) =>
    steps.take(splice, false),
  );
  expect(new Set(tokens).size).toBe(1);
  expect(steps.take(remove(0, 1), false)).not.toBe(tokens[0]);
});

test('words are cleaned of what cannot be seen, and cut between characters', () => {
  expect(cleanText('a\u0000b\r\nc\rd\te\u2028f\ud800g\u009f')).toBe('ab\nc\nd    e\nfg');
  expect(cleanText('👨‍👩‍👧 ok')).toBe('👨‍👩‍👧 ok');
  expect(cutTo('ab😀', 3)).toBe('ab');
  expect(cutTo('ab😀', 4)).toBe('ab😀');
  expect(cutTo('ab', -1)).toBe('');
});
