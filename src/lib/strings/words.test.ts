import { expect, test } from 'vitest';
import { ago, firstName, initials, plural, spelled } from './words.ts';

const NOW = Date.UTC(2026, 4, 14, 15, 30);
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

test.each([
  [0, 'just now'],
  [59_000, 'just now'],
  [4 * MINUTE, '4 min ago'],
  [2 * HOUR, '2 h ago'],
  [16 * HOUR, 'yesterday'],
  [3 * 24 * HOUR, '3 days ago'],
  [30 * 24 * HOUR, '14 Apr'],
  [400 * 24 * HOUR, '9 Apr 2025'],
])('a time %i ms ago reads %s', (past, words) => {
  expect(ago(NOW - past, NOW)).toBe(words);
});

test('a clock that runs ahead of ours is now, not the future', () => {
  expect(ago(NOW + HOUR, NOW)).toBe('just now');
});

test('counting', () => {
  expect(plural(1, 'change')).toBe('1 change');
  expect(plural(3, 'change')).toBe('3 changes');
  expect(spelled(3, 'change')).toBe('Three changes');
  expect(spelled(11, 'change')).toBe('11 changes');
  expect(spelled(2, 'person', 'people')).toBe('Two people');
});

test('initials and first names', () => {
  expect(initials('Ines Carvalho')).toBe('IC');
  expect(initials('  Amara  ')).toBe('A');
  expect(initials('Ana de la Cruz')).toBe('AC');
  expect(initials('𝒜da')).toBe('𝒜');
  expect(initials('')).toBe('?');
  expect(firstName('Ines Carvalho')).toBe('Ines');
});
