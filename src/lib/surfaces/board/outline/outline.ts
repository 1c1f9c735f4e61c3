import { unitsOf } from '../geometry/align.ts';
import { boundsIn, type Lookup } from '../geometry/arrow.ts';
import type { Bounds } from '../geometry/vector.ts';
import {
  writtenOn,
  type ArrowElement,
  type BoardElement,
  type ElementType,
} from '../model/types.ts';

/** One line of the outline of a board. */
export interface OutlineItem {
  readonly id: string;
  readonly type: ElementType;
  /** What it says: its words on one line, the name of a frame; '' for none. */
  readonly text: string;
  /** What lies in a frame; of others nothing. */
  readonly children: readonly OutlineItem[];
  /** For an arrow: what it connects; null for an end that is not bound, or for all that is no arrow. */
  readonly from: OutlineEnd | null;
  readonly to: OutlineEnd | null;
}

/** What an end of an arrow is bound to. */
export interface OutlineEnd {
  readonly id: string;
  readonly type: ElementType;
  readonly text: string;
}

/**
 * A board as something that can be read from its beginning to its end: frames with what lies in them, rows from the top to
 * the bottom, in a row from left to right, what is grouped together; then what is connected with what.
 * @param elements of the whole board, in any order
 */
export function outlineOf(elements: readonly BoardElement[]): OutlineItem[] {
  const byId = new Map(elements.map((element) => [element.id, element]));
  const lookup: Lookup = (id) => byId.get(id);
  const inFrame = new Map<string, BoardElement[]>();
  const top: BoardElement[] = [];
  for (const element of elements) {
    const frame = element.frameId === null ? undefined : byId.get(element.frameId);
    // A frame is never in another one here, so that no two can be in each other.
    if (element.type === 'frame' || frame?.type !== 'frame') top.push(element);
    else {
      const members = inFrame.get(frame.id);
      if (members === undefined) inFrame.set(frame.id, [element]);
      else members.push(element);
    }
  }
  const level = (members: readonly BoardElement[]): OutlineItem[] => {
    const arrows = members.filter((element) => element.type === 'arrow');
    const others = members.filter((element) => element.type !== 'arrow');
    const items = inReadingOrder(others, lookup).map((element): OutlineItem => ({
      ...endOf(element),
      children: element.type === 'frame' ? level(inFrame.get(element.id) ?? []) : [],
      from: null,
      to: null,
    }));
    const place = new Map(items.map(({ id }, i) => [id, i]));
    const at = (arrow: ArrowElement): number =>
      place.get(arrow.startBinding?.elementId ?? '') ?? items.length;
    const connections = inReadingOrder(arrows, lookup)
      .filter((element) => element.type === 'arrow')
      .sort((a, b) => at(a) - at(b))
      .map((arrow): OutlineItem => ({
        ...endOf(arrow),
        children: [],
        from: boundTo(arrow.startBinding?.elementId, lookup),
        to: boundTo(arrow.endBinding?.elementId, lookup),
      }));
    return [...items, ...connections];
  };
  return level(top);
}

/** An element by what it says, on one line. */
export function endOf(element: BoardElement): OutlineEnd {
  const text = writtenOn(element).replace(/\s+/g, ' ').trim();
  return { id: element.id, type: element.type, text };
}

function boundTo(id: string | undefined, lookup: Lookup): OutlineEnd | null {
  const element = id === undefined ? undefined : lookup(id);
  return element === undefined ? null : endOf(element);
}

/** Elements in the order in which a page would be read. Groups are read as one. */
function inReadingOrder(elements: readonly BoardElement[], lookup: Lookup): BoardElement[] {
  const units = unitsOf(elements, (element) => boundsIn(element, lookup));
  return rows(units).flatMap(({ elements: members }) =>
    members.length === 1
      ? [...members]
      : rows(
          members.map((element) => ({ elements: [element], bounds: boundsIn(element, lookup) })),
        ).flatMap((unit) => unit.elements),
  );
}

/** Boxes row by row: in a row are those whose middle is no lower than the bottom of its first box. */
function rows<T extends { readonly bounds: Bounds }>(boxes: readonly T[]): T[] {
  const rest = [...boxes].sort((a, b) => a.bounds.minY - b.bounds.minY);
  const order: T[] = [];
  let row: T[] = [];
  let bottom = -Infinity;
  const flush = (): void => {
    order.push(...row.sort((a, b) => a.bounds.minX - b.bounds.minX));
    row = [];
  };
  for (const box of rest) {
    if ((box.bounds.minY + box.bounds.maxY) / 2 > bottom) {
      flush();
      bottom = box.bounds.maxY;
    }
    row.push(box);
  }
  flush();
  return order;
}

/** The words of a board, a line for each element that has some: for search and previews. */
export function outlineText(items: readonly OutlineItem[], indent = ''): string {
  return items
    .map((item) => {
      const line = lineOf(item);
      const within = outlineText(item.children, line === '' ? indent : `${indent}  `);
      return [line === '' ? '' : indent + line, within].filter((part) => part !== '').join('\n');
    })
    .filter((part) => part !== '')
    .join('\n');
}

/** An arrow reads as "Plan → Check: yes". */
function lineOf({ text, from, to }: OutlineItem): string {
  const ends = [from?.text ?? '', to?.text ?? ''];
  if (ends.every((end) => end === '')) return text;
  const connection = `${ends[0] ?? ''} → ${ends[1] ?? ''}`.trim();
  return text === '' ? connection : `${connection}: ${text}`;
}
