/**
 * The in-memory engine: the same rules as on disk, without a disk. For unit tests and the simulation, which
 * also use it to play what a disk and a process can do: fail, be slow, be restarted, be restored from a copy.
 */
import { memoryAccounts } from './memory/accounts.ts';
import { memoryDocuments } from './memory/documents.ts';
import { memoryFiles } from './memory/files.ts';
import { Handle, type BeforeWrite } from './memory/handle.ts';
import { copyState, emptyState, type MemoryState } from './memory/state.ts';
import { memoryUpdates } from './memory/updates.ts';
import type { AccountStore, DocumentStore, FileStore, Storage, UpdateStore } from './storage.ts';

export type { BeforeWrite } from './memory/handle.ts';

export interface MemoryOptions {
  readonly beforeWrite?: BeforeWrite;
}

export class MemoryStorage implements Storage {
  readonly documents: DocumentStore;
  readonly updates: UpdateStore;
  readonly files: FileStore;
  readonly accounts: AccountStore;
  readonly #handle: Handle;

  constructor(state: MemoryState, options: MemoryOptions = {}) {
    this.#handle = new Handle(state, options.beforeWrite);
    this.documents = memoryDocuments(this.#handle);
    this.updates = memoryUpdates(this.#handle);
    this.files = memoryFiles(this.#handle);
    this.accounts = memoryAccounts(this.#handle);
  }

  check(): Promise<void> {
    return this.#handle.write('check', () => undefined);
  }

  close(): Promise<void> {
    return this.#handle.close();
  }

  /** The next writing calls (`check` too) reject with `unavailable` and store nothing. */
  failNext(count = 1): void {
    this.#handle.failNext(count);
  }

  /**
   * A restart on the same data: this engine is cut off as by a kill (what it has not stored is not stored), and
   * the one that is returned goes on from there.
   */
  reopen(options?: MemoryOptions): MemoryStorage {
    this.#handle.cut();
    return new MemoryStorage(this.#handle.state, options ?? this.#options());
  }

  /** A backup: an independent engine with what is stored now. To restore it, go on with it, or a copy of it. */
  copy(options?: MemoryOptions): MemoryStorage {
    return new MemoryStorage(copyState(this.#handle.state), options ?? this.#options());
  }

  #options(): MemoryOptions {
    const { beforeWrite } = this.#handle;
    return beforeWrite ? { beforeWrite } : {};
  }
}

/** An empty in-memory engine. */
export function createMemoryStorage(options: MemoryOptions = {}): MemoryStorage {
  return new MemoryStorage(emptyState(), options);
}
