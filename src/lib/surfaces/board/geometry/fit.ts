import type { Bounds } from './vector.ts';

/** Size of a view in CSS pixels. */
export interface ViewSize {
  readonly width: number;
  readonly height: number;
}

export const MIN_ZOOM = 0.05;
export const MAX_ZOOM = 30;

export function clampZoom(zoom: number): number {
  return Math.min(MAX_ZOOM, Math.max(MIN_ZOOM, zoom));
}

export interface FitOptions {
  /** Free space around, CSS pixels. */
  readonly padding?: number;
  readonly maxZoom?: number;
}

/**
 * CSS pixels for each scene unit at which a box is as large as it fits into a view. What the page shows before its scripts
 * run (ServerBoard.svelte) says the same in CSS.
 */
export function fitZoom(bounds: Bounds, size: ViewSize, options: FitOptions = {}): number {
  const { padding = 48, maxZoom = 1 } = options;
  const [width, height] = [bounds.maxX - bounds.minX, bounds.maxY - bounds.minY];
  const room = (side: number): number => Math.max(1, side - 2 * Math.min(padding, side / 4));
  return clampZoom(
    Math.min(maxZoom, room(size.width) / (width || 1), room(size.height) / (height || 1)),
  );
}
