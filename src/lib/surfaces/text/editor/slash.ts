import { Extension, type Editor } from '@tiptap/core';
import { Plugin, PluginKey, type EditorState, type Transaction } from '@tiptap/pm/state';
import { Decoration, DecorationSet, type EditorView } from '@tiptap/pm/view';
import { isInTable } from '@tiptap/pm/tables';
import { currentBlock, openLineBelow } from './blocks.ts';
import { applyKind, matchBlocks, type BlockChoice } from './catalogue.ts';

/** An open slash menu. Positions: before the slash, and behind what was typed after it. */
export interface SlashState {
  readonly from: number;
  readonly to: number;
  readonly query: string;
  readonly choices: readonly BlockChoice[];
  /** Which choice Enter takes. */
  readonly index: number;
}

type SlashMeta = { open: number } | { close: true } | { index: number };

export const slashKey = new PluginKey<SlashState | null>('slash');

/** Ids of the menu and its rows; the editor points to them while the menu is open. */
export const SLASH_MENU_ID = 'slash-menu';
export const slashOptionId = (kind: string): string => `slash-${kind}`;

/** Types a slash where the caret is and opens the menu. */
export function openSlash(view: EditorView): void {
  const { from, to } = view.state.selection;
  const { $from } = view.state.selection;
  // Behind a word a slash is a slash.
  const gap = /\S$/.test($from.parent.textBetween(0, $from.parentOffset, undefined, ' '))
    ? ' '
    : '';
  view.dispatch(meta(view.state.tr.insertText(`${gap}/`, from, to), { open: from + gap.length }));
  view.focus();
}

/**
 * What the "+" of a toolbar does: opens the menu on an empty line, which it makes below what is written; pressed
 * again it closes the menu and takes the slash with it.
 */
export function toggleSlash(editor: Editor): void {
  const { state, view } = editor;
  const open = slashKey.getState(state);
  if (open) {
    view.dispatch(meta(state.tr.delete(open.from, open.to), { close: true }));
    view.focus();
    return;
  }
  const { parent } = state.selection.$from;
  const block = currentBlock(state);
  const empty = parent.type.name === 'paragraph' && parent.content.size === 0;
  if (!empty && block !== null) openLineBelow(editor, block);
  openSlash(view);
}

export function closeSlash(view: EditorView): void {
  view.dispatch(meta(view.state.tr, { close: true }));
}

/** Marks a row as the one that Enter takes. */
export function pointSlash(view: EditorView, index: number): void {
  view.dispatch(meta(view.state.tr, { index }));
}

function meta(tr: Transaction, value: SlashMeta): Transaction {
  return tr.setMeta(slashKey, value);
}

function read(state: EditorState, from: number, index: number): SlashState | null {
  const { $from, empty, to } = state.selection;
  if (!empty || to <= from || from < $from.start() || $from.parent.type.spec.code) return null;
  const typed = state.doc.textBetween(from, to, '\n', '\n');
  if (!typed.startsWith('/') || typed.includes('\n')) return null;
  const query = typed.slice(1);
  const choices = matchBlocks(query, isInTable(state));
  // A slash in a sentence: the writer wanted no block.
  if (query.startsWith(' ') || (choices.length === 0 && /\s/.test(query)) || query.length > 30)
    return null;
  return { from, to, query, choices, index: Math.max(0, Math.min(index, choices.length - 1)) };
}

/** The menu that a slash opens at the start of a word, as far as it is the editor's business. */
export const Slash = Extension.create({
  name: 'slash',
  // Its keys come before those of lists and tables.
  priority: 900,
  addProseMirrorPlugins() {
    const { editor } = this;
    const choose = (view: EditorView, { from, to }: SlashState, choice: BlockChoice): void => {
      view.dispatch(meta(view.state.tr.delete(from, to), { close: true }));
      applyKind(editor, choice.kind);
    };
    editor.storage.slash = {
      choose: (index) => {
        const open = slashKey.getState(editor.state);
        const choice = open?.choices[index];
        if (open && choice) choose(editor.view, open, choice);
      },
    };
    return [
      new Plugin<SlashState | null>({
        key: slashKey,
        state: {
          init: () => null,
          apply: (tr, open, _before, state) => {
            const change = tr.getMeta(slashKey) as SlashMeta | undefined;
            if (change !== undefined && 'close' in change) return null;
            if (change !== undefined && 'open' in change) return read(state, change.open, 0);
            if (open === null || tr.getMeta('blur') !== undefined) return null;
            const from = tr.mapping.mapResult(open.from, 1);
            if (from.deletedAfter) return null;
            const index = change?.index ?? (tr.docChanged ? 0 : open.index);
            return read(state, from.pos, index);
          },
        },
        props: {
          attributes: (state) => {
            const open = slashKey.getState(state);
            const choice = open?.choices[open.index];
            return {
              ...(open ? { 'aria-controls': SLASH_MENU_ID, 'aria-autocomplete': 'list' } : {}),
              ...(choice ? { 'aria-activedescendant': slashOptionId(choice.kind) } : {}),
            };
          },
          decorations: (state) => {
            const open = slashKey.getState(state);
            if (!open) return null;
            const typed = Decoration.inline(open.from, open.to, { class: 'slash-typed' });
            return DecorationSet.create(state.doc, [typed]);
          },
          handleTextInput: (view, from, to, text) => {
            if (text !== '/' || !editor.isEditable) return false;
            const { $from } = view.state.selection;
            const before = $from.parent.textBetween(0, $from.parentOffset, undefined, ' ');
            if ($from.parent.type.spec.code || /\S$/.test(before)) return false;
            view.dispatch(meta(view.state.tr.insertText('/', from, to), { open: from }));
            return true;
          },
          handleKeyDown: (view, event) => {
            const open = slashKey.getState(view.state);
            if (!open || event.isComposing) return false;
            const choice = open.choices[open.index];
            const count = open.choices.length;
            if (event.key === 'Escape') {
              closeSlash(view);
            } else if (count === 0) {
              return false;
            } else if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
              const step = event.key === 'ArrowDown' ? 1 : -1;
              pointSlash(view, (open.index + step + count) % count);
            } else if ((event.key === 'Enter' || event.key === 'Tab') && choice) {
              choose(view, open, choice);
            } else {
              return false;
            }
            event.preventDefault();
            return true;
          },
        },
      }),
    ];
  },
});

declare module '@tiptap/core' {
  interface Storage {
    slash: { choose: (index: number) => void };
  }
}
