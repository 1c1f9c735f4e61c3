import { isolated } from '../text/direction.ts';
import { words } from '../words.ts';
import type { OutlineEnd, OutlineItem } from './outline.ts';

/** Words longer than this are cut where they are said, characters; of what an arrow connects, those longer than `SHORT`. */
const LONGEST = 300;
const SHORT = 100;

/** An element as it is said: `Note: Show the size`. */
export function described({ type, text }: Pick<OutlineEnd, 'type' | 'text'>): string {
  return withWords(words.kinds[type], text);
}

/** A line of the outline as it is said; an arrow with what it connects: `Arrow from Plan to Check: yes`. */
export function describedItem({ type, text, from, to }: OutlineItem): string {
  if (from === null && to === null) return described({ type, text });
  const name = (end: OutlineEnd | null): string =>
    end === null ? words.outline.unnamed : within(end.text, SHORT) || words.kinds[end.type];
  return withWords(words.outline.connected(words.kinds[type], name(from), name(to)), text);
}

function withWords(kind: string, text: string): string {
  return text === '' ? kind : `${kind}: ${within(text, LONGEST)}`;
}

/** Somebody's words within a sentence. */
function within(text: string, longest: number): string {
  return isolated(text.length > longest ? `${text.slice(0, longest - 1)}…` : text);
}
