import { bindingAt } from '../geometry/arrow.ts';
import { unturned } from '../geometry/bounds.ts';
import { isHit } from '../geometry/hit.ts';
import type { BoardEditor } from '../editor/editor.svelte.ts';
import type { PointerInput } from '../editor/input.ts';
import type { BindableElement, Binding, Point } from '../model/types.ts';

/** Put down in this share of a shape around its middle, the end of an arrow points at the middle itself. */
const CENTRAL = 0.5;

/**
 * What holds the end of an arrow that is put down at a pointer: the shape under it. Ctrl or ⌘ leaves it free; Alt holds it
 * at that very point instead of at the edge.
 * @param not id of the arrow itself
 */
export function bindingFor(
  editor: BoardEditor,
  input: Pick<PointerInput, 'mod' | 'alt' | 'kind'>,
  point: Point,
  not?: string,
): Binding | null {
  if (input.mod) return null;
  const reach = editor.reach(input.kind);
  const shape = editor.index.bindableAt(point, reach, not);
  if (shape === null) return null;
  // Within a frame things are drawn; it is meant itself only at its edge.
  if (shape.type === 'frame' && !isHit(shape, point, reach, editor.lookup)) return null;
  if (input.alt) return bindingAt(shape, point, 'inside');
  return bindingAt(shape, isCentral(shape, point) ? middleOf(shape) : point, 'orbit');
}

function isCentral(shape: BindableElement, point: Point): boolean {
  const [x, y] = unturned(shape, point);
  const off = (value: number, start: number, size: number): number =>
    size === 0 ? 0 : Math.abs((value - start) / size - 0.5) * 2;
  return off(x, shape.x, shape.width) <= CENTRAL && off(y, shape.y, shape.height) <= CENTRAL;
}

function middleOf({ x, y, width, height }: BindableElement): Point {
  return [x + width / 2, y + height / 2];
}
