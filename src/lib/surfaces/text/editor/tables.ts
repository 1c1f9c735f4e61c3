import { Extension, type Editor } from '@tiptap/core';
import { Plugin, TextSelection, type Command } from '@tiptap/pm/state';
import {
  addColumnAfter,
  addColumnBefore,
  addRowAfter,
  addRowBefore,
  CellSelection,
  deleteColumn,
  deleteRow,
  deleteTable,
  goToNextCell,
  isInTable,
  tableEditing,
  toggleHeader,
} from '@tiptap/pm/tables';
import { insertBlock } from './blocks.ts';
import { repairTables } from './table-repair.ts';

/** What can be done to the table that the caret is in. */
export const tableCommands = {
  addRowBefore,
  addRowAfter,
  addColumnBefore,
  addColumnAfter,
  toggleHeaderRow: toggleHeader('row'),
  toggleHeaderColumn: toggleHeader('column'),
  deleteRow,
  deleteColumn,
  deleteTable,
} satisfies Record<string, Command>;

export type TableCommand = keyof typeof tableCommands;

/** Does something to the table that the caret is in; a ragged table is made whole first. */
export function runTableCommand(editor: Editor, name: TableCommand): boolean {
  if (!editor.isEditable || !isInTable(editor.state)) return false;
  makeWhole(editor);
  const done = tableCommands[name](editor.state, editor.view.dispatch);
  editor.view.focus();
  return done;
}

/** prosemirror-tables reckons with rectangles. */
function makeWhole(editor: Editor): void {
  const repair = repairTables(editor.state);
  if (repair !== null) editor.view.dispatch(repair);
}

/** A table of the usual size with a header row, and the caret in its first cell. */
export function insertTable(editor: Editor, rows = 3, columns = 3): boolean {
  const row = (type: string) => ({
    type: 'tableRow',
    content: Array.from({ length: columns }, () => ({ type, content: [{ type: 'paragraph' }] })),
  });
  const table = editor.schema.nodeFromJSON({
    type: 'table',
    content: [row('tableHeader'), ...Array.from({ length: rows - 1 }, () => row('tableCell'))],
  });
  const { tr } = editor.state;
  const at = insertBlock(tr, table);
  const inside = TextSelection.near(tr.doc.resolve(at + 1));
  editor.view.dispatch(tr.setSelection(inside).scrollIntoView());
  return true;
}

/** Cells to move through and select. */
export const Tables = Extension.create({
  name: 'tables',
  addKeyboardShortcuts() {
    const { editor } = this;
    const move = (direction: 1 | -1) => {
      if (!isInTable(editor.state)) return false;
      makeWhole(editor);
      return goToNextCell(direction)(editor.state, editor.view.dispatch);
    };
    const deleteWhole = () => {
      const { selection } = editor.state;
      if (!(selection instanceof CellSelection)) return false;
      const all = selection.isColSelection() && selection.isRowSelection();
      return all && deleteTable(editor.state, editor.view.dispatch);
    };
    return {
      Tab: () => {
        if (move(1)) return true;
        if (!isInTable(editor.state) || !editor.isEditable) return false;
        runTableCommand(editor, 'addRowAfter');
        return move(1);
      },
      'Shift-Tab': () => move(-1),
      Backspace: deleteWhole,
      Delete: deleteWhole,
    };
  },
  addProseMirrorPlugins() {
    const editing = tableEditing();
    const { appendTransaction } = editing.spec;
    return [
      new Plugin({
        ...editing.spec,
        // It repairs tables that differ between the two states, which must not happen here (table-repair.ts);
        // between a state and itself it only puts the selection right.
        appendTransaction: (transactions, _before, state) =>
          appendTransaction?.call(editing, transactions, state, state),
        props: {
          ...editing.spec.props,
          handlePaste(view, event, slice) {
            if (isInTable(view.state)) {
              const repair = repairTables(view.state);
              if (repair !== null) view.dispatch(repair);
            }
            return editing.props.handlePaste?.call(editing, view, event, slice) ?? false;
          },
        },
      }),
    ];
  },
});
