import fc from 'fast-check';
import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { Board } from '../model/board.ts';
import type { ArrowElement, BindableElement, Point, ShapeElement } from '../model/types.ts';
import type { NewElement } from '../model/write.ts';
import { anchorOf, arrowCourse, bindingAt, gapOf, labelPoint } from './arrow.ts';
import { boundsOf, centerOf, cornersOf } from './bounds.ts';
import { isHit } from './hit.ts';
import { crossings, outlineOf } from './outline.ts';
import { SpatialIndex } from './spatial.ts';
import { distance, distanceToPath, grow, isInPolygon, rotate } from './vector.ts';

function boardWith(elements: Record<string, NewElement>): Board {
  const board = new Board(new Y.Doc());
  for (const [id, element] of Object.entries(elements)) board.create(element, id);
  return board;
}

function shape<T = BindableElement>(board: Board, id: string): T {
  const element = board.get(id);
  if (element === undefined) throw new Error(`No element ${id}`);
  return element as T;
}

const box = { type: 'rectangle', x: 0, y: 0, width: 100, height: 50 } as const;
const orbit = (elementId: string, fixedPoint: Point = [0.5, 0.5]) =>
  ({ elementId, fixedPoint, mode: 'orbit' }) as const;

test('a turned box has turned bounds', () => {
  const board = boardWith({ a: { ...box, angle: Math.PI / 2 } });
  const bounds = boundsOf(shape(board, 'a'));
  expect(bounds.minX).toBeCloseTo(25);
  expect(bounds.maxX).toBeCloseTo(75);
  expect(bounds.minY).toBeCloseTo(-25);
  expect(bounds.maxY).toBeCloseTo(75);
});

test('bounds hold the outline, whatever the shape and however it is turned', () => {
  fc.assert(
    fc.property(
      fc.constantFrom('rectangle', 'diamond', 'ellipse', 'note'),
      fc.integer({ min: 1, max: 500 }),
      fc.integer({ min: 1, max: 500 }),
      fc.double({ min: 0, max: 6.2, noNaN: true }),
      fc.boolean(),
      (type, width, height, angle, round) => {
        const board = boardWith({
          a: { type, x: 10, y: -20, width, height, angle, roundness: round ? { type: 3 } : null },
        });
        const element = shape(board, 'a');
        const { minX, minY, maxX, maxY } = boundsOf(element);
        for (const [x, y] of outlineOf(element)) {
          expect(x).toBeGreaterThanOrEqual(minX - 1e-6);
          expect(x).toBeLessThanOrEqual(maxX + 1e-6);
          expect(y).toBeGreaterThanOrEqual(minY - 1e-6);
          expect(y).toBeLessThanOrEqual(maxY + 1e-6);
        }
      },
    ),
    { seed: 4 },
  );
});

test('hits: edges always, grounds when painted, words of shapes without one', () => {
  const board = boardWith({
    empty: { ...box, x: 0 },
    filled: { ...box, x: 200, backgroundColor: '#ffc9c9' },
    labelled: { ...box, x: 400, text: 'Plan' },
    ellipse: { ...box, type: 'ellipse', x: 600, backgroundColor: '#ffc9c9' },
    line: {
      type: 'line',
      x: 800,
      points: [
        [0, 0],
        [50, 50],
      ],
    },
    curve: {
      type: 'line',
      x: 1000,
      points: [
        [0, 0],
        [50, 50],
        [100, 0],
      ],
      roundness: { type: 2 },
    },
  });
  const hit = (id: string, x: number, y: number): boolean =>
    isHit(shape(board, id), [x, y], 2, (other) => board.get(other));
  expect(hit('empty', 1, 25)).toBe(true);
  expect(hit('empty', 50, 25)).toBe(false);
  expect(hit('filled', 250, 25)).toBe(true);
  expect(hit('labelled', 450, 25)).toBe(true);
  expect(hit('labelled', 410, 10)).toBe(false);
  expect(hit('ellipse', 603, 3)).toBe(false);
  expect(hit('ellipse', 650, 25)).toBe(true);
  expect(hit('line', 825, 26)).toBe(true);
  expect(hit('line', 825, 40)).toBe(false);
  // The middle of the curve is rounder than the corner.
  expect(hit('curve', 1050, 50)).toBe(true);
  expect(hit('curve', 1025, 25)).toBe(false);
});

