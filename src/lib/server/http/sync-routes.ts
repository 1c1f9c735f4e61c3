import { pipeline } from 'node:stream/promises';
import { z } from 'zod';
import { MAX_PRESENCE_BYTES, ProblemError } from '../../protocol/index.ts';
import type { SessionUser } from '../auth/accounts.ts';
import { can } from '../policy.ts';
import { currentSession, requireSession, requireSessionAndBody } from './authenticate.ts';
import { mediaType, readBody, readJson } from './body.ts';
import { chooseEncoding, streamOf, transcoders } from './encoding.ts';
import { matchesTag } from './etag.ts';
import type { Exchange } from './exchange.ts';
import { toProblemError, writeJson, writeNothing } from './problem.ts';
import { responseSink, writeStreamHead } from './sink.ts';

/** Longest `connection` and cursor that are looked at; ours are shorter. */
const MAX_NAME_LENGTH = 200;

const Presence = z.strictObject({
  connection: z.string().min(1).max(MAX_NAME_LENGTH),
  clientID: z.int().min(0).max(0xffffffff),
  state: z.record(z.string(), z.unknown()).nullable(),
});

/**
 * `GET /api/documents/:id/events`: the stream. Position: `Last-Event-ID`, else `?cursor=`; `?poll=1` ends it
 * with `ready`. 401 and 404 are answered before the stream starts.
 */
export async function events(exchange: Exchange): Promise<void> {
  const { app, req, res, id, query } = exchange;
  const { user, session } = await requireSession(exchange);
  if (req.method === 'HEAD') {
    await app.documents.get(user, id);
    writeStreamHead(res);
    res.end();
    return;
  }
  const header = req.headers['last-event-id'];
  const cursor = (typeof header === 'string' && header !== '' ? header : query.get('cursor')) ?? '';
  await app.sync.subscribe(
    id,
    {
      user: { id: user.id, name: user.name, color: user.color },
      sessionId: session.id,
      role: user.role,
      expiresAt: session.expiresAt,
    },
    {
      cursor: cursor === '' ? null : cursor,
      poll: query.get('poll') === '1',
      sink: responseSink(res),
    },
  );
  // A stream that was not there yet heard nothing of what happened while its document was loaded.
  const now = await currentSession(exchange);
  if (!now) app.sync.sessionEnded(session.id);
  else if (now.user.role !== user.role) app.sync.roleChanged(user.id, now.user.role);
}

/** `POST /api/documents/:id/updates`: the push. 200 `{cursor}` means: on disk. */
export async function push(exchange: Exchange): Promise<void> {
  const { app, req, res, id, query } = exchange;
  const { user, session, body } = await requireSessionAndBody(exchange, async (found) => {
    await requireWriter(exchange, found.user);
    if (mediaType(req) !== 'application/octet-stream') {
      throw new ProblemError('unsupported_type', { detail: 'Send application/octet-stream.' });
    }
    return readBody(req, res, app.config.maxUpdateBytes);
  });
  await requireWriter(exchange, user);
  const connection = query.get('connection');
  const lineage = query.get('lineage');
  const accepted = await app.sync.push(id, {
    update: body,
    author: user.id,
    sessionId: session.id,
    ...(connection === null ? {} : { connection }),
    ...(lineage === null ? {} : { lineage }),
  });
  writeJson(res, 200, { cursor: accepted.cursor });
}

/** Throws `read_only` for a reader; a document that is not there is `not_found` for everybody. */
async function requireWriter({ app, id }: Exchange, user: SessionUser): Promise<void> {
  // Of the trash the engine knows itself, without asking the storage for each push.
  if (can(user, 'document:write', { trashedAt: null })) return;
  await app.documents.get(user, id);
  throw new ProblemError('read_only');
}

/** `POST /api/documents/:id/presence`: 204. The name shown is the session's, whatever the state claims. */
export async function presence(exchange: Exchange): Promise<void> {
  const { app, req, res, id } = exchange;
  const { user, session } = await requireSession(exchange);
  const message = await readJson(req, res, Presence, MAX_PRESENCE_BYTES);
  try {
    app.sync.presence(id, session.id, message);
  } catch (error) {
    // Of a document that is not there nobody can have a connection: say which of the two it is.
    if (toProblemError(error).code === 'foreign_connection') await app.documents.get(user, id);
    throw error;
  }
  writeNothing(res);
}

/** `GET /api/documents/:id/snapshot`: the merged state, one Yjs v2 update, from the stored brotli bytes. */
export async function snapshot(exchange: Exchange): Promise<void> {
  const { app, req, res, id } = exchange;
  const { user } = await requireSession(exchange);
  if (!can(user, 'document:read')) throw new ProblemError('not_found');
  const { cursor, data, size } = await app.sync.snapshot(id);
  // Weak: one tag for all encodings of the same state.
  const etag = `W/"${cursor}"`;
  const headers = {
    'Cache-Control': 'private, no-cache',
    'Runnel-Cursor': cursor,
    ETag: etag,
    Vary: 'Accept-Encoding, Authorization, Cookie',
    'X-Content-Type-Options': 'nosniff',
  };
  if (matchesTag(req.headers['if-none-match'], etag)) {
    res.writeHead(304, headers).end();
    return;
  }
  const encoding = chooseEncoding(header(req.headers['accept-encoding']));
  res.writeHead(200, {
    ...headers,
    'Content-Type': 'application/vnd.yjs.update-v2',
    ...(encoding === 'identity' ? { 'Content-Length': size } : { 'Content-Encoding': encoding }),
    ...(encoding === 'br' ? { 'Content-Length': data.length } : {}),
  });
  if (req.method === 'HEAD') {
    res.end();
    return;
  }
  await pipeline([streamOf(data), ...transcoders(encoding), res]).catch((error: unknown) => {
    // A reader that went away in the middle is no failure of ours.
    if (!res.destroyed || !isPrematureClose(error)) throw error;
  });
}

function isPrematureClose(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_STREAM_PREMATURE_CLOSE';
}

function header(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value.join(',') : value;
}
