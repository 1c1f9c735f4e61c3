/** The storage contract: every rule of `storage.ts`, for whatever engine is given. */
import { afterEach, beforeEach, describe } from 'vitest';
import type { Storage } from '../../src/lib/server/storage/storage.ts';
import { accountRules } from './storage-accounts.ts';
import { compactionRules } from './storage-compaction.ts';
import { documentRules } from './storage-documents.ts';
import { fileRules } from './storage-files.ts';
import { generalRules } from './storage-general.ts';
import { leavingRules } from './storage-leaving.ts';
import type { EngineUnderTest, Subject } from './storage-subject.ts';
import { updateRules } from './storage-updates.ts';

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
    fileRules(subject);
    accountRules(subject);
    leavingRules(subject);
  });
}
