import type { Editor } from '@tiptap/core';
import { TextSelection } from '@tiptap/pm/state';
import { isInTable } from '@tiptap/pm/tables';
import { insertBlock } from './blocks.ts';
import { insertTable } from './tables.ts';
import { words } from '../words.ts';

/** The kinds of block that a person can choose. */
export type BlockKind =
  | 'paragraph'
  | 'heading1'
  | 'heading2'
  | 'heading3'
  | 'bulletList'
  | 'orderedList'
  | 'taskList'
  | 'blockquote'
  | 'codeBlock'
  | 'horizontalRule'
  | 'table';

export interface BlockChoice {
  readonly kind: BlockKind;
  readonly label: string;
  readonly hint: string;
  /** What to type instead. */
  readonly typed: string;
  /** Other words by which people look for it. */
  readonly words: string;
  /** Text can be turned into it. */
  readonly turns: boolean;
  /** It may stand in a table. */
  readonly inTable: boolean;
}

/** In the order in which menus show them. */
export const BLOCKS: readonly BlockChoice[] = [
  choice('paragraph', '', { inTable: true }),
  choice('heading1', '#'),
  choice('heading2', '##'),
  choice('heading3', '###'),
  choice('bulletList', '-', { inTable: true }),
  choice('orderedList', '1.', { inTable: true }),
  choice('taskList', '[ ]', { inTable: true }),
  choice('blockquote', '>'),
  choice('codeBlock', '```'),
  choice('table', '', { turns: false }),
  choice('horizontalRule', '---', { turns: false }),
];

function choice(
  kind: BlockKind,
  typed: string,
  { turns = true, inTable = false } = {},
): BlockChoice {
  const [label, hint, others] = words.blocks[kind];
  return { kind, label, hint, typed, words: others, turns, inTable };
}

/** The choices that fit what was typed behind the slash, best first; only what may stand where the caret is. */
export function matchBlocks(query: string, inTable: boolean): readonly BlockChoice[] {
  const wanted = query.trim().toLowerCase();
  const offered = BLOCKS.filter((block) => block.inTable || !inTable);
  const rank = ({ label, words: others }: BlockChoice): number => {
    const name = label.toLowerCase();
    if (name.startsWith(wanted)) return 0;
    if (name.split(' ').some((word) => word.startsWith(wanted))) return 1;
    if (others.split(' ').some((word) => word.startsWith(wanted))) return 2;
    return name.includes(wanted) ? 3 : 4;
  };
  return offered
    .map((block) => ({ block, at: rank(block) }))
    .filter(({ at }) => at < 4)
    .sort((a, b) => a.at - b.at)
    .map(({ block }) => block);
}

/** The kind of block that the selection begins in. */
export function currentKind(editor: Editor): BlockKind {
  const { $from } = editor.state.selection;
  for (let depth = $from.depth; depth > 0; depth--) {
    const { type, attrs } = $from.node(depth);
    switch (type.name) {
      case 'heading':
        return attrs.level === 1 ? 'heading1' : attrs.level === 2 ? 'heading2' : 'heading3';
      case 'codeBlock':
      case 'bulletList':
      case 'orderedList':
      case 'taskList':
      case 'blockquote':
        return type.name;
    }
  }
  return 'paragraph';
}

/** Makes the selected blocks be of a kind, or inserts one where text cannot become it. */
export function applyKind(editor: Editor, kind: BlockKind): boolean {
  const plain = () => editor.chain().focus().clearNodes();
  switch (kind) {
    case 'paragraph':
      return plain().run();
    case 'heading1':
      return plain().setNode('heading', { level: 1 }).run();
    case 'heading2':
      return plain().setNode('heading', { level: 2 }).run();
    case 'heading3':
      return plain().setNode('heading', { level: 3 }).run();
    case 'bulletList':
    case 'orderedList':
      return currentKind(editor) === kind || plain().toggleList(kind, 'listItem').run();
    case 'taskList':
      return currentKind(editor) === kind || plain().toggleList(kind, 'taskItem').run();
    case 'blockquote':
      return plain().wrapIn('blockquote').run();
    case 'codeBlock':
      return plain().setNode('codeBlock').run();
    case 'horizontalRule':
      return insertDivider(editor);
    case 'table':
      editor.view.focus();
      return !isInTable(editor.state) && insertTable(editor);
  }
}

/** A divider in place of an empty paragraph or below the block, with a line to write on after it. */
function insertDivider(editor: Editor): boolean {
  const { tr, schema } = editor.state;
  const { horizontalRule, paragraph } = schema.nodes;
  if (horizontalRule === undefined || paragraph === undefined) return false;
  const after = insertBlock(tr, horizontalRule.create()) + 1;
  if (tr.doc.resolve(after).nodeAfter?.isTextblock !== true) tr.insert(after, paragraph.create());
  tr.setSelection(TextSelection.create(tr.doc, after + 1));
  editor.view.dispatch(tr.scrollIntoView());
  editor.view.focus();
  return true;
}
