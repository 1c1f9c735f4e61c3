import { expect, test } from 'vitest';
import { drafted } from '../../model/patched.ts';
import { hasPoints, type BoardElement, type Point } from '../../model/types.ts';
import type { NewElement } from '../../model/write.ts';
import { wayOf } from './paint-minimap.ts';

const points: readonly Point[] = [
  [0, 0],
  [100, 0],
];

function way(given: NewElement, others: readonly BoardElement[] = []): Point[] {
  const element = drafted('a', given);
  if (!hasPoints(element)) throw new Error('It has no points');
  const { points, origin } = wayOf(element, (id) => others.find((each) => each.id === id));
  return points.map(([x, y]) => [origin[0] + x, origin[1] + y]);
}

test('an arrow is seen where its shape holds it, not where it was written', () => {
  const shape = drafted('s', { type: 'rectangle', x: 500, y: 300, width: 100, height: 50 });
  const endBinding = { elementId: 's', fixedPoint: [0.5, 0.5], mode: 'inside' } as const;
  expect(way({ type: 'arrow', x: 10, y: 20, points, endBinding }, [shape])).toEqual([
    [10, 20],
    [550, 325],
  ]);
});

test('a line is seen as it is turned', () => {
  expect(way({ type: 'line', x: 10, y: 20, points })).toEqual([
    [10, 20],
    [110, 20],
  ]);
  const [from, to] = way({ type: 'line', x: 10, y: 20, points, angle: Math.PI / 2 });
  expect(from).toEqual([expect.closeTo(60), expect.closeTo(-30)]);
  expect(to).toEqual([expect.closeTo(60), expect.closeTo(70)]);
});
