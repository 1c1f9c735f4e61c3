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
  const { app, req, res, id } = exchange;
  const { user } = await requireSession(exchange);
  const svg = await app.documents.thumbnail(user, id);
  const etag = `"${createHash('sha256').update(svg).digest('base64url')}"`;
  const headers = {
    'Cache-Control': 'private, no-cache',
    ETag: etag,
    Vary: 'Authorization, Cookie',
    'X-Content-Type-Options': 'nosniff',
    'Content-Security-Policy': INERT,
    'Cross-Origin-Resource-Policy': 'same-origin',
  };
  if (matchesTag(req.headers['if-none-match'], etag)) {
    res.writeHead(304, headers).end();
    return;
  }
  res.writeHead(200, {
    ...headers,
    'Content-Type': 'image/svg+xml',
    'Content-Length': Buffer.byteLength(svg),
  });
  res.end(req.method === 'HEAD' ? undefined : svg);
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
  const { app, req, res, id, fileId } = exchange;
  const { user } = await requireSession(exchange);
  const file = await app.files.find(user, id, fileId);
  const etag = `"${file.id}"`;
  const headers = {
    'Cache-Control': 'private, max-age=31536000, immutable',
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
  const data = req.method === 'HEAD' ? null : await app.files.read(user, id, fileId);
  res.writeHead(200, { ...headers, 'Content-Type': file.type, 'Content-Length': file.size });
  res.end(data ?? undefined);
}
