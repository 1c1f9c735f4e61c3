import fc from 'fast-check';
import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { Board } from '../model/board.ts';
import type { BoardElement, FreedrawElement, Point, TextElement } from '../model/types.ts';
import type { NewElement } from '../model/write.ts';
import { align, distribute, unitsOf } from './align.ts';
import { boundsOf, boundsOfAll, centerOf, cornersOf } from './bounds.ts';
import { moveAll, resizeAll, resizeElement, rotateAll, turnTo, type Handle } from './resize.ts';
import { Snapper, snapToGrid } from './snap.ts';
import { distance } from './vector.ts';

const box = { type: 'rectangle', x: 0, y: 0, width: 100, height: 50 } as const;

function make(...elements: NewElement[]): { board: Board; all: () => readonly BoardElement[] } {
  const board = new Board(new Y.Doc());
  elements.forEach((element, i) => board.create(element, `e${String(i)}`));
  return { board, all: () => board.elements };
}

function only(element: NewElement): { board: Board; get: () => BoardElement } {
  const { board } = make(element);
  return {
    board,
    get: () => {
      const found = board.get('e0');
      if (found === undefined) throw new Error('Gone');
      return found;
    },
  };
}

const HANDLES: readonly Handle[] = [
  [-1, -1],
  [0, -1],
  [1, -1],
  [1, 0],
  [1, 1],
  [0, 1],
  [-1, 1],
  [-1, 0],
];

/** The scene point of a handle, or of its opposite. */
function handlePoint(element: BoardElement, [hx, hy]: readonly [number, number]): Point {
  const [tl, tr, br, bl] = cornersOf(element);
  const [u, v] = [(hx + 1) / 2, (hy + 1) / 2];
  return [0, 1].map(
    (axis) =>
      (tl[axis] ?? 0) * (1 - u) * (1 - v) +
      (tr[axis] ?? 0) * u * (1 - v) +
      (br[axis] ?? 0) * u * v +
      (bl[axis] ?? 0) * (1 - u) * v,
  ) as unknown as Point;
}

test('the handle follows the pointer and the opposite stays, however the element is turned', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...HANDLES),
      fc.double({ min: 0, max: 6.2, noNaN: true }),
      fc.integer({ min: -200, max: 200 }),
      fc.integer({ min: -200, max: 200 }),
      fc.boolean(),
      (handle, angle, dx, dy, isLine) => {
        const { board, get } = only(
          isLine
            ? {
                type: 'line',
                x: 20,
                y: 10,
                points: [
                  [0, 0],
                  [60, 80],
                  [-40, 30],
                ],
                angle,
              }
            : { ...box, angle },
        );
        const before = get();
        const opposite = handlePoint(before, [-handle[0], -handle[1]]);
        const grip = handlePoint(before, handle);
        const pointer: Point = [grip[0] + dx, grip[1] + dy];
        board.update('e0', resizeElement(before, handle, pointer));
        const after = get();
        // Mirrored, the corners have changed places.
        const corners = HANDLES.map((other) => handlePoint(after, other));
        const least = (point: Point): number =>
          Math.min(...corners.map((corner) => distance(corner, point)));
        expect(least(opposite)).toBeLessThan(0.01);
        if (handle[0] !== 0 && handle[1] !== 0 && Math.min(after.width, after.height) > 1.1)
          expect(least(pointer)).toBeLessThan(0.01);
      },
    ),
    { seed: 4, numRuns: 300 },
  );
});

test('with shift the relation stays, with alt the middle', () => {
  const { get } = only({ ...box, angle: 0.7 });
  const element = get();
  const corner = cornersOf(element)[2];
  const pointer: Point = [corner[0] + 40, corner[1] + 90];
  const ratio = resizeElement(element, [1, 1], pointer, { keepRatio: true });
  expect((ratio.width ?? 0) / (ratio.height ?? 1)).toBeCloseTo(2);
  const { board, get: now } = only({ ...box, angle: 0.7 });
  board.update('e0', resizeElement(element, [1, 1], pointer, { fromCenter: true }));
  expect(distance(centerOf(now()), centerOf(element))).toBeLessThan(0.001);
});

