import { arrowCourse, type Lookup } from '../geometry/arrow.ts';
import type { Board, TransactOptions } from '../model/board.ts';
import type { ArrowElement, Point } from '../model/types.ts';
import type { ElementPatch } from '../model/write.ts';

/**
 * Deletes elements and lets go what hangs on them: arrows that were bound to them stay where they are seen, and what
 * lay in a frame lies on the board.
 */
export function removeElements(
  board: Board,
  ids: Iterable<string>,
  options?: TransactOptions,
): void {
  const gone = new Set(ids);
  const lookup: Lookup = (id) => board.get(id);
  board.transact(() => {
    for (const element of board.elements) {
      if (gone.has(element.id)) continue;
      const patch: ElementPatch = {
        ...(element.type === 'arrow' && unbound(element, (id) => gone.has(id), lookup)),
        ...(element.frameId !== null && gone.has(element.frameId) && { frameId: null }),
      };
      if (Object.keys(patch).length > 0) board.update(element.id, patch);
    }
    board.delete(gone);
  }, options);
}

/**
 * What changes when an arrow lets go of some shapes: it stays where it is seen now. Null when it is not bound to any of
 * them.
 */
export function unbound(
  arrow: ArrowElement,
  from: (elementId: string) => boolean,
  lookup: Lookup,
): ElementPatch | null {
  const start = arrow.startBinding !== null && from(arrow.startBinding.elementId);
  const end = arrow.endBinding !== null && from(arrow.endBinding.elementId);
  if (!start && !end) return null;
  return {
    ...writtenCourse(arrowCourse(arrow, lookup)),
    ...(start && { startBinding: null }),
    ...(end && { endBinding: null }),
  };
}

/** The course of a line as properties: from its first point, not turned. */
export function writtenCourse(
  course: readonly Point[],
): ElementPatch & { readonly x: number; readonly y: number; readonly points: readonly Point[] } {
  const [x, y] = course[0] ?? [0, 0];
  return { x, y, angle: 0, points: course.map(([px, py]): Point => [px - x, py - y]) };
}
