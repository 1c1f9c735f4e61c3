/** Worker thread: reads and draws boards. One of eight thousand elements takes it a second, the others' edits nothing. */
import { parentPort } from 'node:worker_threads';
import { brotliDecompressSync } from 'node:zlib';
import * as Y from 'yjs';
import { boardText, renderBoardPage, renderThumbnail } from '../../../surfaces/board/render.ts';
import type { BoardJob, BoardProducts, BoardReply, BoardRequest, BoardState } from './wire.ts';

/** Characters of a first paint. */
const PAGE_LENGTH = 800_000;
/** Characters of a small picture. */
const THUMBNAIL_LENGTH = 60_000;
/** A picture is finished with what is drawn by then, milliseconds. */
const DRAWING_MS = 2_000;

const JOBS: {
  readonly [Job in BoardJob]: (doc: Y.Doc, state: BoardState) => BoardProducts[Job];
} = {
  page: (doc, { documentId }) =>
    renderBoardPage(doc, {
      maxLength: PAGE_LENGTH,
      stop: deadline(DRAWING_MS),
      imageHref: (fileId) => fileAddress(documentId, fileId),
    }),
  text: (doc) => boardText(doc).text,
  thumbnail: (doc) =>
    renderThumbnail(doc, { maxLength: THUMBNAIL_LENGTH, stop: deadline(DRAWING_MS) }),
};

const port = parentPort;
if (!port) throw new Error('This file runs as a worker thread.');
port.on('message', (request: BoardRequest) => port.postMessage(answer(request)));

function answer(request: BoardRequest): BoardReply {
  const { id, job } = request;
  const doc = new Y.Doc();
  const from = performance.now();
  try {
    build(doc, request);
    const product = JOBS[job](doc, request);
    return { id, product, took: performance.now() - from };
  } catch (error) {
    return { id, error: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  } finally {
    doc.destroy();
  }
}

function build(doc: Y.Doc, { snapshot, updates }: BoardState): void {
  // One transaction: with two, Yjs would take what is in the log for changes to tidy up after.
  doc.transact(() => {
    if (snapshot) Y.applyUpdateV2(doc, brotliDecompressSync(snapshot));
    if (updates.length > 0) Y.applyUpdate(doc, Y.mergeUpdates([...updates]));
  });
}

/** The address of a picture on this site; null for what can be no id of one. */
function fileAddress(documentId: string, fileId: string): string | null {
  return /^[\w-]{43}$/.test(fileId) ? `/api/documents/${documentId}/files/${fileId}` : null;
}

function deadline(ms: number): () => boolean {
  const end = performance.now() + ms;
  return () => performance.now() > end;
}
