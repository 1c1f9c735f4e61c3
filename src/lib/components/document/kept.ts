import * as Y from 'yjs';
import { DocumentFiles } from './files.ts';
import type { KeptCopy } from '../../sync/types.ts';

const TITLE_ROOT = 'title';
const CONTENT_ROOT = 'content';
const ELEMENTS_ROOT = 'elements';

/** A kept copy as a document of its own. */
export function keptDoc(kept: KeptCopy): Y.Doc {
  const doc = new Y.Doc();
  Y.applyUpdate(doc, kept.update);
  return doc;
}

/** Writes the content of one document, and this title, into another of the same kind, in place of what is there. */
export function copyContent(from: Y.Doc, to: Y.Doc, what: { kind: string; title: string }): void {
  const { kind, title } = what;
  const heading = to.getText(TITLE_ROOT);
  to.transact(() => {
    if (kind === 'board') copyElements(from, to);
    else copyBlocks(from, to);
    heading.delete(0, heading.length);
    heading.insert(0, title);
  });
}

function copyBlocks(from: Y.Doc, to: Y.Doc): void {
  const blocks = from.getXmlFragment(CONTENT_ROOT).toArray();
  const target = to.getXmlFragment(CONTENT_ROOT);
  target.delete(0, target.length);
  target.insert(
    0,
    blocks.flatMap((each) => (each instanceof Y.XmlHook ? [] : [each.clone()])),
  );
}

/** Elements keep their ids, by which arrows and frames name them. */
function copyElements(from: Y.Doc, to: Y.Doc): void {
  const target = to.getMap(ELEMENTS_ROOT);
  target.clear();
  for (const [id, element] of from.getMap(ELEMENTS_ROOT)) {
    if (element instanceof Y.Map) target.set(id, element.clone());
  }
}

/** Has the pictures of a board beside another one too. One that cannot be had is missing there, and holds up nothing. */
async function copyPictures(
  elements: Y.Doc,
  from: DocumentFiles,
  to: DocumentFiles,
): Promise<void> {
  const pictures = new Set<string>();
  for (const element of elements.getMap(ELEMENTS_ROOT).values()) {
    const fileId = element instanceof Y.Map ? element.get('fileId') : undefined;
    if (typeof fileId === 'string') pictures.add(fileId);
  }
  await Promise.allSettled(
    Array.from(pictures, async (fileId) => to.store(await from.read(fileId))),
  );
}

/**
 * Makes a new document out of a kept copy and resolves to its id. The copy belongs to another history, so its
 * content is written anew instead of being merged. `documentId`: the page
 * that it was of, `userId`: whose copy it is. Rejects if the server does not take it,
 * also because somebody else is signed in by now; nothing is lost then.
 */
export async function openAsNew(
  kept: KeptCopy,
  what: { documentId: string; kind: string; title: string; userId: string },
): Promise<string> {
  const { documentId, kind, title, userId } = what;
  const person = new URLSearchParams({ person: userId }).toString();
  const made = await request(`/api/documents?${person}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ kind, title }),
  });
  const record: unknown = await made.json();
  const id =
    typeof record === 'object' && record !== null && 'id' in record ? String(record.id) : '';
  const content = keptDoc(kept);
  if (kind === 'board') {
    const [from, to] = [documentId, id].map(
      (each) => new DocumentFiles({ documentId: each, userId }),
    );
    if (from && to) await copyPictures(content, from, to);
  }
  const snapshot = await request(`/api/documents/${id}/snapshot?${person}`);
  const doc = new Y.Doc();
  Y.applyUpdateV2(doc, new Uint8Array(await snapshot.arrayBuffer()));
  const before = Y.encodeStateVector(doc);
  copyContent(content, doc, { kind, title });
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
