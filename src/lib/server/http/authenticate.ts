import type { IncomingMessage } from 'node:http';
import { ProblemError } from '../../protocol/index.ts';
import type { Accounts, SessionUser } from '../auth/accounts.ts';
import { tokenFromBearer, tokenFromCookie } from '../auth/cookie.ts';
import { isOwnOrigin } from '../auth/origin.ts';
import type { Client } from './client.ts';
import type { Exchange } from './exchange.ts';

/** A session that was not changed on this node is believed for so long: another node may have changed it. */
const BELIEVED_MS = 1_000;

/** Who is asking, and by which session. */
export type Authenticated = NonNullable<Awaited<ReturnType<Accounts['authenticate']>>>;
export type { SessionUser };

/**
 * The session of a request, from `Authorization: Bearer` or else the cookie. A request with a bearer token is
 * judged by that alone, never by a cookie beside it.
 * Throws `foreign_origin` (403) for a state-changing request with a cookie that does not come from our own
 * pages, `unauthenticated` (401) without a session that lives, `other_person` (403) if `?person=` names another.
 */
export async function requireSession(exchange: Exchange): Promise<Authenticated> {
  refuseForeignOrigin(exchange.req, exchange.client);
  const found = await currentSession(exchange);
  if (!found) throw new ProblemError('unauthenticated');
  const person = exchange.query.get('person');
  if (person !== null && person !== found.user.id) throw new ProblemError('other_person');
  return found;
}

/** The session of a request as it is now; null without one that lives. */
export async function currentSession({ app, req }: Exchange): Promise<Authenticated | null> {
  const { authorization, cookie } = req.headers;
  // Any other scheme (Basic) is for a proxy on the way, not for us.
  const bearer = /^bearer\b/i.test(authorization ?? '');
  const token = bearer ? tokenFromBearer(authorization) : tokenFromCookie(cookie);
  return token === null ? null : app.accounts.authenticate(token);
}

/**
 * As `requireSession`, with `read` for the body. The session is looked at before, so that strangers send no body, and
 * again after: a body may take long, and what counts is what the session may do when it is there.
 */
export async function requireSessionAndBody<T>(
  exchange: Exchange,
  read: (found: Authenticated) => Promise<T>,
): Promise<Authenticated & { readonly body: T }> {
  const { accounts } = exchange.app;
  const epoch = accounts.sessionEpoch;
  const started = Date.now();
  const found = await requireSession(exchange);
  const body = await read(found);
  const now = Date.now();
  const unchanged = accounts.sessionEpoch === epoch && now < found.session.expiresAt;
  const sure = unchanged && now - started < BELIEVED_MS;
  return { ...(sure ? found : await requireSession(exchange)), body };
}

/** Throws `foreign_origin` for a state-changing request that another site caused. */
export function refuseForeignOrigin(req: IncomingMessage, client: Client): void {
  const { authorization, cookie, origin } = req.headers;
  const secFetchSite = req.headers['sec-fetch-site'];
  const own = isOwnOrigin({
    method: req.method ?? 'GET',
    origin: origin ?? null,
    secFetchSite: typeof secFetchSite === 'string' ? secFetchSite : null,
    hasCookie: cookie !== undefined,
    hasBearer: tokenFromBearer(authorization) !== null,
    ownOrigin: client.ownOrigin,
  });
  if (!own) throw new ProblemError('foreign_origin');
}
