import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { bytesOf } from '../../../../tests/support/hostile.ts';
import { Resident } from './resident.ts';

type Part = Parameters<typeof bytesOf>[number];
const times = (count: number, part: (i: number) => Part[]): Part => ({
  raw: Array.from({ length: count }, (_, i) => [...bytesOf(...part(i))]).flat(),
});
const root = (kind: number): Part[] => [{ raw: [kind] }, 1, 'title'];

const FRONT = 4_000;
/** A chain, and an item before everything for each of its items. */
const front = bytesOf(
  ...[1, 2 * FRONT, 7, 0, ...root(4), 'x'],
  times(FRONT - 1, (i) => [{ raw: [0x84] }, 7, i, 'x']),
  times(FRONT, (i) => [{ raw: [0x44] }, 7, i, 'y']),
  0,
);
const maps = bytesOf(
  ...[1, FRONT, 7, 0, times(FRONT, () => [...root(0x28), 'key', 1, { raw: [126] }])],
  0,
);
const ends = bytesOf(
  ...[2, 1, 7, 0, ...root(4), 'x'.repeat(60_000), 30_000, 6, 0],
  times(30_000, (i) => [{ raw: [0x84] }, 7, 59_998 - 2 * i, 'y']),
  0,
);
const deletes = bytesOf(
  ...[1, 1, 7, 0, ...root(4), 'x'.repeat(60_000), 1, 7, 30_000],
  times(30_000, (i) => [59_998 - 2 * i, 1]),
);

test.each<[string, Uint8Array]>([
  ['items before everything', front],
  ['entries of one key', maps],
  ['splits, the last one first', ends],
  ['deletions, the last one first', deletes],
])('PU10 refuses what costs the square of its size: %s', (_name, update) => {
  const resident = new Resident(new Y.Doc(), 0);
  expect(() => resident.apply(update)).toThrow(/takes too much work/);
  expect(resident.broken).toBe(true);
});

test('PU10 what adds up to it over many updates is counted', () => {
  const resident = new Resident(new Y.Doc(), 0);
  let effort = 0;
  for (let i = 0; i < 2_000; i++) {
    resident.apply(bytesOf(1, 1, 7, i, ...root(0x28), 'key', 1, { raw: [126] }, 0));
    effort += resident.effort;
  }
  expect(effort).toBeGreaterThan(0.5);
});

/** What one client wrote, as one update, and as many, and the work that it took. */
function effortOf(write: (doc: Y.Doc) => void): number[] {
  const doc = new Y.Doc();
  const updates: Uint8Array[] = [];
  doc.on('update', (update: Uint8Array) => updates.push(update));
  write(doc);
  const [one, many] = [new Resident(new Y.Doc(), 0), new Resident(new Y.Doc(), 0)];
  one.apply(Y.encodeStateAsUpdate(doc));
  let sum = 0;
  for (const update of updates) {
    many.apply(update);
    sum += many.effort;
  }
  expect(Y.encodeStateVector(one.doc)).toEqual(Y.encodeStateVector(doc));
  return [one.effort, sum];
}

test.each<[string, (doc: Y.Doc) => void]>([
  ['a paste of 3 MB', (doc) => doc.getText('title').insert(0, 'lorem '.repeat(500_000))],
  [
    'a key set 20,000 times',
    (doc) => {
      for (let i = 0; i < 20_000; i++) doc.getMap('meta').set('key', i);
    },
  ],
  [
    '10,000 times something new in front',
    (doc) => {
      for (let i = 0; i < 10_000; i++) doc.getArray('list').unshift([i]);
    },
  ],
  [
    'a word replaced 5,000 times in one text',
    (doc) => {
      const text = doc.getText('title');
      text.insert(0, 'to be or '.repeat(5_000));
      doc.transact(() => {
        for (let at = (5_000 - 1) * 9; at >= 0; at -= 9) {
          text.delete(at, 2);
          text.insert(at, 'not');
        }
      });
    },
  ],
])('people take next to no work: %s', (_name, write) => {
  for (const effort of effortOf(write)) expect(effort).toBeLessThan(0.2);
});
