/** From rows to records. A value of another type than the schema says is damage, not a mistake of the caller. */
import { KINDS, ROLES } from '../../../protocol/index.ts';
import {
  StorageError,
  type DocumentRecord,
  type InvitationRecord,
  type LogEntry,
  type Segment,
  type SessionRecord,
  type Snapshot,
  type UserRecord,
} from '../storage.ts';

export type Row = Readonly<Record<string, unknown>>;

function damaged(column: string): StorageError {
  return new StorageError('unavailable', `The database holds an unexpected value in ${column}.`);
}

export function text(row: Row, column: string): string {
  const value = row[column];
  if (typeof value !== 'string') throw damaged(column);
  return value;
}

export function textOrNull(row: Row, column: string): string | null {
  return row[column] === null ? null : text(row, column);
}

export function integer(row: Row, column: string): number {
  const value = row[column];
  if (typeof value !== 'number') throw damaged(column);
  return value;
}

function integerOrNull(row: Row, column: string): number | null {
  return row[column] === null ? null : integer(row, column);
}

export function bytes(row: Row, column: string): Uint8Array {
  const value = row[column];
  if (!(value instanceof Uint8Array)) throw damaged(column);
  return value;
}

function oneOf<T extends string>(row: Row, column: string, values: readonly T[]): T {
  const found = values.find((each) => each === row[column]);
  if (found === undefined) throw damaged(column);
  return found;
}

export function toDocument(row: Row): DocumentRecord {
  return {
    id: text(row, 'id'),
    kind: oneOf(row, 'kind', KINDS),
    title: text(row, 'title'),
    lineage: text(row, 'lineage'),
    baseSeq: integer(row, 'base_seq'),
    seq: integer(row, 'seq'),
    gen: text(row, 'gen'),
    schemaVersion: integer(row, 'schema_version'),
    createdAt: integer(row, 'created_at'),
    createdBy: textOrNull(row, 'created_by'),
    updatedAt: integer(row, 'updated_at'),
    updatedBy: textOrNull(row, 'updated_by'),
    trashedAt: integerOrNull(row, 'trashed_at'),
    trashedBy: textOrNull(row, 'trashed_by'),
  };
}

export function toEntry(row: Row): LogEntry {
  return {
    seq: integer(row, 'seq'),
    gen: text(row, 'gen'),
    author: textOrNull(row, 'author'),
    time: integer(row, 'time'),
    update: bytes(row, 'data'),
  };
}

export function toSnapshot(row: Row): Snapshot {
  return {
    seq: integer(row, 'seq'),
    gen: text(row, 'gen'),
    data: bytes(row, 'data'),
    size: integer(row, 'size'),
    stateVector: bytes(row, 'state_vector'),
  };
}

/** Segment without its data: enough to know the gens. */
export function toSegmentRange(row: Row): Omit<Segment, 'data'> {
  return {
    firstSeq: integer(row, 'first_seq'),
    lastSeq: integer(row, 'last_seq'),
    gens: toGens(text(row, 'gens')),
  };
}

export function toSegment(row: Row): Segment {
  return { ...toSegmentRange(row), data: bytes(row, 'data') };
}

/** Gens of a segment as they are stored: `[[from, gen], …]`. */
export function fromGens(gens: Segment['gens']): string {
  return JSON.stringify(gens.map(({ from, gen }) => [from, gen]));
}

function toGens(json: string): Segment['gens'] {
  const value: unknown = JSON.parse(json);
  if (!Array.isArray(value)) throw damaged('gens');
  return value.map((pair: unknown) => {
    const [from, gen] = Array.isArray(pair) ? (pair as unknown[]) : [];
    if (typeof from !== 'number' || typeof gen !== 'string') throw damaged('gens');
    return { from, gen };
  });
}

export function toUser(row: Row): UserRecord {
  return {
    id: text(row, 'id'),
    email: text(row, 'email'),
    name: text(row, 'name'),
    color: integer(row, 'color'),
    role: oneOf(row, 'role', ROLES),
    passwordHash: text(row, 'password_hash'),
    createdAt: integer(row, 'created_at'),
  };
}

export function toSession(row: Row): SessionRecord {
  return {
    id: text(row, 'id'),
    userId: text(row, 'user_id'),
    createdAt: integer(row, 'created_at'),
    expiresAt: integer(row, 'expires_at'),
  };
}

export function toInvitation(row: Row): InvitationRecord {
  return {
    id: text(row, 'id'),
    tokenHash: text(row, 'token_hash'),
    role: oneOf(row, 'role', ['editor', 'viewer'] as const),
    note: text(row, 'note'),
    createdBy: text(row, 'created_by'),
    createdAt: integer(row, 'created_at'),
    expiresAt: integer(row, 'expires_at'),
    usesLeft: integer(row, 'uses_left'),
    revokedAt: integerOrNull(row, 'revoked_at'),
  };
}
