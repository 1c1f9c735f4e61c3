import { posToDOMRect, type Editor } from '@tiptap/core';
import { TextSelection } from '@tiptap/pm/state';
import { isInTable } from '@tiptap/pm/tables';
import type * as Y from 'yjs';
import { currentKind, type BlockKind } from '../editor/catalogue.ts';
import { slashKey, type SlashState } from '../editor/slash.ts';
import type { Anchor } from './float.ts';

/** What the toolbars and menus know of the editor, as one immutable value; a new one for every change. */
export interface EditorView {
  readonly editable: boolean;
  readonly focused: boolean;
  /** Words are selected, and they can be formatted. */
  readonly formattable: boolean;
  /** Names of the marks at the selection. */
  readonly marks: readonly string[];
  readonly kind: BlockKind;
  readonly inTable: boolean;
  /** The address at the caret, null when it is in no link. */
  readonly href: string | null;
  readonly slash: SlashState | null;
  readonly canUndo: boolean;
  readonly canRedo: boolean;
}

/** The editor for Svelte: its state as a rune, and which popovers are open. */
export class EditorUi {
  view: EditorView = $state.raw(EMPTY);
  /** The form for a link's address is open. */
  linkForm = $state(false);
  readonly editor: Editor;
  readonly undoManager: Y.UndoManager;
  private frame = 0;

  constructor(editor: Editor, undoManager: Y.UndoManager) {
    this.editor = editor;
    this.undoManager = undoManager;
    // Many transactions can pass between two frames; what is drawn once is reckoned once.
    const schedule = (): void => {
      this.frame ||= requestAnimationFrame(() => {
        this.frame = 0;
        if (!editor.isDestroyed) this.view = this.read();
      });
    };
    editor.on('transaction', schedule);
    editor.on('focus', schedule);
    editor.on('blur', schedule);
    editor.on('update', schedule);
    undoManager.on('stack-item-added', schedule);
    undoManager.on('stack-item-popped', schedule);
    editor.on('destroy', () => cancelAnimationFrame(this.frame));
    this.view = this.read();
  }

  private read(): EditorView {
    const { editor, undoManager } = this;
    const { selection, schema } = editor.state;
    const words = selection instanceof TextSelection && !selection.empty;
    const href: unknown = editor.getAttributes('link').href;
    return {
      editable: editor.isEditable,
      focused: editor.isFocused,
      formattable: words && !selection.$from.parent.type.spec.code,
      marks: Object.keys(schema.marks).filter((name) => editor.isActive(name)),
      kind: currentKind(editor),
      inTable: isInTable(editor.state),
      href: typeof href === 'string' ? href : null,
      slash: slashKey.getState(editor.state) ?? null,
      canUndo: undoManager.canUndo(),
      canRedo: undoManager.canRedo(),
    };
  }

  /** Where the selected words are. */
  selectionAnchor(): Anchor {
    const { view } = this.editor;
    const rect = () => {
      const { from, to } = view.state.selection;
      return posToDOMRect(view, from, to);
    };
    return { rect, within: view.dom };
  }

  /** Where a position of the document is. */
  positionAnchor(pos: number): Anchor {
    const { view } = this.editor;
    const rect = () => posToDOMRect(view, pos, pos);
    return { rect, within: view.dom };
  }
}

const EMPTY: EditorView = {
  editable: false,
  focused: false,
  formattable: false,
  marks: [],
  kind: 'paragraph',
  inTable: false,
  href: null,
  slash: null,
  canUndo: false,
  canRedo: false,
};
