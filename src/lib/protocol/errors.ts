/** Every error code of the wire contract, with its HTTP status and a sentence for people. */
export const ERRORS = {
  bad_request: [400, 'The request is not well formed.'],
  malformed_update: [400, 'The body is not a Yjs update.'],
  invalid_update: [422, 'The update decodes but cannot be applied.'],
  missing_updates: [409, 'The update builds on changes that the server does not have.'],
  unauthenticated: [401, 'Sign in first.'],
  bad_credentials: [401, 'The email or the password is wrong.'],
  foreign_origin: [403, 'The request comes from another site.'],
  forbidden: [403, 'Your role does not allow this.'],
  read_only: [403, 'You may read this document but not change it.'],
  foreign_connection: [403, 'The connection belongs to somebody else.'],
  other_person: [403, 'Somebody else is signed in than the one the request is for.'],
  not_found: [404, 'There is nothing here, or nothing that you may see.'],
  method_not_allowed: [405, 'This address does not take that method.'],
  conflict: [409, 'This was already done, or something else is in its place.'],
  too_large: [413, 'The body is larger than this server accepts.'],
  unsupported_type: [415, 'The body is of a type that this address does not take.'],
  rate_limited: [429, 'Too many attempts; wait a little.'],
  internal: [500, 'The server failed to answer. It has been logged.'],
  storage_unavailable: [
    503,
    'The server cannot store anything right now. Nothing was changed; send it again.',
  ],
  quota_exceeded: [507, 'The document has no room for another file.'],
  unavailable: [503, 'The server is starting or going away; try again.'],
} as const satisfies Record<string, readonly [number, string]>;

export type ErrorCode = keyof typeof ERRORS;

/** The body of every error answer: RFC 9457 `application/problem+json`, plus a stable `code`. */
export interface Problem {
  readonly type: 'about:blank';
  readonly title: string;
  readonly status: number;
  readonly code: ErrorCode;
  readonly detail?: string;
  /** With `missing_updates`: the server's Yjs state vector, base64. */
  readonly stateVector?: string;
}

export interface ProblemOptions {
  readonly detail?: string;
  readonly stateVector?: string;
  /** Whole seconds for the `Retry-After` header. */
  readonly retryAfter?: number;
  readonly cause?: unknown;
}

/** An error that has a place in the wire contract; anything else becomes `internal`. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError';
  readonly code: ErrorCode;
  readonly status: number;
  readonly detail: string | undefined;
  readonly stateVector: string | undefined;
  readonly retryAfter: number | undefined;

  constructor(code: ErrorCode, options: ProblemOptions = {}) {
    super(`${code}: ${options.detail ?? ERRORS[code][1]}`, { cause: options.cause });
    this.code = code;
    this.status = ERRORS[code][0];
    this.detail = options.detail;
    this.stateVector = options.stateVector;
    this.retryAfter = options.retryAfter;
  }

  toProblem(): Problem {
    return {
      type: 'about:blank',
      title: ERRORS[this.code][1],
      status: this.status,
      code: this.code,
      ...(this.detail === undefined ? {} : { detail: this.detail }),
      ...(this.stateVector === undefined ? {} : { stateVector: this.stateVector }),
    };
  }
}

/** True for a string that is one of the contract's codes. */
export function isErrorCode(value: unknown): value is ErrorCode {
  return typeof value === 'string' && Object.hasOwn(ERRORS, value);
}
