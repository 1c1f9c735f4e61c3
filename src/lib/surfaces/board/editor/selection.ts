import type { BoardElement } from '../model/types.ts';

/** The group that counts as one thing: the outermost one, or the one just within the group that is opened. */
export function groupOf(
  { groupIds }: Pick<BoardElement, 'groupIds'>,
  open: string | null,
): string | null {
  const depth = open === null ? -1 : groupIds.indexOf(open);
  return (depth === -1 ? groupIds : groupIds.slice(0, depth)).at(-1) ?? null;
}

/** An element with all that is selected together with it. */
export function withGroup(
  element: BoardElement,
  elements: readonly BoardElement[],
  open: string | null,
): string[] {
  const group = groupOf(element, open);
  if (group === null) return [element.id];
  return elements.filter(({ groupIds }) => groupIds.includes(group)).map(({ id }) => id);
}

/** Ids with the rest of each one's group, without those that are locked. */
export function expanded(
  ids: Iterable<string>,
  elements: readonly BoardElement[],
  open: string | null,
): Set<string> {
  const chosen = new Set(ids);
  const groups = new Set<string>();
  for (const element of elements) {
    const group = chosen.has(element.id) ? groupOf(element, open) : null;
    if (group !== null) groups.add(group);
  }
  if (groups.size === 0) return chosen;
  for (const { id, groupIds, locked } of elements) {
    if (!locked && groupIds.some((group) => groups.has(group))) chosen.add(id);
  }
  return chosen;
}