test('an arrow ends at the edges of its shapes, a little away', () => {
  const board = boardWith({
    a: box,
    b: { ...box, x: 300 },
    arrow: {
      type: 'arrow',
      points: [
        [0, 0],
        [1, 1],
      ],
      startBinding: orbit('a'),
      endBinding: orbit('b'),
    },
  });
  const course = arrowCourse(shape<ArrowElement>(board, 'arrow'), (id) => board.get(id));
  expect(course).toEqual([
    [105, 25],
    [295, 25],
  ]);
});

test('both shapes are moved by two people, and the arrow holds on both', () => {
  const [one, two] = [new Board(new Y.Doc()), new Board(new Y.Doc())];
  const sync = (): void => {
    Y.applyUpdate(one.doc, Y.encodeStateAsUpdate(two.doc));
    Y.applyUpdate(two.doc, Y.encodeStateAsUpdate(one.doc));
  };
  one.create(box, 'a');
  one.create({ ...box, x: 300 }, 'b');
  one.create(
    {
      type: 'arrow',
      points: [
        [0, 0],
        [1, 1],
      ],
      startBinding: orbit('a'),
      endBinding: orbit('b'),
    },
    'arrow',
  );
  sync();
  one.update('a', { x: -500, y: 70 });
  two.update('b', { x: 900, y: -40, width: 200 });
  sync();
  for (const board of [one, two]) {
    const course = arrowCourse(shape<ArrowElement>(board, 'arrow'), (id) => board.get(id));
    const start: Point = course[0] ?? [0, 0];
    const end: Point = course.at(-1) ?? [0, 0];
    const gap = (id: string, point: Point): number => {
      const outline = outlineOf(shape(board, id));
      return distanceToPath(point, [...outline, outline[0] ?? [0, 0]]);
    };
    expect(gap('a', start)).toBeLessThan(6);
    expect(gap('b', end)).toBeLessThan(6);
    expect(course).toEqual(arrowCourse(shape<ArrowElement>(one, 'arrow'), (id) => one.get(id)));
  }
});

test('an end is at its edge for every shape, size, turn and direction', () => {
  fc.assert(
    fc.property(
      fc.constantFrom('rectangle', 'diamond', 'ellipse'),
      fc.integer({ min: 20, max: 400 }),
      fc.integer({ min: 20, max: 400 }),
      fc.double({ min: 0, max: 6.2, noNaN: true }),
      fc.double({ min: 0, max: 6.2, noNaN: true }),
      fc.tuple(
        fc.double({ min: 0.2, max: 0.8, noNaN: true }),
        fc.double({ min: 0.2, max: 0.8, noNaN: true }),
      ),
      (type, width, height, angle, direction, fixedPoint) => {
        const from: Point = [Math.cos(direction) * 2000, Math.sin(direction) * 2000];
        const board = boardWith({
          a: { type, x: -width / 2, y: -height / 2, width, height, angle },
          arrow: {
            type: 'arrow',
            x: from[0],
            y: from[1],
            points: [
              [0, 0],
              [1, 1],
            ],
            endBinding: orbit('a', fixedPoint),
          },
        });
        const course = arrowCourse(shape<ArrowElement>(board, 'arrow'), (id) => board.get(id));
        const end = course.at(-1) ?? [0, 0];
        const outline = outlineOf(shape(board, 'a'));
        const inside = isInPolygon(anchorOf(shape(board, 'a'), fixedPoint), outline);
        expect(isInPolygon(end, outline)).toBe(false);
        if (inside)
          expect(distanceToPath(end, [...outline, outline[0] ?? end])).toBeLessThanOrEqual(5.01);
      },
    ),
    { seed: 4, numRuns: 300 },
  );
});

