import { once } from 'node:events';
import { createServer, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Passes HTTP on to a server, and can hand out another version of its service worker. */
export interface Gateway {
  readonly url: string;
  /** From now on the service worker is that of a next version: the same, under another name. */
  deploy(): void;
  /** Nobody listens any more, until `up`. */
  down(): void;
  up(): void;
  close(): Promise<void>;
}

export async function startGateway(port: number): Promise<Gateway> {
  let version = '';
  let isDown = false;
  const server = createServer((req, res) => {
    if (isDown) {
      req.socket.destroy();
      return;
    }
    const { method, url, headers } = req;
    // To be read here, so not compressed.
    if (url === '/service-worker.js') delete headers['accept-encoding'];
    const upstream = request({ host: '127.0.0.1', port, method, path: url, headers }, (answer) => {
      if (url === '/service-worker.js') {
        void rename(answer, version).then((body) => script(res, body));
        return;
      }
      res.writeHead(answer.statusCode ?? 502, answer.rawHeaders);
      answer.pipe(res);
    });
    upstream.on('error', () => res.destroy());
    res.on('close', () => upstream.destroy());
    req.pipe(upstream);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    deploy() {
      version = '-next';
    },
    down() {
      isDown = true;
      server.closeAllConnections();
    },
    up() {
      isDown = false;
    },
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

/** The version is the one number of thirteen digits in it. */
async function rename(answer: AsyncIterable<Buffer>, suffix: string): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of answer) chunks.push(chunk);
  return Buffer.concat(chunks)
    .toString()
    .replace(/([`"'])(\d{13})\1/, (_all, quote: string, digits: string) => {
      return `${quote}${digits}${suffix}${quote}`;
    });
}

function script(res: ServerResponse, body: string): void {
  res.writeHead(200, { 'content-type': 'text/javascript', 'cache-control': 'no-cache' });
  res.end(body);
}
