/**
 * The local database of one user on one device: copies of documents and the edits not yet acknowledged.
 *
 * Rules for every implementation (one suite runs against all of them, `device.test.ts`):
 * - Each call is atomic, and calls take effect in the order in which they were made.
 * - The stored cursor is never ahead of the stored content: both are written by one `write`.
 * - Rows of a lineage other than the replica's are never returned as content. If they hold unsent edits they
 *   become the kept copy.
 */
import * as Y from 'yjs';
import type { Role } from '../protocol/index.ts';
import type { KeptCopy } from './types.ts';

/** A failure of the local database: forbidden, full, gone. */
export class DeviceError extends Error {
  override readonly name = 'DeviceError';
  readonly code: 'unavailable' | 'failed';

  constructor(code: 'unavailable' | 'failed', message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.code = code;
  }
}

/** One update on the device. `key` is unique for ever: the tab that made it names it. */
export interface Row {
  readonly key: string;
  /** One Yjs v1 update. */
  readonly update: Uint8Array;
  /** How many local changes (bursts of editing) begin in it. */
  readonly changes: number;
  /**
   * - `unsent`: a local edit that the server has not acknowledged
   * - a cursor: acknowledged with it, but the stream has not come that far; sent again if it never does
   * - `null`: content like any other
   */
  readonly sent: 'unsent' | { readonly cursor: string } | null;
}

/** What the device has of one document. */
export interface Stored {
  /** Null if the device has no copy. */
  readonly lineage: string | null;
  readonly cursor: string | null;
  readonly role: Role | null;
  /** Content, unsent edits included. */
  readonly rows: readonly Row[];
  /** The latest kept copy. */
  readonly kept: KeptCopy | null;
}

/** One atomic change of a document's copy. Empty parts are left out. */
export interface Batch {
  /** The lineage that all of it belongs to. */
  readonly lineage: string;
  /** New rows; a row whose key is known replaces it. */
  readonly rows?: readonly Row[];
  /** The position up to which, with this batch, the content is complete. */
  readonly cursor?: string;
  readonly role?: Role;
  readonly acknowledged?: { readonly keys: readonly string[]; readonly cursor: string };
  /** Acknowledged rows that the stream has passed. */
  readonly settled?: readonly string[];
  /** Rows to drop, because rows of this batch hold all of their content. */
  readonly folded?: readonly string[];
}

export interface Replacement {
  readonly old: string;
  readonly lineage: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly keep: boolean;
}

export interface Device {
  load(documentId: string): Promise<Stored>;
  /**
   * Writes the batch. If the device holds another lineage by now (another tab learned of a replacement), only
   * unsent rows are stored, for the kept copy. Returns the device's lineage.
   */
  write(documentId: string, batch: Batch): Promise<{ readonly lineage: string }>;
  /**
   * The content of lineage `old` is no longer the document's, that of `lineage` is. Starts the copy anew, unless
   * another tab has done so before. What was there of other lineages becomes the kept copy if it had unsent edits and
   * `keep` is true. With `old` and `lineage` the same, the copy is emptied, unsent edits too. Returns the
   * latest kept copy.
   */
  replace(documentId: string, options: Replacement): Promise<KeptCopy | null>;
  /** Deletes a kept copy; returns the latest of those that are left. */
  discardKept(documentId: string, lineage: string): Promise<KeptCopy | null>;
  /** Documents with unsent edits, and how many changes each: one at least. */
  unsent(): Promise<{ documentId: string; count: number }[]>;
  /** Deletes everything about the document. */
  forget(documentId: string): Promise<void>;
}

/** Merges what rows hold into one update; null if there is nothing. */
export function mergeRows(rows: readonly { readonly update: Uint8Array }[]): Uint8Array | null {
  return rows.length === 0 ? null : Y.mergeUpdates(rows.map((row) => row.update));
}

/**
 * Sets rows of a foreign lineage aside: all that the device has of that lineage as one update, together
 * with an earlier kept copy of it. Null if none of them is unsent and nothing was kept before.
 */
export function keepRows(
  lineage: string,
  rows: readonly Row[],
  before: KeptCopy | null,
  at: number,
): KeptCopy | null {
  if (!rows.some((row) => row.sent === 'unsent')) return before;
  const parts = before ? [before, ...rows] : rows;
  const update = mergeRows(parts);
  return update ? { lineage, at: before?.at ?? at, update } : null;
}

/** The most recent of several kept copies. */
export function latestKept(copies: readonly KeptCopy[]): KeptCopy | null {
  return copies.reduce<KeptCopy | null>(
    (best, copy) => (best && best.at >= copy.at ? best : copy),
    null,
  );
}