test('an end that is bound inside stays on its point, also when the shape is turned and resized', () => {
  const board = boardWith({
    a: box,
    arrow: {
      type: 'arrow',
      x: 500,
      y: 500,
      points: [
        [0, 0],
        [10, 10],
      ],
    },
  });
  const binding = bindingAt(shape(board, 'a'), [80, 10], 'inside');
  expect(binding.fixedPoint).toEqual([0.8, 0.2]);
  board.update('arrow', { endBinding: binding });
  board.update('a', { width: 200, angle: 1 });
  const course = arrowCourse(shape<ArrowElement>(board, 'arrow'), (id) => board.get(id));
  const expected = rotate([160, 10], centerOf(shape(board, 'a')), 1);
  expect(distance(course.at(-1) ?? [0, 0], expected)).toBeLessThan(0.001);
});

test('an arrow whose shape is gone, or which is bound to itself, is where it was written', () => {
  const board = boardWith({
    arrow: {
      type: 'arrow',
      x: 5,
      points: [
        [0, 0],
        [10, 10],
      ],
      startBinding: orbit('gone'),
      endBinding: orbit('arrow'),
    },
  });
  expect(arrowCourse(shape<ArrowElement>(board, 'arrow'), (id) => board.get(id))).toEqual([
    [5, 0],
    [15, 10],
  ]);
});

test('an arrow that comes from within a shape ends at the point that holds it', () => {
  const board = boardWith({
    a: box,
    arrow: {
      ...{ type: 'arrow', x: 10, y: 10, endBinding: orbit('a', [0.9, 0.8]) },
      points: [
        [0, 0],
        [1, 1],
      ],
    },
  });
  const course = arrowCourse(shape<ArrowElement>(board, 'arrow'), (id) => board.get(id));
  expect(course).toEqual([
    [10, 10],
    [90, 40],
  ]);
});

test('an end that is told to skip its shape is where it was written', () => {
  const points: Point[] = [
    [0, 0],
    [300, 0],
  ];
  const startBinding = { ...orbit('a'), mode: 'skip' } as const;
  const board = boardWith({ a: box, arrow: { type: 'arrow', y: 25, points, startBinding } });
  const course = arrowCourse(shape<ArrowElement>(board, 'arrow'), (id) => board.get(id));
  expect(course[0]).toEqual([0, 25]);
});

test('an end keeps away from the line that a shape has, not from one that it has not', () => {
  const kinds = ['rectangle', 'frame', 'note', 'text', 'image'] as const;
  const gaps = kinds.map((type) => gapOf(shape(boardWith({ a: { type, strokeWidth: 6 } }), 'a')));
  expect(gaps).toEqual([7, 7, 4, 4, 4]);
});

test('elbow arrows run along the axes, around their shapes', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: -600, max: 600 }),
      fc.integer({ min: -600, max: 600 }),
      fc.constantFrom<Point>([1, 0.5], [0, 0.5], [0.5, 0], [0.5, 1], [0.5, 0.5]),
      fc.constantFrom<Point>([1, 0.5], [0, 0.5], [0.5, 0], [0.5, 1], [0.5, 0.5]),
      (x, y, from, to) => {
        fc.pre(Math.abs(x) > 150 || Math.abs(y) > 100);
        const board = boardWith({
          a: box,
          b: { ...box, x, y },
          arrow: {
            type: 'arrow',
            elbowed: true,
            points: [
              [0, 0],
              [1, 1],
            ],
            startBinding: orbit('a', from),
            endBinding: orbit('b', to),
          },
        });
        const course = arrowCourse(shape<ArrowElement>(board, 'arrow'), (id) => board.get(id));
        for (let i = 1; i < course.length; i++) {
          const p: Point = course[i - 1] ?? [0, 0];
          const q: Point = course[i] ?? [1, 1];
          expect(p[0] === q[0] || p[1] === q[1]).toBe(true);
          expect(crossings(shape(board, 'a'), p, q)).toEqual([]);
          expect(crossings(shape(board, 'b'), p, q)).toEqual([]);
        }
        expect(course.length).toBeLessThan(9);
      },
    ),
    { seed: 4, numRuns: 300 },
  );
});

