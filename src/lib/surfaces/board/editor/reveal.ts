import type { Bounds } from '../geometry/vector.ts';

/** Between what shall be seen and the edge of what is seen, CSS pixels. */
const MARGIN = 24;

/**
 * How far a view has to be panned so that something in it is seen, as `panBy` takes it: nothing when it is seen already.
 * All in CSS pixels of the view.
 * @param area what is seen of the view
 */
export function panToShow(
  { x, y, width, height }: { x: number; y: number; width: number; height: number },
  area: Bounds,
): readonly [dx: number, dy: number] {
  return [along(x, x + width, area.minX, area.maxX), along(y, y + height, area.minY, area.maxY)];
}

function along(from: number, to: number, min: number, max: number): number {
  const margin = Math.max(0, Math.min(MARGIN, (max - min - (to - from)) / 2));
  if (to > max - margin) return Math.min(to - (max - margin), from - (min + margin));
  return from < min + margin ? from - (min + margin) : 0;
}
