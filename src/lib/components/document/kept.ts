import * as Y from 'yjs';
import type { KeptCopy } from '../../sync/types.ts';

const TITLE_ROOT = 'title';
const CONTENT_ROOT = 'content';

/** A kept copy as a document of its own. */
export function keptDoc(kept: KeptCopy): Y.Doc {
  const doc = new Y.Doc();
  Y.applyUpdate(doc, kept.update);
  return doc;
}

/** Writes the content and the title of one text document into another, in place of what is there. */
export function copyContent(from: Y.Doc, to: Y.Doc, title: string): void {
  const source = from.getXmlFragment(CONTENT_ROOT);
  const target = to.getXmlFragment(CONTENT_ROOT);
  const heading = to.getText(TITLE_ROOT);
  to.transact(() => {
    target.delete(0, target.length);
    target.insert(
      0,
      source.toArray().flatMap((each) => (each instanceof Y.XmlHook ? [] : [each.clone()])),
    );
    heading.delete(0, heading.length);
    heading.insert(0, title);
  });
}

/**
 * Makes a new document out of a kept copy and resolves to its id. The copy belongs to another history, so its
 * content is written anew instead of being merged. `userId`: whose copy it is. Rejects if the server does not take it,
 * also because somebody else is signed in by now; nothing is lost then.
 */
export async function openAsNew(kept: KeptCopy, title: string, userId: string): Promise<string> {
  const person = new URLSearchParams({ person: userId }).toString();
  const made = await request(`/api/documents?${person}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ kind: 'text', title }),
  });
  const record: unknown = await made.json();
  const id =
    typeof record === 'object' && record !== null && 'id' in record ? String(record.id) : '';
  const snapshot = await request(`/api/documents/${id}/snapshot?${person}`);
  const doc = new Y.Doc();
  Y.applyUpdateV2(doc, new Uint8Array(await snapshot.arrayBuffer()));
  const before = Y.encodeStateVector(doc);
  copyContent(keptDoc(kept), doc, title);
  await request(`/api/documents/${id}/updates?${person}`, {
    method: 'POST',
    headers: { 'content-type': 'application/octet-stream' },
    body: new Uint8Array(Y.encodeStateAsUpdate(doc, before)),
  });
  return id;
}

async function request(path: string, init?: RequestInit): Promise<Response> {
  const response = await fetch(path, init);
  if (!response.ok) throw new Error(`${path} was answered with ${response.status}`);
  return response;
}
