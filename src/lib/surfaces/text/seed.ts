import * as Y from 'yjs';
import {
  CONTENT_ROOT,
  META_ROOT,
  META_SCHEMA_VERSION,
  SCHEMA_VERSION,
  TITLE_ROOT,
} from './schema.ts';

/**
 * Writes the first content of a text document: its title, one empty paragraph, and the version of the schema.
 * Only the server does this, in the transaction that creates the record: two clients that both did it would
 * double the content.
 */
export function seedText(doc: Y.Doc, title: string): void {
  doc.transact(() => {
    if (title !== '') doc.getText(TITLE_ROOT).insert(0, title);
    doc.getXmlFragment(CONTENT_ROOT).insert(0, [new Y.XmlElement('paragraph')]);
    doc.getMap(META_ROOT).set(META_SCHEMA_VERSION, SCHEMA_VERSION);
  });
}
