import { checkCompaction, checkEntries, genInSegment } from '../rules.ts';
import { StorageError, type LogEntry, type UpdateStore } from '../storage.ts';
import { documentIn } from './documents.ts';
import type { Handle } from './handle.ts';
import type { MemoryDocument } from './state.ts';

export function memoryUpdates(handle: Handle): UpdateStore {
  return {
    append: ({ documentId, lineage, gen, entries, title }) => {
      const copies = entries.map((entry) => ({ ...entry, update: entry.update.slice() }));
      return handle.write('updates.append', (state) => {
        checkEntries(copies);
        const document = documentIn(state, documentId);
        const { record, log } = document;
        if (record.lineage !== lineage)
          throw new StorageError('lineage_changed', `Document ${documentId} was replaced.`);
        let { seq, updatedAt, updatedBy } = record;
        for (const { author, time, update } of copies) {
          seq++;
          log.set(seq, { seq, gen, author, time, update });
          updatedAt = time;
          updatedBy = author;
        }
        document.record = {
          ...record,
          ...{ seq, gen, updatedAt, updatedBy },
          title: title ?? record.title,
        };
        return { firstSeq: record.seq + 1, lastSeq: seq };
      });
    },
    load: (documentId) =>
      handle.read(({ documents }) => {
        const document = documents.get(documentId);
        if (!document) return null;
        const { record, snapshot } = document;
        const after = snapshot?.seq ?? record.baseSeq - 1;
        return { record, snapshot, entries: range(document, after, record.seq, Infinity) };
      }),
    snapshot: (documentId) =>
      handle.read(({ documents }) => documents.get(documentId)?.snapshot ?? null),
    read: (documentId, { after, upTo, maxBytes }) =>
      handle.read(({ documents }) => {
        const document = documents.get(documentId);
        return document ? range(document, after, upTo, maxBytes) : [];
      }),
    genAt: (documentId, seq) =>
      handle.read(({ documents }) => {
        const document = documents.get(documentId);
        return document ? genAt(document, seq) : null;
      }),
    segments: (documentId, after) =>
      handle.read(({ documents }) =>
        (documents.get(documentId)?.segments ?? []).filter(({ lastSeq }) => lastSeq > after),
      ),
    compact: ({ documentId, lineage, snapshot, segment }) => {
      const copy = {
        lineage,
        snapshot: {
          ...snapshot,
          data: snapshot.data.slice(),
          stateVector: snapshot.stateVector.slice(),
        },
        segment: segment && { ...segment, gens: [...segment.gens], data: segment.data.slice() },
      };
      return handle.write('updates.compact', (state) => {
        const document = documentIn(state, documentId);
        const folded = copy.segment;
        const rows = folded ? range(document, folded.firstSeq - 1, folded.lastSeq, Infinity) : [];
        const genAtSnapshot = genAt(document, snapshot.seq);
        checkCompaction(copy, { ...document.record, genAtSnapshot, rows });
        if (!document.snapshot || document.snapshot.seq <= snapshot.seq)
          document.snapshot = copy.snapshot;
        if (!folded) return;
        for (const { seq } of rows) document.log.delete(seq);
        document.segments.push(folded);
        document.segments.sort((a, b) => a.firstSeq - b.firstSeq);
      });
    },
  };
}

function genAt({ log, segments }: MemoryDocument, seq: number): string | null {
  const entry = log.get(seq);
  if (entry) return entry.gen;
  for (const segment of segments) {
    const gen = genInSegment(segment, seq);
    if (gen !== null) return gen;
  }
  return null;
}

/** Entries with `after < seq ≤ upTo`, up to and with the one that exceeds `maxBytes`. */
function range(
  { record, log }: MemoryDocument,
  after: number,
  upTo: number,
  maxBytes: number,
): LogEntry[] {
  const entries: LogEntry[] = [];
  let bytes = 0;
  const last = Math.min(upTo, record.seq);
  for (let seq = Math.max(after, 0) + 1; seq <= last && bytes <= maxBytes; seq++) {
    const entry = log.get(seq);
    if (!entry) continue;
    entries.push(entry);
    bytes += entry.update.byteLength;
  }
  return entries;
}
