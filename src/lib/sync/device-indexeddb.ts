import { deleteDB, openDB, type DBSchema, type IDBPDatabase, type IDBPTransaction } from 'idb';
import type { z } from 'zod/mini';
import {
  DeviceError,
  keepRows,
  latestKept,
  type Batch,
  type Device,
  type Replacement,
  type Row,
  type Stored,
} from './device.ts';
import {
  fromStored,
  keptRow,
  replicaRow,
  toStored,
  updateRow,
  type UpdateRow,
} from './device-records.ts';
import type { KeptCopy } from './types.ts';

interface Schema extends DBSchema {
  replicas: { key: string; value: z.infer<typeof replicaRow> };
  updates: { key: [string, string]; value: UpdateRow; indexes: { unsent: number } };
  kept: { key: [string, string]; value: z.infer<typeof keptRow> };
}
type Stores = ('replicas' | 'updates' | 'kept')[];
type Write = IDBPTransaction<Schema, Stores, 'readwrite'>;

const STORES: Stores = ['replicas', 'updates', 'kept'];
const VERSION = 1;

/** Name of a user's database. */
export function databaseName(userId: string): string {
  return `runnel/${userId}`;
}

/** Deletes a user's database. */
export async function deleteDatabase(userId: string): Promise<void> {
  await deleteDB(databaseName(userId));
}

/** The device in the browser: one IndexedDB database for each user. */
export class IndexedDbDevice implements Device {
  readonly #db: IDBPDatabase<Schema>;

  private constructor(db: IDBPDatabase<Schema>) {
    this.#db = db;
  }

  /**
   * Opens or makes the database. Throws a DeviceError where the browser does not allow one. `onClosed`: it was closed
   * from outside, and all calls fail from now on.
   */
  static async open(
    userId: string,
    onClosed: () => void = () => undefined,
  ): Promise<IndexedDbDevice> {
    if (typeof indexedDB === 'undefined') {
      throw new DeviceError('unavailable', 'this environment has no IndexedDB');
    }
    const db = await failing('open', () =>
      openDB<Schema>(databaseName(userId), VERSION, {
        upgrade(database) {
          database.createObjectStore('replicas', { keyPath: 'documentId' });
          database
            .createObjectStore('updates', { keyPath: ['documentId', 'key'] })
            .createIndex('unsent', 'unsent');
          database.createObjectStore('kept', { keyPath: ['documentId', 'lineage'] });
        },
        // A logout in another tab, or a newer version, must not wait for us.
        blocking(_from, _to, event) {
          (event.target as IDBDatabase).close();
          onClosed();
        },
        // The browser did it: somebody cleared this site's data, or the disk failed.
        terminated: onClosed,
      }),
    );
    return new IndexedDbDevice(db);
  }

  close(): void {
    this.#db.close();
  }

