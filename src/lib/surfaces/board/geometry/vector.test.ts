import { expect, test } from 'vitest';
import { contains, overlaps, union, type Bounds } from './vector.ts';

const box = (minX: number, minY: number, maxX: number, maxY: number): Bounds => ({
  ...{ minX, minY, maxX, maxY },
});

test('a box around boxes reaches to the outermost side of each', () => {
  const sides = [box(-9, 1, 2, 2), box(1, -8, 2, 2), box(1, 1, 7, 2), box(1, 1, 2, 6)];
  expect(union(sides)).toEqual(box(-9, -8, 7, 6));
  expect(union([...sides].reverse())).toEqual(box(-9, -8, 7, 6));
  expect(union([])).toBeNull();
});

test('a box holds what does not reach over any of its sides, and meets what touches it', () => {
  const outer = box(0, 0, 10, 10);
  expect([contains(outer, outer), contains(outer, box(2, 2, 3, 3))]).toEqual([true, true]);
  const across = [box(-1, 2, 3, 3), box(2, -1, 3, 3), box(2, 2, 11, 3), box(2, 2, 3, 11)];
  expect(across.map((inner) => contains(outer, inner))).not.toContain(true);
  expect(across.map((inner) => overlaps(outer, inner))).not.toContain(false);
  const beside = [box(-5, 2, -1, 3), box(2, -5, 3, -1), box(11, 2, 15, 3), box(2, 11, 3, 15)];
  expect(beside.map((other) => overlaps(outer, other))).not.toContain(true);
});
