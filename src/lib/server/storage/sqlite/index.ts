/**
 * The SQLite engine: everything in one file, `runnel.sqlite`. The main thread never touches the disk after the
 * start; one worker thread writes, another reads.
 */
import { closeSync, existsSync, mkdirSync, openSync } from 'node:fs';
import { join, resolve } from 'node:path';
import {
  StorageError,
  type AccountStore,
  type DocumentStore,
  type FileStore,
  type Storage,
  type StorageLogger,
  type UpdateStore,
} from '../storage.ts';
import { openPlain, reason } from './database.ts';
import { lockDirectory } from './lock.ts';
import { migrate, type Migration } from './migrate.ts';
import { migrations as ours } from './migrations/index.ts';
import type { ReaderApi, ReaderData } from './reader.ts';
import { WorkerClient } from './rpc/client.ts';
import { sqliteAccounts, sqliteDocuments, sqliteFiles, sqliteUpdates } from './stores.ts';
import type { WriterApi, WriterData, WriterStats } from './writer.ts';

export const DATABASE_FILE = 'runnel.sqlite';
/** Under load, commits are no more frequent than this. Below what a person who types can notice. */
const GATHER_TIMES = { least: 8, most: 24 };

export const LOCK_FILE = 'runnel.lock';

export interface SqliteOptions {
  /** Made if it is not there, for this user only. */
  readonly directory: string;
  readonly logger?: StorageLogger;
  /** How long the start waits for another server that is going away, ms. 3 s by default. */
  readonly lockWaitMs?: number;
  /** How long a commit waits for another program that holds the database, ms. 5 s by default. */
  readonly busyTimeoutMs?: number;
  /** Size past which the database may not grow, bytes: writes then fail as on a full disk. */
  readonly maxBytes?: number;
  /** For tests of the start. */
  readonly migrations?: readonly Migration[];
}

export class SqliteStorage implements Storage {
  readonly documents: DocumentStore;
  readonly updates: UpdateStore;
  readonly files: FileStore;
  readonly accounts: AccountStore;
  /** The two threads, for tests of what happens when one dies. */
  readonly threads: {
    readonly writer: WorkerClient<WriterApi>;
    readonly reader: WorkerClient<ReaderApi>;
  };
  readonly #release: () => void;
  #closing: Promise<void> | null = null;

  constructor(threads: SqliteStorage['threads'], release: () => void) {
    const { writer, reader } = threads;
    this.threads = threads;
    this.#release = release;
    this.documents = sqliteDocuments(writer, reader);
    this.updates = sqliteUpdates(writer, reader);
    this.files = sqliteFiles(writer, reader);
    this.accounts = sqliteAccounts(writer, reader);
  }

  async check(): Promise<void> {
    const written = await this.threads.writer.call('probe');
    const read = await this.threads.reader.call('probed');
    if (read < written)
      throw new StorageError('unavailable', 'A write was acknowledged but cannot be read.');
  }

  /** Commits since the writing thread started, and the calls that they carried. */
  stats(): Promise<WriterStats> {
    return this.threads.writer.call('stats');
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    // The writer is the last to go: then it folds the write-ahead log into the database.
    await this.threads.reader.close();
    await this.threads.writer.close();
    this.#release();
  }
}

/**
 * Opens the database in a directory, making and migrating it as needed.
 * @throws StorageError `unavailable`; its message is a sentence for the person who starts the server
 */
export async function openSqliteStorage(options: SqliteOptions): Promise<SqliteStorage> {
  const { logger, lockWaitMs = 3000, busyTimeoutMs = 5000, maxBytes } = options;
  const directory = resolve(options.directory);
  const path = join(directory, DATABASE_FILE);
  const lockPath = join(directory, LOCK_FILE);
  prepareFiles(directory, [path, lockPath]);
  const lock = lockDirectory(lockPath, directory, lockWaitMs);
  try {
    const steps = migrateFile(path, busyTimeoutMs, options.migrations ?? ours);
    if (steps > 0) logger?.info('storage.migrated', { path, steps });

    const onDeath = (name: string) => (error: Error) =>
      logger?.error('storage.thread_died', { thread: name, error });
    const writer = new WorkerClient<WriterApi>({
      url: moduleUrl('./writer.ts'),
      name: 'storage writer',
      workerData: { path, busyTimeoutMs, maxBytes } satisfies WriterData,
      gather: GATHER_TIMES,
      onDeath: onDeath('writer'),
    });
    const reader = new WorkerClient<ReaderApi>({
      url: moduleUrl('./reader.ts'),
      name: 'storage reader',
      workerData: { path, busyTimeoutMs } satisfies ReaderData,
      onDeath: onDeath('reader'),
    });
    try {
      await writer.start();
      await reader.start();
    } catch (error) {
      await Promise.all([reader.close(), writer.close()]);
      throw error;
    }
    return new SqliteStorage({ writer, reader }, () => lock.release());
  } catch (error) {
    lock.release();
    throw error;
  }
}

/** A file beside this one. Not written as a bundler would look for it: these files are never bundled. */
function moduleUrl(name: string): URL {
  const here = import.meta.url;
  return new URL(name, here);
}

function prepareFiles(directory: string, paths: readonly string[]): void {
  try {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    // SQLite gives its side files the mode of the database.
    for (const path of paths) createFile(path, 0o600);
  } catch (cause) {
    throw new StorageError(
      'unavailable',
      `The data directory ${directory} cannot be used: ${reason(cause)}`,
      { cause },
    );
  }
}

/** Never opens a file that is there: closing it would drop the locks that this process has on it. */
function createFile(path: string, mode: number): void {
  if (!existsSync(path)) closeSync(openSync(path, 'ax', mode));
}

function migrateFile(
  path: string,
  busyTimeoutMs: number,
  migrations: readonly Migration[],
): number {
  const db = openPlain(path, { busyTimeoutMs });
  try {
    return migrate(db, migrations);
  } finally {
    db.close();
  }
}
