import { once } from 'node:events';
import { createServer, connect, type AddressInfo, type Socket } from 'node:net';

/**
 * What a proxy does with the connections that go through it:
 * - `pass`: nothing
 * - `refuse`: ends every new connection at once, as if nobody listened
 * - `stall`: takes connections and what they send, and lets nothing through either way
 * - `hold`: passes requests on, keeps the answers back (a proxy that buffers); they come out with `pass`
 * - a number: answers every request with that status, itself
 */
export type ProxyMode = 'pass' | 'refuse' | 'stall' | 'hold' | number;

/** A TCP proxy on 127.0.0.1 that can misbehave like the network and the proxies of the world. */
export interface Proxy {
  readonly port: number;
  readonly url: string;
  /** Connections that are open now. */
  readonly connections: number;
  /** Bytes that came from the server and went to clients. */
  readonly bytesDown: number;
  /** Changes what happens to new connections and to the data of those that are open. */
  set(mode: ProxyMode): void;
  /** Resets every open connection; new ones are treated by the mode. */
  cut(): void;
  /** Sends new connections to another port from now on. */
  target(port: number): void;
  close(): Promise<void>;
}

interface Pair {
  readonly client: Socket;
  readonly server: Socket | null;
}

/** Starts a proxy in front of `127.0.0.1:targetPort`. */
export async function startProxy(targetPort: number): Promise<Proxy> {
  let mode: ProxyMode = 'pass';
  let port = targetPort;
  let bytesDown = 0;
  const pairs = new Set<Pair>();

  const passesUp = () => mode === 'pass' || mode === 'hold';
  const passesDown = () => mode === 'pass';

  const apply = ({ client, server }: Pair) => {
    if (!server) return;
    if (passesUp()) client.resume();
    else client.pause();
    if (passesDown()) server.resume();
    else server.pause();
  };

  const listener = createServer({ pauseOnConnect: true }, (client) => {
    client.on('error', () => client.destroy());
    if (mode === 'refuse') {
      client.resetAndDestroy();
      return;
    }
    if (typeof mode === 'number') {
      answer(client, mode);
      return;
    }
    const server = connect({ port, host: '127.0.0.1' });
    const pair: Pair = { client, server };
    pairs.add(pair);
    const drop = () => {
      pairs.delete(pair);
      client.destroy();
      server.destroy();
    };
    server.on('error', drop);
    server.on('close', drop);
    client.on('close', drop);
    // Written by hand, not piped: pausing one direction must hold it whatever the other does.
    client.on('data', (chunk: Buffer) => {
      if (!server.write(chunk)) client.pause();
    });
    server.on('drain', () => apply(pair));
    server.on('data', (chunk: Buffer) => {
      bytesDown += chunk.length;
      if (!client.write(chunk)) server.pause();
    });
    client.on('drain', () => apply(pair));
    client.on('end', () => server.end());
    server.on('end', () => client.end());
    server.on('connect', () => apply(pair));
  });
  listener.listen(0, '127.0.0.1');
  await once(listener, 'listening');
  const own = (listener.address() as AddressInfo).port;

  return {
    port: own,
    url: `http://127.0.0.1:${own}`,
    get connections() {
      return pairs.size;
    },
    get bytesDown() {
      return bytesDown;
    },
    set(next) {
      mode = next;
      for (const pair of pairs) apply(pair);
    },
    cut() {
      for (const { client, server } of [...pairs]) {
        client.resetAndDestroy();
        server?.destroy();
      }
      pairs.clear();
    },
    target(next) {
      port = next;
    },
    async close() {
      for (const { client, server } of [...pairs]) {
        client.destroy();
        server?.destroy();
      }
      listener.close();
      await once(listener, 'close');
    },
  };
}

/** Answers one request as a gateway that cannot reach its server: with a page, not with JSON. */
function answer(client: Socket, status: number): void {
  const body = `<html><body><h1>${status} from the proxy</h1></body></html>`;
  client.resume();
  client.once('data', () => {
    client.end(
      `HTTP/1.1 ${status} Gateway\r\nContent-Type: text/html\r\nContent-Length: ${body.length}\r\nConnection: close\r\n\r\n${body}`,
    );
  });
}
