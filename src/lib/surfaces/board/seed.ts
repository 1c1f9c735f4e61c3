import type * as Y from 'yjs';
import { BOARD_SCHEMA_VERSION, META_ROOT, META_SCHEMA_VERSION, TITLE_ROOT } from './schema.ts';

/**
 * Writes the first content of a board: its title and the version of the schema. Only the server does this, in
 * the transaction that creates the record.
 */
export function seedBoard(doc: Y.Doc, title: string): void {
  doc.transact(() => {
    if (title !== '') doc.getText(TITLE_ROOT).insert(0, title);
    doc.getMap(META_ROOT).set(META_SCHEMA_VERSION, BOARD_SCHEMA_VERSION);
  });
}