test('a stroke is scaled with its points, and keeps its pressures', () => {
  const { board, get } = only({
    type: 'freedraw',
    x: 10,
    y: 10,
    points: [
      [0, 0],
      [10, 20],
      [20, 0],
    ],
    pressures: [0, 0.5, 1],
  });
  board.update('e0', resizeElement(get(), [1, 1], [50, 70]));
  const stroke = get() as FreedrawElement;
  expect(stroke.points).toEqual([
    [0, 0],
    [20, 60],
    [40, 0],
  ]);
  expect(stroke.pressures).toHaveLength(3);
});

test('a corner makes a text larger, a side breaks its lines', () => {
  const { board, get } = only({ type: 'text', text: 'some words to break' });
  const before = get() as TextElement;
  board.update('e0', resizeElement(before, [1, 1], [before.width * 2, before.height * 2]));
  expect((get() as TextElement).fontSize).toBeCloseTo(40);
  expect(get().height).toBeCloseTo(before.height * 2);
  board.update('e0', resizeElement(before, [1, 0], [before.width / 2, 0]));
  board.update('e0', { fontSize: 20 });
  expect((get() as TextElement).autoResize).toBe(false);
  expect(get().height).toBeGreaterThan(before.height);
});

test('a group is stretched as one; where one is turned, it keeps its relation', () => {
  const straight = make(box, { ...box, x: 200, y: 100 });
  const bounds = boundsOfAll(straight.all());
  if (bounds === null) throw new Error('Nothing there');
  straight.board.updateAll(resizeAll(straight.all(), bounds, [1, 1], [600, 300]));
  expect(boundsOfAll(straight.all())).toEqual({ minX: 0, minY: 0, maxX: 600, maxY: 300 });
  expect(straight.board.get('e1')).toMatchObject({ x: 400, y: 200, width: 200, height: 100 });

  const turned = make(box, { ...box, x: 200, y: 100, angle: 1 });
  const before = boundsOfAll(turned.all());
  if (before === null) throw new Error('Nothing there');
  const pointer: Point = [before.maxX + 300, before.maxY];
  turned.board.updateAll(resizeAll(turned.all(), before, [1, 1], pointer));
  const after = boundsOfAll(turned.all());
  expect(after?.maxX).toBeCloseTo(pointer[0]);
  expect(after?.minX).toBeCloseTo(before.minX);
  expect(turned.board.get('e1')?.angle).toBe(1);
});

test('elements are turned together around one middle', () => {
  const { board, all } = make(box, { ...box, x: 200 });
  board.updateAll(rotateAll(all(), [150, 25], Math.PI));
  expect(board.get('e0')?.x).toBeCloseTo(200);
  expect(board.get('e1')?.x).toBeCloseTo(0);
  expect(board.get('e0')?.angle).toBeCloseTo(Math.PI);
  expect(turnTo([0, 0], [0, -10])).toBeCloseTo(0);
  expect(turnTo([0, 0], [10, 0])).toBeCloseTo(Math.PI / 2);
  board.updateAll(moveAll(all(), 5, 6));
  expect(board.get('e0')?.x).toBeCloseTo(205);
});

test('groups are aligned as one', () => {
  const { board, all } = make(
    box,
    { ...box, x: 200, y: 100, groupIds: ['inner', 'g'] },
    { ...box, x: 350, y: 200, groupIds: ['g'] },
  );
  expect(unitsOf(all(), boundsOf)).toHaveLength(2);
  expect(unitsOf(all(), boundsOf, 'g')).toHaveLength(3);
  board.updateAll(align(unitsOf(all(), boundsOf), 'left'));
  expect(all().map(({ x }) => x)).toEqual([0, 0, 150]);
  board.updateAll(align(unitsOf(all(), boundsOf), 'bottom'));
  expect(all().map(({ y }) => y)).toEqual([200, 100, 200]);
});

