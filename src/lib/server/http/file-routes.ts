import { createHash } from 'node:crypto';
import { requireSession, requireSessionAndBody } from './authenticate.ts';
import { readBody } from './body.ts';
import { matchesTag } from './etag.ts';
import type { Exchange } from './exchange.ts';
import { writeJson } from './problem.ts';

/**
 * Of what people store, nothing runs and nothing is loaded, also where it is opened as a page of its own: an SVG is a
 * document that can hold scripts.
 */
const INERT = "default-src 'none'; style-src 'unsafe-inline'; sandbox";

/** `GET /api/documents/:id/thumbnail.svg`: a small picture of a board. */
export async function thumbnail(exchange: Exchange): Promise<void> {
  const { user } = await requireSession(exchange);
  const svg = Buffer.from(await exchange.app.documents.thumbnail(user, exchange.id));
  await respondInert(exchange, {
    type: 'image/svg+xml',
    size: svg.byteLength,
    tag: createHash('sha256').update(svg).digest('base64url'),
    cacheControl: 'private, no-cache',
    data: () => svg,
  });
}

/** `POST /api/documents/:id/files`: stores the picture in the body. 201 `{id, type, size}` means: on disk. */
export async function store(exchange: Exchange): Promise<void> {
  const { app, req, res, id } = exchange;
  const { user, body } = await requireSessionAndBody(exchange, async (found) => {
    await app.files.requireWriter(found.user, id);
    return readBody(req, res, app.files.maxBytes);
  });
  const file = await app.files.store(user, id, body);
  res.setHeader('Location', `/api/documents/${id}/files/${file.id}`);
  writeJson(res, 201, { id: file.id, type: file.type, size: file.size });
}

/** `GET /api/documents/:id/files/:fileId`: the bytes. A file never changes, so it is asked for once. */
export async function read(exchange: Exchange): Promise<void> {
  const { app, id, fileId } = exchange;
  const { user } = await requireSession(exchange);
  const file = await app.files.find(user, id, fileId);
  await respondInert(exchange, {
    type: file.type,
    size: file.size,
    tag: file.id,
    cacheControl: 'private, max-age=31536000, immutable',
    data: () => app.files.read(user, id, fileId),
  });
}

interface InertAnswer {
  readonly type: string;
  /** Bytes. */
  readonly size: number;
  /** Names this very content. */
  readonly tag: string;
  readonly cacheControl: string;
  /** Called only when the content is really sent. */
  readonly data: () => Uint8Array | Promise<Uint8Array>;
}

/** Answers with something that people made, so that nothing in it runs; 304 for who has it already, without reading it. */
async function respondInert({ req, res }: Exchange, answer: InertAnswer): Promise<void> {
  const etag = `"${answer.tag}"`;
  const headers = {
    'Cache-Control': answer.cacheControl,
    ETag: etag,
    // Another person's browser asks again.
    Vary: 'Authorization, Cookie',
    'X-Content-Type-Options': 'nosniff',
    'Content-Security-Policy': INERT,
    'Cross-Origin-Resource-Policy': 'same-origin',
  };
  if (matchesTag(req.headers['if-none-match'], etag)) {
    res.writeHead(304, headers).end();
    return;
  }
  const data = req.method === 'HEAD' ? undefined : await answer.data();
  res.writeHead(200, { ...headers, 'Content-Type': answer.type, 'Content-Length': answer.size });
  res.end(data);
}
