import { StorageError, type StorageErrorCode } from '../storage.ts';
import { reason } from './database.ts';

/** SQLite's primary result codes that say something of the moment or the disk, not of the request. */
const UNAVAILABLE: ReadonlySet<number> = new Set([
  4, // ABORT
  5, // BUSY
  6, // LOCKED
  7, // NOMEM
  8, // READONLY
  9, // INTERRUPT
  10, // IOERR
  11, // CORRUPT
  13, // FULL
  14, // CANTOPEN
  15, // PROTOCOL
  22, // NOLFS
  26, // NOTADB
]);
const CONSTRAINT_FOREIGNKEY = 787;
const CONSTRAINT_PRIMARYKEY = 1555;
const CONSTRAINT_UNIQUE = 2067;

/** Says in the storage's words what SQLite, or a mistake in a request, said. */
export function toStorageError(error: unknown): StorageError {
  if (error instanceof StorageError) return error;
  const code = codeOf(error);
  const words = {
    unavailable: 'The database cannot be used right now',
    missing: 'Something that this belongs to is not there',
    lineage_changed: 'The content was replaced',
    full: 'There is no room for it',
    taken: 'The id or another unique value is in use',
    invalid: 'The call could not be carried out',
  }[code];
  return new StorageError(code, `${words}: ${reason(error)}`, { cause: error });
}

function codeOf(error: unknown): StorageErrorCode {
  const errcode: unknown = (error as { errcode?: unknown } | null)?.errcode;
  if (typeof errcode !== 'number') return 'invalid';
  if (UNAVAILABLE.has(errcode & 0xff)) return 'unavailable';
  if (errcode === CONSTRAINT_UNIQUE || errcode === CONSTRAINT_PRIMARYKEY) return 'taken';
  if (errcode === CONSTRAINT_FOREIGNKEY) return 'missing';
  return 'invalid';
}

/** A StorageError as it travels between threads: structured clone would drop `code`. */
export interface WireError {
  readonly code: StorageErrorCode;
  readonly message: string;
  readonly cause: { readonly message: string; readonly code: unknown; readonly errcode: unknown };
}

export function toWire(error: StorageError): WireError {
  const { cause } = error;
  const { code, errcode } = (cause ?? {}) as { code?: unknown; errcode?: unknown };
  return {
    code: error.code,
    message: error.message,
    cause: { message: cause === undefined ? '' : reason(cause), code, errcode },
  };
}

export function fromWire({ code, message, cause }: WireError): StorageError {
  if (!cause.message) return new StorageError(code, message);
  const original = new Error(cause.message);
  Object.assign(original, { code: cause.code, errcode: cause.errcode });
  return new StorageError(code, message, { cause: original });
}
