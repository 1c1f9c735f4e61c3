import { arrowCourse, type Lookup } from '../../geometry/arrow.ts';
import { scenePoints } from '../../geometry/bounds.ts';
import type { Bounds } from '../../geometry/vector.ts';
import { hasPoints, type BoardElement, type Point } from '../../model/types.ts';
import { paint, SURFACE, pick } from '../../render/colour.ts';

/** Where the scene lies on the little picture: scene units times `scale`, plus the offset, is CSS pixels. */
export interface MinimapFit {
  readonly scale: number;
  readonly dx: number;
  readonly dy: number;
}

/** Shows a box as large as it fits in the middle. */
export function fitMinimap(bounds: Bounds, width: number, height: number): MinimapFit {
  const scale = Math.min(
    width / Math.max(1, bounds.maxX - bounds.minX),
    height / Math.max(1, bounds.maxY - bounds.minY),
  );
  return {
    scale,
    dx: width / 2 - ((bounds.minX + bounds.maxX) / 2) * scale,
    dy: height / 2 - ((bounds.minY + bounds.maxY) / 2) * scale,
  };
}

export interface MinimapScene {
  readonly elements: readonly BoardElement[];
  readonly boundsOf: (id: string) => Bounds | null;
  readonly lookup: Lookup;
  readonly theme: 'light' | 'dark';
}

/** Elements as boxes of their colour: what is no larger than a dot needs no more. */
export function paintMinimap(
  context: CanvasRenderingContext2D,
  { elements, boundsOf, lookup, theme }: MinimapScene,
  { scale, dx, dy }: MinimapFit,
): void {
  for (const element of elements) {
    const box = boundsOf(element.id);
    if (box === null) continue;
    const [x, y] = [box.minX * scale + dx, box.minY * scale + dy];
    const width = Math.max(1, (box.maxX - box.minX) * scale);
    const height = Math.max(1, (box.maxY - box.minY) * scale);
    context.globalAlpha = element.opacity / 100;
    const ground = groundOf(element, theme);
    if (ground !== null) {
      context.fillStyle = ground;
      context.fillRect(x, y, width, height);
    }
    const line = lineOf(element, theme);
    if (line === null) continue;
    context.strokeStyle = line;
    context.lineWidth = 0.75;
    if (hasPoints(element)) {
      context.beginPath();
      const { points, origin } = wayOf(element, lookup);
      for (const [px, py] of points) {
        context.lineTo((origin[0] + px) * scale + dx, (origin[1] + py) * scale + dy);
      }
      context.stroke();
    } else {
      context.strokeRect(x, y, width, height);
    }
  }
  context.globalAlpha = 1;
}

/** Where something made of points runs in the scene, from an origin in it: an arrow between the shapes that hold it. */
export function wayOf(
  element: Extract<BoardElement, { points: unknown }>,
  lookup: Lookup,
): { readonly points: readonly Point[]; readonly origin: Point } {
  const { x, y, angle, points } = element;
  if (element.type === 'arrow') return { points: arrowCourse(element, lookup), origin: [0, 0] };
  // Strokes have many points, which need no copies where they are not turned.
  if (angle === 0) return { points, origin: [x, y] };
  return { points: scenePoints(element), origin: [0, 0] };
}

function groundOf(element: BoardElement, theme: 'light' | 'dark'): string | null {
  if (element.type === 'frame') return pick(SURFACE.frame, theme);
  if (element.type === 'note') return paint(element.backgroundColor, 'note', theme);
  if (element.type === 'text' || element.type === 'image') return pick(SURFACE.line, theme);
  if (element.type === 'arrow' || element.type === 'line' || element.type === 'freedraw') {
    return null;
  }
  return paint(element.backgroundColor, 'fill', theme);
}

function lineOf(element: BoardElement, theme: 'light' | 'dark'): string | null {
  if (element.type === 'frame') return pick(SURFACE.line, theme);
  if (element.type === 'note' || element.type === 'text' || element.type === 'image') return null;
  return paint(element.strokeColor, 'stroke', theme);
}
