import { expect, test } from 'vitest';
import { curveThrough, cutCurve } from '../geometry/curve.ts';
import { distance } from '../geometry/vector.ts';
import { drafted } from '../model/patched.ts';
import type { Arrowhead, Point } from '../model/types.ts';
import type { NewElement } from '../model/write.ts';
import { boardToSvg } from './board-svg.ts';
import { pick, SURFACE } from './colour.ts';
import { shapeOf } from './shape.ts';

const LINE: readonly Point[] = [
  [0, 0],
  [100, 0],
];
const HOLLOW = [
  ['circle_outline', 91],
  ['triangle_outline', 88],
  ['diamond_outline', 86],
  ['cardinality_zero_or_one', 80.8],
  ['cardinality_zero_or_many', 76.2],
] as const satisfies (readonly [Arrowhead, number])[];

/** The paths of a line or arrow, its own first. */
function paths(element: NewElement): string[] {
  const line = drafted('a', { points: LINE, ...element });
  return shapeOf(line, 'points' in line ? line.points : []).map(({ d }) => d);
}

test.each(HOLLOW)('no line runs on within the head %s', (kind, end) => {
  const head = { strokeWidth: 2, endArrowhead: kind } as const;
  expect(paths({ type: 'arrow', ...head })[0]).toBe(`M0 0L${String(end)} 0`);
  const both = paths({ type: 'line', ...head, startArrowhead: kind });
  expect(both[0]).toBe(`M${String(Math.round((100 - end) * 100) / 100)} 0L${String(end)} 0`);
});

test.each(HOLLOW)('a line too short for two heads %s has nothing between them', (kind) => {
  const points: Point[] = [
    [0, 0],
    [16, 0],
  ];
  const heads = { startArrowhead: kind, endArrowhead: kind } as const;
  const inOne = paths({ type: 'line', points, endArrowhead: kind }).length - 1;
  expect(paths({ type: 'line', points, ...heads })).toHaveLength(2 * inOne);
});

test('a full head has the line of its arrow to the tip', () => {
  expect(paths({ type: 'arrow', endArrowhead: 'triangle' })[0]).toBe('M0 0L100 0');
  expect(paths({ type: 'arrow', endArrowhead: null })).toEqual(['M0 0L100 0']);
});

test('a curve ends before its head, and is the same until then', () => {
  const curve = curveThrough([
    [0, 0],
    [60, 80],
    [150, 20],
  ]);
  const [first, last] = cutCurve(curve, 10, 12);
  expect(distance(first?.[0] ?? [0, 0], [0, 0])).toBeCloseTo(10, 3);
  expect(distance(last?.[3] ?? [0, 0], [150, 20])).toBeCloseTo(12, 3);
  expect([first?.[3], last?.[0]]).toEqual([
    [60, 80],
    [60, 80],
  ]);
  expect(cutCurve(curve, 0, 0)).toEqual(curve);
  const points = [LINE[0] ?? [0, 0], [50, 40], [100, 0]] as const;
  const [d] = paths({
    type: 'arrow',
    points,
    roundness: { type: 2 },
    endArrowhead: 'circle_outline',
  });
  expect(d).not.toContain('100 0');
});

test('a board without ground has nothing of the floor in its heads', () => {
  const elements = HOLLOW.flatMap(([kind], i) =>
    [0, 1].map((roughness) =>
      drafted(`${kind} ${String(roughness)}`, {
        ...{ type: 'arrow', points: LINE, roughness, y: i * 40, text: 'label' },
        ...{ startArrowhead: kind, endArrowhead: kind },
      }),
    ),
  );
  const svg = boardToSvg(elements, {
    ...{ theme: 'light', background: 'transparent', title: '', gaps: true },
  });
  expect(svg).toContain('<path');
  expect(svg).not.toContain(pick(SURFACE.canvas, 'light'));
});
