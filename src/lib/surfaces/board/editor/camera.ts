import type { Point } from '../model/types.ts';
import { clampZoom, fitZoom, type FitOptions, type ViewSize } from '../geometry/fit.ts';
import type { Bounds } from '../geometry/vector.ts';

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

/** Shows a scene point in the middle of the view. */
export function centredOn([x, y]: Point, { width, height }: ViewSize, zoom: number): Camera {
  return { x: x - width / zoom / 2, y: y - height / zoom / 2, zoom };
}
