/**
 * The session cookie, and the two places where a request may carry its token.
 *
 * The cookie outlives the session on purpose: the server's sliding expiry decides alone, so no answer ever
 * has to renew the cookie. A token that has expired opens nothing.
 */
export const COOKIE_NAME = 'runnel_session';

/** 400 days, the most that browsers keep a cookie. */
const MAX_AGE_SECONDS = 400 * 24 * 60 * 60;

export interface CookieOptions {
  readonly path: '/';
  readonly httpOnly: true;
  readonly sameSite: 'lax';
  readonly secure: boolean;
  readonly maxAge: number;
}

/** The cookie's attributes, for SvelteKit's `cookies.set` and `cookies.delete`. `secure`: the page is on https. */
export function cookieOptions(secure: boolean): CookieOptions {
  return { path: '/', httpOnly: true, sameSite: 'lax', secure, maxAge: MAX_AGE_SECONDS };
}

/** A `Set-Cookie` header that signs the browser in. */
export function sessionCookie(token: string, options: { readonly secure: boolean }): string {
  return header(token, cookieOptions(options.secure));
}

/** A `Set-Cookie` header that removes the session cookie. */
export function blankCookie(options: { readonly secure: boolean }): string {
  return header('', { ...cookieOptions(options.secure), maxAge: 0 });
}

function header(value: string, { path, maxAge, secure }: CookieOptions): string {
  return `${COOKIE_NAME}=${value}; Path=${path}; Max-Age=${maxAge}; HttpOnly; SameSite=Lax${secure ? '; Secure' : ''}`;
}

/** The session token in a `Cookie` header; null if there is none. */
export function tokenFromCookie(cookieHeader: string | null | undefined): string | null {
  for (const part of cookieHeader?.split(';') ?? []) {
    const [name, value] = part.split('=', 2);
    if (name?.trim() === COOKIE_NAME && value?.trim()) return value.trim();
  }
  return null;
}

/** The token of an `Authorization: Bearer …` header; null if it is of another kind. */
export function tokenFromBearer(authorizationHeader: string | null | undefined): string | null {
  return /^Bearer ([\w.~+/=-]+)$/i.exec(authorizationHeader?.trim() ?? '')?.[1] ?? null;
}
