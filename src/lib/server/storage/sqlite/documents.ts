/** Statements on document records. Each function runs inside the transaction of its caller. */
import { checkEntries } from '../rules.ts';
import { StorageError, type DocumentRecord, type NewDocument } from '../storage.ts';
import type { Database } from './database.ts';
import { integer, toDocument } from './rows.ts';

type Content = Pick<NewDocument, 'lineage' | 'gen' | 'author' | 'time' | 'title'>;

export function documentReads(db: Database) {
  const byId = db.prepare('SELECT * FROM documents WHERE id = ?');
  const order = 'ORDER BY updated_at DESC, created_at DESC, id';
  const live = db.prepare(`SELECT * FROM documents WHERE trashed_at IS NULL ${order}`);
  const trashed = db.prepare(`SELECT * FROM documents WHERE trashed_at IS NOT NULL ${order}`);
  return {
    document(id: string): DocumentRecord | null {
      const row = byId.get(id);
      return row ? toDocument(row) : null;
    },
    documents(inTrash: boolean): DocumentRecord[] {
      return (inTrash ? trashed : live).all().map(toDocument);
    },
  };
}

export function documentWrites(db: Database) {
  const insert = db.prepare(`
    INSERT INTO documents (id, kind, title, lineage, base_seq, seq, gen, schema_version,
      created_at, created_by, updated_at, updated_by)
    VALUES (?, ?, ?, ?, 1, 1, ?, ?, ?, ?, ?, ?) RETURNING *`);
  const insertEntry = db.prepare(
    'INSERT INTO log (document, seq, gen, author, time, data) VALUES (?, ?, ?, ?, ?, ?)',
  );
  const trash = db.prepare(
    'UPDATE documents SET trashed_at = ?, trashed_by = ? WHERE id = ? RETURNING *',
  );
  const remove = db.prepare('DELETE FROM documents WHERE id = ?');
  const replace = db.prepare(`
    UPDATE documents SET seq = seq + 1, base_seq = seq + 1, lineage = ?, gen = ?, title = ?,
      updated_at = ?, updated_by = ?
    WHERE id = ? RETURNING *`);
  const dropSnapshot = db.prepare('DELETE FROM snapshots WHERE document = ?');
  return {
    createDocument(bytes: readonly Uint8Array[], document: Omit<NewDocument, 'update'>) {
      const { id, kind, title, lineage, gen, schemaVersion, author, time } = document;
      const update = onlyUpdate(bytes, author, time);
      const row = insert.get(
        ...[id, kind, title, lineage, gen, schemaVersion],
        ...[time, author, time, author],
      );
      if (!row) throw new StorageError('unavailable', 'The document was not stored.');
      insertEntry.run(integer(row, 'key'), 1, gen, author, time, update);
      return toDocument(row);
    },
    setTrashed(id: string, trashed: { readonly at: number; readonly by: string | null } | null) {
      const row = trash.get(trashed?.at ?? null, trashed?.by ?? null, id);
      return row ? toDocument(row) : null;
    },
    /** Log, snapshot and segments go with the record: their foreign keys cascade. */
    purge(id: string): boolean {
      return remove.run(id).changes === 1;
    },
    replaceContent(bytes: readonly Uint8Array[], id: string, content: Content): DocumentRecord {
      const { lineage, gen, author, time, title } = content;
      const update = onlyUpdate(bytes, author, time);
      const row = replace.get(lineage, gen, title, time, author, id);
      if (!row) throw new StorageError('missing', `No document ${id}.`);
      const key = integer(row, 'key');
      dropSnapshot.run(key);
      insertEntry.run(key, integer(row, 'seq'), gen, author, time, update);
      return toDocument(row);
    },
  };
}

function onlyUpdate(bytes: readonly Uint8Array[], author: string | null, time: number): Uint8Array {
  const [update = new Uint8Array()] = bytes;
  checkEntries([{ author, time, update }]);
  return update;
}
