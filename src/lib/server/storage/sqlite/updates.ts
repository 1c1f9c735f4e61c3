/** Statements on the update log, snapshots and segments. Each function runs inside its caller's transaction. */
import { checkCompaction, genInSegment } from '../rules.ts';
import {
  StorageError,
  type DocumentRecord,
  type LogEntry,
  type Segment,
  type Snapshot,
} from '../storage.ts';
import type { Database } from './database.ts';
import {
  fromGens,
  integer,
  text,
  toDocument,
  toEntry,
  toSegment,
  toSegmentRange,
  toSnapshot,
} from './rows.ts';

const KEY = '(SELECT key FROM documents WHERE id = ?)';

export function updateReads(db: Database) {
  const record = db.prepare('SELECT * FROM documents WHERE id = ?');
  const snapshotOf = db.prepare(`SELECT * FROM snapshots WHERE document = ${KEY}`);
  const range = db.prepare(
    `SELECT seq, gen, author, time, data FROM log WHERE document = ${KEY} AND seq > ? AND seq <= ? ORDER BY seq`,
  );
  const segmentsAfter = db.prepare(
    `SELECT * FROM segments WHERE document = ${KEY} AND last_seq > ? ORDER BY first_seq`,
  );
  const genAt = genReader(db);

  function snapshot(documentId: string): Snapshot | null {
    const row = snapshotOf.get(documentId);
    return row ? toSnapshot(row) : null;
  }
  return {
    load(documentId: string): {
      record: DocumentRecord;
      snapshot: Snapshot | null;
      entries: LogEntry[];
    } | null {
      const row = record.get(documentId);
      if (!row) return null;
      const found = { record: toDocument(row), snapshot: snapshot(documentId) };
      const after = found.snapshot?.seq ?? found.record.baseSeq - 1;
      return { ...found, entries: range.all(documentId, after, found.record.seq).map(toEntry) };
    },
    snapshot,
    read(documentId: string, after: number, upTo: number, maxBytes: number): LogEntry[] {
      const entries: LogEntry[] = [];
      let size = 0;
      for (const row of range.iterate(documentId, after, upTo)) {
        const entry = toEntry(row);
        entries.push(entry);
        size += entry.update.byteLength;
        if (size > maxBytes) break;
      }
      return entries;
    },
    genAt(documentId: string, seq: number): string | null {
      const row = record.get(documentId);
      return row ? genAt(integer(row, 'key'), seq) : null;
    },
    segments(documentId: string, after: number): Segment[] {
      return segmentsAfter.all(documentId, after).map(toSegment);
    },
  };
}

/** The gen of an entry of the document with this key, from the log or from a segment. */
function genReader(db: Database): (key: number, seq: number) => string | null {
  const inLog = db.prepare('SELECT gen FROM log WHERE document = ? AND seq = ?');
  const folded = db.prepare(
    'SELECT first_seq, last_seq, gens FROM segments WHERE document = ? AND first_seq <= ? ORDER BY first_seq DESC LIMIT 1',
  );
  return (key, seq) => {
    const row = inLog.get(key, seq);
    if (row) return text(row, 'gen');
    const segment = folded.get(key, seq);
    return segment ? genInSegment(toSegmentRange(segment), seq) : null;
  };
}

export function updateWrites(db: Database) {
  const advance = db.prepare(`
    UPDATE documents SET seq = seq + ?, gen = ?, updated_at = ?, updated_by = ?, title = coalesce(?, title)
    WHERE id = ? AND lineage = ? RETURNING key, seq`);
  advance.setReturnArrays(true);
  const insert = db.prepare(
    'INSERT INTO log (document, seq, gen, author, time, data) VALUES (?, ?, ?, ?, ?, ?)',
  );
  const recordOf = db.prepare('SELECT * FROM documents WHERE id = ?');
  const gensIn = db.prepare(
    'SELECT seq, gen FROM log WHERE document = ? AND seq BETWEEN ? AND ? ORDER BY seq',
  );
  const fold = db.prepare('DELETE FROM log WHERE document = ? AND seq BETWEEN ? AND ?');
  const putSegment = db.prepare(
    'INSERT INTO segments (document, first_seq, last_seq, gens, data) VALUES (?, ?, ?, ?, ?)',
  );
  const putSnapshot = db.prepare(`
    INSERT INTO snapshots (document, seq, gen, size, state_vector, data) VALUES (?, ?, ?, ?, ?, ?)
    ON CONFLICT (document) DO UPDATE SET seq = excluded.seq, gen = excluded.gen, size = excluded.size,
      state_vector = excluded.state_vector, data = excluded.data
    WHERE excluded.seq >= snapshots.seq`);
  const genAt = genReader(db);

  function refuse(documentId: string): StorageError {
    return recordOf.get(documentId)
      ? new StorageError('lineage_changed', `Document ${documentId} was replaced.`)
      : new StorageError('missing', `No document ${documentId}.`);
  }
  return {
    /**
     * The hot one, and the only one that runs without a savepoint: its entries were checked by the caller's
     * thread, so after its first statement nothing can fail but the database itself.
     * @param flat author and time of each entry in turn
     * @returns the last seq
     */
    append(
      updates: readonly Uint8Array[],
      documentId: string,
      lineage: string,
      gen: string,
      title: string | null,
      ...flat: readonly (string | number | null)[]
    ): number {
      const count = updates.length;
      const last = 2 * count - 2;
      // Statements that return arrays are typed as if they returned objects.
      const row = advance.get(
        ...[count, gen, flat[last + 1] ?? null, flat[last] ?? null, title],
        ...[documentId, lineage],
      ) as unknown as [number, number] | undefined;
      if (!row) throw refuse(documentId);
      const [key, seq] = row;
      for (const [i, update] of updates.entries())
        insert.run(
          ...[key, seq - count + 1 + i, gen, flat[2 * i] ?? null, flat[2 * i + 1] ?? null],
          update,
        );
      return seq;
    },
    /** `bytes`: the snapshot's state vector and data, then the segment's data if there is one. */
    compact(
      bytes: readonly Uint8Array[],
      documentId: string,
      lineage: string,
      snapshotFields: Pick<Snapshot, 'seq' | 'gen' | 'size'>,
      segmentFields: Omit<Segment, 'data'> | null,
    ): void {
      const [stateVector, data, folded] = bytes;
      if (!stateVector || !data || (segmentFields && !folded))
        throw new StorageError('invalid', 'A compaction needs its bytes.');
      const row = recordOf.get(documentId);
      if (!row) throw new StorageError('missing', `No document ${documentId}.`);
      const key = integer(row, 'key');
      const snapshot = { ...snapshotFields, stateVector, data };
      const segment = segmentFields && folded ? { ...segmentFields, data: folded } : null;
      const rows = segment ? gensIn.all(key, segment.firstSeq, segment.lastSeq) : [];
      const genAtSnapshot = genAt(key, snapshot.seq);
      checkCompaction(
        { lineage, snapshot, segment },
        {
          ...toDocument(row),
          genAtSnapshot,
          rows: rows.map((each) => ({ seq: integer(each, 'seq'), gen: text(each, 'gen') })),
        },
      );
      putSnapshot.run(key, snapshot.seq, snapshot.gen, snapshot.size, stateVector, data);
      if (!segment) return;
      const { firstSeq, lastSeq, gens } = segment;
      putSegment.run(key, firstSeq, lastSeq, fromGens(gens), segment.data);
      fold.run(key, firstSeq, lastSeq);
    },
  };
}
