import type { Point } from '../model/types.ts';
import { clampZoom, fitZoom, type FitOptions, type ViewSize } from '../geometry/fit.ts';
import { overlaps, type Bounds } from '../geometry/vector.ts';
import { panToShow } from './reveal.ts';

export { clampZoom, MAX_ZOOM, MIN_ZOOM, type FitOptions, type ViewSize } from '../geometry/fit.ts';

/** What part of the scene a view shows. */
export interface Camera {
  /** The scene point at the top left corner of the view. */
  readonly x: number;
  readonly y: number;
  /** CSS pixels for each scene unit. */
  readonly zoom: number;
}

/** What the buttons and keys zoom by. */
export const ZOOM_STEP = 1.25;

/** From the view, CSS pixels from its top left corner, to the scene. */
export function toScene({ x, y, zoom }: Camera, [vx, vy]: Point): Point {
  return [x + vx / zoom, y + vy / zoom];
}

/** From the scene to the view, CSS pixels from its top left corner. */
export function toView({ x, y, zoom }: Camera, [sx, sy]: Point): Point {
  return [(sx - x) * zoom, (sy - y) * zoom];
}

/** Zooms so that the scene point under a point of the view stays there. */
export function zoomAt(camera: Camera, zoom: number, at: Point): Camera {
  const next = clampZoom(zoom);
  const [sx, sy] = toScene(camera, at);
  return { x: sx - at[0] / next, y: sy - at[1] / next, zoom: next };
}

/** Moves the view over the scene, in CSS pixels: positive shows what lies to the right and below. */
export function panBy({ x, y, zoom }: Camera, dx: number, dy: number): Camera {
  return { x: x + dx / zoom, y: y + dy / zoom, zoom };
}

/** What is seen, in scene units. */
export function viewBounds(camera: Camera, { width, height }: ViewSize): Bounds {
  const [maxX, maxY] = toScene(camera, [width, height]);
  return { minX: camera.x, minY: camera.y, maxX, maxY };
}

/** Shows a box as large as it fits, in the middle of the view. */
export function fit(bounds: Bounds, size: ViewSize, options: FitOptions = {}): Camera {
  const zoom = fitZoom(bounds, size, options);
  return centredOn([(bounds.minX + bounds.maxX) / 2, (bounds.minY + bounds.maxY) / 2], size, zoom);
}

/**
 * As `fit`; where something would then lie over the box, it is shown in what is free of the view instead.
 * @param covers what lies over the view, CSS pixels from its top left corner
 */
export function fitBeside(
  bounds: Bounds,
  size: ViewSize,
  covers: readonly Bounds[],
  options: FitOptions = {},
): Camera {
  const whole = fit(bounds, size, options);
  if (!isCovered(bounds, whole, covers)) return whole;
  const free = freeOf(size, covers);
  const area = { width: free.maxX - free.minX, height: free.maxY - free.minY };
  const padding = Math.min(BESIDE, options.padding ?? BESIDE);
  const { x, y, zoom } = fit(bounds, area, { ...options, padding });
  return { x: x - free.minX / zoom, y: y - free.minY / zoom, zoom };
}

/** Whether something that lies over the view hides a part of a box of the scene. */
export function isCovered(bounds: Bounds, camera: Camera, covers: readonly Bounds[]): boolean {
  const [minX, minY] = toView(camera, [bounds.minX, bounds.minY]);
  const [maxX, maxY] = toView(camera, [bounds.maxX, bounds.maxY]);
  return covers.some((cover) => overlaps(cover, { minX, minY, maxX, maxY }));
}

/**
 * The view moved as little as it takes that nothing which lies over it hides a part of a box of the scene; as it is, where
 * nothing does or there is no room beside.
 * @param covers what lies over the view, CSS pixels from its top left corner
 */
export function panBeside(
  bounds: Bounds,
  camera: Camera,
  size: ViewSize,
  covers: readonly Bounds[],
): Camera {
  if (!isCovered(bounds, camera, covers)) return camera;
  const [x, y] = toView(camera, [bounds.minX, bounds.minY]);
  const [right, bottom] = toView(camera, [bounds.maxX, bounds.maxY]);
  const box = { x, y, width: right - x, height: bottom - y };
  return panBy(camera, ...panToShow(box, freeOf(size, covers)));
}

/** Between what is shown and what lies beside it, CSS pixels. */
const BESIDE = 24;

/** Where less than this share of a side is left, all of it is taken. */
const LEAST_FREE = 0.4;

/** What is left of a view when each thing over it takes the strip of the side to which it is nearest. */
function freeOf({ width, height }: ViewSize, covers: readonly Bounds[]): Bounds {
  const free = { minX: 0, minY: 0, maxX: width, maxY: height };
  for (const { minX, minY, maxX, maxY } of covers) {
    const nearest = Math.min(maxX / width, 1 - minX / width, maxY / height, 1 - minY / height);
    if (nearest === 1 - minX / width) free.maxX = Math.min(free.maxX, minX);
    else if (nearest === maxX / width) free.minX = Math.max(free.minX, maxX);
    else if (nearest === 1 - minY / height) free.maxY = Math.min(free.maxY, minY);
    else free.minY = Math.max(free.minY, maxY);
  }
  const tooNarrow = free.maxX - free.minX < width * LEAST_FREE;
  const tooLow = free.maxY - free.minY < height * LEAST_FREE;
  return {
    ...(tooNarrow ? { minX: 0, maxX: width } : { minX: free.minX, maxX: free.maxX }),
    ...(tooLow ? { minY: 0, maxY: height } : { minY: free.minY, maxY: free.maxY }),
  };
}

/** Shows a scene point in the middle of the view. */
export function centredOn([x, y]: Point, { width, height }: ViewSize, zoom: number): Camera {
  return { x: x - width / zoom / 2, y: y - height / zoom / 2, zoom };
}
