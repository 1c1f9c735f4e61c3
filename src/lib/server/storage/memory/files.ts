import { checkFile, checkRoom } from '../rules.ts';
import type { FileRecord, FileStore } from '../storage.ts';
import { documentIn } from './documents.ts';
import type { Handle } from './handle.ts';

export function memoryFiles(handle: Handle): FileStore {
  return {
    put: ({ documentId, ...file }, limit) => {
      const data = file.data.slice();
      return handle.write('files.put', (state) => {
        checkFile(file);
        const { files } = documentIn(state, documentId);
        const found = files.get(file.id);
        if (found) return found.record;
        let stored = 0;
        for (const { record } of files.values()) stored += record.size;
        checkRoom(stored, data.byteLength, limit);
        const { id, type, author, time } = file;
        const record: FileRecord = {
          ...{ id, type },
          size: data.byteLength,
          createdAt: time,
          createdBy: author,
        };
        files.set(id, { record, data });
        return record;
      });
    },
    find: (documentId, fileId) =>
      handle.read(({ documents }) => documents.get(documentId)?.files.get(fileId)?.record ?? null),
    get: (documentId, fileId) =>
      handle.read(({ documents }) => {
        const file = documents.get(documentId)?.files.get(fileId);
        return file ? { ...file.record, data: file.data } : null;
      }),
  };
}
