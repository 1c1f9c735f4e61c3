import * as Y from 'yjs';

/**
 * Version of what a board may contain. Raise it with every element type or property that an older client
 * would show wrongly; such a client then shows the board without letting anybody edit it.
 */
export const BOARD_SCHEMA_VERSION = 1;

/** Root of the elements: a `Y.Map` from element id to a `Y.Map` of its properties. */
export const ELEMENTS_ROOT = 'elements';
/** Root of the title, a `Y.Text`: the same for every kind of document. */
export const TITLE_ROOT = 'title';
/** Root of what describes the document itself, a `Y.Map`: the same for every kind of document. */
export const META_ROOT = 'meta';
/** Key in the `meta` map: the highest schema version that the content was written with. */
export const META_SCHEMA_VERSION = 'schemaVersion';

/** The schema version that a board says it needs; 1 when it says nothing. Never writes. */
export function boardSchemaVersionOf(doc: Y.Doc): number {
  const version = doc.getMap(META_ROOT).get(META_SCHEMA_VERSION);
  return typeof version === 'number' && Number.isFinite(version) ? version : 1;
}

/** The title of a board on one line; '' for none, and for what is no text. Never writes. */
export function titleOf(doc: Y.Doc): string {
  const found = doc.share.get(TITLE_ROOT);
  if (found !== undefined && found.constructor !== Y.AbstractType && !(found instanceof Y.Text))
    return '';
  return doc.getText(TITLE_ROOT).toString().replace(/\s+/g, ' ').trim();
}
