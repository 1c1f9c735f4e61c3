import {
  error,
  redirect,
  type Handle,
  type HandleServerError,
  type RequestEvent,
} from '@sveltejs/kit';
import { parseTheme, THEME_COOKIE, themeAttribute } from '$lib/components/shell/theme';
import { COOKIE_NAME, cookieOptions } from '$lib/server/auth/cookie';
import { isOwnOrigin } from '$lib/server/auth/origin';
import { currentApp } from '$lib/server/current-app';
import { toProblemError } from '$lib/server/http/problem';

/** Every page and form: does it come from our own pages, who asks, and may they see it without signing in? */
export const handle: Handle = async ({ event, resolve }) => {
  const started = performance.now();
  const { locals, request, route } = event;
  Object.assign(locals, { app: currentApp(), user: null, session: null } satisfies App.Locals);

  refuseForeignOrigin(event);
  await findSession(event);
  const elsewhere = await wayIn(event);
  if (elsewhere) redirect(303, elsewhere);

  const theme = themeAttribute(parseTheme(event.cookies.get(THEME_COOKIE)));
  const response = await resolve(event, {
    transformPageChunk: ({ html }) => html.replace('%runnel.theme%', theme),
    // The text is set in it before anything else is there.
    preload: ({ type, path }) =>
      type === 'js' ||
      type === 'css' ||
      (type === 'font' && path.includes('inter-latin-opsz-normal')),
  });
  // A page shows what this person may see now; the next one on this machine may be somebody else.
  if (!response.headers.has('cache-control'))
    response.headers.set('cache-control', 'private, no-cache');
  // The route, not the path: paths hold invitations.
  locals.app.logger.debug('page.answered', {
    method: request.method,
    route: route.id,
    status: response.status,
    userId: locals.user?.id,
    ms: Math.round(performance.now() - started),
  });
  return response;
};

/** An unexpected failure: the log gets everything, the person a code and an id to ask about. */
export const handleError: HandleServerError = ({ error: cause, event, status, message }) => {
  if (status === 404)
    return { message: 'There is nothing here, or nothing that you may see.', code: 'not_found' };
  if (status < 500) return { message, code: 'bad_request' };
  const id = crypto.randomUUID().slice(0, 8);
  currentApp().logger.error('page.failed', {
    id,
    method: event.request.method,
    route: event.route.id,
    error: cause,
  });
  return {
    message: `Something went wrong here. It has been logged as ${id}.`,
    code: 'internal',
    id,
  };
};

function refuseForeignOrigin(event: RequestEvent): void {
  const { request, cookies, url, locals } = event;
  const { headers, method } = request;
  const ownOrigin = locals.app.config.origin ?? url.origin;
  const origin = headers.get('origin');
  const own = isOwnOrigin({
    method,
    origin,
    secFetchSite: headers.get('sec-fetch-site'),
    hasCookie: cookies.get(COOKIE_NAME) !== undefined,
    // Pages know no bearer tokens.
    hasBearer: false,
    ownOrigin,
  });
  if (own) {
    if (origin?.startsWith('https:') && url.protocol === 'http:') hintAtProxy(event);
    return;
  }
  const message = `This form was sent from another site than ${ownOrigin}. If that is not this server’s address, its administrator sets RUNNEL_ORIGIN.`;
  error(403, { message, code: 'foreign_origin' });
}

let hinted = false;

/** Once: everything works, but only who knows of https marks its cookies `Secure`. */
function hintAtProxy({ locals, request }: RequestEvent): void {
  if (hinted) return;
  hinted = true;
  // The address itself is the client's word, so it is shown but not recommended.
  locals.app.logger.warn('proxy.not_configured', {
    origin: request.headers.get('origin'),
    hint: 'A browser came by https, which this server was not told of. Set RUNNEL_ORIGIN to its public address.',
  });
}

async function findSession({ cookies, locals, url }: RequestEvent): Promise<void> {
  const token = cookies.get(COOKIE_NAME);
  if (!token) return;
  try {
    const found = await locals.app.accounts.authenticate(token);
    locals.user = found?.user ?? null;
    locals.session = found?.session ?? null;
    if (!found) cookies.delete(COOKIE_NAME, cookieOptions(url.protocol === 'https:'));
  } catch (cause) {
    // Whoever is signed in stays so while the storage is away.
    const { status, code, message } = toProblemError(cause);
    locals.app.logger.error('page.session_unknown', { error: cause });
    error(status, { message, code });
  }
}

/** Where the asker has to go first; null if here is right. Everything outside `(auth)` needs a session. */
async function wayIn({ locals, route, url }: RequestEvent): Promise<string | null> {
  if (locals.user || route.id === null) return null;
  if (await locals.app.accounts.needsSetup()) return route.id === '/(auth)/setup' ? null : '/setup';
  if (route.id === '/(auth)/setup') return '/login';
  if (route.id.startsWith('/(auth)/')) return null;
  const next = url.pathname + url.search;
  return next === '/' ? '/login' : `/login?next=${encodeURIComponent(next)}`;
}
