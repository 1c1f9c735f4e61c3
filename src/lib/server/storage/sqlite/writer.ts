/** Worker thread: the only connection that writes. */
import { workerData } from 'node:worker_threads';
import { accountWrites } from './accounts.ts';
import { openDatabase, type Database } from './database.ts';
import { documentWrites } from './documents.ts';
import { fileWrites } from './files.ts';
import { GroupCommit } from './group-commit.ts';
import { leavingWrites } from './leaving.ts';
import { integer } from './rows.ts';
import { serve } from './rpc/serve.ts';
import { updateWrites } from './updates.ts';

export interface WriterData {
  readonly path: string;
  readonly busyTimeoutMs: number;
  readonly maxBytes: number | undefined;
}

/** Commits, and the calls that they carried, since the thread started. */
export interface WriterStats {
  readonly commits: number;
  readonly calls: number;
}

/** Every writing method, by name. */
export function writes(db: Database) {
  const probe = db.prepare('UPDATE probe SET count = count + 1 RETURNING count');
  return {
    ...documentWrites(db),
    ...updateWrites(db),
    ...fileWrites(db),
    ...accountWrites(db),
    ...leavingWrites(db),
    /** A small write; the answer is the count that a read must see after it. */
    probe(): number {
      const row = probe.get();
      return row ? integer(row, 'count') : 0;
    },
    /** What the durability of a commit rests on, as SQLite sees it. */
    settings() {
      const pragma = (name: string) => db.prepare(`PRAGMA ${name}`).get()?.[name];
      return {
        synchronous: pragma('synchronous'),
        foreignKeys: pragma('foreign_keys'),
        journalMode: pragma('journal_mode'),
      };
    },
  };
}

export type WriterApi = ReturnType<typeof writes> & { stats(): WriterStats };

serve(() => {
  // Given by the main thread, in sqlite/index.ts.
  const { path, ...options } = workerData as WriterData;
  const db = openDatabase(path, options);
  const handlers = writes(db);
  handlers.dropUnfinishedFiles();
  const group: GroupCommit = new GroupCommit(db, { ...handlers, stats: () => group.stats });
  return { run: (requests) => group.run(requests), close: () => db.close() };
});
