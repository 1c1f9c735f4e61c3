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
  return new Y.UndoManager([doc.getXmlFragment(CONTENT_ROOT), doc.getText(TITLE_ROOT)], {
    trackedOrigins: new Set([ySyncPluginKey, TITLE_ORIGIN]),
    deleteFilter: isEmptied,
    captureTransaction: (transaction) => transaction.meta.get('addToHistory') !== false,
  });
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
