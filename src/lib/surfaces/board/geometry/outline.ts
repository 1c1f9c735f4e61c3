import type { BindableElement, BoardElement, Point } from '../model/types.ts';
import { boxOf, centerOf } from './bounds.ts';
import { crossing, rotate } from './vector.ts';

const ADAPTIVE_RADIUS = 32;
const PROPORTIONAL = 0.25;

/**
 * Radius of a rounded corner.
 * @param side the shorter of the sides that meet in it, in scene units
 */
export function cornerRadius(side: number, element: BoardElement): number {
  const { roundness } = element;
  if (roundness === null) return 0;
  if (roundness.type !== 3) return side * PROPORTIONAL;
  // Small shapes keep their proportions.
  return Math.min(roundness.value ?? ADAPTIVE_RADIUS, side * PROPORTIONAL);
}

const outlines = new WeakMap<BoardElement, readonly Point[]>();

/** The edge of a shape in the scene as a polygon, turned, with its rounded corners. */
export function outlineOf(element: BindableElement): readonly Point[] {
  let outline = outlines.get(element);
  if (outline === undefined) {
    const center = centerOf(element);
    outline = straight(element).map((point) => rotate(point, center, element.angle));
    outlines.set(element, outline);
  }
  return outline;
}

function straight(element: BindableElement): Point[] {
  const { minX, minY, maxX, maxY } = boxOf(element);
  switch (element.type) {
    case 'ellipse':
      return ellipse(element);
    case 'diamond': {
      const [cx, cy] = centerOf(element);
      const corners: Point[] = [
        [cx, minY],
        [maxX, cy],
        [cx, maxY],
        [minX, cy],
      ];
      return rounded(
        corners,
        element.roundness === null ? 0 : Math.min(element.width, element.height) * PROPORTIONAL,
      );
    }
    default: {
      const corners: Point[] = [
        [minX, minY],
        [maxX, minY],
        [maxX, maxY],
        [minX, maxY],
      ];
      return rounded(corners, cornerRadius(Math.min(element.width, element.height), element));
    }
  }
}

function ellipse(element: BindableElement): Point[] {
  const [cx, cy] = centerOf(element);
  const [a, b] = [element.width / 2, element.height / 2];
  const count = Math.round(Math.min(256, Math.max(32, Math.sqrt(Math.max(a, b)) * 6)));
  return Array.from({ length: count }, (_, i): Point => {
    const turn = (i / count) * 2 * Math.PI;
    return [cx + a * Math.cos(turn), cy + b * Math.sin(turn)];
  });
}

const CORNER_STEPS = 6;

/** A polygon whose corners are cut back by a length and bent. */
function rounded(corners: readonly Point[], radius: number): Point[] {
  if (radius === 0) return [...corners];
  return corners.flatMap((corner, i): Point[] => {
    const before = corners.at(i - 1) ?? corner;
    const after = corners[(i + 1) % corners.length] ?? corner;
    const start = cutBack(corner, before, radius);
    const end = cutBack(corner, after, radius);
    return Array.from({ length: CORNER_STEPS + 1 }, (_, step): Point => {
      const t = step / CORNER_STEPS;
      const [p, q, r] = [(1 - t) * (1 - t), 2 * (1 - t) * t, t * t];
      return [p * start[0] + q * corner[0] + r * end[0], p * start[1] + q * corner[1] + r * end[1]];
    });
  });
}

function cutBack(corner: Point, other: Point, radius: number): Point {
  const length = Math.hypot(other[0] - corner[0], other[1] - corner[1]);
  const share = length === 0 ? 0 : Math.min(0.5, radius / length);
  return [corner[0] + (other[0] - corner[0]) * share, corner[1] + (other[1] - corner[1]) * share];
}

/** Where a straight way crosses the edge of a shape, nearest to its start first. */
export function crossings(element: BindableElement, from: Point, to: Point): Point[] {
  const outline = outlineOf(element);
  const shares: number[] = [];
  let before = outline.at(-1);
  for (const here of outline) {
    const share = before === undefined ? null : crossing(from, to, before, here);
    if (share !== null) shares.push(share);
    before = here;
  }
  return shares
    .sort((a, b) => a - b)
    .map((share): Point => [
      from[0] + (to[0] - from[0]) * share,
      from[1] + (to[1] - from[1]) * share,
    ]);
}
