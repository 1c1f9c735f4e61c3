import { Node } from '@tiptap/core';
import type { DOMOutputSpec } from '@tiptap/pm/model';
import { scrolls } from './scrolls.ts';
import { words } from '../words.ts';

/*
 * Simple tables: every cell is one column wide and one row high. prosemirror-tables reads `colspan`,
 * `rowspan` and `colwidth` of every cell, so they exist, with the only value that they ever have.
 */
const span = { default: 1, rendered: false, parseHTML: () => 1 };
const cellAttributes = {
  colspan: span,
  rowspan: span,
  colwidth: { default: null, rendered: false, parseHTML: () => null },
  /** This cell was added to make the table rectangular again (editor/table-repair.ts). */
  filler: { default: null, rendered: false, parseHTML: () => null },
};
const CELL_CONTENT = '(paragraph | list)+';

export const Table = Node.create({
  name: 'table',
  group: 'block',
  content: 'tableRow+',
  isolating: true,
  parseHTML: () => [{ tag: 'table' }],
  renderHTML: () => ['table', ['tbody', 0]],
  extendNodeSchema: (extension) =>
    extension.name in TABLE_ROLES ? { tableRole: TABLE_ROLES[extension.name] } : {},
});

const TABLE_ROLES: Readonly<Record<string, string>> = {
  table: 'table',
  tableRow: 'row',
  tableCell: 'cell',
  tableHeader: 'header_cell',
};

export const TableRow = Node.create({
  name: 'tableRow',
  content: '(tableCell | tableHeader)*',
  parseHTML: () => [{ tag: 'tr' }],
  renderHTML: () => ['tr', 0],
});

export const TableCell = Node.create({
  name: 'tableCell',
  content: CELL_CONTENT,
  isolating: true,
  addAttributes: () => cellAttributes,
  parseHTML: () => [{ tag: 'td' }],
  renderHTML: () => ['td', 0],
});

export const TableHeader = Node.create({
  name: 'tableHeader',
  content: CELL_CONTENT,
  isolating: true,
  addAttributes: () => cellAttributes,
  parseHTML: () => [{ tag: 'th' }],
  renderHTML: () => ['th', 0],
});

/** How a table looks on the page: a wide one scrolls inside its own frame. */
export function tableView(): DOMOutputSpec {
  return ['div', { class: 'table', ...scrolls(words.table) }, ['table', ['tbody', 0]]];
}
