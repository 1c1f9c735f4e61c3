import { expect, test } from 'vitest';
import { drafted, patched } from './patched.ts';
import type { Point } from './types.ts';

test('a property that is not given stays, one that is nothing becomes nothing', () => {
  const note = drafted('a', { type: 'note', x: 5, link: 'https://example.com/' });
  expect(patched(note, { x: undefined, y: 7, link: null })).toEqual({ ...note, y: 7, link: null });
});

test('sizes that follow from points and words follow at once', () => {
  const points: Point[] = [
    [-10, 0],
    [20, 5],
    [0, 40],
  ];
  expect(patched(drafted('a', { type: 'line' }), { points })).toMatchObject({
    ...{ points, width: 30, height: 40 },
  });
  const text = drafted('a', { type: 'text', text: 'one' });
  const longer = patched(text, { text: 'one\nand another' });
  expect(longer.height).toBe(2 * text.height);
  expect(longer.width).toBeGreaterThan(text.width);
  const broken = patched(text, { text: 'one two three', autoResize: false, width: 50 });
  expect(broken).toMatchObject({ width: 50, height: 3 * text.height });
  expect(patched(text, { text: '' }).width).toBe(1);
});
