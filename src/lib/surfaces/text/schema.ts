import { getSchema } from '@tiptap/core';
import type { Schema } from '@tiptap/pm/model';
import type * as Y from 'yjs';
import { contentExtensions } from './extensions.ts';
import { acceptAnyContent } from './fit.ts';

/**
 * Version of what a text document may contain. Raise it with every node, mark or attribute that an older
 * client could not read; such a client then shows the document without letting anybody edit it.
 */
export const SCHEMA_VERSION = 1;

/** Root of the body: a `Y.XmlFragment` as y-prosemirror binds it. */
export const CONTENT_ROOT = 'content';
/** Root of the title: a `Y.Text`. */
export const TITLE_ROOT = 'title';
/** Root of what describes the document itself: a `Y.Map`. */
export const META_ROOT = 'meta';
/** Key in the `meta` map: the highest schema version that the content was written with. */
export const META_SCHEMA_VERSION = 'schemaVersion';

/** The ProseMirror schema of text documents, without a DOM. The editor has its own equal instance. */
export const textSchema: Schema = acceptAnyContent(getSchema(contentExtensions));

/** The schema version that a document says it needs; 1 when it says nothing. Never writes. */
export function schemaVersionOf(doc: Y.Doc): number {
  const version = doc.getMap(META_ROOT).get(META_SCHEMA_VERSION);
  return typeof version === 'number' && Number.isFinite(version) ? version : 1;
}
