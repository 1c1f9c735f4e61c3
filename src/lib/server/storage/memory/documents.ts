import { StorageError, type DocumentRecord, type DocumentStore } from '../storage.ts';
import { checkEntries } from '../rules.ts';
import type { Handle } from './handle.ts';
import type { MemoryDocument, MemoryState } from './state.ts';

/** The document, or StorageError `missing`. */
export function documentIn(state: MemoryState, id: string): MemoryDocument {
  const document = state.documents.get(id);
  if (!document) throw new StorageError('missing', `No document ${id}.`);
  return document;
}

export function memoryDocuments(handle: Handle): DocumentStore {
  return {
    create: ({ update, author, time, ...fields }) => {
      const bytes = update.slice();
      return handle.write('documents.create', ({ documents }) => {
        checkEntries([{ author, time, update: bytes }]);
        if (documents.has(fields.id))
          throw new StorageError('taken', `Document ${fields.id} exists.`);
        const record: DocumentRecord = {
          ...fields,
          baseSeq: 1,
          seq: 1,
          createdAt: time,
          createdBy: author,
          updatedAt: time,
          updatedBy: author,
          trashedAt: null,
          trashedBy: null,
        };
        const entry = { seq: 1, gen: fields.gen, author, time, update: bytes };
        documents.set(fields.id, {
          record,
          snapshot: null,
          log: new Map([[1, entry]]),
          segments: [],
          files: new Map(),
        });
        return record;
      });
    },
    get: (id) => handle.read((state) => state.documents.get(id)?.record ?? null),
    list: ({ trashed }) =>
      handle.read((state) =>
        Array.from(state.documents.values(), ({ record }) => record)
          .filter(({ trashedAt }) => (trashedAt !== null) === trashed)
          .sort(latestFirst),
      ),
    setTrashed: (id, trashed) =>
      handle.write('documents.setTrashed', ({ documents }) => {
        const document = documents.get(id);
        if (!document) return null;
        document.record = {
          ...document.record,
          trashedAt: trashed?.at ?? null,
          trashedBy: trashed?.by ?? null,
        };
        return document.record;
      }),
    purge: (id) => handle.write('documents.purge', ({ documents }) => documents.delete(id)),
    replace: (id, { update, author, time, gen, lineage, title }) => {
      const bytes = update.slice();
      return handle.write('documents.replace', (state) => {
        checkEntries([{ author, time, update: bytes }]);
        const document = documentIn(state, id);
        const seq = document.record.seq + 1;
        document.log.set(seq, { seq, gen, author, time, update: bytes });
        document.snapshot = null;
        document.record = {
          ...document.record,
          ...{ lineage, gen, title, seq },
          baseSeq: seq,
          updatedAt: time,
          updatedBy: author,
        };
        return document.record;
      });
    },
  };
}

function latestFirst(a: DocumentRecord, b: DocumentRecord): number {
  return b.updatedAt - a.updatedAt || b.createdAt - a.createdAt || (a.id < b.id ? -1 : 1);
}
