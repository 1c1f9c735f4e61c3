import {
  keepRows,
  latestKept,
  type Batch,
  type Device,
  type Replacement,
  type Row,
  type Stored,
} from './device.ts';
import type { Role } from '../protocol/index.ts';
import type { KeptCopy } from './types.ts';

interface Entry {
  lineage: string;
  cursor: string | null;
  role: Role | null;
  /** By key. The lineage is the one the row was written under. */
  rows: Map<string, Row & { readonly lineage: string }>;
}

/** A device that forgets: for Node, for tests, and where the browser refuses a database. */
export class MemoryDevice implements Device {
  readonly #documents = new Map<string, Entry>();
  readonly #kept = new Map<string, Map<string, KeptCopy>>();
  readonly #now: () => number;

  constructor(now: () => number = () => Date.now()) {
    this.#now = now;
  }

  load(documentId: string): Promise<Stored> {
    const entry = this.#documents.get(documentId);
    if (entry) this.#setAside(documentId, entry, true, this.#now());
    return Promise.resolve({
      lineage: entry?.lineage ?? null,
      cursor: entry?.cursor ?? null,
      role: entry?.role ?? null,
      rows: [...(entry?.rows.values() ?? [])].map(({ lineage: _lineage, ...row }) => row),
      kept: this.#latest(documentId),
    });
  }

  write(documentId: string, batch: Batch): Promise<{ lineage: string }> {
    const { lineage } = batch;
    let entry = this.#documents.get(documentId);
    if (!entry) {
      entry = { lineage, cursor: null, role: null, rows: new Map() };
      this.#documents.set(documentId, entry);
    }
    const stale = entry.lineage !== lineage;
    for (const row of batch.rows ?? []) {
      if (!stale || row.sent === 'unsent') entry.rows.set(row.key, { ...row, lineage });
    }
    if (!stale) {
      const { acknowledged } = batch;
      for (const key of acknowledged?.keys ?? []) {
        const row = entry.rows.get(key);
        if (row && acknowledged)
          entry.rows.set(key, { ...row, sent: { cursor: acknowledged.cursor } });
      }
      for (const key of batch.settled ?? []) {
        const row = entry.rows.get(key);
        if (row) entry.rows.set(key, { ...row, sent: null });
      }
      for (const key of batch.folded ?? []) entry.rows.delete(key);
      if (batch.cursor !== undefined) entry.cursor = batch.cursor;
      if (batch.role !== undefined) entry.role = batch.role;
    }
    return Promise.resolve({ lineage: entry.lineage });
  }

  replace(documentId: string, { old, lineage, at, keep }: Replacement): Promise<KeptCopy | null> {
    const entry = this.#documents.get(documentId);
    if (entry) {
      if (entry.lineage !== lineage || old === lineage) entry.cursor = null;
      entry.lineage = lineage;
      this.#setAside(documentId, entry, keep, at);
      if (old === lineage) entry.rows.clear();
    } else {
      this.#documents.set(documentId, { lineage, cursor: null, role: null, rows: new Map() });
    }
    return Promise.resolve(this.#latest(documentId));
  }

  discardKept(documentId: string, lineage: string): Promise<KeptCopy | null> {
    this.#kept.get(documentId)?.delete(lineage);
    return Promise.resolve(this.#latest(documentId));
  }

  unsent(): Promise<{ documentId: string; count: number }[]> {
    const found: { documentId: string; count: number }[] = [];
    for (const [documentId, entry] of this.#documents) {
      const rows = [...entry.rows.values()].filter((row) => row.sent === 'unsent');
      const count = rows.reduce((sum, row) => sum + row.changes, 0);
      if (rows.length > 0) found.push({ documentId, count: Math.max(1, count) });
    }
    return Promise.resolve(found);
  }

  forget(documentId: string): Promise<void> {
    this.#documents.delete(documentId);
    this.#kept.delete(documentId);
    return Promise.resolve();
  }

  #latest(documentId: string): KeptCopy | null {
    return latestKept([...(this.#kept.get(documentId)?.values() ?? [])]);
  }

  /** Takes the rows of other lineages out, into kept copies. */
  #setAside(documentId: string, entry: Entry, keep: boolean, at: number): void {
    const foreign = new Map<string, Row[]>();
    for (const row of entry.rows.values()) {
      if (row.lineage === entry.lineage) continue;
      foreign.set(row.lineage, [...(foreign.get(row.lineage) ?? []), row]);
      entry.rows.delete(row.key);
    }
    if (!keep) return;
    for (const [lineage, rows] of foreign) {
      const copies = this.#kept.get(documentId) ?? new Map<string, KeptCopy>();
      const copy = keepRows(lineage, rows, copies.get(lineage) ?? null, at);
      if (copy) this.#kept.set(documentId, copies.set(lineage, copy));
    }
  }
}
