import { Readable, type Transform } from 'node:stream';
import { createBrotliDecompress, createGzip } from 'node:zlib';

export type Encoding = 'br' | 'gzip' | 'identity';

/**
 * Chooses among br, gzip and identity by `Accept-Encoding`: the highest q, and of equals the smallest answer.
 * Without the header: identity, so that a plain `curl` gets bytes it can use.
 */
export function chooseEncoding(header: string | undefined): Encoding {
  if (header === undefined) return 'identity';
  const weights = new Map<string, number>();
  for (const part of header.split(',')) {
    const [name = '', ...parameters] = part.split(';').map((each) => each.trim().toLowerCase());
    const q = parameters.find((each) => each.startsWith('q='));
    const weight = q === undefined ? 1 : Number(q.slice(2));
    if (name) weights.set(name === 'x-gzip' ? 'gzip' : name, Number.isFinite(weight) ? weight : 0);
  }
  const any = weights.get('*') ?? 0;
  const of = (encoding: Encoding) =>
    weights.get(encoding) ?? (encoding === 'identity' ? 0.0001 : any);
  const order: Encoding[] = ['br', 'gzip', 'identity'];
  return order.reduce((best, each) => (of(each) > of(best) ? each : best));
}

/** The steps from stored brotli bytes to the chosen encoding; data flows through them, never whole in memory. */
export function transcoders(encoding: Encoding): Transform[] {
  switch (encoding) {
    case 'br':
      return [];
    case 'gzip':
      return [createBrotliDecompress(), createGzip()];
    case 'identity':
      return [createBrotliDecompress()];
  }
}

/** One chunk as a stream. */
export function streamOf(data: Uint8Array): Readable {
  return Readable.from([data], { objectMode: false });
}
