import { centerOf } from '../geometry/bounds.ts';
import { resizeAll, resizeElement, type Handle, type ResizeOptions } from '../geometry/resize.ts';
import { centerOfBounds, rotate, type Bounds } from '../geometry/vector.ts';
import { patched } from '../model/patched.ts';
import type { BoardElement, Point } from '../model/types.ts';
import type { ElementPatch } from '../model/write.ts';
import { heightForWords } from '../geometry/label.ts';

export interface FitOptions {
  /** It is not made lower than this, scene units: if not given, not lower than it is. */
  readonly least?: number;
  /** The side that stays where it is seen. */
  readonly stays?: 'top' | 'bottom';
}

/** Less than this is rounding, scene units. */
const NOTHING = 0.01;

/**
 * What changes so that a shape is high enough for its words; null when nothing does. Words that hang out of their shape
 * cannot be told from those of the next one, and frames cut them off.
 */
export function fitWords(element: BoardElement, options: FitOptions = {}): ElementPatch | null {
  const { least = element.height, stays = 'top' } = options;
  const needed = heightForWords(element);
  if (needed === null) return null;
  const height = Math.max(least, needed);
  const more = height - element.height;
  if (Math.abs(more) < NOTHING) return null;
  // Half of it in the element's own direction, so that the other side stays, also of what is turned.
  const [cx, cy] = centerOf(element);
  const by: Point = [0, (stays === 'top' ? more : -more) / 2];
  const [dx, dy] = rotate(by, [0, 0], element.angle);
  return { x: cx + dx - element.width / 2, y: cy + dy - height / 2, height };
}

/** As `resizeElement`, but not so low that the words of the element would hang out of it. */
export function resizeWithWords(
  element: BoardElement,
  handle: Handle,
  pointer: Point,
  options: ResizeOptions = {},
): ElementPatch {
  const patch = resizeElement(element, handle, pointer, options);
  const next = patched(element, patch);
  const [from, to] = [centerOf(element), centerOf(next)];
  const [, moved] = rotate([to[0] - from[0], to[1] - from[1]], [0, 0], -element.angle);
  // The side that does not move with the pointer, if it is a side that is pulled.
  const isAbove = handle[1] !== 0 && moved < (-handle[1] * element.height) / 2;
  return { ...patch, ...fitWords(next, { stays: isAbove ? 'bottom' : 'top' }) };
}

/** As `resizeAll`, but none so low that its words would hang out of it. What is made higher grows away from what stays. */
export function resizeAllWithWords(
  elements: readonly BoardElement[],
  bounds: Bounds,
  handle: Handle,
  pointer: Point,
  options: ResizeOptions = {},
): Map<string, ElementPatch> {
  const patches = resizeAll(elements, bounds, handle, pointer, options);
  const [, middle] = centerOfBounds(bounds);
  const side = options.fromCenter === true ? 0 : -handle[1];
  const fixed = middle + (side * (bounds.maxY - bounds.minY)) / 2;
  for (const element of elements) {
    const patch = patches.get(element.id);
    const next = patched(element, patch ?? {});
    const isAbove = handle[1] !== 0 && centerOf(next)[1] < fixed;
    patches.set(element.id, { ...patch, ...fitWords(next, { stays: isAbove ? 'bottom' : 'top' }) });
  }
  return patches;
}
