/** The storage interface, spoken to the two threads. */
import { checkEntries, checkFile } from '../rules.ts';
import type { AccountStore, DocumentStore, FileStore, UpdateStore } from '../storage.ts';
import type { ReaderApi } from './reader.ts';
import type { WorkerClient } from './rpc/client.ts';
import type { WriterApi } from './writer.ts';

type Writer = WorkerClient<WriterApi>;
type Reader = WorkerClient<ReaderApi>;

export function sqliteDocuments(writer: Writer, reader: Reader): DocumentStore {
  return {
    create: ({ update, ...document }) => writer.call('createDocument', [update], document),
    get: (id) => reader.call('document', id),
    list: ({ trashed }) => reader.call('documents', trashed),
    setTrashed: (id, trashed) => writer.call('setTrashed', id, trashed),
    purge: (id) => writer.call('purge', id),
    replace: (id, { update, ...content }) => writer.call('replaceContent', [update], id, content),
  };
}

export function sqliteUpdates(writer: Writer, reader: Reader): UpdateStore {
  return {
    append: async ({ documentId, lineage, gen, entries, title }) => {
      checkEntries(entries);
      const updates: Uint8Array[] = [];
      const flat: (string | number | null)[] = [];
      for (const { author, time, update } of entries) {
        updates.push(update);
        flat.push(author, time);
      }
      const lastSeq = await writer.call(
        ...(['append', updates, documentId, lineage, gen, title ?? null, ...flat] as const),
      );
      return { firstSeq: lastSeq - updates.length + 1, lastSeq };
    },
    load: (documentId) => reader.call('load', documentId),
    snapshot: (documentId) => reader.call('snapshot', documentId),
    read: (documentId, { after, upTo, maxBytes }) =>
      reader.call('read', documentId, after, upTo, maxBytes),
    genAt: (documentId, seq) => reader.call('genAt', documentId, seq),
    segments: (documentId, after) => reader.call('segments', documentId, after),
    compact: ({ documentId, lineage, snapshot, segment }) => {
      const { stateVector, data, ...fields } = snapshot;
      if (!segment)
        return writer.call('compact', [stateVector, data], documentId, lineage, fields, null);
      const { data: folded, ...range } = segment;
      const bytes = [stateVector, data, folded];
      return writer.call('compact', bytes, documentId, lineage, fields, range);
    },
  };
}

/** Bytes of a file in one commit: no more than some busy edits. */
const FILE_PART_BYTES = 128 * 1024;

export function sqliteFiles(writer: Writer, reader: Reader): FileStore {
  return {
    put: async ({ data, ...file }, limit) => {
      checkFile({ ...file, data });
      const { documentId } = file;
      const begun = await writer.call('beginFile', { ...file, size: data.byteLength }, limit);
      if (typeof begun === 'object') return begun;
      try {
        for (let part = 0, from = 0; from < data.byteLength; part++, from += FILE_PART_BYTES) {
          const bytes = data.subarray(from, from + FILE_PART_BYTES);
          // One after the other: what others write comes in between.
          await writer.call('putFilePart', [bytes], documentId, begun, part);
        }
        return await writer.call('finishFile', documentId, begun, limit);
      } catch (error) {
        // Nobody sees the parts. If they cannot be removed now, the next start does it.
        await writer.call('dropFile', begun).catch(() => undefined);
        throw error;
      }
    },
    find: (documentId, fileId) => reader.call('file', documentId, fileId),
    get: (documentId, fileId) => reader.call('fileWithData', documentId, fileId),
  };
}

export function sqliteAccounts(writer: Writer, reader: Reader): AccountStore {
  return {
    createOwner: (user, workspace) => writer.call('createOwner', user, workspace),
    workspace: () => reader.call('workspace'),
    renameWorkspace: (name) => writer.call('renameWorkspace', name),
    user: (id) => reader.call('user', id),
    userByEmail: (email) => reader.call('userByEmail', email),
    users: () => reader.call('users'),
    updateUser: (id, change, knownHash) => writer.call('updateUser', id, change, knownHash ?? null),
    createSession: (session) => writer.call('createSession', session),
    session: (id) => reader.call('session', id),
    sessionsOf: (userId) => reader.call('sessionsOf', userId),
    setSessionExpiry: (id, expiresAt) => writer.call('setSessionExpiry', id, expiresAt),
    deleteSession: (id) => writer.call('deleteSession', id),
    deleteSessionsOf: (userId) => writer.call('deleteSessionsOf', userId),
    deleteExpiredSessions: (now) => writer.call('deleteExpiredSessions', now),
    createInvitation: (invitation) => writer.call('createInvitation', invitation),
    invitationByToken: (tokenHash) => reader.call('invitationByToken', tokenHash),
    invitations: () => reader.call('invitations'),
    revokeInvitation: (id, at) => writer.call('revokeInvitation', id, at),
    redeemInvitation: (tokenHash, user) => writer.call('redeemInvitation', tokenHash, user),
    removeUser: (id, at) => writer.call('removeUser', id, at),
    formerUser: (id) => reader.call('formerUser', id),
    formerUsers: () => reader.call('formerUsers'),
    createReset: (reset) => writer.call('createReset', reset),
    resetByToken: (tokenHash) => reader.call('resetByToken', tokenHash),
    redeemReset: (tokenHash, change) => writer.call('redeemReset', tokenHash, change),
  };
}
