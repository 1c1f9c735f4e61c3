import type { Bounds } from '../geometry/vector.ts';

/** Which part of the scene a bitmap shows. */
export interface View {
  /** Pixels of the bitmap per scene unit. */
  readonly scale: number;
  /** Point of the scene at the bitmap's top left, in scene units. */
  readonly x: number;
  readonly y: number;
}

/** Whole pixels of a bitmap. */
export interface PixelRect {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** The part of the scene under a rectangle of the bitmap. */
export function sceneRect({ scale, x, y }: View, rect: PixelRect): Bounds {
  return {
    minX: x + rect.x / scale,
    minY: y + rect.y / scale,
    maxX: x + (rect.x + rect.width) / scale,
    maxY: y + (rect.y + rect.height) / scale,
  };
}

/**
 * The pixels that a box of the scene touches, and one more on each side, as edges are smoothed; cut to the bitmap. `null`
 * when it lies outside.
 */
export function pixelRect(
  view: View,
  box: Bounds,
  width: number,
  height: number,
): PixelRect | null {
  const { scale, x, y } = view;
  const left = Math.max(0, Math.floor((box.minX - x) * scale) - 1);
  const top = Math.max(0, Math.floor((box.minY - y) * scale) - 1);
  const right = Math.min(width, Math.ceil((box.maxX - x) * scale) + 1);
  const bottom = Math.min(height, Math.ceil((box.maxY - y) * scale) + 1);
  return right <= left || bottom <= top
    ? null
    : { x: left, y: top, width: right - left, height: bottom - top };
}

/** The rectangle around two. */
export function joined(a: PixelRect, b: PixelRect): PixelRect {
  const x = Math.min(a.x, b.x);
  const y = Math.min(a.y, b.y);
  return {
    x,
    y,
    width: Math.max(a.x + a.width, b.x + b.width) - x,
    height: Math.max(a.y + a.height, b.y + b.height) - y,
  };
}

export function touches(a: PixelRect, b: PixelRect): boolean {
  return (
    a.x <= b.x + b.width && b.x <= a.x + a.width && a.y <= b.y + b.height && b.y <= a.y + a.height
  );
}
