import { formatCursor } from '../../protocol/index.ts';
import { renderText } from '../../surfaces/text/render.ts';
import type { DocumentRecord } from '../storage/storage.ts';
import type { SyncEngine } from '../sync/engine.ts';
import type { Boards } from './boards/boards.ts';
import { LruCache } from './cache.ts';
import { within } from './within.ts';

/** The content of a document as a reader without scripts sees it. */
export interface Rendered {
  /** Plain, trimmed; empty for an untitled document. */
  readonly title: string;
  /** Markup of the content without the title, safe to put into a page as it is. */
  readonly html: string;
  /** The words of the content, in lines; null when only older ones, or none, could be had in time. */
  readonly text: string | null;
}

const CACHED_PAGES = 100;
/** Longer pages are rendered each time, so that the cache stays below some 25 MB. */
const CACHED_PAGE_LENGTH = 256 * 1024;
/** A board that is not drawn by then is shown without: its surface draws it anyway. */
const BOARD_PATIENCE_MS = 3_000;

/** Reads the contents of documents, each kind in its way, and keeps what was made of them. */
export class Contents {
  readonly #sync: SyncEngine;
  readonly #boards: Boards;
  readonly #pages = new LruCache<string, { cursor: string; page: Rendered }>(CACHED_PAGES);

  constructor(deps: { sync: SyncEngine; boards: Boards }) {
    this.#sync = deps.sync;
    this.#boards = deps.boards;
  }

  /** The content as a page shows it before any script runs. */
  render(record: DocumentRecord): Promise<Rendered> {
    return record.kind === 'board' ? this.#renderBoard(record) : this.#renderText(record);
  }

  /** The words of the content, in lines; null for a board of which only older ones, or none, can be had. */
  async text(record: DocumentRecord): Promise<string | null> {
    if (record.kind === 'board') {
      const drawn = await this.#boards.make('text', record);
      return drawn?.current ? drawn.product : null;
    }
    return this.#sync.read(record.id, (doc) => renderText(doc).text);
  }

  /** A small picture, as an SVG file; null for a document of which there is none. */
  async thumbnail(record: DocumentRecord): Promise<string | null> {
    if (record.kind !== 'board') return null;
    return (await this.#boards.make('thumbnail', record))?.product ?? null;
  }

  /** Forgets a document that is gone. */
  forget(documentId: string): void {
    this.#pages.delete(documentId);
    this.#boards.forget(documentId);
  }

  async #renderText(record: DocumentRecord): Promise<Rendered> {
    const cursor = formatCursor(record);
    const known = this.#pages.get(record.id);
    if (known?.cursor === cursor) return known.page;
    // What is read may be newer than the record; the next record then has another cursor.
    const page = await this.#sync.read(record.id, renderText);
    if (page.html.length <= CACHED_PAGE_LENGTH) this.#pages.set(record.id, { cursor, page });
    return page;
  }

  async #renderBoard(record: DocumentRecord): Promise<Rendered> {
    const drawn = await within(BOARD_PATIENCE_MS, this.#boards.make('page', record));
    // The record follows the title inside the document.
    const { title } = record;
    if (!drawn) return { title, html: '', text: null };
    return { title, html: drawn.product.html, text: drawn.current ? drawn.product.text : null };
  }
}
