/**
 * The composition root: the only file that names engines. Makes the parts, introduces them to each other, and
 * takes them apart in the right order.
 */
import { Accounts } from './auth/accounts.ts';
import { MemoryBus } from './bus/memory.ts';
import type { Config } from './config.ts';
import { Documents } from './documents/documents.ts';
import { Files } from './documents/files.ts';
import { createLogger, type Logger } from './logger.ts';
import { openSqliteStorage } from './storage/sqlite/index.ts';
import type { Storage } from './storage/storage.ts';
import { SyncEngine } from './sync/engine.ts';
import type { EngineLimits } from './sync/limits.ts';

export interface App {
  readonly config: Config;
  readonly accounts: Accounts;
  readonly documents: Documents;
  readonly files: Files;
  readonly sync: SyncEngine;
  readonly storage: Storage;
  readonly logger: Logger;
  /** True while the app takes work: started, not draining, and its storage works. Asked of the storage at most once a second. */
  ready(): Promise<boolean>;
  /** Says goodbye to every reader and finishes every push; not ready from now on. Twice is as good as once. */
  drain(): Promise<void>;
  /** Lets go of storage and timers, after `drain`. */
  close(): Promise<void>;
}

/** Parts that tests bring themselves. */
export interface AppOverrides {
  readonly storage?: Storage;
  readonly logger?: Logger;
  readonly limits?: Partial<EngineLimits>;
}

const READY_CACHE_MS = 1_000;
/** Pushes are waited for so long at the end; well within the 2 s in which the process is to be gone. */
const DRAIN_MS = 1_200;
const SESSION_CLEANUP_MS = 60 * 60 * 1_000;

/**
 * Opens the storage, which migrates it, and makes the App. Rejects if the storage cannot be opened or a
 * migration fails: nothing is served then.
 */
export async function createApp(config: Config, overrides: AppOverrides = {}): Promise<App> {
  const logger =
    overrides.logger ?? createLogger({ level: config.logLevel, format: config.logFormat });
  const storage =
    overrides.storage ?? (await openSqliteStorage({ directory: config.dataDir, logger }));
  const bus = new MemoryBus();
  const sync = new SyncEngine({
    storage,
    bus,
    logger,
    limits: {
      updateBytes: config.maxUpdateBytes,
      residentBytes: config.residentBytes,
      drainMs: DRAIN_MS,
      ...overrides.limits,
    },
  });
  const accounts = new Accounts({ storage, logger, config });
  const documents = new Documents({ storage, sync, logger });
  const files = new Files({
    storage,
    limits: { fileBytes: config.maxFileBytes, documentBytes: config.documentFilesBytes },
  });
  accounts.on('sessionEnded', (sessionId) => sync.sessionEnded(sessionId));
  accounts.on('roleChanged', (userId, role) => sync.roleChanged(userId, role));
  await accounts.ensureOwner(config);

  const cleanUp = () => {
    accounts
      .deleteExpiredSessions()
      .catch((error: unknown) => logger.warn('sessions.cleanup_failed', { error }));
  };
  cleanUp();
  const cleanup = setInterval(cleanUp, SESSION_CLEANUP_MS);
  cleanup.unref();

  const storageWorks = rarely(READY_CACHE_MS, (): Promise<boolean> =>
    storage.check().then(
      () => true,
      (error: unknown) => {
        logger.error('storage.check_failed', { error });
        return false;
      },
    ),
  );
  let draining: Promise<void> | null = null;
  let closing: Promise<void> | null = null;
  return {
    config,
    accounts,
    documents,
    files,
    sync,
    storage,
    logger,
    ready: async () => draining === null && !sync.storageFailing && (await storageWorks()),
    drain: () => (draining ??= sync.drain()),
    close: () => {
      clearInterval(cleanup);
      return (closing ??= Promise.all([bus.close(), documents.close()]).then(() =>
        storage.close(),
      ));
    },
  };
}

/** Calls `fn` at most once in so many milliseconds; everybody who asks in between gets the same answer. */
function rarely<T>(ms: number, fn: () => Promise<T>): () => Promise<T> {
  let last: { at: number; answer: Promise<T> } | null = null;
  return () => {
    const now = performance.now();
    if (!last || now - last.at >= ms) last = { at: now, answer: fn() };
    return last.answer;
  };
}
