import type * as Y from 'yjs';

/** One stretch of a text replaced by another. Offsets are UTF-16 units. */
export interface Replacement {
  readonly at: number;
  readonly removed: number;
  readonly inserted: string;
}

/**
 * What was done to a text, as one replacement.
 * @param caret where the caret stands afterwards: in "aa" typed to "aaa" it tells which of them is new
 */
export function replacementBetween(
  before: string,
  after: string,
  caret: number,
): Replacement | null {
  if (before === after) return null;
  const shorter = Math.min(before.length, after.length);
  // Behind the caret nothing was typed.
  const tail = Math.min(after.length - caret, shorter);
  let suffix = 0;
  while (suffix < tail && before.at(-1 - suffix) === after.at(-1 - suffix)) suffix++;
  let prefix = 0;
  while (prefix < shorter - suffix && before[prefix] === after[prefix]) prefix++;
  while (suffix < shorter - prefix && before.at(-1 - suffix) === after.at(-1 - suffix)) suffix++;
  // Never through the middle of a pair: half a character is none.
  if (prefix > 0 && /[\ud800-\udbff]/.test(before[prefix - 1] ?? '')) prefix--;
  if (suffix > 0 && /[\udc00-\udfff]/.test(before[before.length - suffix] ?? '')) suffix--;
  return {
    at: prefix,
    removed: before.length - prefix - suffix,
    inserted: after.slice(prefix, after.length - suffix),
  };
}

/** Writes what a person did to the title into the shared text. */
export function applyReplacement(title: Y.Text, change: Replacement, origin: unknown): void {
  title.doc?.transact(() => {
    title.delete(change.at, change.removed);
    title.insert(change.at, change.inserted);
  }, origin);
}

/** Where a position is after a remote change of the text; text inserted right at it comes behind it. */
export function movePosition(position: number, delta: Y.YTextEvent['delta']): number {
  let at = 0;
  let moved = position;
  for (const { retain, insert, delete: removed } of delta) {
    if (retain !== undefined) {
      at += retain;
    } else if (typeof insert === 'string') {
      if (at < moved) moved += insert.length;
      at += insert.length;
    } else if (removed !== undefined && at < moved) {
      moved -= Math.min(removed, moved - at);
    }
  }
  return moved;
}

/** A title is one line. */
export function singleLine(text: string): string {
  return text.replace(/[\r\n\u2028\u2029]+/g, ' ');
}
