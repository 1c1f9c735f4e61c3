/** Statements on files. Each function runs inside the transaction of its caller. */
import { checkRoom } from '../rules.ts';
import { StorageError, type FileRecord, type NewFile } from '../storage.ts';
import type { Database } from './database.ts';
import { bytes, integer, text, textOrNull, type Row } from './rows.ts';

const WHOLE =
  'SELECT * FROM files WHERE document = (SELECT key FROM documents WHERE id = ?) AND id = ? AND whole = 1';

export function fileReads(db: Database) {
  const whole = db.prepare(WHOLE);
  const parts = db.prepare('SELECT data FROM file_parts WHERE file = ? ORDER BY part');
  return {
    file(documentId: string, fileId: string): FileRecord | null {
      const row = whole.get(documentId, fileId);
      return row ? toFile(row) : null;
    },
    fileWithData(
      documentId: string,
      fileId: string,
    ): (FileRecord & { readonly data: Uint8Array }) | null {
      const row = whole.get(documentId, fileId);
      if (!row) return null;
      const record = toFile(row);
      const data = new Uint8Array(record.size);
      let offset = 0;
      for (const part of parts.iterate(integer(row, 'key'))) {
        const piece = bytes(part, 'data');
        data.set(piece, offset);
        offset += piece.byteLength;
      }
      if (offset !== record.size)
        throw new StorageError('unavailable', `The file ${fileId} has not all of its bytes.`);
      return { ...record, data };
    },
  };
}

/** A file that is being stored has a key, which only whoever stores it knows. */
export function fileWrites(db: Database) {
  const whole = db.prepare(WHOLE);
  const documentKey = db.prepare('SELECT key FROM documents WHERE id = ?');
  const stored = db.prepare(
    'SELECT coalesce(sum(size), 0) AS size FROM files WHERE document = ? AND whole = 1',
  );
  const insert = db.prepare(`
    INSERT INTO files (document, id, type, size, created_at, created_by, whole)
    VALUES (?, ?, ?, ?, ?, ?, 0) RETURNING key`);
  const unfinished = db.prepare('SELECT * FROM files WHERE key = ? AND whole = 0');
  const insertPart = db.prepare('INSERT INTO file_parts (file, part, data) VALUES (?, ?, ?)');
  const finish = db.prepare('UPDATE files SET whole = 1 WHERE key = ?');
  const drop = db.prepare('DELETE FROM files WHERE key = ? AND whole = 0');
  const dropAll = db.prepare('DELETE FROM files WHERE whole = 0');

  function keyOf(documentId: string): number {
    const row = documentKey.get(documentId);
    if (!row) throw new StorageError('missing', `No document ${documentId}.`);
    return integer(row, 'key');
  }

  /** The row of a file that is being stored. It goes with its document, or when this thread was started anew. */
  function rowOf(documentId: string, key: number): Row {
    const row = unfinished.get(key);
    if (row) return row;
    keyOf(documentId);
    throw new StorageError('unavailable', 'What was stored of the file so far is lost.');
  }
  return {
    /** @returns the file if the document has it, else the key for its parts */
    beginFile(file: Omit<NewFile, 'data'> & { readonly size: number }, limit: number) {
      const { documentId, id, type, size, author, time } = file;
      const document = keyOf(documentId);
      const row = whole.get(documentId, id);
      if (row) return toFile(row);
      checkRoom(integer(stored.get(document) ?? {}, 'size'), size, limit);
      const made = insert.get(document, id, type, size, time, author);
      if (!made) throw new StorageError('unavailable', 'The file was not stored.');
      return integer(made, 'key');
    },
    putFilePart(parts: readonly Uint8Array[], documentId: string, key: number, from: number): void {
      rowOf(documentId, key);
      for (const [i, part] of parts.entries()) insertPart.run(key, from + i, part);
    },
    /** Of two who stored the same at once, the first has it. */
    finishFile(documentId: string, key: number, limit: number): FileRecord {
      const row = rowOf(documentId, key);
      const other = whole.get(documentId, text(row, 'id'));
      if (other) {
        drop.run(key);
        return toFile(other);
      }
      const before = integer(stored.get(integer(row, 'document')) ?? {}, 'size');
      checkRoom(before, integer(row, 'size'), limit);
      finish.run(key);
      return toFile(row);
    },
    dropFile(key: number): void {
      drop.run(key);
    },
    /** What a thread that died was storing. */
    dropUnfinishedFiles(): void {
      dropAll.run();
    },
  };
}

function toFile(row: Row): FileRecord {
  return {
    id: text(row, 'id'),
    type: text(row, 'type'),
    size: integer(row, 'size'),
    createdAt: integer(row, 'created_at'),
    createdBy: textOrNull(row, 'created_by'),
  };
}
