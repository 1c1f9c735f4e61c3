import fc from 'fast-check';
import { expect, test } from 'vitest';
import { balanced, isolated } from './direction.ts';

const OVERRIDE = '\u202e';
const POP = '\u202c';
const ISOLATE = '\u2067';
const POP_ISOLATE = '\u2069';

test('what a text opens it closes, from the inside', () => {
  expect(balanced(`a${OVERRIDE}b`)).toBe(`a${OVERRIDE}b${POP}`);
  expect(balanced(`${ISOLATE}a${OVERRIDE}b`)).toBe(`${ISOLATE}a${OVERRIDE}b${POP}${POP_ISOLATE}`);
  // The end of an isolate ends what was opened in it.
  expect(balanced(`${ISOLATE}${OVERRIDE}a${POP_ISOLATE}b`)).toBe(
    `${ISOLATE}${OVERRIDE}a${POP}${POP_ISOLATE}b`,
  );
});

test('what a text has not opened it does not close', () => {
  expect(balanced(`a${POP}b${POP_ISOLATE}c`)).toBe('abc');
  expect(balanced(`${OVERRIDE}a${ISOLATE}b${POP}c${POP_ISOLATE}${POP}`)).toBe(
    `${OVERRIDE}a${ISOLATE}bc${POP_ISOLATE}${POP}`,
  );
});

test('a name is isolated where anything in it turns, and else as it is', () => {
  expect(isolated('Went well (3)')).toBe('Went well (3)');
  expect(isolated('שלום')).toBe('\u2068שלום\u2069');
  expect(isolated(`${POP_ISOLATE}${OVERRIDE}gpj`)).toBe(`\u2068${OVERRIDE}gpj${POP}\u2069`);
});

/** How deep in turns of direction the end of a text lies, or -1 if it closes one that it has not opened. */
function depthAtEnd(text: string): number {
  let depth = 0;
  for (const character of text) {
    if (/[\u202a\u202b\u202d\u202e\u2066-\u2068]/.test(character)) depth++;
    if (character === POP || character === POP_ISOLATE) depth--;
    if (depth < 0) return -1;
  }
  return depth;
}

test('any text is balanced, and stays as it is once it is', () => {
  const characters = fc.constantFrom('a', 'א', OVERRIDE, POP, '\u202a', '\u2066', POP_ISOLATE);
  fc.assert(
    fc.property(fc.array(characters), (parts) => {
      const once = balanced(parts.join(''));
      expect(depthAtEnd(once)).toBe(0);
      expect(balanced(once)).toBe(once);
      expect(once.replace(/[\u202a-\u202e\u2066-\u2069]/g, '')).toBe(
        parts.filter((part) => /[aא]/.test(part)).join(''),
      );
    }),
    { seed: 5 },
  );
});
