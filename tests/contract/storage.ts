/** The storage contract: every rule of `storage.ts`, for whatever engine is given. */
import { afterEach, beforeEach, describe } from 'vitest';
import type { Storage } from '../../src/lib/server/storage/storage.ts';
import { accountRules } from './storage-accounts.ts';
import { compactionRules } from './storage-compaction.ts';
import { documentRules } from './storage-documents.ts';
import { generalRules } from './storage-general.ts';
import { updateRules } from './storage-updates.ts';

/** An engine under test: empty at first. */
export interface EngineUnderTest {
  readonly storage: Storage;
  /** Closes the engine and opens another on the same data. */
  reopen(): Promise<Storage>;
  /** Closes what is open and removes what it left. */
  dispose(): Promise<void>;
}

/** The engine of the running test. */
export interface Subject {
  storage: Storage;
  reopen(): Promise<void>;
}

/** Declares the suite for one engine. `makeEngine` is called before each test. */
export function storageContract(name: string, makeEngine: () => Promise<EngineUnderTest>): void {
  describe(`storage contract: ${name}`, () => {
    let engine: EngineUnderTest | null = null;
    let storage: Storage | null = null;
    const subject: Subject = {
      get storage() {
        if (!storage) throw new Error('no engine outside a test');
        return storage;
      },
      async reopen() {
        storage = (await engine?.reopen()) ?? null;
      },
    };
    beforeEach(async () => {
      engine = await makeEngine();
      storage = engine.storage;
    });
    afterEach(async () => {
      await engine?.dispose();
      engine = null;
      storage = null;
    });
    generalRules(subject);
    documentRules(subject);
    updateRules(subject);
    compactionRules(subject);
    accountRules(subject);
  });
}
