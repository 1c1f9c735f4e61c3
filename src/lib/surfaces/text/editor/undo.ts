import { ySyncPluginKey } from 'y-prosemirror';
import * as Y from 'yjs';
import { isLost, keepPieces, piecesIn, type Step } from '../../undo.ts';
import { CONTENT_ROOT, TITLE_ROOT } from '../schema.ts';

/** Origin of the transactions in which this person edits the title. */
export const TITLE_ORIGIN = Symbol('title');

/**
 * Undo of this person's own edits, of title and body alike. Edits of others, and repairs that nobody asked for
 * (`addToHistory: false`), are not in it.
 */
export function createUndoManager(doc: Y.Doc): Y.UndoManager {
  return new UndoWithoutLost([doc.getXmlFragment(CONTENT_ROOT), doc.getText(TITLE_ROOT)], {
    trackedOrigins: new Set([ySyncPluginKey, TITLE_ORIGIN]),
    deleteFilter: isEmptied,
    captureTransaction: (transaction) => transaction.meta.get('addToHistory') !== false,
  });
}

/**
 * `Y.UndoManager` (Yjs 13.6) throws in the middle of a step that deleted something from an element which was brought
 * back since, then deleted by somebody else, and is gone from memory. Here such a step does without that; one that
 * has nothing else to do is passed over, as Yjs does with all that change nothing.
 */
class UndoWithoutLost extends Y.UndoManager {
  override undo(): Step | null {
    return this.#take(this.undoStack, () => super.undo());
  }

  override redo(): Step | null {
    return this.#take(this.redoStack, () => super.redo());
  }

  #take(steps: readonly Step[], run: () => Step | null): Step | null {
    // All of them, as Yjs goes on to the next when one changes nothing.
    for (const step of steps) leaveOutLost(step, this.doc.store);
    try {
      return run();
    } catch (error) {
      // Not thrown on: the editor would leave the key to the browser's own undo.
      reportError(error);
      return this.currStackItem;
    } finally {
      // Yjs does nothing while this is set, and an observer that throws keeps it from clearing it.
      this.currStackItem = null;
    }
  }
}

/** Takes out of what a step deleted all that can no longer be brought back. */
function leaveOutLost(step: Step, store: Y.Doc['store']): void {
  const pieces = [...piecesIn(store, step.deletions)];
  const left = pieces.filter(({ struct }) => !(struct instanceof Y.Item && isLost(store, struct)));
  if (left.length < pieces.length) keepPieces(step, left);
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
