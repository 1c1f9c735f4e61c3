/** What the local database's records look like. Records of other shapes are of no use, and left alone. */
// The small zod, as this goes to every page: the whole of it is a twentieth of their scripts.
import * as z from 'zod/mini';
import { ROLES } from '../protocol/index.ts';
import type { Row } from './device.ts';

// Not `instanceof(Uint8Array)` alone: its type would be narrower than what Yjs gives.
const bytes = z.custom<Uint8Array>((value) => value instanceof Uint8Array);
export const replicaRow = z.object({
  documentId: z.string(),
  lineage: z.string(),
  cursor: z.nullable(z.string()),
  role: z.nullable(z.enum(ROLES)),
});
export const updateRow = z.object({
  documentId: z.string(),
  key: z.string(),
  lineage: z.string(),
  update: bytes,
  changes: z.int().check(z.nonnegative()),
  /** 1, or not there: only rows that have it are in the index. */
  unsent: z.optional(z.literal(1)),
  acknowledged: z.optional(z.string()),
});
export const keptRow = z.object({
  documentId: z.string(),
  lineage: z.string(),
  at: z.number(),
  update: bytes,
});
export type UpdateRow = z.infer<typeof updateRow>;

export function toStored(documentId: string, lineage: string, row: Row): UpdateRow {
  const base = { documentId, lineage, key: row.key, update: row.update, changes: row.changes };
  if (row.sent === null) return base;
  return row.sent === 'unsent'
    ? { ...base, unsent: 1 }
    : { ...base, acknowledged: row.sent.cursor };
}

export function fromStored(row: UpdateRow): Row {
  const sent = row.unsent
    ? 'unsent'
    : row.acknowledged === undefined
      ? null
      : { cursor: row.acknowledged };
  return { key: row.key, update: row.update, changes: row.changes, sent };
}
