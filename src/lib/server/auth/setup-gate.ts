/**
 * Who may make the first account. On a server that others can reach, a stranger could be faster than the
 * person who started it; so they must show a code which only the log of the start holds.
 */
import { randomBytes, timingSafeEqual } from 'node:crypto';
import { isLoopback, type Config } from '../config.ts';

export interface SetupRequest {
  /** The `Host` header's name, without port. */
  readonly hostname: string;
  /** The request came through a proxy: it has `X-Forwarded-For`, `Forwarded` or the like. */
  readonly forwarded: boolean;
}

export class SetupGate {
  /** New at every start of the server. */
  readonly code = randomBytes(15).toString('base64url');
  readonly #open: boolean;

  constructor(config: Pick<Config, 'host' | 'origin' | 'trustProxy'>) {
    const { host, origin, trustProxy } = config;
    this.#open =
      isLoopback(host) &&
      trustProxy === 0 &&
      (origin === null || isLoopback(new URL(origin).hostname));
  }

  /**
   * True if this request must show the code. False only when it was made on the machine itself, to an address
   * of the machine itself: another name means a proxy, or a page that had its own name pointed at us.
   */
  requires({ hostname, forwarded }: SetupRequest): boolean {
    return !this.#open || forwarded || !isLoopback(hostname);
  }

  /** True for the code of this start; takes equally long for every wrong one. */
  accepts(code: string | null | undefined): boolean {
    const given = Buffer.from(code ?? '');
    const expected = Buffer.from(this.code);
    return given.length === expected.length && timingSafeEqual(given, expected);
  }

  /** Where to make the first account, code included. `address` is the server's, such as `http://localhost:3000`. */
  link(address: string): string {
    const url = new URL('/setup', address);
    url.searchParams.set('code', this.code);
    return url.href;
  }
}

const FORWARDING_HEADERS = ['x-forwarded-for', 'x-forwarded-host', 'x-real-ip', 'forwarded', 'via'];

/** True if a proxy says that it passed the request on. */
export function wasForwarded(headers: Headers): boolean {
  return FORWARDING_HEADERS.some((name) => headers.has(name));
}
