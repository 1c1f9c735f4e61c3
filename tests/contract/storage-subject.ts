import type { Storage } from '../../src/lib/server/storage/storage.ts';

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
