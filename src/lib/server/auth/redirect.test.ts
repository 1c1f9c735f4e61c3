import { expect, test } from 'vitest';
import { safeNext } from './redirect.ts';

test.each(['/', '/d/abc', '/d/abc?x=1&y=2#part', '/search?q=a%20b', '/d/é'])(
  '%s is here',
  (next) => {
    expect(new URL(safeNext(next), 'http://x').href).toBe(new URL(next, 'http://x').href);
  },
);

test.each([
  '',
  'd/abc',
  'https://evil.example',
  '//evil.example',
  '//evil.example/d/abc',
  '///evil.example',
  '/\\evil.example',
  '\\\\evil.example',
  '/\t/evil.example',
  '/\n/evil.example',
  '\t//evil.example',
  ' //evil.example',
  '/.//evil.example',
  '/..//evil.example',
  '/a/../..//evil.example',
  '/%2e//evil.example',
  'javascript:alert(1)',
  '/d/a\\b',
  '/d/\u0000',
  '/d/\u202e',
  `/${'x'.repeat(3000)}`,
])('%j leads home', (next) => {
  expect(safeNext(next)).toBe('/');
});

test('nothing leads home', () => {
  expect(safeNext(null)).toBe('/');
  expect(safeNext(undefined)).toBe('/');
});
