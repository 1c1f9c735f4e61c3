import type { IncomingMessage } from 'node:http';

/** Where a request comes from, as far as it can be believed. */
export interface Client {
  /** Address of the peer; behind trusted proxies, the address that the outermost of them saw. */
  readonly address: string;
  /** The person's side of the connection is https. */
  readonly secure: boolean;
  /** Our own origin as this client addressed it, such as `https://docs.example.com`. */
  readonly ownOrigin: string;
}

/** The settings that say what of a request can be believed. */
export interface ClientConfig {
  /** Public origin; null: that of each request. */
  readonly origin: string | null;
  /** How many proxies in front are believed; 0: none. */
  readonly trustProxy: number;
}

/**
 * Reads address, protocol and origin of a request. Of `X-Forwarded-For` and `X-Forwarded-Proto` only what the
 * trusted proxies wrote counts, that is, entries from the right; what a client sends stands left of them.
 */
export function clientOf(req: IncomingMessage, { origin, trustProxy }: ClientConfig): Client {
  const encrypted = 'encrypted' in req.socket && req.socket.encrypted === true;
  const peer = req.socket.remoteAddress ?? '';
  const hops = trustProxy > 0 ? listOf(req.headers['x-forwarded-for']) : [];
  const protocols = trustProxy > 0 ? listOf(req.headers['x-forwarded-proto']) : [];
  const protocol = protocols[Math.max(0, protocols.length - trustProxy)];
  const secure = protocol === undefined ? encrypted : protocol.toLowerCase() === 'https';
  return {
    address: hops[Math.max(0, hops.length - trustProxy)] ?? peer,
    secure: origin === null ? secure : origin.startsWith('https:'),
    ownOrigin: origin ?? `${secure ? 'https' : 'http'}://${req.headers.host ?? ''}`,
  };
}

function listOf(header: string | string[] | undefined): string[] {
  const text = Array.isArray(header) ? header.join(',') : (header ?? '');
  return text
    .split(',')
    .map((each) => each.trim())
    .filter((each) => each !== '');
}
