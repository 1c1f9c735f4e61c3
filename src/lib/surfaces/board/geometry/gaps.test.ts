import fc from 'fast-check';
import { expect, test } from 'vitest';
import { GapSnapper } from './gaps.ts';
import { Snapper } from './snap.ts';
import type { Bounds } from './vector.ts';

/** A box of a row, by where it is along x. */
const at = (minX: number, width: number, minY = 0): Bounds => ({
  minX,
  maxX: minX + width,
  minY,
  maxY: minY + 40,
});

test('a box snaps to the middle between its neighbours, and shows both spaces', () => {
  const row = new GapSnapper('x', [at(0, 100), at(300, 100)]);
  expect(row.snap(at(177, 40), 5)).toBe(3);
  expect(row.snap(at(174, 40), 5)).toBe(null);
  expect(row.guides(at(180, 40, 10))).toEqual([
    { kind: 'gap', axis: 'x', from: 100, to: 180, at: 25 },
    { kind: 'gap', axis: 'x', from: 220, to: 300, at: 25 },
  ]);
  expect(row.guides(at(181, 40))).toEqual([]);
});

test('a box goes on in a row as others stand in it, at both ends and in between', () => {
  const row = new GapSnapper('x', [at(0, 100), at(130, 50), at(600, 50), at(700, 50)]);
  // As far behind the second as that is behind the first.
  expect(row.snap(at(207, 60), 5)).toBe(3);
  expect(row.guides(at(210, 60))).toEqual([
    { kind: 'gap', axis: 'x', from: 100, to: 130, at: 20 },
    { kind: 'gap', axis: 'x', from: 180, to: 210, at: 20 },
  ]);
  // As far as the last two stand apart.
  expect(row.snap(at(228, 60), 5)).toBe(2);
  expect(row.snap(at(802, 60), 5)).toBe(-2);
  expect(row.snap(at(-93, 60), 5)).toBe(3);
});

test('what is not in the row, or holds the box, does not count', () => {
  const beside = [at(0, 100, 100), at(130, 50, 100)];
  const other = [at(0, 100, -100), at(130, 50, -100)];
  for (const row of [beside, other])
    expect(new GapSnapper('x', row).snap(at(209, 60), 5)).toBe(null);
  const frame = { minX: -500, maxX: 500, minY: -500, maxY: 500 };
  const row = new GapSnapper('x', [frame, at(0, 100), at(130, 50)]);
  expect(row.snap(at(209, 60), 5)).toBe(1);
  // A frame with things in it is one thing for a box beside it.
  const framed = new GapSnapper('x', [at(0, 200), at(20, 40), at(90, 40), at(260, 40)]);
  expect(framed.snap(at(358, 40), 5)).toBe(2);
  expect(framed.snap(at(329, 40), 5)).toBe(null);
});

test('spaces that are the same are shown only beside one of the box that is as wide', () => {
  const row = new GapSnapper('x', [at(0, 100), at(130, 50), at(210, 50)]);
  expect(row.guides(at(290, 40)).map(({ from }) => from)).toEqual([100, 180, 260]);
  expect(row.guides(at(300, 40))).toEqual([]);
});

test('along the other axis it is the same', () => {
  const column = new GapSnapper(
    'y',
    [0, 60].map((minY) => ({ minX: 0, maxX: 50, minY, maxY: minY + 40 })),
  );
  expect(column.snap({ minX: 10, maxX: 20, minY: 122, maxY: 150 }, 5)).toBe(-2);
  expect(column.guides({ minX: 10, maxX: 20, minY: 120, maxY: 150 })).toEqual([
    { kind: 'gap', axis: 'y', from: 40, to: 60, at: 25 },
    { kind: 'gap', axis: 'y', from: 100, to: 120, at: 15 },
  ]);
});

test('of lines and spaces the nearest wins, and what is pulled by a side has no spaces', () => {
  const snapper = new Snapper([at(0, 100, 0), at(130, 50, 7)]);
  const box = { minX: 209, maxX: 249, minY: 3, maxY: 43 };
  expect(snapper.snap(box, 5)).toMatchObject({ dx: 1, dy: -3 });
  expect(snapper.snap(box, 5).guides).toContainEqual({
    ...{ kind: 'gap', axis: 'x', from: 100, to: 130, at: 23.5 },
  });
  expect(snapper.snap(box, 5, { x: ['max'], y: [] })).toEqual({ dx: 0, dy: 0, guides: [] });
});

test('where a box snaps to, spaces are the same, and nothing is covered that was free', () => {
  const span = fc.record({
    x: fc.integer({ min: -300, max: 300 }),
    width: fc.integer({ min: 1, max: 80 }),
  });
  fc.assert(
    fc.property(fc.array(span, { maxLength: 12 }), span, (others, { x, width }) => {
      const boxes = others.map((other) => at(other.x, other.width));
      const row = new GapSnapper('x', boxes);
      const box = at(x, width);
      const by = row.snap(box, 8);
      fc.pre(by !== null);
      const moved = at(x + by, width);
      expect(Math.abs(by)).toBeLessThanOrEqual(8);
      const middle = (box.minX + box.maxX) / 2;
      const isAside = (other: Bounds) => other.maxX <= middle || other.minX >= middle;
      const covered = boxes.filter((other) => other.minX < moved.maxX && other.maxX > moved.minX);
      expect(covered.filter(isAside)).toEqual([]);
      // What is not aside may be so once the box has moved, and is another neighbour then.
      fc.pre(boxes.every(isAside));
      const spaces = row.guides(moved).map(({ from, to }) => to - from);
      const touches = boxes.some(({ minX, maxX }) => minX === moved.maxX || maxX === moved.minX);
      if (!touches) expect(spaces.length).toBeGreaterThan(1);
    }),
    { seed: 6, numRuns: 2_000 },
  );
});
