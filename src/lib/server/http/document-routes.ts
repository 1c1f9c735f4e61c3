import { z } from 'zod';
import { KINDS, MAX_TITLE_LENGTH } from '../../protocol/index.ts';
import type { DocumentSummary } from '../documents/documents.ts';
import { requireSession, requireSessionAndBody } from './authenticate.ts';
import { readJson } from './body.ts';
import type { Exchange } from './exchange.ts';
import { writeJson, writeNothing } from './problem.ts';

const Create = z.strictObject({
  kind: z.enum(KINDS),
  title: z.string().max(MAX_TITLE_LENGTH).optional(),
});

const Change = z
  .strictObject({
    title: z.string().max(MAX_TITLE_LENGTH).optional(),
    trashed: z.boolean().optional(),
  })
  .refine((change) => change.title !== undefined || change.trashed !== undefined, {
    message: 'name what to change: title or trashed',
  });

/** The record as the API shows it. Times are milliseconds since 1970. */
function record(document: DocumentSummary) {
  const { id, kind, title, lineage, schemaVersion, role } = document;
  const { createdAt, updatedAt, updatedBy, trashedAt } = document;
  return {
    id,
    kind,
    title,
    lineage,
    schemaVersion,
    role,
    createdAt,
    updatedAt,
    updatedBy,
    trashedAt,
  };
}

/** `GET /api/documents`: latest change first; `?trashed=1` lists the trash instead. */
export async function list(exchange: Exchange): Promise<void> {
  const { app, res, query } = exchange;
  const { user } = await requireSession(exchange);
  const documents = await app.documents.records(user, { trashed: query.get('trashed') === '1' });
  writeJson(res, 200, {
    documents: documents.map(({ id, kind, title, updatedAt, role }) => ({
      id,
      kind,
      title,
      updatedAt,
      role,
    })),
  });
}

/** `POST /api/documents`: 201 the record, with its address in `Location`. */
export async function create(exchange: Exchange): Promise<void> {
  const { app, req, res } = exchange;
  const { user, body } = await requireSessionAndBody(exchange, () => readJson(req, res, Create));
  const { kind, title } = body;
  const document = await app.documents.create(user, {
    kind,
    ...(title === undefined ? {} : { title }),
  });
  res.setHeader('Location', `/api/documents/${document.id}`);
  writeJson(res, 201, record(document));
}

/** `GET /api/documents/:id`: the record. */
export async function get(exchange: Exchange): Promise<void> {
  const { user } = await requireSession(exchange);
  writeJson(exchange.res, 200, record(await exchange.app.documents.get(user, exchange.id)));
}

/** `PATCH /api/documents/:id` `{title?, trashed?}`: renames, restores or trashes; 200 the record. */
export async function change(exchange: Exchange): Promise<void> {
  const { app, req, res, id } = exchange;
  const { user, body } = await requireSessionAndBody(exchange, () => readJson(req, res, Change));
  const { title, trashed } = body;
  // Out of the trash before the new title, into it after: a trashed document takes no edit.
  if (trashed === false) await app.documents.restore(user, id);
  if (title !== undefined) await app.documents.rename(user, id, title);
  if (trashed === true) await app.documents.trash(user, id);
  writeJson(res, 200, record(await app.documents.get(user, id)));
}

/** `DELETE /api/documents/:id`: to the trash; with `?forever=1` a trashed document is deleted for good. 204. */
export async function remove(exchange: Exchange): Promise<void> {
  const { app, res, id, query } = exchange;
  const { user } = await requireSession(exchange);
  if (query.get('forever') === '1') await app.documents.purge(user, id);
  else await app.documents.trash(user, id);
  writeNothing(res);
}
