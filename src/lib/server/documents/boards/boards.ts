import { formatCursor, ProblemError } from '../../../protocol/index.ts';
import type { Logger } from '../../logger.ts';
import type { DocumentRecord, Storage } from '../../storage/storage.ts';
import { Failures } from './failures.ts';
import { BoardRenderer, RenderError } from './renderer.ts';
import type { BoardJob, BoardProducts } from './wire.ts';

/** Characters of all that is kept. */
const KEPT_LENGTH = 24 * 1024 * 1024;
/**
 * What took long to make is shown for this many times as long, also when the board has changed since: its surface brings
 * the rest. What took less than `QUICK_MS` is always made anew.
 */
const REST = 8;
const QUICK_MS = 250;

/** What a job made of a board. */
export interface Drawn<Job extends BoardJob> {
  readonly product: BoardProducts[Job];
  /** False for what is shown for some seconds longer than it is true. */
  readonly current: boolean;
}

interface Kept {
  readonly cursor: string;
  readonly lineage: string;
  readonly product: BoardProducts[BoardJob];
  /** Milliseconds of a steady clock. */
  readonly madeAt: number;
  readonly took: number;
}

/**
 * What is made of boards, kept as long as it is true and there is room for it; also that nothing can be made of one, so
 * that no board takes the thread from the others again and again.
 */
export class Boards {
  readonly #storage: Storage;
  readonly #logger: Logger | undefined;
  readonly #renderer: BoardRenderer;
  readonly #kept = new Map<string, Kept>();
  readonly #failures: Failures;
  readonly #now: () => number;
  readonly #running = new Map<string, Promise<BoardProducts[BoardJob] | null>>();
  #length = 0;

  /** `now`: milliseconds of a steady clock. */
  constructor(deps: {
    storage: Storage;
    logger?: Logger | undefined;
    renderer?: BoardRenderer;
    now?: () => number;
  }) {
    this.#storage = deps.storage;
    this.#now = deps.now ?? (() => performance.now());
    this.#failures = new Failures(this.#now);
    this.#logger = deps.logger;
    this.#renderer = deps.renderer ?? new BoardRenderer();
  }

  /**
   * What a job makes of a board. Of one that cannot be drawn, `null`: the page is then shown without it. Rejects when the
   * storage fails, or the document is gone.
   */
  async make<Job extends BoardJob>(job: Job, record: DocumentRecord): Promise<Drawn<Job> | null> {
    const key = `${job} ${record.id}`;
    const known = this.#known(key, record);
    // Whatever was made under this key was made by this job.
    if (known !== null) return known as Drawn<Job>;
    if (this.#failures.includes(job, record)) return null;
    const turn = `${key} ${record.lineage} ${formatCursor(record)}`;
    let running = this.#running.get(turn);
    if (!running) {
      running = this.#make(job, record).finally(() => this.#running.delete(turn));
      this.#running.set(turn, running);
    }
    const product = (await running) as BoardProducts[Job] | null;
    return product === null ? null : { product, current: true };
  }

  /** Forgets a board that is gone. */
  forget(documentId: string): void {
    this.#failures.forget(documentId);
    for (const key of this.#kept.keys()) if (key.endsWith(` ${documentId}`)) this.#drop(key);
  }

  close(): Promise<void> {
    return this.#renderer.close();
  }

  #known(key: string, record: DocumentRecord): Drawn<BoardJob> | null {
    const kept = this.#kept.get(key);
    if (kept?.lineage !== record.lineage) return null;
    const rests = kept.took > QUICK_MS && this.#now() - kept.madeAt < REST * kept.took;
    const current = kept.cursor === formatCursor(record);
    if (!current && !rests) return null;
    // The order of the keys is the order of use.
    this.#kept.delete(key);
    this.#kept.set(key, kept);
    return { product: kept.product, current };
  }

  async #make(job: BoardJob, record: DocumentRecord): Promise<BoardProducts[BoardJob] | null> {
    const { id } = record;
    const stored = await this.#storage.updates.load(id);
    if (!stored) throw new ProblemError('not_found');
    // Another job may have found out meanwhile.
    if (this.#failures.includes(job, stored.record)) return null;
    try {
      const { product, took } = await this.#renderer.run(job, {
        documentId: id,
        snapshot: stored.snapshot?.data ?? null,
        updates: stored.entries.map(({ update }) => update),
      });
      // What was read may be newer than the record that was asked for.
      const { lineage } = stored.record;
      this.#keep(`${job} ${id}`, {
        ...{ lineage, product, took, madeAt: this.#now() },
        cursor: formatCursor(stored.record),
      });
      return product;
    } catch (error) {
      this.#logger?.error('boards.not-drawn', { document: id, job, error });
      if (!(error instanceof RenderError)) return null;
      if (error.code === 'costly') this.#failures.noteCostly(id);
      if (error.code === 'unreadable') this.#failures.noteUnreadable(job, stored.record);
      return null;
    }
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
