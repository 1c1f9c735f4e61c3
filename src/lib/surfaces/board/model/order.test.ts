import fc from 'fast-check';
import { generateKeyBetween } from 'fractional-indexing';
import { expect, test } from 'vitest';
import { compareIndex, indicesBetween, isIndex, reindex, type Ordered } from './order.ts';

test('what the library makes is an index', () => {
  let index: string | null = null;
  for (let i = 0; i < 200; i++) {
    index = generateKeyBetween(null, index);
    expect(isIndex(index)).toBe(true);
    expect(
      isIndex(generateKeyBetween(index, i % 2 === 0 ? null : generateKeyBetween(index, null))),
    ).toBe(true);
  }
});

test('what is an index the library takes', () => {
  fc.assert(
    fc.property(
      fc.string({ maxLength: 8 }),
      fc.stringMatching(/^[A-Za-z][0-9A-Za-z]{0,30}$/),
      (any, like) => {
        for (const text of [any, like]) if (isIndex(text)) generateKeyBetween(text, null);
      },
    ),
    { seed: 4, numRuns: 500 },
  );
});

test.each(['', 'a', 'a00', 'b0', '0', 'A00000000000000000000000000', 'a0!', 'a'.repeat(1000)])(
  '%j is no index',
  (text) => {
    expect(isIndex(text)).toBe(false);
  },
);

function apply(order: readonly Ordered[], written: ReadonlyMap<string, string>): string[] {
  return order
    .map(({ id, index }) => ({ id, index: written.get(id) ?? index }))
    .sort(compareIndex)
    .map(({ id }) => id);
}

test('a moved element gets an index between its new neighbours, and nobody else one', () => {
  const [a = '', b = '', c = ''] = indicesBetween(null, null, 3);
  const order = [
    { id: 'c', index: c },
    { id: 'a', index: a },
    { id: 'b', index: b },
  ];
  const written = reindex(order, new Set(['c']));
  expect([...written.keys()]).toEqual(['c']);
  expect(apply(order, written)).toEqual(['c', 'a', 'b']);
});

test('any order can be reached, from indices that are equal, missing or nonsense', () => {
  const element = fc.record({
    id: fc.uuid(),
    index: fc.constantFrom('a0', 'a0', 'a1', 'a2V', '', 'nonsense!', 'Zz', 'b00'),
  });
  fc.assert(
    fc.property(
      fc.uniqueArray(element, { selector: ({ id }) => id, maxLength: 12 }),
      fc.array(fc.boolean(), { minLength: 12, maxLength: 12 }),
      (order, flags) => {
        const moved = new Set(order.filter((_, i) => flags[i]).map(({ id }) => id));
        expect(apply(order, reindex(order, moved))).toEqual(order.map(({ id }) => id));
      },
    ),
    { seed: 4, numRuns: 500 },
  );
});