test('space is made the same between all', () => {
  const { board, all } = make(box, { ...box, x: 120, width: 20 }, { ...box, x: 400 });
  board.updateAll(distribute(unitsOf(all(), boundsOf), 'x'));
  expect(board.get('e1')?.x).toBe(240);
  // Whichever was made first.
  const small = { ...box, width: 20 };
  const mixed = make({ ...small, x: 120 }, box, { ...box, x: 400 }, { ...small, x: 180 });
  mixed.board.updateAll(distribute(unitsOf(mixed.all(), boundsOf), 'x'));
  expect(mixed.all().map(({ x }) => Math.round(x))).toEqual([187, 0, 400, 293]);
  // Two have nothing between them, and of none there is nothing to be done.
  const two = make(box, { ...box, x: 120 });
  for (const some of [[], unitsOf(two.all(), boundsOf)]) {
    expect(distribute(some, 'x').size).toBe(0);
  }
  expect(align([], 'left').size).toBe(0);
  const tight = make(box, { ...box, x: 10, width: 300 }, { ...box, x: 120 });
  tight.board.updateAll(distribute(unitsOf(tight.all(), boundsOf), 'x'));
  expect(tight.all().map((element) => centerOf(element)[0])).toEqual([50, 110, 170]);
});

test('a box snaps to sides and middles, and shows to which', () => {
  const snapper = new Snapper([
    { minX: 0, minY: 0, maxX: 100, maxY: 50 },
    { minX: 0, minY: 300, maxX: 80, maxY: 340 },
  ]);
  const moved = { minX: 3, minY: 147, maxX: 43, maxY: 187 };
  expect(snapper.snap(moved, 5)).toEqual({
    dx: -3,
    dy: 0,
    guides: [
      { kind: 'line', axis: 'x', at: 0, from: 0, to: 340 },
      // The middle of the one is the right side of the other.
      { kind: 'line', axis: 'x', at: 40, from: 147, to: 340 },
    ],
  });
  expect(snapper.snap({ ...moved, minX: 12, maxX: 52 }, 1).dx).toBe(0);
  // Only the side that is pulled takes part.
  expect(snapper.snap({ ...moved, maxX: 98 }, 5, { x: ['max'], y: [] })).toMatchObject({
    dx: 2,
    dy: 0,
  });
  expect(snapToGrid(31, 20)).toBe(40);
});

test('what has no width is shown on a line once', () => {
  const snapper = new Snapper([{ minX: 0, minY: 0, maxX: 100, maxY: 50 }]);
  const { dx, guides } = snapper.snap({ minX: 97, minY: 200, maxX: 97, maxY: 290 }, 5);
  expect(dx).toBe(3);
  expect(guides).toEqual([{ kind: 'line', axis: 'x', at: 100, from: 0, to: 290 }]);
});

test('snapping chooses the nearest of all lines', () => {
  const box = fc.record({
    x: fc.integer({ min: -500, max: 500 }),
    w: fc.integer({ min: 1, max: 200 }),
  });
  fc.assert(
    fc.property(fc.array(box, { maxLength: 20 }), box, (others, own) => {
      const bounds = ({ x, w }: { x: number; w: number }) => ({
        minX: x,
        maxX: x + w,
        minY: 0,
        maxY: 1,
      });
      const values = ({ x, w }: { x: number; w: number }) => [x, x + w / 2, x + w];
      const { dx } = new Snapper(others.map(bounds)).snap(bounds(own), 10, { y: [] });
      const ways = others.flatMap((other) =>
        values(other).flatMap((at) => values(own).map((value) => Math.abs(at - value))),
      );
      const least = Math.min(...ways, Infinity);
      expect(Math.abs(dx)).toBe(least <= 10 ? least : 0);
    }),
    { seed: 4 },
  );
});
