import { formatCursor, ProblemError } from '../../protocol/index.ts';
import { excerpt } from '../../surfaces/text/render.ts';
import type { Logger } from '../logger.ts';
import { StorageError, type DocumentRecord } from '../storage/storage.ts';
import { LruCache } from './cache.ts';
import { within } from './within.ts';

/** Characters of an excerpt. */
const EXCERPT_LENGTH = 160;
/** Documents whose content a listing reads anew; of the others it shows what it knows. */
const EXCERPTS_PER_LIST = 40;
/** After this a listing shows the rest as it knows them. */
const EXCERPTS_MS = 1_000;
const CACHED_EXCERPTS = 2_000;

/** The beginnings of documents for lists, as far as they are known. */
export class Excerpts {
  readonly #textOf: (record: DocumentRecord) => Promise<string | null>;
  readonly #logger: Logger | undefined;
  readonly #known = new LruCache<string, { cursor: string; excerpt: string }>(CACHED_EXCERPTS);

  /** `textOf`: null where the words as they are now cannot be had; the last ones that were known then stay. */
  constructor(deps: {
    textOf: (record: DocumentRecord) => Promise<string | null>;
    logger?: Logger | undefined;
  }) {
    this.#textOf = deps.textOf;
    this.#logger = deps.logger;
  }

  /** Empty where it is not known. */
  of(documentId: string): string {
    return this.#known.get(documentId)?.excerpt ?? '';
  }

  /** Notes the words of a document that somebody else has read. */
  note(record: DocumentRecord, text: string): void {
    const cursor = formatCursor(record);
    this.#known.set(record.id, { cursor, excerpt: excerpt(text, EXCERPT_LENGTH) });
  }

  forget(documentId: string): void {
    this.#known.delete(documentId);
  }

  /** Reads those that have changed, as many as there is time for. Never rejects. */
  async refresh(records: readonly DocumentRecord[]): Promise<void> {
    const stale = records.filter(
      (record) => this.#known.get(record.id)?.cursor !== formatCursor(record),
    );
    // One after the other: a listing must not take every core and all the memory for documents at once.
    const from = performance.now();
    let read = 0;
    for (const record of stale) {
      // Nobody waits for what only the next listing needs to have.
      const left = from + EXCERPTS_MS - performance.now();
      if (left <= 0 || read === EXCERPTS_PER_LIST) return;
      // What cannot be had is asked for each time, and must not keep the others from their turn.
      if (await within(left, this.#refresh(record))) read++;
    }
  }

  /** Resolves to whether it was read. A document that cannot be must not keep people from all the others. */
  async #refresh(record: DocumentRecord): Promise<boolean> {
    try {
      const text = await this.#textOf(record);
      if (text !== null) this.note(record, text);
      return text !== null;
    } catch (error) {
      const code = error instanceof ProblemError ? error.code : null;
      // Otherwise deleted since it was listed.
      if (code !== 'not_found') {
        this.#logger?.error('documents.excerpt-failed', { document: record.id, error });
      }
      // Worth another try, other than content that cannot be read.
      if (error instanceof StorageError) return false;
      if (error instanceof ProblemError && error.cause instanceof StorageError) return false;
      this.note(record, '');
      return true;
    }
  }
}
