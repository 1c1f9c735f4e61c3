import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createMemoryStorage } from '../../src/lib/server/storage/memory.ts';
import { openSqliteStorage } from '../../src/lib/server/storage/sqlite/index.ts';
import { storageContract } from './storage.ts';

storageContract('memory', async () => {
  let storage = createMemoryStorage();
  return {
    storage,
    reopen: async () => (storage = storage.reopen()),
    dispose: () => storage.close(),
  };
});

// A hook makes every write wait its turn, as on a disk.
storageContract('memory with slow writes', async () => {
  let storage = createMemoryStorage({ beforeWrite: () => Promise.resolve() });
  return {
    storage,
    reopen: async () => (storage = storage.reopen()),
    dispose: () => storage.close(),
  };
});

storageContract('SQLite', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'runnel-storage-'));
  let storage = await openSqliteStorage({ directory });
  return {
    storage,
    reopen: async () => {
      await storage.close();
      return (storage = await openSqliteStorage({ directory }));
    },
    dispose: async () => {
      await storage.close();
      await rm(directory, { recursive: true });
    },
  };
});
