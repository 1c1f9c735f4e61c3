import { StorageError } from '../storage.ts';
import { reason, type Database } from './database.ts';

/** One step of the schema. */
export interface Migration {
  /** 1, 2, 3 … without gaps. */
  readonly number: number;
  readonly name: string;
  /** Statements, run inside the transaction of the start. */
  readonly sql: string;
}

/** `RUNL`: tells our database from any other SQLite file. */
const APPLICATION_ID = 0x52554e4c;

/**
 * Brings the database up to the last of `migrations`. All that are pending run in one transaction that holds
 * the write lock from before the version is read: two starts at once do not both migrate, and if one step
 * fails, the database is as it was.
 * @param db a connection that does not enforce foreign keys
 * @param now time recorded with each step, ms since 1970
 * @returns how many were run
 * @throws StorageError `unavailable` with a sentence for the person who starts the server
 */
export function migrate(
  db: Database,
  migrations: readonly Migration[],
  now: number = Date.now(),
): number {
  try {
    db.exec('BEGIN IMMEDIATE');
    const version = readVersion(db);
    const newest = migrations.length;
    if (version > newest)
      throw new StorageError(
        'unavailable',
        `The database is newer than this program: it has migration ${version}, the program knows ${newest}. Start the newer version of Runnel, or restore an older backup.`,
      );
    const pending = migrations.slice(version);
    for (const migration of pending) apply(db, migration, now);
    db.exec('COMMIT');
    return pending.length;
  } catch (error) {
    if (db.isTransaction) db.exec('ROLLBACK');
    throw error instanceof StorageError
      ? error
      : new StorageError('unavailable', `The database could not be prepared: ${reason(error)}`, {
          cause: error,
        });
  }
}

/** The number of the last migration; 0 for an empty file. */
function readVersion(db: Database): number {
  const tables = Number(db.prepare('SELECT count(*) AS n FROM sqlite_schema').get()?.['n']);
  const id = db.prepare('PRAGMA application_id').get()?.['application_id'];
  if (tables > 0 && id !== APPLICATION_ID)
    throw new StorageError(
      'unavailable',
      'The file is a SQLite database, but not one of Runnel. It was not touched.',
    );
  if (tables === 0) {
    db.exec(`PRAGMA application_id = ${APPLICATION_ID}`);
    db.exec(
      'CREATE TABLE migrations (number INTEGER PRIMARY KEY, name TEXT NOT NULL, at INTEGER NOT NULL) STRICT',
    );
  }
  return Number(
    db.prepare('SELECT coalesce(max(number), 0) AS version FROM migrations').get()?.['version'],
  );
}

function apply(db: Database, { number, name, sql }: Migration, now: number): void {
  try {
    db.exec(sql);
    // A migration may rebuild a table that others point to, so keys are not enforced meanwhile.
    if (db.prepare('PRAGMA foreign_key_check').get())
      throw new Error('it leaves rows that point to rows that are not there');
    db.prepare('INSERT INTO migrations (number, name, at) VALUES (?, ?, ?)').run(number, name, now);
  } catch (cause) {
    throw new StorageError(
      'unavailable',
      `Migration ${number} (${name}) failed, and the database is as it was before: ${reason(cause)}`,
      { cause },
    );
  }
}
