/** Limits of the wire contract that both sides know. Bytes and milliseconds. */

/** Largest body of a push, by default. */
export const MAX_UPDATE_BYTES = 4 * 1024 * 1024;
/** Largest file that is kept beside a document, by default. */
export const MAX_FILE_BYTES = 10 * 1024 * 1024;
/** Largest body of a presence request. */
export const MAX_PRESENCE_BYTES = 2 * 1024;
/** A clock at or past this is absurd: Yjs cannot decode state vectors past 2^53. */
export const MAX_CLOCK = 2 ** 40;
/** The server sends a `ping` at least this often. */
export const PING_INTERVAL_MS = 15_000;
/** Title length that the record keeps, in UTF-16 units. */
export const MAX_TITLE_LENGTH = 300;