test('the label of an arrow is half way along', () => {
  const board = boardWith({
    arrow: {
      type: 'arrow',
      points: [
        [0, 0],
        [100, 0],
        [100, 300],
      ],
      text: 'yes',
    },
  });
  const arrow = shape<ArrowElement>(board, 'arrow');
  expect(
    labelPoint(
      arrow,
      arrowCourse(arrow, () => undefined),
    ),
  ).toEqual([100, 100]);
});

test('the index follows the board, and arrows follow their shapes', () => {
  const board = boardWith({
    a: { ...box, backgroundColor: '#fff' },
    over: { ...box, backgroundColor: '#fff' },
    b: { ...box, x: 300 },
    arrow: {
      type: 'arrow',
      points: [
        [0, 0],
        [1, 1],
      ],
      startBinding: orbit('a'),
      endBinding: orbit('b'),
    },
  });
  const index = new SpatialIndex(board);
  expect(index.at([50, 25], 2)?.id).toBe('over');
  expect(index.at([50, 25], 2, ({ id }) => id !== 'over')?.id).toBe('a');
  expect(index.at([200, 25], 2)?.id).toBe('arrow');
  expect(index.bindableAt([350, 25], 2)?.id).toBe('b');
  board.update('b', { y: 1000 });
  expect(index.at([200, 25], 2)).toBeNull();
  expect(index.boundsOf('arrow')?.maxY).toBeGreaterThan(900);
  expect(
    index.inBox({ minX: -1, minY: -1, maxX: 101, maxY: 51 }, 'contain').map(({ id }) => id),
  ).toEqual(['a', 'over']);
  board.delete(['over']);
  expect(index.at([50, 25], 2)?.id).toBe('a');
  expect(index.boundsOfAll()?.maxY).toBe(1050);
  index.destroy();
});

test('the index finds what a look at everything finds, after many random changes', () => {
  const board = new Board(new Y.Doc());
  const index = new SpatialIndex(board);
  board.transact(() => {
    for (let i = 0; i < 1500; i++)
      board.create({ ...box, x: (i * 7919) % 5000, y: (i * 104_729) % 5000 }, `e${String(i)}`);
  });
  for (let i = 0; i < 300; i++) {
    const id = `e${String((i * 37) % 1500)}`;
    if (i % 3 === 0) board.delete([id]);
    else board.update(id, { x: (i * 31) % 5000, angle: i / 100 });
  }
  const view = { minX: 1000, minY: 1000, maxX: 2000, maxY: 1800 };
  const expected = board.elements.filter((element) => {
    const bounds = grow(boundsOf(element), element.strokeWidth / 2);
    return (
      bounds.minX <= view.maxX &&
      bounds.maxX >= view.minX &&
      bounds.minY <= view.maxY &&
      bounds.maxY >= view.minY
    );
  });
  expect(index.inView(view)).toEqual(expected);
});

test('corners go around from the top left', () => {
  const board = boardWith({ a: box });
  expect(cornersOf(shape<ShapeElement>(board, 'a'))).toEqual([
    [0, 0],
    [100, 0],
    [100, 50],
    [0, 50],
  ]);
});

test('words that hang over their element are found and shown', () => {
  const board = boardWith({
    arrow: {
      type: 'arrow',
      points: [
        [0, 0],
        [30, 0],
      ],
      text: 'a long label',
    },
  });
  const index = new SpatialIndex(board);
  expect(index.at([-20, 0], 2)?.id).toBe('arrow');
  expect(index.inView({ minX: -30, minY: -2, maxX: -25, maxY: 2 })).toHaveLength(1);
  expect(index.boundsOf('arrow')).toEqual({ minX: 0, minY: 0, maxX: 30, maxY: 0 });
});
