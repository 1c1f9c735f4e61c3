import type { JSONContent } from '@tiptap/core';
import { languageFromAlias } from '../languages.ts';
import { isAddress, safeHref } from '../url.ts';

/*
 * Reads the plain text that people paste. Not a Markdown parser: only what is unmistakably meant as a block is one,
 * and everything else stays the words that it was. Of what is inside a line only links are read here; other
 * formatting is left to the paste rules of the marks.
 */

const HEADING = /^(#{1,3})\s+(.+)$/;
const FENCE = /^(```|~~~)\s*([\w+#.-]*)\s*$/;
const ITEM = /^(\s*)([-*+]|\d{1,4}[.)])\s+(?:\[([ xX])\]\s+)?(.*)$/;
const QUOTE = /^>\s?(.*)$/;
const DIVIDER = /^(-{3,}|\*{3,}|_{3,})$/;
// Code in backticks is passed over; the address may hold one pair of parentheses, and a title may follow it.
const LINK =
  /(`+)(?:(?!\1).)+\1|(?<!!)\[([^[\]\n]+)\]\(((?:[^()\s]|\([^()\s]*\))+)(?:\s+"[^"\n]*")?\)/g;
const TABLE_RULE = /^\|?\s*:?-+:?\s*(\|\s*:?-+:?\s*)+\|?$/;

/** The blocks of a pasted text, or null when nothing in it looks like Markdown. */
export function markdownBlocks(text: string): JSONContent[] | null {
  const lines = text.split('\n');
  const blocks: JSONContent[] = [];
  let found = false;
  for (let at = 0; at < lines.length;) {
    const read = readBlock(lines, at);
    found ||= read.special;
    if (read.block !== null) blocks.push(read.block);
    at = read.next;
  }
  return found && blocks.length > 0 ? blocks : null;
}

interface Read {
  block: JSONContent | null;
  next: number;
  /** It is a block that plain words are not. */
  special: boolean;
}

function readBlock(lines: readonly string[], at: number): Read {
  const line = lines[at] ?? '';
  if (line.trim() === '') return { block: null, next: at + 1, special: false };
  const special =
    readFence(lines, at) ?? readTable(lines, at) ?? readList(lines, at) ?? readQuote(lines, at);
  if (special !== null) return special;
  const heading = HEADING.exec(line);
  if (heading !== null) {
    const block = {
      type: 'heading',
      attrs: { level: heading[1]?.length ?? 1 },
      content: linkedWords(heading[2] ?? ''),
    };
    return { block, next: at + 1, special: true };
  }
  if (DIVIDER.test(line.trim()))
    return { block: { type: 'horizontalRule' }, next: at + 1, special: true };
  return { block: paragraph(line), next: at + 1, special: false };
}

function readFence(lines: readonly string[], at: number): Read | null {
  const open = FENCE.exec(lines[at] ?? '');
  if (open === null) return null;
  const end = lines.findIndex((line, i) => i > at && line.trim() === open[1]);
  if (end < 0) return null;
  const code = lines.slice(at + 1, end).join('\n');
  const block = {
    type: 'codeBlock',
    attrs: { language: languageFromAlias(open[2]) },
    content: words(code),
  };
  return { block, next: end + 1, special: true };
}

function readQuote(lines: readonly string[], at: number): Read | null {
  const inside: string[] = [];
  for (let i = at; i < lines.length; i++) {
    const quoted = QUOTE.exec(lines[i] ?? '');
    if (quoted === null) break;
    inside.push(quoted[1] ?? '');
  }
  if (inside.length === 0) return null;
  const paragraphs = inside.filter((line) => line.trim() !== '').map(paragraph);
  const content = paragraphs.length > 0 ? paragraphs : [paragraph('')];
  return { block: { type: 'blockquote', content }, next: at + inside.length, special: true };
}

interface Item {
  indent: number;
  list: 'bulletList' | 'orderedList' | 'taskList';
  start: number;
  checked: boolean;
  text: string;
}

function readItem(line: string): Item | null {
  const match = ITEM.exec(line);
  if (match === null) return null;
  const [, indent = '', marker = '', box, text = ''] = match;
  const list = box !== undefined ? 'taskList' : /\d/.test(marker) ? 'orderedList' : 'bulletList';
  return {
    indent: indent.replaceAll('\t', '  ').length,
    list,
    start: Number.parseInt(marker, 10) || 1,
    checked: box?.toLowerCase() === 'x',
    text,
  };
}

function readList(lines: readonly string[], at: number): Read | null {
  const items: Item[] = [];
  for (let i = at; i < lines.length; i++) {
    const item = readItem(lines[i] ?? '');
    if (item === null) break;
    items.push(item);
  }
  const [first] = items;
  if (first === undefined) return null;
  // One list of one kind; another kind at the same level begins another list.
  const end = items.findIndex((item) => item.indent <= first.indent && item.list !== first.list);
  const own = end < 0 ? items : items.slice(0, end);
  return { block: makeList(own), next: at + own.length, special: true };
}

function makeList(items: readonly Item[]): JSONContent {
  const [first] = items;
  const content: JSONContent[] = [];
  for (let i = 0; i < items.length;) {
    const item = items[i];
    if (item === undefined) break;
    let end = i + 1;
    while ((items[end]?.indent ?? -1) > item.indent) end++;
    const nested = items.slice(i + 1, end);
    content.push({
      type: item.list === 'taskList' ? 'taskItem' : 'listItem',
      ...(item.list === 'taskList' ? { attrs: { checked: item.checked } } : {}),
      content: [paragraph(item.text), ...(nested.length > 0 ? [makeList(nested)] : [])],
    });
    i = end;
  }
  const kind = first?.list ?? 'bulletList';
  // Below the first level kinds may be mixed in what is pasted; a list has one.
  const item = kind === 'taskList' ? 'taskItem' : 'listItem';
  return {
    type: kind,
    ...(kind === 'orderedList' ? { attrs: { start: first?.start ?? 1 } } : {}),
    content: content.map(({ attrs, ...rest }) => ({
      ...rest,
      type: item,
      ...(item === 'taskItem' ? { attrs: attrs ?? { checked: false } } : {}),
    })),
  };
}

function readTable(lines: readonly string[], at: number): Read | null {
  if (!(lines[at] ?? '').includes('|') || !TABLE_RULE.test((lines[at + 1] ?? '').trim()))
    return null;
  const rows = [cells(lines[at] ?? '')];
  let next = at + 2;
  for (; next < lines.length && (lines[next] ?? '').includes('|'); next++)
    rows.push(cells(lines[next] ?? ''));
  const content = rows.map((row, i) => ({
    type: 'tableRow',
    content: row.map((cell) => ({
      type: i === 0 ? 'tableHeader' : 'tableCell',
      content: [paragraph(cell)],
    })),
  }));
  return { block: { type: 'table', content }, next, special: true };
}

function cells(line: string): string[] {
  return line
    .trim()
    .replace(/^\||\|$/g, '')
    .split(/(?<!\\)\|/)
    .map((cell) => cell.trim().replaceAll('\\|', '|'));
}

function paragraph(text: string): JSONContent {
  return { type: 'paragraph', content: linkedWords(text.trim()) };
}

/** The words of a line; `[words](address)` in it is a link, when the address is unmistakable and may be followed. */
export function linkedWords(text: string): JSONContent[] {
  const content: JSONContent[] = [];
  let done = 0;
  for (const { 0: whole, 2: label, 3: address = '', index } of text.matchAll(LINK)) {
    if (label === undefined || !(isAddress(address) || /^[/#]/.test(address))) continue;
    const href = safeHref(address);
    if (href === null) continue;
    content.push(...words(text.slice(done, index)));
    content.push({ type: 'text', text: label, marks: [{ type: 'link', attrs: { href } }] });
    done = index + whole.length;
  }
  content.push(...words(text.slice(done)));
  return content;
}

function words(text: string): JSONContent[] {
  return text === '' ? [] : [{ type: 'text', text }];
}
