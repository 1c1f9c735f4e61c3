import * as Y from 'yjs';
import { ELEMENTS_ROOT } from '../schema.ts';
import { MAX_ELEMENTS } from './limits.ts';
import { compareOrder } from './order.ts';
import { parseElement } from './parse.ts';
import type { BoardElement } from './types.ts';

/**
 * All elements of a board from the bottom to the top, read once: for who looks and does not edit. Never writes and never
 * throws, whatever the document contains.
 */
export function readElements(doc: Y.Doc): BoardElement[] {
  const map = rootMap(doc);
  const elements: BoardElement[] = [];
  for (const [id, properties] of map?.entries() ?? []) {
    if (elements.length === MAX_ELEMENTS) break;
    if (properties instanceof Y.Map) elements.push(parseElement(id, properties));
  }
  return elements.sort(compareOrder);
}

/** The root of the elements, or null when somebody has used its name for something else. */
function rootMap(doc: Y.Doc): Y.Map<unknown> | null {
  const found = doc.share.get(ELEMENTS_ROOT);
  if (found !== undefined && found.constructor !== Y.AbstractType && !(found instanceof Y.Map))
    return null;
  return doc.getMap(ELEMENTS_ROOT);
}
