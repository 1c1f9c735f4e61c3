import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { Board } from '../model/board.ts';
import { drafted } from '../model/patched.ts';
import type { Point } from '../model/types.ts';
import type { NewElement } from '../model/write.ts';
import { isClosed, isHit } from './hit.ts';
import { SpatialIndex } from './spatial.ts';

const hits = (element: NewElement, ...points: readonly Point[]): boolean[] =>
  points.map((point) => isHit(drafted('a', element), point, 2, () => undefined));

test('a frame is taken by its edge and its name, not by what is free within', () => {
  const frame = { type: 'frame', width: 200, height: 200 } as const;
  expect(hits(frame, [100, 30], [1, 150], [199, 150], [100, 199])).not.toContain(false);
  expect(hits(frame, [100, 60], [-30, 20], [230, 20], [100, -20])).not.toContain(true);
  // In a low one there is room left to draw in.
  expect(hits({ ...frame, height: 40 }, [100, 8], [100, 20])).toEqual([true, false]);
});

test.each(['line', 'freedraw'] as const)(
  'a %s has an inside where it is closed and painted',
  (type) => {
    const points: Point[] = [
      [0, 0],
      [90, 0],
      [45, 90],
      [0, 5],
    ];
    const shape = { type, points, backgroundColor: '#ffc9c9' } as const;
    expect(hits(shape, [45, 30], [5, 80], [45, 0])).toEqual([true, false, true]);
    expect(hits({ ...shape, backgroundColor: 'transparent' }, [45, 30], [45, 0])).toEqual([
      ...[false, true],
    ]);
    expect(hits({ ...shape, points: points.slice(0, 3) }, [45, 30])).toEqual([false]);
    const dot: Point[] = [
      [0, 0],
      [1, 0],
    ];
    expect([points, dot, []].map(isClosed)).toEqual([true, false, false]);
  },
);

const box = { type: 'rectangle', width: 100, height: 50, backgroundColor: '#ffc9c9' } as const;

test('at a point the uppermost is found that is hit there, and accepted', () => {
  const board = new Board(new Y.Doc());
  for (const id of ['c', 'a', 'd', 'b']) board.create(box, id);
  board.create({ ...box, type: 'ellipse' }, 'round');
  const index = new SpatialIndex(board);
  const at = (point: Point, accept?: (id: string) => boolean) =>
    index.at(point, 2, accept && (({ id }) => accept(id)))?.id;
  expect([at([50, 25]), at([4, 4]), at([300, 25])]).toEqual(['round', 'b', undefined]);
  expect(at([50, 25], (id) => id === 'a' || id === 'c')).toBe('a');
  const everything = { minX: -9, minY: -9, maxX: 999, maxY: 999 };
  expect(index.inView(everything)).toEqual(board.elements);
  board.update('b', { index: 'Zz' });
  expect(board.elements[0]?.id).toBe('b');
  expect(index.inView(everything)).toEqual(board.elements);
  expect(index.inBox(everything, 'contain')).toEqual(board.elements);
});

test('an end is bound to the uppermost shape there, but not to what it belongs to, nor to a line', () => {
  const board = new Board(new Y.Doc());
  board.create(box, 'under');
  board.create({ ...box, backgroundColor: 'transparent' }, 'clear');
  const points: Point[] = [
    [0, 25],
    [100, 25],
  ];
  board.create({ type: 'line', points }, 'line');
  const index = new SpatialIndex(board);
  expect(index.bindableAt([50, 25], 2)?.id).toBe('clear');
  expect(index.bindableAt([50, 25], 2, 'clear')?.id).toBe('under');
  expect(index.bindableAt([150, 25], 2)).toBeNull();
});

test('an index that is given up follows no longer', () => {
  const board = new Board(new Y.Doc());
  const index = new SpatialIndex(board);
  index.destroy();
  board.create(box, 'a');
  expect(index.boundsOf('a')).toBeNull();
});
