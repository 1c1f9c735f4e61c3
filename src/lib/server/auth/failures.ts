/** Failures of the storage, put into the words of the wire contract. */
import { ProblemError } from '../../protocol/index.ts';
import { isStorageError } from '../storage/storage.ts';

export { isStorageError };

const RETRY_AFTER_S = 2;

/** Waits for the storage; its failures become `ProblemError`s. */
export async function stored<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw translate(error);
  }
}

/** What the storage could not do, or does not have, as a `ProblemError`; any other error as it is. */
export function translate(error: unknown): unknown {
  if (isStorageError(error, 'unavailable')) {
    return new ProblemError('storage_unavailable', { retryAfter: RETRY_AFTER_S, cause: error });
  }
  return isStorageError(error, 'missing') ? new ProblemError('not_found', { cause: error }) : error;
}

/** Somebody has to wait so many seconds before they try again. */
export function tooManyAttempts(retryAfter: number): ProblemError {
  const [count, unit] =
    retryAfter < 90 ? [retryAfter, 'second'] : [Math.ceil(retryAfter / 60), 'minute'];
  const wait = `${count} ${unit}${count === 1 ? '' : 's'}`;
  return new ProblemError('rate_limited', {
    retryAfter,
    detail: `Too many attempts. Wait ${wait}, then try again.`,
  });
}
