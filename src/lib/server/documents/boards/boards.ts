import { formatCursor, ProblemError } from '../../../protocol/index.ts';
import type { Logger } from '../../logger.ts';
import type { DocumentRecord, Storage } from '../../storage/storage.ts';
import { BoardRenderer } from './renderer.ts';
import type { BoardJob, BoardProducts } from './wire.ts';

/** Characters of all that is kept. */
const KEPT_LENGTH = 24 * 1024 * 1024;
/**
 * What took long to make is shown for this many times as long, also when the board has changed since: its surface brings
 * the rest. What took less than `QUICK_MS` is always made anew.
 */
const REST = 8;
const QUICK_MS = 250;

interface Kept {
  readonly cursor: string;
  readonly lineage: string;
  readonly product: BoardProducts[BoardJob];
  /** Milliseconds of a steady clock. */
  readonly madeAt: number;
  readonly took: number;
}

/** What is made of boards, kept as long as it is true and there is room for it. */
export class Boards {
  readonly #storage: Storage;
  readonly #logger: Logger | undefined;
  readonly #renderer: BoardRenderer;
  readonly #kept = new Map<string, Kept>();
  readonly #running = new Map<string, Promise<BoardProducts[BoardJob]>>();
  #length = 0;

  constructor(deps: { storage: Storage; logger?: Logger | undefined; renderer?: BoardRenderer }) {
    this.#storage = deps.storage;
    this.#logger = deps.logger;
    this.#renderer = deps.renderer ?? new BoardRenderer();
  }

  /**
   * What a job makes of a board. Of one that cannot be drawn, `null`: the page is then shown without it. Rejects when the
   * storage fails, or the document is gone.
   */
  async make<Job extends BoardJob>(
    job: Job,
    record: DocumentRecord,
  ): Promise<BoardProducts[Job] | null> {
    const key = `${job} ${record.id}`;
    const known = this.#known(key, record);
    // Whatever was made under this key was made by this job.
    if (known !== null) return known as BoardProducts[Job];
    const turn = `${key} ${record.lineage} ${formatCursor(record)}`;
    let running = this.#running.get(turn);
    if (!running) {
      running = this.#make(job, key, record).finally(() => this.#running.delete(turn));
      this.#running.set(turn, running);
    }
    try {
      return (await running) as BoardProducts[Job];
    } catch (error) {
      if (error instanceof ProblemError || isStorageError(error)) throw error;
      this.#logger?.error('boards.not-drawn', { document: record.id, job, error });
      return null;
    }
  }

  /** Forgets a board that is gone. */
  forget(documentId: string): void {
    for (const key of this.#kept.keys()) if (key.endsWith(` ${documentId}`)) this.#drop(key);
  }

  close(): Promise<void> {
    return this.#renderer.close();
  }

  #known(key: string, record: DocumentRecord): BoardProducts[BoardJob] | null {
    const kept = this.#kept.get(key);
    if (kept?.lineage !== record.lineage) return null;
    const rests = kept.took > QUICK_MS && performance.now() - kept.madeAt < REST * kept.took;
    if (kept.cursor !== formatCursor(record) && !rests) return null;
    // The order of the keys is the order of use.
    this.#kept.delete(key);
    this.#kept.set(key, kept);
    return kept.product;
  }

  async #make<Job extends BoardJob>(
    job: Job,
    key: string,
    record: DocumentRecord,
  ): Promise<BoardProducts[Job]> {
    const stored = await this.#storage.updates.load(record.id);
    if (!stored) throw new ProblemError('not_found');
    const { product, took } = await this.#renderer.run(job, {
      documentId: record.id,
      snapshot: stored.snapshot?.data ?? null,
      updates: stored.entries.map(({ update }) => update),
    });
    // What was read may be newer than the record that was asked for.
    const { lineage } = stored.record;
    this.#keep(key, {
      ...{ lineage, product, took, madeAt: performance.now() },
      cursor: formatCursor(stored.record),
    });
    return product;
  }

  #keep(key: string, kept: Kept): void {
    this.#drop(key);
    this.#kept.set(key, kept);
    this.#length += lengthOf(kept.product);
    for (const oldest of this.#kept.keys()) {
      if (this.#length <= KEPT_LENGTH) return;
      this.#drop(oldest);
    }
  }

  #drop(key: string): void {
    const kept = this.#kept.get(key);
    if (!kept) return;
    this.#kept.delete(key);
    this.#length -= lengthOf(kept.product);
  }
}

function lengthOf(product: BoardProducts[BoardJob]): number {
  return typeof product === 'string' ? product.length : product.html.length + product.text.length;
}

function isStorageError(error: unknown): boolean {
  return error instanceof Error && error.name === 'StorageError';
}
