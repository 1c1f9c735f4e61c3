import { expect, test } from 'vitest';
import { hrefFromInput, isAddress, safeHref } from './url.ts';

test.each([
  'https://example.com/a?b=c#d',
  'http://localhost:3000',
  'mailto:ann@example.com',
  '/d/1',
  'page.html',
  '#part',
  '//example.com/x',
])('%s may be followed', (href) => {
  expect(safeHref(href)).toBe(href);
});

test.each([
  'javascript:alert(1)',
  'JavaScript:alert(1)',
  ' javascript:alert(1)',
  'java\tscript:alert(1)',
  'java\nscript:alert(1)',
  '\u0001javascript:alert(1)',
  'data:text/html,x',
  'vbscript:x',
  'file:///etc/passwd',
  'blob:https://example.com/x',
  'https://[',
  '',
  '   ',
  7,
  null,
  {},
])('%j leads nowhere', (href) => {
  expect(safeHref(href)).toBeNull();
});

test.each([
  ['example.com', 'https://example.com'],
  ['example.com:8080/a', 'https://example.com:8080/a'],
  ['localhost:3000/a', 'http://localhost:3000/a'],
  ['ann@example.com', 'mailto:ann@example.com'],
  ['https://example.com', 'https://example.com'],
  ['/d/1', '/d/1'],
  ['javascript:alert(1)', null],
])('%s typed means %s', (typed, href) => {
  expect(hrefFromInput(typed)).toBe(href);
});

test('only a whole address is an address', () => {
  expect(isAddress(' https://example.com/a ')).toBe(true);
  expect(isAddress('see https://example.com')).toBe(false);
  expect(isAddress('javascript:alert(1)')).toBe(false);
});
