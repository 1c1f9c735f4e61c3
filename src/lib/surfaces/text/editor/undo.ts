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

type Step = Y.UndoManager['undoStack'][number];
type Store = Y.Doc['store'];

/** Takes out of what a step deleted all that can no longer be brought back. */
function leaveOutLost({ deletions }: Step, store: Store): void {
  for (const [client, ranges] of deletions.clients) {
    const pieces = ranges.flatMap(({ clock, len }) => [...piecesOf(store, client, clock, len)]);
    const left = pieces.filter(
      ({ struct }) => !(struct instanceof Y.Item && isLost(struct, store)),
    );
    if (left.length === pieces.length) continue;
    deletions.clients.set(
      client,
      left.map(({ clock, len }) => ({ clock, len })),
    );
  }
}

function* piecesOf(store: Store, client: number, from: number, length: number) {
  const end = from + length;
  for (let clock = from; clock < end;) {
    const struct = structAt(store, Y.createID(client, clock));
    const next = Math.min(struct.id.clock + struct.length, end);
    yield { struct, clock, len: next - clock };
    clock = next;
  }
}

/** Whether the element into which Yjs would bring a deleted item back is gone from memory. */
function isLost(item: Y.Item, store: Store): boolean {
  const element = item.parent instanceof Y.AbstractType ? item.parent._item : null;
  if (item.redone !== null || !element?.deleted) return false;
  let latest: Y.Item | Y.GC = element;
  while (latest instanceof Y.Item && latest.redone !== null) {
    latest = structAt(store, latest.redone);
  }
  return !(latest instanceof Y.Item && latest.content instanceof Y.ContentType);
}

/** `Y.getItem`, whose type does not say that it also finds what is gone from memory. */
function structAt(store: Store, id: Y.ID): Y.Item | Y.GC {
  return Y.getItem(store, id);
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
