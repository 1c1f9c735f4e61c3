import { ERRORS, isErrorCode, type ErrorCode, type Problem } from '../protocol/index.ts';

/** Where one document is, and how requests to it are made. */
export interface Endpoint {
  readonly fetch: typeof fetch;
  /** Base address, like `/api` or `https://notes.example.org/api`. */
  readonly url: string;
  readonly documentId: string;
  /** Whom the requests are for. The cookie may have become another's, by a sign-in in another tab. */
  readonly userId: string;
  /** Sent as a bearer token; without it the browser's cookie speaks. */
  readonly token?: string | undefined;
}

/** The address of one of the document's resources. Parameters that are null are left out. */
export function addressOf(
  endpoint: Endpoint,
  resource: 'events' | 'updates' | 'presence',
  parameters: Readonly<Record<string, string | null>> = {},
): string {
  const query = new URLSearchParams({ person: endpoint.userId });
  for (const [name, value] of Object.entries(parameters))
    if (value !== null) query.set(name, value);
  const path = `${endpoint.url}/documents/${encodeURIComponent(endpoint.documentId)}/${resource}`;
  return `${path}?${query.toString()}`;
}

/** Headers of every request, with the given ones. */
export function headersOf(
  endpoint: Endpoint,
  more: Readonly<Record<string, string>> = {},
): Record<string, string> {
  return endpoint.token === undefined
    ? { ...more }
    : { ...more, authorization: `Bearer ${endpoint.token}` };
}

/**
 * Reads an error answer. Null if it is not `application/problem+json` with a known code: then it was not our server
 * that spoke but a proxy, a captive portal or a load balancer, and it proves nothing about the document.
 */
export async function readProblem(response: Response): Promise<Problem | null> {
  if (!isType(response, 'application/problem+json')) return null;
  let body: unknown;
  try {
    body = await response.json();
  } catch {
    // Cut off in the middle: as good as no answer.
    return null;
  }
  if (typeof body !== 'object' || body === null || !('code' in body) || !isErrorCode(body.code))
    return null;
  const detail = 'detail' in body && typeof body.detail === 'string' ? body.detail : undefined;
  const stateVector =
    'stateVector' in body && typeof body.stateVector === 'string' ? body.stateVector : undefined;
  return problemOf(body.code, { detail, stateVector });
}

/** A problem as the contract words it. */
export function problemOf(
  code: ErrorCode,
  more: { detail?: string | undefined; stateVector?: string | undefined } = {},
): Problem {
  const [status, title] = ERRORS[code];
  return {
    type: 'about:blank',
    title,
    status,
    code,
    ...(more.detail !== undefined && { detail: more.detail }),
    ...(more.stateVector !== undefined && { stateVector: more.stateVector }),
  };
}

/** True if the answer's media type is `type`, whatever its parameters. */
export function isType(response: Response, type: string): boolean {
  return (response.headers.get('content-type') ?? '').split(';')[0]?.trim().toLowerCase() === type;
}
