import { boxOf, centerOf } from '../geometry/bounds.ts';
import type { Bounds } from '../geometry/vector.ts';
import { hasPoints, type BoardElement, type Point } from '../model/types.ts';
import type { ElementPatch } from '../model/write.ts';

/**
 * What changes when elements are mirrored about the middle of a box: places, turns, the points of lines, the sides of
 * pictures. Words stay readable.
 * @param axis `x` swaps left and right, `y` top and bottom
 */
export function mirrored(
  elements: readonly BoardElement[],
  around: Bounds,
  axis: 'x' | 'y',
): Map<string, ElementPatch> {
  const [min, max] = axis === 'x' ? (['minX', 'maxX'] as const) : (['minY', 'maxY'] as const);
  const sum = around[min] + around[max];
  return new Map(
    elements.map((element): [string, ElementPatch] => {
      const box = boxOf(element);
      const by = sum - box[min] - box[max];
      const place = axis === 'x' ? { x: element.x + by } : { y: element.y + by };
      const angle = element.angle === 0 ? {} : { angle: 2 * Math.PI - element.angle };
      if (hasPoints(element))
        return [element.id, { ...angle, ...flippedPoints(element, sum, axis) }];
      if (element.type !== 'image') return [element.id, { ...place, ...angle }];
      const [sx, sy] = element.scale;
      const scale: Point = axis === 'x' ? [-sx, sy] : [sx, -sy];
      return [element.id, { ...place, ...angle, scale }];
    }),
  );
}

function flippedPoints(
  element: BoardElement & { readonly points: readonly Point[] },
  sum: number,
  axis: 'x' | 'y',
): ElementPatch {
  const [cx, cy] = centerOf(element);
  const points = element.points.map(([x, y]): Point => (axis === 'x' ? [-x, y] : [x, -y]));
  // The middle of its box goes to the other side; the first point keeps its place to the middle, mirrored.
  return axis === 'x'
    ? { x: sum - cx - (element.x - cx), points }
    : { y: sum - cy - (element.y - cy), points };
}
