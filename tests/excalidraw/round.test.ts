/** Boards of all kinds, saved here, opened by Excalidraw, saved there, and opened here again. */
import { restore, serializeAsJSON } from '@excalidraw/excalidraw';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { exportExcalidraw } from '../../src/lib/surfaces/board/excalidraw/export.ts';
import { readExcalidraw } from '../../src/lib/surfaces/board/excalidraw/import.ts';
import { insertImported } from '../../src/lib/surfaces/board/excalidraw/insert.ts';
import { arrowCourse } from '../../src/lib/surfaces/board/geometry/arrow.ts';
import { Board } from '../../src/lib/surfaces/board/model/board.ts';
import type {
  ArrowElement,
  BoardElement,
  Point,
} from '../../src/lib/surfaces/board/model/types.ts';
import type { NewElement } from '../../src/lib/surfaces/board/model/write.ts';

const units = (min: number, max: number) =>
  fc.integer({ min: min * 16, max: max * 16 }).map((n) => n / 16);
const color = fc.constantFrom('#1e1e1e', '#e03131', '#1971c280', 'transparent');
// How words would be set where there are none is not in a file.
const words = fc.constantFrom('Plan', 'two\nlines', 'a long line that breaks', '東京 🙂');
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: null });

const base = fc.record(
  {
    x: units(-2000, 2000),
    y: units(-2000, 2000),
    angle: fc.constantFrom(0, 0.5, 3.25),
    strokeColor: color,
    backgroundColor: color,
    fillStyle: fc.constantFrom('solid', 'hachure', 'cross-hatch', 'zigzag'),
    strokeWidth: fc.constantFrom(1, 2, 4),
    strokeStyle: fc.constantFrom('solid', 'dashed', 'dotted'),
    roughness: fc.constantFrom(0, 1, 2),
    opacity: fc.integer({ min: 0, max: 100 }),
    seed: fc.integer({ min: 1, max: 2 ** 30 }),
    groupIds: fc.constantFrom([], ['g'], ['g', 'h']),
    link: maybe(fc.constantFrom('https://example.org/a?b#c', 'mailto:a@example.org')),
    locked: fc.boolean(),
  },
  { requiredKeys: ['x', 'y'] },
);
const size = fc.record({ width: units(1, 900), height: units(1, 900) });
const roundness = maybe(fc.constantFrom({ type: 2 } as const, { type: 3 } as const));
const label = fc.record(
  {
    fontSize: fc.constantFrom(16, 20, 28.5),
    fontFamily: fc.constantFrom(5, 6, 8),
    textAlign: fc.constantFrom('left', 'center', 'right'),
    verticalAlign: fc.constantFrom('top', 'middle', 'bottom'),
    textColor: fc.constantFrom(null, '#123456'),
  },
  { requiredKeys: [] },
);
const points = fc
  .array(fc.tuple(units(-500, 500), units(-500, 500)), { minLength: 2, maxLength: 8 })
  .map((more): Point[] => [[0, 0], [7, 9], ...more]);
const head = maybe(
  fc.constantFrom('arrow', 'bar', 'circle', 'triangle_outline', 'cardinality_many'),
);
const held = maybe(
  fc.record(
    {
      elementId: fc.constantFrom('e0', 'e1', 'e2'),
      fixedPoint: fc.constantFrom([0.5, 0.5] as const, [0.25, 1] as const),
      mode: fc.constantFrom('orbit', 'inside'),
    },
    { noNullPrototype: true },
  ),
);

const joined = <T extends object>(...parts: readonly fc.Arbitrary<object>[]) =>
  fc.tuple(base, ...parts).map((all) => Object.assign({}, ...all) as T);
const shape = (type: 'rectangle' | 'diamond' | 'ellipse' | 'note') =>
  joined<NewElement>(size, label, fc.record({ type: fc.constant(type), text: words, roundness }));
