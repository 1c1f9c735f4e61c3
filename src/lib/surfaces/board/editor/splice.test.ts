import fc from 'fast-check';
import { expect, test } from 'vitest';
import { mapRange, type Splice } from './splice.ts';

/** Splices of words that are as long as they are by then. */
function splicesOf(
  length: number,
  edits: readonly (readonly [number, number, number])[],
): Splice[] {
  let now = length;
  return edits.map(([place, count, added]) => {
    const at = Math.min(place, now);
    const removed = Math.min(count, now - at);
    now += added - removed;
    return { at, removed, inserted: '+'.repeat(added) };
  });
}

test('of a range that is left which was in it, and nothing of what came in between', () => {
  const edit = fc.tuple(fc.nat(20), fc.nat(6), fc.nat(3));
  fc.assert(
    fc.property(fc.nat(12), fc.nat(12), fc.array(edit, { maxLength: 5 }), (one, other, edits) => {
      const [from, to] = [Math.min(one, other), Math.max(one, other)];
      const splices = splicesOf(12, edits);
      // Each letter as its number, what is inserted as none.
      const letters: (number | null)[] = Array.from({ length: 12 }, (_, i) => i);
      for (const { at, removed, inserted } of splices) {
        letters.splice(at, removed, ...Array.from(inserted, () => null));
      }
      const left = letters.flatMap((letter, place) =>
        letter !== null && letter >= from && letter < to ? [place] : [],
      );
      const mapped = mapRange([from, to], splices).flatMap(([start, end]) =>
        Array.from({ length: end - start }, (_, i) => start + i),
      );
      expect(mapped).toEqual(left);
    }),
    { seed: 4, numRuns: 500 },
  );
});
