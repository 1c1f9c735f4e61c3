import * as sqlite from 'node:sqlite';
import { StorageError } from '../storage.ts';

export type Database = sqlite.DatabaseSync;
export type Statement = sqlite.StatementSync;

/** Newer versions of Node call the class `Database`. */
const Class =
  (sqlite as { readonly Database?: typeof sqlite.DatabaseSync }).Database ?? sqlite.DatabaseSync;

export interface DatabaseOptions {
  readonly readOnly?: boolean;
  /** How long a statement waits for a lock that another process holds, ms. */
  readonly busyTimeoutMs: number;
  /** Size past which the database may not grow, bytes: writes then fail as on a full disk. */
  readonly maxBytes?: number | undefined;
}

/**
 * Opens a connection to the data: write-ahead log, and a commit that returns only when the disk has it.
 * @throws StorageError `unavailable`
 */
export function openDatabase(path: string, options: DatabaseOptions): Database {
  const { readOnly = false, busyTimeoutMs, maxBytes } = options;
  let db: Database | null = null;
  try {
    db = new Class(path, {
      readOnly,
      timeout: busyTimeoutMs,
      enableForeignKeyConstraints: true,
      allowExtension: false,
    });
    if (!readOnly) {
      const mode = db.prepare('PRAGMA journal_mode = WAL').get()?.['journal_mode'];
      if (mode !== 'wal')
        throw new Error(`The file system of ${path} does not support SQLite's write-ahead log.`);
    }
    db.exec('PRAGMA synchronous = FULL; PRAGMA temp_store = MEMORY; PRAGMA cache_size = -16000');
    // After a checkpoint the log file shrinks to this, so that one burst does not keep the disk for ever.
    db.exec('PRAGMA journal_size_limit = 67108864');
    if (maxBytes !== undefined) {
      const pageSize = Number(db.prepare('PRAGMA page_size').get()?.['page_size']);
      db.exec(`PRAGMA max_page_count = ${Math.max(1, Math.floor(maxBytes / pageSize))}`);
    }
    return db;
  } catch (cause) {
    db?.close();
    throw new StorageError('unavailable', `Cannot open the database ${path}: ${reason(cause)}`, {
      cause,
    });
  }
}

/** Opens any SQLite file and changes nothing in it; foreign keys are not enforced. */
export function openPlain(path: string, options: { readonly busyTimeoutMs: number }): Database {
  return new Class(path, { timeout: options.busyTimeoutMs, enableForeignKeyConstraints: false });
}

export function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
