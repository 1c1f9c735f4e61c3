import { expect, test } from 'vitest';
import { Backoff, retryAfterMs } from './backoff.ts';

test('delays double up to the bound, and begin again after a success', () => {
  const longest = new Backoff({ baseMs: 100, maxMs: 1000, random: () => 1 });
  expect([1, 2, 3, 4, 5, 6].map(() => longest.next())).toEqual([100, 200, 400, 800, 1000, 1000]);
  expect(longest.failures).toBe(6);
  longest.reset();
  expect(longest.next()).toBe(100);
});

test('a delay is drawn from the upper half of its range', () => {
  const shortest = new Backoff({ baseMs: 100, maxMs: 1000, random: () => 0 });
  expect([1, 2, 3].map(() => shortest.next())).toEqual([50, 100, 200]);
});

test('a hundred failures do not overflow', () => {
  const backoff = new Backoff({ random: () => 1 });
  for (let count = 0; count < 100; count++) backoff.next();
  expect(backoff.next()).toBe(10_000);
});

test('Retry-After is read as seconds or as a date, and nonsense as nothing', () => {
  const now = Date.parse('2026-01-01T00:00:00Z');
  expect(retryAfterMs('3', now)).toBe(3000);
  expect(retryAfterMs('Thu, 01 Jan 2026 00:00:10 GMT', now)).toBe(10_000);
  for (const header of [null, '', 'soon', '-5', 'Wed, 31 Dec 2025 00:00:00 GMT']) {
    expect(retryAfterMs(header, now)).toBe(0);
  }
  // A mistaken header must not end a client.
  expect(retryAfterMs('999999999', now)).toBe(5 * 60_000);
});
