import fc from 'fast-check';
import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { Ranges } from './ranges.ts';

test('what is within a stretch is what was put in and lies in it, each place once', () => {
  const range = fc.tuple(
    fc.integer({ min: 1, max: 2 }),
    fc.nat(40),
    fc.integer({ min: 1, max: 9 }),
  );
  fc.assert(
    fc.property(fc.array(range), range, (added, [client, clock, length]) => {
      const ranges = new Ranges();
      const known = new Set<number>();
      for (const [of, from, count] of added) {
        ranges.add(Y.createID(of, from), count);
        if (of === client) for (let at = from; at < from + count; at++) known.add(at);
      }
      const found: number[] = [];
      for (const { clock: from, end } of ranges.within(Y.createID(client, clock), length)) {
        for (let at = from; at < end; at++) found.push(at);
      }
      const all = Array.from({ length }, (_, i) => clock + i);
      expect(found).toEqual(all.filter((at) => known.has(at)));
    }),
    { seed: 4, numRuns: 300 },
  );
});
