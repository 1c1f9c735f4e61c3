import { curveThrough } from '../geometry/curve.ts';
import { distance } from '../geometry/vector.ts';
import type { ArrowElement, Arrowhead, LineElement, Point } from '../model/types.ts';
import { linePath, num } from './path.ts';
import type { Paint, ShapePart } from './parts.ts';

/** The heads at both ends of a line. */
export function arrowheadParts(
  element: LineElement | ArrowElement,
  points: readonly Point[],
  curved: boolean,
): ShapePart[] {
  const { startArrowhead, endArrowhead, strokeWidth } = element;
  const parts: ShapePart[] = [];
  if (startArrowhead !== null)
    parts.push(...head(startArrowhead, [...points].reverse(), curved, strokeWidth));
  if (endArrowhead !== null) parts.push(...head(endArrowhead, points, curved, strokeWidth));
  return parts;
}

const SIZES: Readonly<Record<Arrowhead, number>> = {
  arrow: 12,
  bar: 10,
  circle: 9,
  circle_outline: 9,
  triangle: 12,
  triangle_outline: 12,
  diamond: 14,
  diamond_outline: 14,
  cardinality_one: 12,
  cardinality_many: 14,
  cardinality_one_or_many: 14,
  cardinality_exactly_one: 12,
  cardinality_zero_or_one: 12,
  cardinality_zero_or_many: 14,
};

/** How large a head is: a short last leg gets a small one, a wide line a large one. */
function sizeOf(kind: Arrowhead, strokeWidth: number, last: number): number {
  return Math.min((SIZES[kind] * (4 + strokeWidth)) / 6, last / 2);
}

/** Where the circle of a head begins, and its radius, in times of the head's size. */
const CIRCLES = { cardinality_zero_or_one: 0.9, cardinality_zero_or_many: 1 } as const;
const RADIUS = 0.35;

/** Smaller heads are left out, scene units. */
const LEAST_SIZE = 0.5;

/**
 * How far from each of its ends a line is drawn, scene units: hollow heads can be seen through, so no line runs on in
 * them. It never reaches past the first and the last piece of the line.
 */
export function hollowEnds(
  { startArrowhead, endArrowhead, strokeWidth }: LineElement | ArrowElement,
  points: readonly Point[],
): readonly [start: number, end: number] {
  const room = (kind: Arrowhead | null, tip: Point | undefined, from: Point | undefined): number =>
    kind === null || tip === undefined || from === undefined
      ? 0
      : hollow(kind, sizeOf(kind, strokeWidth, distance(from, tip)));
  return [
    room(startArrowhead, points[0], points[1]),
    room(endArrowhead, points.at(-1), points.at(-2)),
  ];
}

function hollow(kind: Arrowhead, size: number): number {
  if (size < LEAST_SIZE) return 0;
  switch (kind) {
    case 'circle_outline':
    case 'triangle_outline':
    case 'diamond_outline':
      return size;
    case 'cardinality_zero_or_one':
    case 'cardinality_zero_or_many':
      return size * (CIRCLES[kind] + 2 * RADIUS);
    default:
      return 0;
  }
}

/** Half the width of a head, in times of its size. */
const HALF = 0.45;

/**
 * Heads as they are seen small, each one as three points around a tip: where an arrow leads is seen longer than what kind of
 * head it has.
 * @param least scene units; smaller heads are left out
 */
export function smallHeads(
  { startArrowhead, endArrowhead, strokeWidth }: ArrowElement,
  course: readonly Point[],
  least: number,
): (readonly [Point, Point, Point])[] {
  const heads: (readonly [Point, Point, Point])[] = [];
  const add = (kind: Arrowhead | null, tip: Point | undefined, from: Point | undefined): void => {
    if (kind === null || tip === undefined || from === undefined) return;
    const way = distance(from, tip);
    const size = sizeOf(kind, strokeWidth, way);
    if (size < least || way === 0) return;
    const [dx, dy] = [((tip[0] - from[0]) / way) * size, ((tip[1] - from[1]) / way) * size];
    const [x, y] = [tip[0] - dx, tip[1] - dy];
    const [sx, sy] = [-dy * HALF, dx * HALF];
    heads.push([[x - sx, y - sy], tip, [x + sx, y + sy]]);
  };
  add(startArrowhead, course[0], course[1]);
  add(endArrowhead, course.at(-1), course.at(-2));
  return heads;
}

