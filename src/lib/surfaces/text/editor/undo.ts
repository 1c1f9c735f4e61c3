import { ySyncPluginKey } from 'y-prosemirror';
import * as Y from 'yjs';
import { CONTENT_ROOT, TITLE_ROOT } from '../schema.ts';

/** Origin of the transactions in which this person edits the title. */
export const TITLE_ORIGIN = Symbol('title');

/**
 * Undo of this person's own edits, of title and body alike. Edits of others, and repairs that nobody asked for
 * (`addToHistory: false`), are not in it.
 */
export function createUndoManager(doc: Y.Doc): Y.UndoManager {
  return new LastingUndo([doc.getXmlFragment(CONTENT_ROOT), doc.getText(TITLE_ROOT)], {
    trackedOrigins: new Set([ySyncPluginKey, TITLE_ORIGIN]),
    deleteFilter: isEmptied,
    captureTransaction: (transaction) => transaction.meta.get('addToHistory') !== false,
  });
}

/**
 * `Y.UndoManager` (Yjs 13.6) throws when a step needs an element that was brought back once, then deleted by somebody
 * else, and is gone from memory. Such a step is passed over, and the one before it is undone instead.
 */
class LastingUndo extends Y.UndoManager {
  override undo(): Step {
    return attempt(() => super.undo(), this.undoStack, this.redoStack);
  }

  override redo(): Step {
    return attempt(() => super.redo(), this.redoStack, this.undoStack);
  }
}

type Step = ReturnType<Y.UndoManager['undo']>;

/** Takes steps from one stack until one can be done; what was done lies on the other. */
function attempt(run: () => Step, from: readonly Step[], to: readonly Step[]): Step {
  const done = to.length;
  for (;;) {
    const left = from.length;
    try {
      return run();
    } catch (error) {
      // A step that is not taken off would be tried for ever.
      if (from.length === left) throw error;
      if (to.length === done) continue;
      // A part of it was done: that was this step.
      reportError(error);
      return to.at(-1) ?? null;
    }
  }
}

/**
 * Whether undo may delete an item. Items come in the order last to first, so what this person put into an element
 * is already gone; what is still in it was written by others, and stays.
 */
function isEmptied(item: Y.Item): boolean {
  if (!(item.content instanceof Y.ContentType)) return true;
  const { type } = item.content;
  const holds = type instanceof Y.XmlFragment || type instanceof Y.Text;
  return !holds || type.length === 0;
}
