/**
 * Cursor: names one entry of a document's update log. On the wire it is `gen.seq`, the SSE event id.
 * `gen` is the server start under which the entry was accepted, `seq` its gap-free position in the log.
 */
export interface Cursor {
  readonly gen: string;
  /** Integer ≥ 0; 0 stands before the first entry. */
  readonly seq: number;
}

const PATTERN = /^([0-9a-z]{1,16})\.(0|[1-9][0-9]{0,15})$/;

/** Writes a cursor as `gen.seq`. */
export function formatCursor(cursor: Cursor): string {
  return `${cursor.gen}.${cursor.seq}`;
}

/** Reads `gen.seq`; null for anything else, and for a seq that is not a safe integer. */
export function parseCursor(text: string): Cursor | null {
  const match = PATTERN.exec(text);
  if (!match) return null;
  const [, gen = '', digits = ''] = match;
  const seq = Number(digits);
  return Number.isSafeInteger(seq) ? { gen, seq } : null;
}
