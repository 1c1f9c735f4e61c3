import { StorageError } from '../storage.ts';
import { openPlain, type Database } from './database.ts';

/**
 * Takes the data directory for this process: an exclusive SQLite lock on a side file, held until `release`.
 * It is a lock of the operating system, so it ends with the process however that ends, SIGKILL included; the
 * file may stay and means nothing by itself.
 * @param waitMs how long to wait for a server that is just going away
 * @throws StorageError `unavailable` with a sentence for the person who starts the server
 */
export function lockDirectory(
  path: string,
  directory: string,
  waitMs: number,
): { release(): void } {
  let db: Database | null = null;
  try {
    db = openPlain(path, { busyTimeoutMs: waitMs });
    // Nothing is ever written to the file, so it needs no journal beside it.
    db.exec('PRAGMA journal_mode = MEMORY');
    db.exec('BEGIN EXCLUSIVE');
  } catch (cause) {
    db?.close();
    const busy = (Number((cause as { errcode?: unknown }).errcode) & 0xff) === 5;
    throw new StorageError(
      'unavailable',
      busy
        ? `Another Runnel server is using the data directory ${directory}. Stop it first, or give this one a directory of its own.`
        : `The data directory ${directory} could not be locked.`,
      { cause },
    );
  }
  const held = db;
  return { release: () => held.close() };
}
