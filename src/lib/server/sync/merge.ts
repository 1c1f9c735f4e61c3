import * as Y from 'yjs';

/** Yjs looks through all updates for every struct that it merges: few at a time keep it linear. */
const AT_ONCE = 32;

/** Merges any number of Yjs v1 updates, at least one, into one. */
export function mergeAll(updates: readonly Uint8Array[]): Uint8Array {
  let level = updates;
  while (level.length > AT_ONCE) {
    const merged: Uint8Array[] = [];
    for (let i = 0; i < level.length; i += AT_ONCE) {
      merged.push(Y.mergeUpdates(level.slice(i, i + AT_ONCE)));
    }
    level = merged;
  }
  return Y.mergeUpdates([...level]);
}
