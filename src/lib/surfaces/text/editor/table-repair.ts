import { Extension } from '@tiptap/core';
import type { Node } from '@tiptap/pm/model';
import { Plugin, type EditorState, type Transaction } from '@tiptap/pm/state';
import type { EditorView } from '@tiptap/pm/view';

/*
 * Two people who change a table at once, one adding a row and the other a column, leave it with rows of different
 * length. Everybody's editor sees that at the same moment. If each added the missing cells, the row would get them
 * twice, would be too long now, each would lengthen all the others, and so on for ever.
 *
 * So the repair is made such that doing it twice does no harm: cells that it adds are marked, and an empty marked
 * cell too many is taken away again. Adding twice adds two, but everybody takes away the same one, and taking away
 * twice is the same as once. To make even that rare, editors wait their turn.
 */

/** What one row needs: cells to add at its end, and the positions of empty filler cells to take away, last first. */
interface RowRepair {
  readonly add: number;
  readonly remove: readonly { from: number; to: number }[];
  /** Where cells are added. */
  readonly end: number;
  readonly header: boolean;
}

function isEmptyFiller(cell: Node): boolean {
  return (
    cell.attrs.filler === true &&
    cell.childCount <= 1 &&
    cell.textContent === '' &&
    cell.content.size <= 2
  );
}

/** What makes a table rectangular; null when it is. Positions are in the document that the table is in. */
function planTable(table: Node, pos: number): RowRepair[] | null {
  const rows: { length: number; own: number }[] = [];
  table.forEach((row) => {
    let fillers = 0;
    row.forEach((cell) => void (fillers += isEmptyFiller(cell) ? 1 : 0));
    rows.push({ length: row.childCount, own: row.childCount - fillers });
  });
  // As wide as the widest row of cells that people made, but never without a column.
  const width = Math.max(1, ...rows.map((row) => row.own));
  if (rows.every((row) => row.length === width)) return null;
  const plan: RowRepair[] = [];
  table.forEach((row, offset) => {
    const start = pos + 1 + offset + 1;
    const remove: { from: number; to: number }[] = [];
    let length = row.childCount;
    for (let i = row.childCount - 1, end = start + row.content.size; i >= 0; i--) {
      const cell = row.child(i);
      if (length > width && isEmptyFiller(cell)) {
        remove.push({ from: end - cell.nodeSize, to: end });
        length--;
      }
      end -= cell.nodeSize;
    }
    plan.push({
      add: Math.max(0, width - length),
      remove,
      end: start + row.content.size,
      header: row.firstChild?.type.name === 'tableHeader' && row.childCount > 0 && isHeaderRow(row),
    });
  });
  return plan;
}

function isHeaderRow(row: Node): boolean {
  return row.children.every((cell) => cell.type.name === 'tableHeader');
}

/** Whether some table of the document is not rectangular. */
export function hasRaggedTable(doc: Node): boolean {
  let ragged = false;
  doc.descendants((node, pos) => {
    if (ragged || node.isTextblock) return false;
    if (node.type.name === 'table') ragged = planTable(node, pos) !== null;
    return !ragged;
  });
  return ragged;
}

/**
 * Makes every table of the document rectangular. Nobody's words are removed.
 * @returns the transaction that does it, kept out of undo; null when there is nothing to do
 */
export function repairTables(state: EditorState): Transaction | null {
  const { tr } = state;
  state.doc.descendants((node, pos) => {
    if (node.type.name === 'table')
      for (const row of planTable(node, pos) ?? []) repairRow(tr, row);
    return !node.isTextblock;
  });
  return tr.docChanged ? tr.setMeta('addToHistory', false) : null;
}

function repairRow(tr: Transaction, row: RowRepair): void {
  const { schema } = tr.doc.type;
  for (const { from, to } of row.remove) tr.delete(tr.mapping.map(from), tr.mapping.map(to));
  const type = schema.nodes[row.header ? 'tableHeader' : 'tableCell'];
  const cell = type?.createAndFill({ filler: true });
  if (cell && row.add > 0)
    tr.insert(
      tr.mapping.map(row.end),
      Array.from({ length: row.add }, () => cell),
    );
}

/** How long a ragged table is left alone for each place in the order of editors, in milliseconds. */
const TURN = 250;

export interface TableRepairOptions {
  /** This editor's place among those who write now; 0 comes first. */
  turn: () => number;
  isReadOnly: () => boolean;
}

/** Repairs ragged tables when it is this editor's turn and nobody did it before. */
export const TableRepair = Extension.create<TableRepairOptions>({
  name: 'tableRepair',
  addOptions: () => ({ turn: () => 0, isReadOnly: () => false }),
  addProseMirrorPlugins() {
    const { turn, isReadOnly } = this.options;
    return [
      new Plugin({
        view: () => {
          let timer: ReturnType<typeof setTimeout> | undefined;
          const look = (view: EditorView): void => {
            clearTimeout(timer);
            if (isReadOnly() || !hasRaggedTable(view.state.doc)) return;
            timer = setTimeout(
              () => {
                const tr = isReadOnly() || view.isDestroyed ? null : repairTables(view.state);
                if (tr !== null) view.dispatch(tr);
              },
              TURN * (turn() + 1),
            );
          };
          return {
            update: (view, before) => {
              if (view.state.doc !== before.doc) look(view);
            },
            destroy: () => clearTimeout(timer),
          };
        },
      }),
    ];
  },
});
