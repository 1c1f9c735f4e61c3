import * as Y from 'yjs';
import { DocumentFiles } from './files.ts';
import type { KeptCopy } from '../../sync/types.ts';

const TITLE_ROOT = 'title';
const CONTENT_ROOT = 'content';
const ELEMENTS_ROOT = 'elements';
/** Bytes from which on an update is sent before more is written: the server takes several times this, but not everything. */
const PART_BYTES = 512 * 1024;

/** A kept copy as a document of its own. */
export function keptDoc(kept: KeptCopy): Y.Doc {
  const doc = new Y.Doc();
  Y.applyUpdate(doc, kept.update);
  return doc;
}

/**
 * Writes the content of one document, and this title, into another of the same kind, in place of what is there. Gives
 * what was written in updates that build on each other, none of which is much larger than its largest block or element.
 */
export function* copyContent(
  from: Y.Doc,
  to: Y.Doc,
  what: { kind: string; title: string },
): Generator<Uint8Array<ArrayBuffer>, void, undefined> {
  let bytes = 0;
  const count = (update: Uint8Array) => void (bytes += update.byteLength);
  let known = Y.encodeStateVector(to);
  to.on('update', count);
  try {
    for (const write of writesOf(from, to, what)) {
      to.transact(write);
      if (bytes < PART_BYTES) continue;
      yield new Uint8Array(Y.encodeStateAsUpdate(to, known));
      known = Y.encodeStateVector(to);
      bytes = 0;
    }
    if (bytes > 0) yield new Uint8Array(Y.encodeStateAsUpdate(to, known));
  } finally {
    to.off('update', count);
  }
}

type Writes = Generator<() => void, void, undefined>;

function* writesOf(from: Y.Doc, to: Y.Doc, what: { kind: string; title: string }): Writes {
  const heading = to.getText(TITLE_ROOT);
  yield () => {
    heading.delete(0, heading.length);
    heading.insert(0, what.title);
  };
  yield* what.kind === 'board' ? elementsOf(from, to) : blocksOf(from, to);
}

function* blocksOf(from: Y.Doc, to: Y.Doc): Writes {
  const target = to.getXmlFragment(CONTENT_ROOT);
  yield () => target.delete(0, target.length);
  const blocks = from
    .getXmlFragment(CONTENT_ROOT)
    .toArray()
    .flatMap((each) => (each instanceof Y.XmlHook ? [] : [each.clone()]));
  for (const [i, block] of blocks.entries()) {
    yield () => target.insertAfter(blocks[i - 1] ?? null, [block]);
  }
}

/** Elements keep their ids, by which arrows and frames name them. */
function* elementsOf(from: Y.Doc, to: Y.Doc): Writes {
  const target = to.getMap(ELEMENTS_ROOT);
  yield () => target.clear();
  for (const [id, element] of from.getMap(ELEMENTS_ROOT)) {
    if (element instanceof Y.Map) yield () => target.set(id, element.clone());
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
 * also because somebody else is signed in by now; nothing is lost then, and what was made of the document is in the trash.
 */
export async function openAsNew(
  kept: KeptCopy,
  what: { documentId: string; kind: string; title: string; userId: string },
): Promise<string> {
  const { kind, title, userId } = what;
  const person = new URLSearchParams({ person: userId }).toString();
  const made = await request(`/api/documents?${person}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ kind, title }),
  });
  const record: unknown = await made.json();
  const id =
    typeof record === 'object' && record !== null && 'id' in record ? String(record.id) : '';
  try {
    await fill(id, kept, what);
  } catch (cause) {
    // If it cannot be put away either, it stays: only the first failure says what was wrong.
    await fetch(`/api/documents/${id}?${person}`, { method: 'DELETE' }).catch(() => undefined);
    throw cause;
  }
  return id;
}

async function fill(
  id: string,
  kept: KeptCopy,
  { documentId, kind, title, userId }: Parameters<typeof openAsNew>[1],
): Promise<void> {
  const person = new URLSearchParams({ person: userId }).toString();
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
  for (const body of copyContent(content, doc, { kind, title })) {
    await request(`/api/documents/${id}/updates?${person}`, {
      method: 'POST',
      headers: { 'content-type': 'application/octet-stream' },
      body,
    });
  }
}

async function request(path: string, init?: RequestInit): Promise<Response> {
  const response = await fetch(path, init);
  if (!response.ok) throw new Error(`${path} was answered with ${response.status}`);
  return response;
}