const shapes = fc.oneof(shape('rectangle'), shape('diamond'), shape('ellipse'), shape('note'));
const others = fc.oneof(
  joined<NewElement>(label, fc.record({ type: fc.constant('text'), text: words })).map(alone),
  joined<NewElement>(
    fc.record({ type: fc.constant('line'), points, startArrowhead: head, roundness }),
  ),
  joined<NewElement>(
    ...[label, fc.record({ type: fc.constant('arrow'), points, endArrowhead: head, text: words })],
    fc.record({ startBinding: held, endBinding: held, elbowed: fc.constant(false) }),
  ),
  joined<NewElement>(fc.record({ type: fc.constant('freedraw'), points })),
  joined<NewElement>(size, fc.record({ type: fc.constant('image'), fileId: fc.constant('f') })),
  joined<NewElement>(
    size,
    fc.record({ type: fc.constant('frame'), name: maybe(fc.constant('Flow')) }),
  ),
);

/** A text alone has one colour in a file. */
function alone({ textColor: _, ...text }: NewElement): NewElement {
  return text;
}

function fileOf(board: Board): string {
  return JSON.stringify(
    exportExcalidraw({
      elements: board.elements,
      storedOf: (id) => board.storedOf(id),
      lookup: (id) => board.get(id),
      source: 'https://runnel.example',
      now: 1,
    }),
  );
}

test('boards come back from Excalidraw as they were', () => {
  fc.assert(
    fc.property(
      fc.array(shapes, { minLength: 3, maxLength: 3 }),
      fc.array(others),
      (some, more) => {
        const board = new Board(new Y.Doc());
        for (const [i, element] of [...some, ...more].entries())
          board.create(element, `e${String(i)}`);
        const data = JSON.parse(fileOf(board)) as Record<string, unknown>;
        const options = { repairBindings: true, refreshDimensions: false };
        const { elements, files } = restore(data, null, null, options);
        const saved = serializeAsJSON(elements, {}, files, 'local');
        const again = new Board(new Y.Doc());
        insertImported(again, readExcalidraw(saved), { fresh: false });
        expect(again.elements.map(lasting)).toEqual(board.elements.map(lasting));
      },
    ),
    { seed: 4, numRuns: 100 },
  );
});

test('arrows along the axes keep their corners in Excalidraw', () => {
  const board = new Board(new Y.Doc());
  const box = { type: 'diamond', width: 100, height: 60 } as const;
  for (const [i, [x, y]] of [
    [0, 0],
    [300, 200],
    [-200, 150],
    [90, -300],
  ].entries())
    board.create({ ...box, x, y }, `e${String(i)}`);
  const hold = (elementId: string) =>
    ({ elementId, fixedPoint: [0.5, 0.5], mode: 'orbit' }) as const;
  for (const from of ['e0', 'e1', 'e2', 'e3'])
    for (const to of ['e0', 'e1', 'e2', 'e3'])
      if (from !== to)
        board.create(
          {
            ...{ type: 'arrow', elbowed: true, endArrowhead: 'arrow' },
            points: [
              [0, 0],
              [10, 10],
            ],
            ...{ startBinding: hold(from), endBinding: hold(to) },
          },
          from + to,
        );
  const data = JSON.parse(fileOf(board)) as Record<string, unknown>;
  const options = { repairBindings: true, refreshDimensions: false };
  const arrows = restore(data, null, null, options).elements.filter(({ type }) => type === 'arrow');
  expect(arrows).toHaveLength(12);
  for (const { id, x, y, points, elbowed } of arrows as unknown as readonly ArrowElement[]) {
    const ours = board.get(id);
    if (ours?.type !== 'arrow') throw new Error(`${id} is no arrow`);
    const course = arrowCourse(ours, (other) => board.get(other));
    expect(course.length, id).toBeGreaterThan(2);
    expect(elbowed, id).toBe(true);
    expect(points, id).toHaveLength(course.length);
    for (const [i, point] of points.entries()) {
      expect(x + point[0], id).toBeCloseTo(course[i]?.[0] ?? NaN, 2);
      expect(y + point[1], id).toBeCloseTo(course[i]?.[1] ?? NaN, 2);
    }
  }
});

/** An element without its index, as labels get one in a file; a bound arrow is saved where it is seen. */
function lasting(element: BoardElement): object {
  const { index: _, ...fields } = element;
  if (element.type !== 'arrow' || (element.startBinding ?? element.endBinding) === null)
    return fields;
  return { ...fields, x: 0, y: 0, width: 0, height: 0, angle: 0, points: element.points.length };
}
