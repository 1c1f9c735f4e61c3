import type { ServerResponse } from 'node:http';
import { ERRORS, ProblemError, isErrorCode, type ErrorCode } from '../../protocol/index.ts';

/** Seconds after which a client should send again what could not be stored. */
const RETRY_AFTER_S = 2;

/**
 * Gives any error its place in the wire contract. Errors are recognised by name and code, not by class: in
 * development two instances of a module can be loaded.
 */
export function toProblemError(error: unknown): ProblemError {
  if (error instanceof ProblemError) return error;
  if (error instanceof Error) {
    const code: unknown = 'code' in error ? error.code : undefined;
    if (error.name === 'ProblemError' && isErrorCode(code)) return copyOf(error, code);
    if (error.name === 'StorageError') return ofStorage(error, code);
  }
  return new ProblemError('internal', { cause: error });
}

function copyOf(error: Error, code: ErrorCode): ProblemError {
  const { detail, stateVector, retryAfter } = error as Partial<ProblemError>;
  return new ProblemError(code, {
    cause: error,
    ...(detail === undefined ? {} : { detail }),
    ...(stateVector === undefined ? {} : { stateVector }),
    ...(retryAfter === undefined ? {} : { retryAfter }),
  });
}

function ofStorage(error: Error, code: unknown): ProblemError {
  switch (code) {
    case 'missing':
      return new ProblemError('not_found', { cause: error });
    case 'taken':
    case 'lineage_changed':
      return new ProblemError('conflict', { cause: error });
    case 'full':
      return new ProblemError('quota_exceeded', { cause: error });
    default:
      return new ProblemError('storage_unavailable', { cause: error, retryAfter: RETRY_AFTER_S });
  }
}

/** Headers of every answer that is about one person's data. */
export const PRIVATE_HEADERS = {
  'Cache-Control': 'no-store',
  'X-Content-Type-Options': 'nosniff',
} as const;

/** Writes an error as `application/problem+json`. Does nothing if an answer has begun already. */
export function writeProblem(
  res: ServerResponse,
  problem: ProblemError,
  headers: Record<string, string> = {},
): void {
  if (res.headersSent || res.destroyed) return;
  const retryAfter =
    problem.retryAfter ?? (ERRORS[problem.code][0] === 503 ? RETRY_AFTER_S : undefined);
  const body = Buffer.from(JSON.stringify(problem.toProblem()));
  res.writeHead(problem.status, {
    ...PRIVATE_HEADERS,
    'Content-Type': 'application/problem+json',
    'Content-Length': body.length,
    ...(retryAfter === undefined
      ? {}
      : { 'Retry-After': String(Math.max(1, Math.ceil(retryAfter))) }),
    ...(problem.code === 'unauthenticated' ? { 'WWW-Authenticate': 'Bearer realm="runnel"' } : {}),
    ...headers,
  });
  res.end(body);
}

/** Writes a JSON answer. Headers set before with `setHeader` (a renewed cookie) are kept. */
export function writeJson(res: ServerResponse, status: number, value: unknown): void {
  const body = JSON.stringify(value);
  res.writeHead(status, {
    ...PRIVATE_HEADERS,
    'Content-Type': 'application/json',
    'Content-Length': Buffer.byteLength(body),
  });
  // As text: node then writes head and body in one piece.
  res.end(body);
}

/** Writes 204, the answer without a body. */
export function writeNothing(res: ServerResponse): void {
  res.writeHead(204, PRIVATE_HEADERS);
  res.end();
}
