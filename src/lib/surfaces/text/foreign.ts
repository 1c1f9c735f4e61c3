import type { Schema } from '@tiptap/pm/model';
import * as Y from 'yjs';
import { MAX_DEPTH } from './read.ts';
import { SCHEMA_VERSION, schemaVersionOf } from './schema.ts';

/**
 * What keeps a document from being edited here, because this version would lose some of it:
 * - `newer`: it was written with a newer schema
 * - `foreign`: it contains something that no version of ours writes
 */
export type Obstacle = 'newer' | 'foreign';

/**
 * Looks through a whole document before an editor is bound to it. y-prosemirror deletes what it cannot read,
 * so a document with an obstacle must never be given to it.
 * @returns null when the document can be edited
 */
export function findObstacle(content: Y.XmlFragment, schema: Schema): Obstacle | null {
  if (content.doc !== null && schemaVersionOf(content.doc) > SCHEMA_VERSION) return 'newer';
  const stack: { value: unknown; depth: number }[] = [{ value: content, depth: 0 }];
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    const { value, depth } = next;
    if (value instanceof Y.XmlText) {
      if (!isKnownText(value, schema)) return 'foreign';
    } else if (value instanceof Y.XmlFragment) {
      if (depth > MAX_DEPTH || !isKnownElement(value, depth, schema)) return 'foreign';
      for (const child of value.toArray()) stack.push({ value: child, depth: depth + 1 });
    } else {
      return 'foreign';
    }
  }
  return null;
}

function isKnownElement(value: Y.XmlFragment, depth: number, schema: Schema): boolean {
  if (depth === 0) return true;
  if (!(value instanceof Y.XmlElement) || value instanceof Y.XmlHook) return false;
  const type = Object.hasOwn(schema.nodes, value.nodeName)
    ? schema.nodes[value.nodeName]
    : undefined;
  if (type === undefined || type.isText || type === schema.topNodeType) return false;
  return depth > 1 || schema.topNodeType.contentMatch.matchType(type) !== null;
}

function isKnownText(text: Y.XmlText, schema: Schema): boolean {
  // The content of the body is blocks: words directly in it are nobody's.
  if (text.parent !== null && text.parent._item === null) return false;
  const delta = text.toDelta() as { insert?: unknown; attributes?: Record<string, unknown> }[];
  return delta.every(
    ({ insert, attributes }) =>
      typeof insert === 'string' &&
      Object.keys(attributes ?? {}).every((name) => Object.hasOwn(schema.marks, name)),
  );
}

/**
 * The same for one transaction: looks only at what it inserted.
 * @returns null when what arrived can be given to the editor
 */
export function findObstacleIn(
  transaction: Y.Transaction,
  content: Y.XmlFragment,
  schema: Schema,
): Obstacle | null {
  if (schemaVersionOf(transaction.doc) > SCHEMA_VERSION) return 'newer';
  for (const [client, end] of transaction.afterState) {
    const start = transaction.beforeState.get(client) ?? 0;
    const structs = transaction.doc.store.clients.get(client);
    if (end === start || structs === undefined) continue;
    for (let i = Y.findIndexSS(structs, start); i < structs.length; i++) {
      const struct = structs[i];
      if (!(struct instanceof Y.Item) || struct.deleted || isKnownItem(struct, schema)) continue;
      if (Y.isParentOf(content, struct)) return 'foreign';
    }
  }
  return null;
}

function isKnownItem(item: Y.Item, schema: Schema): boolean {
  const { content } = item;
  // An attribute's value; the schema reads those with care.
  if (item.parentSub !== null) return true;
  if (content instanceof Y.ContentFormat) return Object.hasOwn(schema.marks, content.key);
  if (content instanceof Y.ContentString) return item.parent instanceof Y.XmlText;
  if (!(content instanceof Y.ContentType)) return false;
  const { type } = content;
  let depth = 0;
  for (let at: Y.Item | null = item; at !== null; at = parentItem(at)) depth++;
  if (depth > MAX_DEPTH) return false;
  if (type instanceof Y.XmlText) return depth > 1;
  return type instanceof Y.XmlFragment && isKnownElement(type, depth, schema);
}

function parentItem(item: Y.Item): Y.Item | null {
  return item.parent instanceof Y.AbstractType ? item.parent._item : null;
}
