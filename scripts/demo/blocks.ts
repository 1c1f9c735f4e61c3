/** Short hand for the content of text documents, as ProseMirror JSON. */

export interface Block {
  readonly type: string;
  readonly attrs?: Record<string, unknown>;
  readonly content?: readonly (Block | Words)[];
}

interface Words {
  readonly type: 'text';
  readonly text: string;
  readonly marks?: readonly { readonly type: string; readonly attrs?: Record<string, unknown> }[];
}

const MARKS: Record<string, string> = { '**': 'bold', '*': 'italic', '`': 'code', '~~': 'strike' };

/** A line with `**bold**`, `*italic*`, `` `code` `` and `[words](address)` in it. */
function line(text: string): Words[] {
  const pattern = /(\*\*|\*|`|~~)(.+?)\1|\[(.+?)\]\((.+?)\)/g;
  const words: Words[] = [];
  let end = 0;
  const plain = (to: number) => {
    if (to > end) words.push({ type: 'text', text: text.slice(end, to) });
  };
  for (const match of text.matchAll(pattern)) {
    plain(match.index);
    const [whole, sign = '', marked, label, href] = match;
    const mark =
      href === undefined ? { type: MARKS[sign] ?? 'bold' } : { type: 'link', attrs: { href } };
    words.push({ type: 'text', text: marked ?? label ?? '', marks: [mark] });
    end = match.index + whole.length;
  }
  plain(text.length);
  return words;
}

export const p = (text: string): Block => ({ type: 'paragraph', content: line(text) });

export const h = (level: 1 | 2 | 3, text: string): Block => ({
  type: 'heading',
  attrs: { level },
  content: line(text),
});

export const ul = (...items: string[]): Block => list('bulletList', items);
export const ol = (...items: string[]): Block => list('orderedList', items);

function list(type: string, items: readonly string[]): Block {
  return { type, content: items.map((item) => ({ type: 'listItem', content: [p(item)] })) };
}

/** Tasks; an `x ` in front means done. */
export const tasks = (...items: string[]): Block => ({
  type: 'taskList',
  content: items.map((item) => ({
    type: 'taskItem',
    attrs: { checked: item.startsWith('x ') },
    content: [p(item.replace(/^x /, ''))],
  })),
});

export const quote = (text: string): Block => ({ type: 'blockquote', content: [p(text)] });

export const code = (language: string, text: string): Block => ({
  type: 'codeBlock',
  attrs: { language },
  content: [{ type: 'text', text }],
});

/** Rows of cells; the first row is the heading. */
export const table = (...rows: string[][]): Block => ({
  type: 'table',
  content: rows.map((cells, index) => ({
    type: 'tableRow',
    content: cells.map((cell) => ({
      type: index === 0 ? 'tableHeader' : 'tableCell',
      content: [p(cell)],
    })),
  })),
});

export const rule = (): Block => ({ type: 'horizontalRule' });
