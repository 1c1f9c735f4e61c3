import { formatCursor } from '../../../protocol/index.ts';
import type { DocumentRecord } from '../../storage/storage.ts';
import { LruCache } from '../cache.ts';
import type { BoardJob } from './wire.ts';

/** Of each sort. */
const CAPACITY = 2_000;
/** A board that took all the time or memory there is rests for so long, and then twice as long each time. */
const FIRST_REST_MS = 5 * 60_000;
const LONGEST_REST_MS = 24 * 60 * 60_000;

type State = Pick<DocumentRecord, 'id' | 'lineage' | 'gen' | 'seq'>;

/** Boards that could not be drawn, so that the same attempt is not made with every request. */
export class Failures {
  readonly #now: () => number;
  /** By job and document: the state of which nothing can be made. */
  readonly #unreadable = new LruCache<string, string>(CAPACITY);
  readonly #resting = new LruCache<string, { readonly until: number; readonly ms: number }>(
    CAPACITY,
  );

  /** `now`: milliseconds of a steady clock. */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** True if an attempt with this state would fail, or must wait. */
  includes(job: BoardJob, record: State): boolean {
    const rest = this.#resting.get(record.id);
    if (rest && this.#now() < rest.until) return true;
    return this.#unreadable.get(`${job} ${record.id}`) === stateOf(record);
  }

  /** This state of the board cannot be drawn, and will not be another time. */
  noteUnreadable(job: BoardJob, record: State): void {
    this.#unreadable.set(`${job} ${record.id}`, stateOf(record));
  }

  /**
   * The board took all the time or memory there is. It rests, for all jobs and in all states: otherwise each change of
   * it would be another attempt at everybody's cost. Not for ever: it may have been the machine that was busy.
   */
  noteCostly(documentId: string): void {
    const now = this.#now();
    const before = this.#resting.get(documentId);
    // Jobs that waited together fail together.
    if (before && now < before.until) return;
    const again = before && now - before.until < LONGEST_REST_MS;
    const ms = again ? Math.min(2 * before.ms, LONGEST_REST_MS) : FIRST_REST_MS;
    this.#resting.set(documentId, { until: now + ms, ms });
  }

  forget(documentId: string): void {
    this.#resting.delete(documentId);
    for (const job of ['page', 'text', 'thumbnail'] satisfies BoardJob[]) {
      this.#unreadable.delete(`${job} ${documentId}`);
    }
  }
}

function stateOf(record: State): string {
  return `${record.lineage} ${formatCursor(record)}`;
}
