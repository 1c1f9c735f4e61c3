import type { Editor } from '@tiptap/core';
import type { Node, ResolvedPos } from '@tiptap/pm/model';
import {
  NodeSelection,
  Selection,
  TextSelection,
  type EditorState,
  type Transaction,
} from '@tiptap/pm/state';

/** A piece of the page that moves as one: a block, or an item of a list. Positions are before and after it. */
export interface Block {
  readonly from: number;
  readonly to: number;
  readonly node: Node;
  readonly parent: Node;
  readonly index: number;
}

const ITEMS: ReadonlySet<string> = new Set(['listItem', 'taskItem']);

/** The block that a position is in: the innermost list item outside tables, else the outermost block. */
export function blockAt($pos: ResolvedPos): Block | null {
  let depth = 1;
  for (let d = 1; d <= $pos.depth; d++) {
    const { name } = $pos.node(d).type;
    if (name === 'table') break;
    if (ITEMS.has(name)) depth = d;
  }
  if ($pos.depth === 0) {
    const node = $pos.nodeAfter;
    return (
      node && {
        from: $pos.pos,
        to: $pos.pos + node.nodeSize,
        node,
        parent: $pos.parent,
        index: $pos.index(),
      }
    );
  }
  return {
    from: $pos.before(depth),
    to: $pos.after(depth),
    node: $pos.node(depth),
    parent: $pos.node(depth - 1),
    index: $pos.index(depth - 1),
  };
}

/** The block that the selection begins in. */
export function currentBlock(state: EditorState): Block | null {
  const { selection } = state;
  return blockAt(
    selection instanceof NodeSelection ? state.doc.resolve(selection.from) : selection.$from,
  );
}

/** Moves a block past its neighbour. False at the edge of what it is in. */
export function moveBlock(editor: Editor, block: Block, direction: -1 | 1): boolean {
  const neighbour = block.parent.maybeChild(block.index + direction);
  if (neighbour === null || !editor.isEditable) return false;
  const { tr } = editor.state;
  // The neighbour is what moves, so that caret and selection stay in the block.
  const from = direction < 0 ? block.from - neighbour.nodeSize : block.to;
  tr.delete(from, from + neighbour.nodeSize);
  const at = direction < 0 ? block.to - neighbour.nodeSize : block.from;
  tr.insert(at, neighbour);
  editor.view.dispatch(tr.scrollIntoView());
  return true;
}

export function duplicateBlock(editor: Editor, block: Block): void {
  const { tr } = editor.state;
  tr.insert(block.to, block.node.copy(block.node.content));
  tr.setSelection(Selection.near(tr.doc.resolve(block.to + 1)));
  editor.view.dispatch(tr.scrollIntoView());
}

export function deleteBlock(editor: Editor, block: Block): void {
  const { tr } = editor.state;
  let { from, to } = block;
  // A list does not stay behind without items.
  const $from = tr.doc.resolve(from);
  if (block.parent.childCount === 1 && $from.depth > 0) {
    from = $from.before();
    to = $from.after();
  }
  tr.delete(from, to);
  tr.setSelection(
    Selection.near(tr.doc.resolve(Math.min(from, tr.doc.content.size)), from === 0 ? 1 : -1),
  );
  editor.view.dispatch(tr.scrollIntoView());
}

/** An empty paragraph below a block, with the caret in it; an empty paragraph itself is used as it is. */
export function openLineBelow(editor: Editor, block: Block): void {
  const { tr, schema } = editor.state;
  const paragraph = schema.nodes.paragraph?.create();
  if (paragraph === undefined) return;
  const $from = tr.doc.resolve(block.from);
  if (block.node.type === paragraph.type && block.node.content.size === 0) {
    tr.setSelection(TextSelection.create(tr.doc, block.from + 1));
  } else if (ITEMS.has(block.node.type.name)) {
    const item = block.node.type.create(null, paragraph);
    tr.insert(block.to, item).setSelection(TextSelection.create(tr.doc, block.to + 2));
  } else {
    const at = $from.depth === 0 ? block.to : $from.after(1);
    tr.insert(at, paragraph).setSelection(TextSelection.create(tr.doc, at + 1));
  }
  editor.view.dispatch(tr.scrollIntoView());
  editor.view.focus();
}

/**
 * Puts a block in the place of an empty paragraph, or below the block that the caret is in.
 * @returns the position before it
 */
export function insertBlock(tr: Transaction, block: Node): number {
  const { $from } = tr.selection;
  const empty =
    $from.depth === 1 && $from.parent.type.name === 'paragraph' && $from.parent.content.size === 0;
  const at = $from.depth === 0 ? $from.pos : empty ? $from.before(1) : $from.after(1);
  tr.replaceWith(at, empty ? $from.after(1) : at, block);
  return at;
}
