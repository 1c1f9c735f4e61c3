import { Fragment, type Mark, type Node, type Schema } from '@tiptap/pm/model';
import * as Y from 'yjs';
import { fitNode } from './fit.ts';

/** Nobody nests this deep by writing; deeper content is shown as plain text. */
export const MAX_DEPTH = 100;

/**
 * The body of a document as a ProseMirror node. Reads only, and takes whatever is there: what the schema does
 * not know is left out, its words are kept.
 */
export function readContent(content: Y.XmlFragment, schema: Schema): Node {
  const children = content.toArray().flatMap((child) => readChild(child, schema, 0));
  return fitNode(schema.topNodeType, null, Fragment.fromArray(children));
}

function readChild(value: unknown, schema: Schema, depth: number): Node[] {
  if (value instanceof Y.XmlText) return readText(value, schema);
  if (!(value instanceof Y.XmlElement)) return [];
  if (depth >= MAX_DEPTH) {
    const words = plainText(value);
    return words === '' ? [] : [schema.text(words)];
  }
  const children = value.toArray().flatMap((child) => readChild(child, schema, depth + 1));
  const type = Object.hasOwn(schema.nodes, value.nodeName)
    ? schema.nodes[value.nodeName]
    : undefined;
  if (type === undefined || type.isText || type === schema.topNodeType) return children;
  return [fitNode(type, value.getAttributes(), Fragment.fromArray(children))];
}

interface Delta {
  insert?: unknown;
  attributes?: Record<string, unknown>;
}

function readText(text: Y.XmlText, schema: Schema): Node[] {
  const nodes: Node[] = [];
  for (const { insert, attributes } of text.toDelta() as Delta[]) {
    if (typeof insert !== 'string' || insert === '') continue;
    nodes.push(schema.text(insert, readMarks(attributes ?? {}, schema)));
  }
  return nodes;
}

function readMarks(attributes: Record<string, unknown>, schema: Schema): Mark[] {
  let marks: readonly Mark[] = [];
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || !Object.hasOwn(schema.marks, name)) continue;
    marks = schema.mark(name, value as Record<string, unknown>).addToSet(marks);
  }
  return [...marks];
}

/** All words inside an element, without recursion: it may be nested however deep. */
function plainText(element: Y.XmlElement): string {
  const words: string[] = [];
  const stack: unknown[] = [element];
  while (stack.length > 0) {
    const value = stack.pop();
    if (value instanceof Y.XmlText) {
      for (const { insert } of value.toDelta() as Delta[]) {
        if (typeof insert === 'string') words.push(insert);
      }
    } else if (value instanceof Y.XmlElement) {
      stack.push(...value.toArray().reverse());
    }
  }
  return words.join(' ');
}
