import * as Y from 'yjs';

/**
 * For `beforeObserverCalls`: what undo or redo brought back gets the neighbours among which it stands.
 *
 * `Y.UndoManager` (Yjs 13.6) names the neighbours that the words once had, or what became of those; these may stand
 * in the opposite order by now. Where such an item belongs depends on the order in which updates are applied. With
 * the neighbours that it has when it comes into the list it is an insertion like any other.
 */
export function placeUndone({ origin, doc, beforeState }: Y.Transaction): void {
  if (!(origin instanceof Y.UndoManager)) return;
  const known = beforeState.get(doc.clientID) ?? 0;
  const structs = doc.store.clients.get(doc.clientID) ?? [];
  // From the last to the first, taking each out: an item did not know those that came after it.
  const lefts = new Map<Y.Item, Y.Item | null>();
  const rights = new Map<Y.Item, Y.Item | null>();
  for (let i = structs.length - 1; i >= 0; i--) {
    const item = structs[i];
    if (!item || item.id.clock < known) return;
    // Entries of maps have no right neighbour.
    if (!(item instanceof Y.Item) || item.parentSub !== null) continue;
    const left = lefts.get(item) ?? (lefts.has(item) ? null : item.left);
    const right = rights.get(item) ?? (rights.has(item) ? null : item.right);
    item.origin = left?.lastId ?? null;
    item.rightOrigin = right?.id ?? null;
    if (left) rights.set(left, right);
    if (right) lefts.set(right, left);
  }
}