  load(documentId: string): Promise<Stored> {
    return this.#write('load', async (transaction) => {
      const replica = await readReplica(transaction, documentId);
      const rows = await this.#rows(transaction, documentId, replica?.lineage ?? null, {
        keep: true,
        at: Date.now(),
      });
      return {
        lineage: replica?.lineage ?? null,
        cursor: replica?.cursor ?? null,
        role: replica?.role ?? null,
        rows,
        kept: await readKept(transaction, documentId),
      };
    });
  }

  write(documentId: string, batch: Batch): Promise<{ lineage: string }> {
    return this.#write('write', async (transaction) => {
      const updates = transaction.objectStore('updates');
      const replica = await readReplica(transaction, documentId);
      const stale = replica !== null && replica.lineage !== batch.lineage;
      for (const row of batch.rows ?? []) {
        if (stale && row.sent !== 'unsent') continue;
        await updates.put(toStored(documentId, batch.lineage, row));
      }
      if (stale) return { lineage: replica.lineage };
      const change = async (key: string, to: (row: UpdateRow) => UpdateRow): Promise<void> => {
        const row = updateRow.safeParse(await updates.get([documentId, key]));
        if (row.success) await updates.put(to(row.data));
      };
      const { acknowledged } = batch;
      for (const key of acknowledged?.keys ?? []) {
        await change(key, ({ unsent: _unsent, ...row }) => ({
          ...row,
          ...(acknowledged && { acknowledged: acknowledged.cursor }),
        }));
      }
      for (const key of batch.settled ?? []) {
        await change(key, ({ unsent: _unsent, acknowledged: _acknowledged, ...row }) => row);
      }
      for (const key of batch.folded ?? []) await updates.delete([documentId, key]);
      if (replica === null || batch.cursor !== undefined || batch.role !== undefined) {
        await transaction.objectStore('replicas').put({
          documentId,
          lineage: batch.lineage,
          cursor: batch.cursor ?? replica?.cursor ?? null,
          role: batch.role ?? replica?.role ?? null,
        });
      }
      return { lineage: batch.lineage };
    });
  }

  replace(documentId: string, { old, lineage, at, keep }: Replacement): Promise<KeptCopy | null> {
    return this.#write('replace', async (transaction) => {
      const replica = await readReplica(transaction, documentId);
      await this.#rows(transaction, documentId, lineage, { keep, at });
      if (old === lineage) await transaction.objectStore('updates').delete(ofDocument(documentId));
      if (replica?.lineage !== lineage || old === lineage) {
        await transaction
          .objectStore('replicas')
          .put({ documentId, lineage, cursor: null, role: replica?.role ?? null });
      }
      return readKept(transaction, documentId);
    });
  }

  discardKept(documentId: string, lineage: string): Promise<KeptCopy | null> {
    return this.#write('discard', async (transaction) => {
      await transaction.objectStore('kept').delete([documentId, lineage]);
      return readKept(transaction, documentId);
    });
  }

  unsent(): Promise<{ documentId: string; count: number }[]> {
    return failing('read', async () => {
      const counts = new Map<string, number>();
      for (const value of await this.#db.getAllFromIndex('updates', 'unsent')) {
        const row = updateRow.safeParse(value);
        if (!row.success) continue;
        const { documentId, changes } = row.data;
        counts.set(documentId, (counts.get(documentId) ?? 0) + changes);
      }
      return [...counts].map(([documentId, count]) => ({ documentId, count: Math.max(1, count) }));
    });
  }

  forget(documentId: string): Promise<void> {
    return this.#write('forget', async (transaction) => {
      await transaction.objectStore('replicas').delete(documentId);
      await transaction.objectStore('updates').delete(ofDocument(documentId));
      await transaction.objectStore('kept').delete(ofDocument(documentId));
    });
  }

  /** The document's rows of `lineage`. Rows of another lineage are taken out, into kept copies. */
  async #rows(
    transaction: Write,
    documentId: string,
    lineage: string | null,
    { keep, at }: { keep: boolean; at: number },
  ): Promise<Row[]> {
    const updates = transaction.objectStore('updates');
    const kept = transaction.objectStore('kept');
    const own: Row[] = [];
    const foreign = new Map<string, Row[]>();
    for (const value of await updates.getAll(ofDocument(documentId))) {
      const parsed = updateRow.safeParse(value);
      if (!parsed.success)
        throw new DeviceError('failed', 'a stored row is not of its shape', {
          cause: parsed.error,
        });
      const row = fromStored(parsed.data);
      if (parsed.data.lineage === lineage) {
        own.push(row);
        continue;
      }
      foreign.set(parsed.data.lineage, [...(foreign.get(parsed.data.lineage) ?? []), row]);
      await updates.delete([documentId, row.key]);
    }
    if (!keep) return own;
    for (const [name, rows] of foreign) {
      const before = keptRow.safeParse(await kept.get([documentId, name]));
      const copy = keepRows(name, rows, before.success ? before.data : null, at);
      if (copy) await kept.put({ documentId, lineage: name, at: copy.at, update: copy.update });
    }
    return own;
  }

  async #write<T>(what: string, run: (transaction: Write) => Promise<T>): Promise<T> {
    return failing(what, async () => {
      const transaction = this.#db.transaction(STORES, 'readwrite');
      // Watched from the start: an abort must not become an unhandled rejection while `run` waits.
      const done = transaction.done.then(
        () => null,
        (cause: unknown) => ({ cause }),
      );
      let result: T;
      try {
        result = await run(transaction);
      } catch (error) {
        abort(transaction);
        await done;
        throw error;
      }
      const aborted = await done;
      if (aborted) throw aborted.cause;
      return result;
    });
  }
}

function abort(transaction: Write): void {
  try {
    transaction.abort();
  } catch (error) {
    // It has aborted by itself, which is what we wanted.
    if (!(error instanceof DOMException)) throw error;
  }
}

async function readReplica(
  transaction: Write,
  documentId: string,
): Promise<z.infer<typeof replicaRow> | null> {
  const parsed = replicaRow.safeParse(await transaction.objectStore('replicas').get(documentId));
  return parsed.success ? parsed.data : null;
}

async function readKept(transaction: Write, documentId: string): Promise<KeptCopy | null> {
  const copies: KeptCopy[] = [];
  for (const value of await transaction.objectStore('kept').getAll(ofDocument(documentId))) {
    const parsed = keptRow.safeParse(value);
    if (parsed.success)
      copies.push({ lineage: parsed.data.lineage, at: parsed.data.at, update: parsed.data.update });
  }
  return latestKept(copies);
}

/** All keys that begin with the document's id: an array sorts after every string. */
function ofDocument(documentId: string): IDBKeyRange {
  return IDBKeyRange.bound([documentId], [documentId, []]);
}

async function failing<T>(what: string, run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (cause) {
    if (cause instanceof DeviceError) throw cause;
    throw new DeviceError('failed', `the local database failed to ${what}`, { cause });
  }
}
