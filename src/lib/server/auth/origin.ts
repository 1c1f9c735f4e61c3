/**
 * Does a request come from our own pages? A pure function; every way into the server asks it.
 *
 * Browsers attach our cookie to requests that other sites cause. `SameSite=Lax` stops most, this check the
 * rest, whatever the content type.
 */
export interface OriginFacts {
  readonly method: string;
  /** The `Origin` header. */
  readonly origin: string | null;
  /** The `Sec-Fetch-Site` header. */
  readonly secFetchSite: string | null;
  readonly hasCookie: boolean;
  /** The request carries a bearer token, and is judged by that alone: no browser attaches one by itself. */
  readonly hasBearer: boolean;
  /** Our own origin: scheme, host and port, as in `https://docs.example.com`. */
  readonly ownOrigin: string;
}

const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * True if the request may go on. Requests that change nothing always may. Others: by `Origin`, else by
 * `Sec-Fetch-Site`; with neither, only if they carry no cookie (a browser of these days sends at least one).
 */
export function isOwnOrigin(facts: OriginFacts): boolean {
  if (SAFE_METHODS.has(facts.method.toUpperCase()) || facts.hasBearer) return true;
  const sameOrigin = facts.secFetchSite?.toLowerCase() === 'same-origin';
  if (facts.origin !== null) {
    const [theirs, ours] = [URL.parse(facts.origin), URL.parse(facts.ownOrigin)];
    if (!theirs || !ours) return false;
    // Behind a proxy that ends TLS, and of which nobody told us, we take our own pages for http. That they
    // are ours the browser says itself then; no page can make it say so.
    return theirs.origin === ours.origin || (sameOrigin && theirs.host === ours.host);
  }
  return facts.secFetchSite === null ? !facts.hasCookie : sameOrigin;
}
