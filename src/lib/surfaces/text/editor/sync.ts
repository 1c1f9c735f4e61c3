import { Extension } from '@tiptap/core';
import { redoCommand, undoCommand, ySyncPlugin, yUndoPlugin } from 'y-prosemirror';
import type { Awareness } from 'y-protocols/awareness';
import type * as Y from 'yjs';
import { findObstacleIn, type Obstacle } from '../foreign.ts';
import { CONTENT_ROOT } from '../schema.ts';
import { caretPlugins } from './carets.ts';
import { UndoSteps } from './undo-steps.ts';

export interface SyncOptions {
  doc: Y.Doc;
  awareness: Awareness;
  undoManager: Y.UndoManager;
  /**
   * Something arrived that this version cannot read. The editor must be destroyed before this returns: it would
   * delete what it cannot read, for everybody.
   */
  onObstacle: (obstacle: Obstacle) => void;
}

/** Binds the editor to the shared document: content, carets, undo. */
export const Sync = Extension.create<SyncOptions>({
  name: 'sync',
  // Before everything that reads what it binds.
  priority: 1000,

  addKeyboardShortcuts() {
    const { editor } = this;
    const undo = () => undoCommand(editor.state, editor.view.dispatch);
    const redo = () => redoCommand(editor.state, editor.view.dispatch);
    return { 'Mod-z': undo, 'Mod-Z': redo, 'Shift-Mod-z': redo, 'Mod-y': redo };
  },

  onBeforeCreate() {
    const { editor, options } = this;
    const content = options.doc.getXmlFragment(CONTENT_ROOT);
    // Comes before the binding hears of the transaction.
    const guard = (transaction: Y.Transaction): void => {
      const obstacle = findObstacleIn(transaction, content, editor.schema);
      if (obstacle !== null) options.onObstacle(obstacle);
    };
    options.doc.on('beforeObserverCalls', guard);
    editor.on('destroy', () => options.doc.off('beforeObserverCalls', guard));
    const steps = new UndoSteps(options.undoManager);
    // Comes before the binding writes the transaction into the document.
    editor.on('beforeTransaction', ({ transaction }) => steps.take(transaction));
  },

  addProseMirrorPlugins() {
    const { doc, awareness, undoManager } = this.options;
    return [
      ySyncPlugin(doc.getXmlFragment(CONTENT_ROOT)),
      yUndoPlugin({ undoManager }),
      ...caretPlugins(doc, awareness),
    ];
  },
});