/** One head at the last of some points. */
function head(
  kind: Arrowhead,
  points: readonly Point[],
  curved: boolean,
  strokeWidth: number,
): ShapePart[] {
  const tip = points.at(-1);
  const before = points.at(-2);
  if (tip === undefined || before === undefined) return [];
  const from = curved ? (curveThrough(points).at(-1)?.[2] ?? before) : before;
  const last = distance(before, tip);
  const size = sizeOf(kind, strokeWidth, last);
  const way = distance(from, tip);
  if (size < LEAST_SIZE || way === 0) return [];
  const along: Point = [(tip[0] - from[0]) / way, (tip[1] - from[1]) / way];
  /** A point by its distance back from the tip, and to the side. */
  const at = (back: number, side: number): Point => [
    tip[0] - along[0] * back - along[1] * side,
    tip[1] - along[1] * back + along[0] * side,
  ];
  const line = (ends: readonly Point[]): ShapePart => part(linePath(ends), 'none', strokeWidth);
  const area = (corners: readonly Point[], fill: Paint): ShapePart =>
    part(linePath(corners, true), fill, strokeWidth);
  const circle = (back: number, radius: number, fill: Paint): ShapePart => {
    const [x, y] = at(back + radius, 0);
    const r = num(radius);
    return part(
      `M${num(x - radius)} ${num(y)}a${r} ${r} 0 1 0 ${num(radius * 2)} 0a${r} ${r} 0 1 0 ${num(-radius * 2)} 0Z`,
      fill,
      strokeWidth,
    );
  };
  const half = size * HALF;
  const bar = (back: number): ShapePart => line([at(back, -half), at(back, half)]);
  const foot = (): ShapePart[] => [line([at(0, -half), at(size, 0), at(0, half)])];
  switch (kind) {
    case 'arrow':
      return [line([at(size, -half), tip, at(size, half)])];
    case 'bar':
      return [bar(0)];
    case 'circle':
      return [circle(0, size / 2, 'stroke')];
    case 'circle_outline':
      return [circle(0, size / 2, 'none')];
    case 'triangle':
    case 'triangle_outline':
      return [
        area([tip, at(size, -half), at(size, half)], kind === 'triangle' ? 'stroke' : 'none'),
      ];
    case 'diamond':
    case 'diamond_outline':
      return [
        area(
          [tip, at(size / 2, -half * 0.8), at(size, 0), at(size / 2, half * 0.8)],
          kind === 'diamond' ? 'stroke' : 'none',
        ),
      ];
    case 'cardinality_one':
      return [bar(size * 0.6)];
    case 'cardinality_many':
      return foot();
    case 'cardinality_one_or_many':
      return [...foot(), bar(size * 1.25)];
    case 'cardinality_exactly_one':
      return [bar(size * 0.5), bar(size)];
    case 'cardinality_zero_or_one':
      return [
        bar(size * 0.5),
        circle(size * CIRCLES[kind], size * RADIUS, 'none'),
        line([tip, at(size * CIRCLES[kind], 0)]),
      ];
    case 'cardinality_zero_or_many':
      return [
        ...foot(),
        circle(size * CIRCLES[kind], size * RADIUS, 'none'),
        line([tip, at(size * CIRCLES[kind], 0)]),
      ];
  }
}

function part(d: string, fill: Paint, width: number): ShapePart {
  return { d, fill, stroke: 'stroke', width, dash: null };
}
