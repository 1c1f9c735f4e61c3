import { Extension, type Editor } from '@tiptap/core';
import { Plugin, TextSelection } from '@tiptap/pm/state';
import type { EditorView } from '@tiptap/pm/view';
import {
  absolutePositionToRelativePosition,
  yCursorPluginKey,
  ySyncPluginKey,
  type ProsemirrorBinding,
} from 'y-prosemirror';
import type * as Y from 'yjs';

/*
 * The browser moves its selection at once and says so a moment later. What arrives from others in between would be
 * shown with the selection that the editor still believes in, and the browser's would be set back to it: while
 * somebody else types, every few clicks would seem not to have happened. So before anything from elsewhere is shown,
 * a selection that the editor has not heard of yet is taken over.
 */

interface Unread {
  readonly anchor: number;
  readonly head: number;
}

class SelectionWatch {
  /** By what the browser's selection may have moved since it last said so. */
  private cause: 'pointer' | 'key' | null = null;

  attach(view: EditorView): () => void {
    const pointer = (event: PointerEvent): void => {
      if (event.buttons !== 0) this.cause = 'pointer';
    };
    const key = (): void => void (this.cause ??= 'key');
    const read = (): void => void (this.cause = null);
    const { dom } = view;
    const page = dom.ownerDocument;
    dom.addEventListener('pointerdown', pointer, true);
    page.addEventListener('pointermove', pointer, true);
    dom.addEventListener('keydown', key, true);
    page.addEventListener('selectionchange', read);
    return () => {
      dom.removeEventListener('pointerdown', pointer, true);
      page.removeEventListener('pointermove', pointer, true);
      dom.removeEventListener('keydown', key, true);
      page.removeEventListener('selectionchange', read);
    };
  }

  /** The browser's selection as positions of the document, if the editor has not heard of it. */
  unread(view: EditorView): Unread | null {
    const { selection, doc } = view.state;
    if (this.cause === null || view.composing || !view.hasFocus()) return null;
    // A selected node or cells are another selection for the browser than for the editor.
    if (this.cause === 'key' && !(selection instanceof TextSelection)) return null;
    const shown = view.dom.ownerDocument.getSelection();
    const { anchorNode, focusNode } = shown ?? {};
    if (!shown || !anchorNode || !focusNode) return null;
    if (!view.dom.contains(anchorNode) || !view.dom.contains(focusNode)) return null;
    const anchor = view.posAtDOM(anchorNode, shown.anchorOffset, -1);
    const head = view.posAtDOM(focusNode, shown.focusOffset, -1);
    if (anchor === selection.anchor && head === selection.head) return null;
    return Math.max(anchor, head) > doc.content.size ? null : { anchor, head };
  }
}

/** Takes over the selection that the browser has made before something from elsewhere is shown. */
export const UnreadSelection = Extension.create<{ doc: Y.Doc | null }, { watch: SelectionWatch }>({
  name: 'unreadSelection',
  addOptions: () => ({ doc: null }),
  addStorage: () => ({ watch: new SelectionWatch() }),

  onBeforeCreate() {
    const { editor, storage } = this;
    const { doc } = this.options;
    if (doc === null) return;
    // Before the binding's own handler, which keeps the selection that it finds set.
    const keep = (): void => keepSelection(editor, storage.watch, doc);
    doc.on('beforeAllTransactions', keep);
    editor.on('destroy', () => doc.off('beforeAllTransactions', keep));
  },

  dispatchTransaction({ transaction, next }) {
    const { editor, storage } = this;
    const carets: unknown = transaction.getMeta(yCursorPluginKey);
    const unread = carets === undefined ? null : storage.watch.unread(editor.view);
    if (unread === null || transaction.docChanged) return next(transaction);
    const { tr } = editor.state;
    const between = TextSelection.between(
      tr.doc.resolve(unread.anchor),
      tr.doc.resolve(unread.head),
    );
    next(tr.setMeta(yCursorPluginKey, carets).setSelection(between));
  },

  addProseMirrorPlugins() {
    const { watch } = this.storage;
    return [new Plugin({ view: (view) => ({ destroy: watch.attach(view) }) })];
  },
});

function keepSelection(editor: Editor, watch: SelectionWatch, doc: Y.Doc): void {
  // What is typed here comes from the editor, which knows its selection.
  if (editor.isDestroyed || doc._transaction?.local !== false) return;
  const state = ySyncPluginKey.getState(editor.state) as
    { binding: ProsemirrorBinding } | undefined;
  const unread = watch.unread(editor.view);
  if (state === undefined || unread === null) return;
  const { binding } = state;
  const relative = (pos: number): unknown =>
    absolutePositionToRelativePosition(pos, binding.type, binding.mapping);
  binding.beforeTransactionSelection = {
    type: 'text',
    anchor: relative(unread.anchor),
    head: relative(unread.head),
  };
}
