/** Worker thread: a connection that only reads, so that opening a document never waits for a commit. */
import { workerData } from 'node:worker_threads';
import { accountReads } from './accounts.ts';
import { openDatabase, type Database } from './database.ts';
import { documentReads } from './documents.ts';
import { toStorageError, toWire } from './errors.ts';
import { fileReads } from './files.ts';
import { leavingReads } from './leaving.ts';
import { integer } from './rows.ts';
import { dispatch, serve } from './rpc/serve.ts';
import type { Reply, Request } from './rpc/wire.ts';
import { updateReads } from './updates.ts';

export interface ReaderData {
  readonly path: string;
  readonly busyTimeoutMs: number;
}

/** Every reading method, by name. */
export function reads(db: Database) {
  const probe = db.prepare('SELECT count FROM probe');
  return {
    ...documentReads(db),
    ...updateReads(db),
    ...fileReads(db),
    ...accountReads(db),
    ...leavingReads(db),
    probed(): number {
      const row = probe.get();
      return row ? integer(row, 'count') : 0;
    },
  };
}

export type ReaderApi = ReturnType<typeof reads>;

serve(() => {
  // Given by the main thread, in sqlite/index.ts.
  const { path, ...options } = workerData as ReaderData;
  const db = openDatabase(path, { ...options, readOnly: true });
  const handlers = reads(db);
  const begin = db.prepare('BEGIN');
  const commit = db.prepare('COMMIT');

  function answer(request: Request): Reply {
    try {
      return [request.id, false, dispatch(handlers, request)];
    } catch (error) {
      return [request.id, true, toWire(toStorageError(error))];
    }
  }
  return {
    /** All reads that arrived together see one moment, which is after they were asked for. */
    run(requests) {
      begin.run();
      try {
        return requests.map(answer);
      } finally {
        if (db.isTransaction) commit.run();
      }
    },
    close: () => db.close(),
  };
});
