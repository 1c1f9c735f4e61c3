import type { OutlineItem } from '../../outline/outline.ts';

/** One row of the outline as it is shown. */
export interface OutlineLine {
  readonly item: OutlineItem;
  /** 1 for what lies in no frame. */
  readonly level: number;
  /** Its place among its siblings, from 1, and how many there are. */
  readonly at: number;
  readonly of: number;
  readonly open: boolean;
}

/** The outline row by row, without what lies in closed frames. */
export function linesOf(
  items: readonly OutlineItem[],
  closed: ReadonlySet<string>,
  level = 1,
): OutlineLine[] {
  return items.flatMap((item, i) => {
    const open = !closed.has(item.id);
    const line = { item, level, at: i + 1, of: items.length, open };
    return [line, ...(open ? linesOf(item.children, closed, level + 1) : [])];
  });
}
