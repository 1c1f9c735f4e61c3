import { expect, test } from 'vitest';
import { Failures } from './failures.ts';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const state = { id: 'board', lineage: 'one', gen: 'g1', seq: 1 };

function setUp() {
  let now = 0;
  const failures = new Failures(() => now);
  const rests = () => failures.includes('page', state);
  /** Fails once more, and says how many minutes it rests then. */
  const restAfter = (ms: number): number => {
    now += ms;
    failures.noteCostly('board');
    let minutes = 0;
    for (; rests(); minutes++) now += MINUTE;
    return minutes;
  };
  return { failures, rests, restAfter };
}

test('a costly board rests twice as long each time, but never longer than a day', () => {
  const { restAfter } = setUp();
  const rests = Array.from({ length: 11 }, () => restAfter(0));
  expect(rests.slice(0, 4)).toEqual([5, 10, 20, 40]);
  expect(rests.slice(-2)).toEqual([24 * 60, 24 * 60]);
});

test('a board that was quiet for a day begins anew', () => {
  const { restAfter } = setUp();
  expect([restAfter(0), restAfter(DAY - MINUTE), restAfter(DAY)]).toEqual([5, 10, 5]);
});

test('jobs that fail together are one failure', () => {
  const { failures, restAfter } = setUp();
  failures.noteCostly('board');
  expect(restAfter(0)).toBe(5);
});

test('what cannot be read is one job with one state of one board', () => {
  const { failures } = setUp();
  failures.noteUnreadable('page', state);
  const others = [{ lineage: 'two' }, { gen: 'g2' }, { seq: 2 }, { id: 'another' }];
  expect(failures.includes('page', state)).toBe(true);
  expect(failures.includes('text', state)).toBe(false);
  for (const other of others) expect(failures.includes('page', { ...state, ...other })).toBe(false);
});

test('of a board that is gone nothing is known', () => {
  const { failures, rests } = setUp();
  failures.noteCostly('board');
  failures.forget('board');
  expect(rests()).toBe(false);
  for (const job of ['page', 'text', 'thumbnail'] as const) {
    failures.noteUnreadable(job, state);
    failures.forget('board');
    expect(failures.includes(job, state)).toBe(false);
  }
});
