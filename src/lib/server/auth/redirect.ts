/** Where to go after signing in: an address on this server, whatever a link claims. */

const HOME = '/';
const BASE = 'http://runnel.invalid';

/** The path, query and fragment of `next` if it is a local path; home for anything else. */
export function safeNext(next: string | null | undefined): string {
  // Browsers read a backslash as a slash, and leave out tabs and line breaks.
  if (!next || !/^\/[^\\\p{C}]*$/u.test(next) || next.length > 2000) return HOME;
  const url = URL.parse(next, BASE);
  // `/.//evil.example` is a path that, written out again, names another host.
  if (!url || url.origin !== BASE || url.pathname.startsWith('//')) return HOME;
  return url.pathname + url.search + url.hash;
}
