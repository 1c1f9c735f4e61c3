import type { Board } from '../model/board.ts';
import { newId } from '../model/id.ts';
import { isGround, reindex } from '../model/order.ts';
import type { BoardElement } from '../model/types.ts';
import { withFrameMembers } from './frames.ts';

export type OrderStep = 'front' | 'forward' | 'backward' | 'back';

/**
 * Brings elements to the top or the bottom of their layer, or one step up or down. Frames take along what lies in them. Among
 * themselves they keep their order.
 */
export function reorderElements(board: Board, ids: Iterable<string>, step: OrderStep): void {
  const moved = withFrameMembers(board, ids);
  const frames = board.elements.filter(isGround);
  const written = [frames, board.elements.slice(frames.length)].flatMap((layer) => [
    ...reindex(arranged(layer, moved, step), moved),
  ]);
  board.updateAll(written.map(([id, index]) => [id, { index }] as const));
}

function arranged(
  elements: readonly BoardElement[],
  moved: ReadonlySet<string>,
  step: OrderStep,
): readonly BoardElement[] {
  const chosen = elements.filter(({ id }) => moved.has(id));
  const others = elements.filter(({ id }) => !moved.has(id));
  if (step === 'front') return [...others, ...chosen];
  if (step === 'back') return [...chosen, ...others];
  const order = [...elements];
  if (step === 'forward') {
    for (let i = order.length - 2; i >= 0; i--) swapIf(order, i, i + 1, moved);
  } else {
    for (let i = 1; i < order.length; i++) swapIf(order, i, i - 1, moved);
  }
  return order;
}

/** Swaps a chosen element with its neighbour, unless that one is chosen too. */
function swapIf(
  order: BoardElement[],
  at: number,
  neighbour: number,
  moved: ReadonlySet<string>,
): void {
  const [element, other] = [order[at], order[neighbour]];
  if (element === undefined || other === undefined) return;
  if (moved.has(element.id) && !moved.has(other.id))
    [order[at], order[neighbour]] = [other, element];
}

/**
 * Puts elements into a new group.
 * @param inside the group that is opened, within which the new one lies
 * @returns the id of the group
 */
export function groupElements(
  board: Board,
  ids: Iterable<string>,
  inside: string | null = null,
): string {
  const group = newId();
  board.transact(() => {
    for (const id of ids) {
      const groupIds = board.get(id)?.groupIds ?? [];
      const depth = inside === null ? -1 : groupIds.indexOf(inside);
      const at = depth === -1 ? groupIds.length : depth;
      board.update(id, { groupIds: [...groupIds.slice(0, at), group, ...groupIds.slice(at)] });
    }
  });
  return group;
}

/** Dissolves the outermost groups of elements, or those within the one that is opened. */
export function ungroupElements(
  board: Board,
  ids: Iterable<string>,
  inside: string | null = null,
): void {
  const chosen = [...ids].map((id) => board.get(id)).filter((element) => element !== undefined);
  const gone = new Set(chosen.map(({ groupIds }) => outermost(groupIds, inside)));
  board.transact(() => {
    for (const { id, groupIds } of board.elements) {
      const kept = groupIds.filter((group) => !gone.has(group));
      if (kept.length !== groupIds.length) board.update(id, { groupIds: kept });
    }
  });
}

function outermost(groupIds: readonly string[], inside: string | null): string | undefined {
  const depth = inside === null ? -1 : groupIds.indexOf(inside);
  return (depth === -1 ? groupIds : groupIds.slice(0, depth)).at(-1);
}

/** All members of a group, from the bottom to the top. */
export function membersOf(board: Board, group: string): BoardElement[] {
  return board.elements.filter(({ groupIds }) => groupIds.includes(group));
}
