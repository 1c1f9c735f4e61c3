/** A stretch of a text that another one takes the place of. Positions count UTF-16 units. */
export interface Splice {
  readonly at: number;
  readonly removed: number;
  readonly inserted: string;
}

/** A stretch of a text: from the first unit to behind the last. */
export type Range = readonly [start: number, end: number];

/**
 * The smallest splice that makes one text the other; null when they are the same. Pairs of surrogates stay whole.
 * @param caret where the caret stands in `after`: tells which of several same letters was typed
 */
export function spliceBetween(before: string, after: string, caret = after.length): Splice | null {
  if (before === after) return null;
  const most = Math.min(before.length, after.length);
  let end = 0;
  const behindCaret = Math.min(most, after.length - caret);
  while (end < behindCaret && before.at(-1 - end) === after.at(-1 - end)) end++;
  let start = 0;
  while (start < most - end && before[start] === after[start]) start++;
  // A caret that stands before the change, as after some corrections of the browser, tells nothing.
  while (end < most - start && before.at(-1 - end) === after.at(-1 - end)) end++;
  if (start > 0 && splitsPair(before, after, start)) start--;
  if (end > 0 && splitsPair(before, after, before.length - end, after.length - end)) end--;
  return {
    at: start,
    removed: before.length - start - end,
    inserted: after.slice(start, after.length - end),
  };
}

/** Whether a cut goes through the middle of a character in either text. */
function splitsPair(before: string, after: string, at: number, atAfter = at): boolean {
  return isMiddle(before, at) || isMiddle(after, atAfter);
}

function isMiddle(text: string, at: number): boolean {
  return isHigh(text.charCodeAt(at - 1)) && isLow(text.charCodeAt(at));
}

function isHigh(unit: number): boolean {
  return unit >= 0xd800 && unit < 0xdc00;
}

function isLow(unit: number): boolean {
  return unit >= 0xdc00 && unit < 0xe000;
}

export function applySplice(text: string, { at, removed, inserted }: Splice): string {
  return text.slice(0, at) + inserted + text.slice(at + removed);
}

/**
 * Where an offset is after splices that came one after another.
 * @param sticks `before`: what is inserted just at it comes behind it; `behind`: before it
 */
export function mapOffset(
  offset: number,
  splices: readonly Splice[],
  sticks: 'before' | 'behind' = 'before',
): number {
  let mapped = offset;
  for (const { at, removed, inserted } of splices) {
    const isOver = sticks === 'behind' && removed === 0 ? mapped >= at : mapped > at;
    if (!isOver) continue;
    mapped = mapped < at + removed ? at : mapped - removed + inserted.length;
  }
  return mapped;
}

/** What is left of a range after splices; what they inserted within it is none of it. */
export function mapRange(range: Range, splices: readonly Splice[]): Range[] {
  let ranges: Range[] = [range];
  for (const { at, removed, inserted } of splices) {
    const shift = inserted.length - removed;
    ranges = ranges.flatMap(([start, end]): Range[] => {
      const left: Range = [start, Math.min(end, at)];
      const right: Range = [Math.max(start, at + removed), end];
      return [left, [right[0] + shift, right[1] + shift] as const].filter(([a, b]) => a < b);
    });
  }
  return ranges;
}
