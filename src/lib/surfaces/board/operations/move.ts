import type { Lookup } from '../geometry/arrow.ts';
import type { Board } from '../model/board.ts';
import type { BoardElement } from '../model/types.ts';
import type { ElementPatch } from '../model/write.ts';
import { unbound } from './remove.ts';

/** An element that is moved, and where from. */
export interface Moving {
  readonly element: BoardElement;
  /** What changes besides its place. */
  readonly patch: ElementPatch;
  readonly x: number;
  readonly y: number;
}

/**
 * What a movement of elements moves, and what it does to arrows: one whose shapes all come along moves with them, one
 * whose shapes all stay lets go of them, and one that is held on both sides keeps its shapes and follows by itself.
 */
export function movingOf(board: Board, ids: ReadonlySet<string>): Moving[] {
  const lookup: Lookup = (id) => board.get(id);
  return [...ids].flatMap((id): Moving[] => {
    const element = board.get(id);
    if (element === undefined || element.locked) return [];
    const { x, y } = element;
    if (element.type !== 'arrow') return [{ element, patch: {}, x, y }];
    const shapes = [element.startBinding?.elementId, element.endBinding?.elementId].filter(
      (shape) => shape !== undefined && board.get(shape) !== undefined,
    );
    const along = shapes.filter((shape) => shape !== undefined && ids.has(shape));
    if (along.length === shapes.length) return [{ element, patch: {}, x, y }];
    if (along.length > 0) return [];
    const patch = unbound(element, () => true, lookup);
    if (patch === null) return [{ element, patch: {}, x, y }];
    return [{ element, patch, x: patch.x ?? x, y: patch.y ?? y }];
  });
}

/** What a movement by so much changes, scene units. */
export function movedBy(
  moving: readonly Moving[],
  dx: number,
  dy: number,
): Map<string, ElementPatch> {
  return new Map(
    moving.map(({ element, patch, x, y }) => [element.id, { ...patch, x: x + dx, y: y + dy }]),
  );
}
