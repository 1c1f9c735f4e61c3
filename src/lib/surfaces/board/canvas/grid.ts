import { pick, SURFACE } from '../render/colour.ts';
import type { PixelRect, View } from './view.ts';

/** Between two dots, in scene units. */
export const GRID_STEP = 24;
/** Dots that would be nearer to each other than this, in CSS pixels, are thinned out. */
const LEAST_GAP = 16;

/**
 * Paints the dots of the grid; the middle of one lies at the origin of the scene.
 * @param ratio pixels of the bitmap per CSS pixel
 */
export function paintGrid(
  context: CanvasRenderingContext2D,
  view: View,
  rect: PixelRect,
  ratio: number,
  theme: 'light' | 'dark',
): void {
  const { scale, x, y } = view;
  let step = GRID_STEP;
  while (step * scale < LEAST_GAP * ratio) step *= 2;
  const size = Math.max(1, Math.round(1.5 * ratio));
  const [left, top] = [rect.x / scale + x, rect.y / scale + y];
  const [right, bottom] = [left + rect.width / scale, top + rect.height / scale];
  context.setTransform(1, 0, 0, 1, 0, 0);
  context.fillStyle = pick(SURFACE.dot, theme);
  const half = size / 2;
  for (let atY = Math.floor(top / step) * step; atY <= bottom + step; atY += step) {
    const py = Math.round((atY - y) * scale - half);
    for (let atX = Math.floor(left / step) * step; atX <= right + step; atX += step)
      context.fillRect(Math.round((atX - x) * scale - half), py, size, size);
  }
}
