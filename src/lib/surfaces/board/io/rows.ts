import type { Bounds } from '../geometry/vector.ts';
import type { Point } from '../model/types.ts';

interface Size {
  readonly width: number;
  readonly height: number;
}

/**
 * Boxes side by side, in rows that are not wider than allowed unless a box is, with the middle of all of them at a place.
 * Lengths in scene units.
 */
export function rowsOf(
  sizes: readonly Size[],
  [cx, cy]: Point,
  maxWidth: number,
  gap: number,
): Bounds[] {
  const rows: { sizes: Size[]; width: number; height: number }[] = [];
  for (const size of sizes) {
    const row = rows.at(-1);
    if (row !== undefined && row.width + gap + size.width <= maxWidth) {
      row.sizes.push(size);
      row.width += gap + size.width;
      row.height = Math.max(row.height, size.height);
    } else {
      rows.push({ sizes: [size], width: size.width, height: size.height });
    }
  }
  const height = rows.reduce((sum, row) => sum + row.height, (rows.length - 1) * gap);
  const boxes: Bounds[] = [];
  let y = cy - height / 2;
  for (const row of rows) {
    let x = cx - row.width / 2;
    for (const { width, height: own } of row.sizes) {
      const top = y + (row.height - own) / 2;
      boxes.push({ minX: x, minY: top, maxX: x + width, maxY: top + own });
      x += width + gap;
    }
    y += row.height + gap;
  }
  return boxes;
}
