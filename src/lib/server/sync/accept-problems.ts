import { ProblemError } from '../../protocol/index.ts';
import { StorageError } from '../storage/storage.ts';

/** For a promise of the storage: its failure as the contract words it. */
export function rethrow(error: unknown): never {
  throw problemOf(error);
}

/** The update belongs to content that is no more. */
export function replacedContent(cause?: unknown): ProblemError {
  return new ProblemError('conflict', { detail: 'The content was replaced.', cause });
}

/** A failure of the storage as the contract words it; other errors as they are. */
export function problemOf(cause: unknown): ProblemError {
  if (cause instanceof ProblemError) return cause;
  const code = cause instanceof StorageError ? cause.code : 'unavailable';
  if (code === 'missing') return new ProblemError('not_found', { cause });
  if (code === 'invalid') return new ProblemError('internal', { cause });
  if (code === 'lineage_changed') return replacedContent(cause);
  return new ProblemError('storage_unavailable', { retryAfter: 1, cause });
}
