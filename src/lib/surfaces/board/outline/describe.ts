import { words } from '../words.ts';
import type { OutlineEnd, OutlineItem } from './outline.ts';

/** A line longer than this is cut where it is said, characters. */
const LONGEST = 300;

/** An element as it is said: `Note: Show the size`. */
export function described({ type, text }: Pick<OutlineEnd, 'type' | 'text'>): string {
  return withWords(words.kinds[type], text);
}

/** A line of the outline as it is said; an arrow with what it connects: `Arrow from Plan to Check: yes`. */
export function describedItem({ type, text, from, to }: OutlineItem): string {
  if (from === null && to === null) return described({ type, text });
  const name = (end: OutlineEnd | null): string =>
    end === null ? words.outline.unnamed : end.text || words.kinds[end.type];
  return withWords(words.outline.connected(words.kinds[type], name(from), name(to)), text);
}

function withWords(kind: string, text: string): string {
  const line = text === '' ? kind : `${kind}: ${text}`;
  return line.length > LONGEST ? `${line.slice(0, LONGEST - 1)}…` : line;
}
