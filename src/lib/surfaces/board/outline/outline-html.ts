import { escapeXml } from '../render/escape.ts';
import { words } from '../words.ts';
import { describedItem } from './describe.ts';
import type { OutlineItem } from './outline.ts';

/** Lines of an outline in a page. Who wants more opens the board. */
const MAX_LINES = 500;

/**
 * The outline of a board as markup, for readers without scripts and screen readers: each frame is a heading with what lies in
 * it. Safe to put into a page as it is; empty for a board without elements.
 */
export function outlineHtml(items: readonly OutlineItem[]): string {
  if (items.length === 0) return '';
  const parts: string[] = [];
  const lines: string[] = [];
  let left = MAX_LINES;
  let more = 0;
  const line = (item: OutlineItem): void => {
    if (left-- > 0) lines.push(`<li>${escapeXml(describedItem(item))}</li>`);
    else more++;
  };
  const flush = (): void => {
    if (lines.length > 0) parts.push(`<ul>${lines.join('')}</ul>`);
    lines.length = 0;
  };
  for (const item of items) {
    if (item.type !== 'frame') {
      line(item);
      continue;
    }
    flush();
    if (left > 0) parts.push(`<h3>${escapeXml(describedItem(item))}</h3>`);
    for (const child of item.children) line(child);
    flush();
  }
  flush();
  if (more > 0) parts.push(`<p>${escapeXml(words.outline.more(more))}</p>`);
  return `<h2>${escapeXml(words.outline.title)}</h2>${parts.join('')}`;
}
