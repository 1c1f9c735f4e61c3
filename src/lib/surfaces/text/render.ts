import type { Mark, Node } from '@tiptap/pm/model';
import { common, createLowlight } from 'lowlight';
import * as Y from 'yjs';
import { highlight } from './highlight.ts';
import { element, escapeText } from './html.ts';
import { codeLanguage } from './languages.ts';
import { codeBlockView } from './nodes/code-block.ts';
import { taskItemView } from './nodes/lists.ts';
import { tableView } from './nodes/table.ts';
import { readContent } from './read.ts';
import { CONTENT_ROOT, textSchema, TITLE_ROOT } from './schema.ts';

const lowlight = createLowlight(common);

/** A document as a reader without scripts sees it. */
export interface RenderedText {
  /** Plain, trimmed; empty for an untitled document. */
  readonly title: string;
  /** Markup of the body, safe to put into a page as it is: the same as the editor makes. */
  readonly html: string;
  /** The words of the body, a line for each block. */
  readonly text: string;
}

/**
 * Renders a document without a DOM. Never writes to it and never throws, whatever it contains: what cannot be
 * shown is left out.
 */
export function renderText(doc: Y.Doc): RenderedText {
  const body = readContent(
    root(doc, CONTENT_ROOT, Y.XmlFragment) ?? new Y.Doc().getXmlFragment(),
    textSchema,
  );
  return {
    title: (root(doc, TITLE_ROOT, Y.Text)?.toString() ?? '').replace(/\s+/g, ' ').trim(),
    html: children(body),
    text: body.textBetween(0, body.content.size, '\n', (leaf) =>
      leaf.type.name === 'hardBreak' ? '\n' : '',
    ),
  };
}

/**
 * The beginning of a document's words on one line, for lists and previews.
 * @param length in UTF-16 units, at the most
 */
export function excerpt(text: string, length = 200): string {
  const line = text.replace(/\s+/g, ' ').trim();
  if (line.length <= length) return line;
  const cut = line.slice(0, length - 1);
  const space = cut.lastIndexOf(' ');
  return `${(space > length / 2 ? cut.slice(0, space) : cut).trimEnd()}…`;
}

/** A root of the document, or null when somebody has used its name for something else. */
function root<T extends Y.XmlFragment | Y.Text>(
  doc: Y.Doc,
  name: string,
  type: new () => T,
): T | null {
  const found = doc.share.get(name);
  if (found !== undefined && found.constructor !== Y.AbstractType && !(found instanceof type))
    return null;
  return doc.get(name, type) as T;
}

function block(node: Node): string {
  switch (node.type.name) {
    case 'codeBlock':
      return element(codeBlockView(node), code(node));
    case 'taskItem':
      return element(taskItemView(node), children(node));
    case 'table':
      return element(tableView(), children(node));
    default: {
      const spec = node.type.spec.toDOM?.(node);
      return spec === undefined
        ? children(node)
        : element(spec, node.isTextblock ? line(node) : children(node));
    }
  }
}

function children(node: Node): string {
  return node.content.content.map(block).join('');
}

/** An empty line, or one that ends with a break, has its height in the editor; so it has here. */
function line(node: Node): string {
  const last = node.lastChild;
  return inline(node) + (last === null || last.type.name === 'hardBreak' ? '<br>' : '');
}

/** Neighbouring nodes share the marks that they have in common, as in the editor. */
function inline(node: Node): string {
  let html = '';
  const open: { mark: Mark; before: string }[] = [];
  const close = (depth: number): void => {
    while (open.length > depth) {
      const last = open.pop();
      if (last === undefined) return;
      const spec = last.mark.type.spec.toDOM?.(last.mark, true);
      html = last.before + (spec === undefined ? html : element(spec, html));
    }
  };
  node.forEach((child) => {
    let kept = 0;
    while (kept < open.length && kept < child.marks.length) {
      const mark = child.marks[kept];
      if (mark === undefined || !open[kept]?.mark.eq(mark)) break;
      kept++;
    }
    close(kept);
    for (const mark of child.marks.slice(kept)) {
      open.push({ mark, before: html });
      html = '';
    }
    html += child.isText ? escapeText(child.text ?? '') : block(child);
  });
  close(0);
  return html;
}

function code(node: Node): string {
  const text = node.textContent;
  let html = '';
  let end = 0;
  for (const { from, to, className } of highlight(
    lowlight,
    codeLanguage(node.attrs.language),
    text,
  )) {
    html += escapeText(text.slice(end, from));
    html += element(['span', { class: className }, 0], escapeText(text.slice(from, to)));
    end = to;
  }
  html += escapeText(text.slice(end));
  return html + (text === '' || text.endsWith('\n') ? '<br>' : '');
}
