/** Values for the storage tests. Bytes are not Yjs updates: a storage must not look inside. */
import { expect } from 'vitest';
import type {
  AppendRequest,
  DocumentRecord,
  InvitationRecord,
  NewDocument,
  SessionRecord,
  Snapshot,
  Storage,
  StorageErrorCode,
  UserRecord,
} from '../../src/lib/server/storage/storage.ts';

export function bytes(...values: number[]): Uint8Array {
  return new Uint8Array(values);
}

/** `length` bytes that differ from those of another seed. */
export function noise(length: number, seed: number): Uint8Array {
  const all = new Uint8Array(length);
  let x = seed * 2654435761 + 1;
  for (let i = 0; i < length; i++) {
    x = (Math.imul(x, 1664525) + 1013904223) >>> 0;
    all[i] = x >>> 24;
  }
  return all;
}

export function newDocument(fields: Partial<NewDocument> = {}): NewDocument {
  return {
    id: 'doc',
    kind: 'text',
    title: 'Untitled',
    lineage: 'lineage1',
    schemaVersion: 1,
    gen: 'gen1',
    author: 'ann',
    time: 1000,
    update: bytes(1),
    ...fields,
  };
}

/** An append of one entry, or of `updates`, to `doc`. */
export function newAppend(
  fields: Partial<AppendRequest> & {
    readonly updates?: readonly Uint8Array[];
    readonly author?: string | null;
    readonly time?: number;
  } = {},
): AppendRequest {
  const { updates = [bytes(7)], author = 'ann', time = 2000, ...rest } = fields;
  return {
    documentId: 'doc',
    lineage: 'lineage1',
    gen: 'gen1',
    entries: updates.map((update) => ({ author, time, update })),
    ...rest,
  };
}

export function newSnapshot(fields: Partial<Snapshot> = {}): Snapshot {
  return {
    seq: 1,
    gen: 'gen1',
    data: bytes(11, 12),
    size: 99,
    stateVector: bytes(13),
    ...fields,
  };
}

export function newUser(fields: Partial<UserRecord> = {}): UserRecord {
  return {
    id: 'ann',
    email: 'ann@example.com',
    name: 'Ann',
    color: 3,
    role: 'owner',
    passwordHash: '$argon2id$x',
    createdAt: 100,
    ...fields,
  };
}

export function newSession(fields: Partial<SessionRecord> = {}): SessionRecord {
  return { id: 'session1', userId: 'ann', createdAt: 100, expiresAt: 1000, ...fields };
}

export function newInvitation(fields: Partial<InvitationRecord> = {}): InvitationRecord {
  return {
    id: 'invitation1',
    tokenHash: 'hash1',
    role: 'editor',
    note: 'for Ben',
    createdBy: 'ann',
    createdAt: 100,
    expiresAt: 1000,
    usesLeft: 1,
    revokedAt: null,
    ...fields,
  };
}

/** Expects a StorageError with this code. */
export async function refused(call: Promise<unknown>, code: StorageErrorCode): Promise<void> {
  await expect(call).rejects.toMatchObject({ name: 'StorageError', code });
}

/** Everything that the storage says of a document, to compare before and after. */
export async function everythingOf(storage: Storage, id: string): Promise<unknown> {
  const { documents, updates } = storage;
  return {
    record: await documents.get(id),
    load: await updates.load(id),
    log: await wholeLog(storage, id),
    segments: await updates.segments(id, 0),
  };
}

export function wholeLog({ updates }: Storage, id = 'doc') {
  return updates.read(id, { after: 0, upTo: Number.MAX_SAFE_INTEGER, maxBytes: Infinity });
}

/** A document with the log entries 1 to `seq`, each with the byte of its seq. */
export async function documentWithLog(storage: Storage, seq: number): Promise<DocumentRecord> {
  const record = await storage.documents.create(newDocument());
  for (let next = 2; next <= seq; next++)
    await storage.updates.append(newAppend({ updates: [bytes(next)] }));
  return (await storage.documents.get('doc')) ?? record;
}
