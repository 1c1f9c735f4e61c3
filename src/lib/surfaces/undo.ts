import * as Y from 'yjs';

/** What the undo of every surface needs of Yjs and Yjs does not say. */

/** One step of undo or redo. */
export type Step = Y.UndoManager['undoStack'][number];
type Store = Y.Doc['store'];

/** A stretch of what a step wrote or deleted, and the struct in which it lies now. */
export interface Piece {
  readonly struct: Y.Item | Y.GC;
  readonly client: number;
  readonly clock: number;
  readonly len: number;
}

/**
 * All stretches of what a step wrote or deleted. Values of a property come one by one: those that are gone may lie in one
 * struct, also with such that the step did not touch.
 */
export function* piecesIn(store: Store, set: Step['deletions']): Iterable<Piece> {
  for (const [client, ranges] of set.clients) {
    for (const { clock: from, len } of ranges) {
      const end = from + len;
      for (let clock = from; clock < end;) {
        const struct = structAt(store, Y.createID(client, clock));
        const isValue = struct instanceof Y.Item && struct.parentSub !== null;
        const next = isValue ? clock + 1 : Math.min(struct.id.clock + struct.length, end);
        yield { struct, client, clock, len: next - clock };
        clock = next;
      }
    }
  }
}

/** Leaves of what a step deleted only some stretches, so that undo brings back no others. */
export function keepPieces({ deletions }: Step, kept: readonly Piece[]): void {
  for (const client of deletions.clients.keys()) {
    deletions.clients.set(
      client,
      kept.filter((piece) => piece.client === client).map(({ clock, len }) => ({ clock, len })),
    );
  }
}

/** What an item has been brought back as; itself when it has not. */
export function latestOf(store: Store, item: Y.Item): Y.Item | Y.GC {
  let latest: Y.Item | Y.GC = item;
  while (latest instanceof Y.Item && latest.redone !== null) {
    latest = structAt(store, latest.redone);
  }
  return latest;
}

/** Whether the type into which Yjs would bring a deleted item back is gone from memory: it would throw. */
export function isLost(store: Store, item: Y.Item): boolean {
  const parent = item.parent instanceof Y.AbstractType ? item.parent._item : null;
  if (item.redone !== null || !parent?.deleted) return false;
  const latest = latestOf(store, parent);
  return !(latest instanceof Y.Item && latest.content instanceof Y.ContentType);
}

/** `Y.getItem`, whose type does not say that it also finds what is gone from memory. */
function structAt(store: Store, id: Y.ID): Y.Item | Y.GC {
  return Y.getItem(store, id);
}
