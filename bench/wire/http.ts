// Plain HTTP for thousands of clients in one process: requests over one kept connection, and event streams.
import { once } from 'node:events';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { connect, type Socket } from 'node:net';

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** One kept connection on which requests follow one another; at most one is under way. Opened when it is needed. */
export class HttpWire {
  readonly #port: number;
  #socket: Socket | null = null;
  #rest: Buffer = Buffer.alloc(0);
  #waiting: { resolve(answer: Answer): void; reject(error: Error): void } | null = null;

  constructor(port: number) {
    this.#port = port;
  }

  get busy(): boolean {
    return this.#waiting !== null;
  }

  /** @param headers lines that end with CRLF */
  post(path: string, headers: string, body: Uint8Array): Promise<Answer> {
    if (this.#waiting) throw new Error('a request is under way');
    const { promise, resolve, reject } = Promise.withResolvers<Answer>();
    this.#waiting = { resolve, reject };
    const head = `POST ${path} HTTP/1.1\r\nHost: 127.0.0.1:${this.#port}\r\n${headers}Content-Length: ${body.length}\r\n\r\n`;
    this.#open().write(Buffer.concat([Buffer.from(head), body]));
    return promise;
  }

  /** Whoever closes does not wait for an answer any more. */
  close(): void {
    this.#waiting = null;
    this.#socket?.destroy();
  }

  /** Servers close connections that have been quiet for a while. */
  #open(): Socket {
    if (this.#socket) return this.#socket;
    const socket = connect(this.#port, '127.0.0.1');
    socket.setNoDelay(true);
    const gone = (error: Error): void => {
      if (this.#socket !== socket) return;
      this.#socket = null;
      this.#rest = Buffer.alloc(0);
      const waiting = this.#waiting;
      this.#waiting = null;
      waiting?.reject(error);
    };
    socket.on('data', (chunk: Buffer) => this.#take(chunk));
    socket.on('error', gone);
    socket.on('end', () => gone(new Error('the server closed the connection')));
    socket.on('close', () => gone(new Error('the connection was closed')));
    this.#socket = socket;
    return socket;
  }

  #take(chunk: Buffer): void {
    const data = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    const answer = parseAnswer(data);
    this.#rest = answer ? data.subarray(answer.end) : data;
    if (!answer) return;
    const waiting = this.#waiting;
    this.#waiting = null;
    waiting?.resolve(answer);
  }
}

/** An answer with a length, or in chunks that have all come; null if more has to come. */
function parseAnswer(data: Buffer): (Answer & { readonly end: number }) | null {
  const start = data.indexOf('\r\n\r\n') + 4;
  if (start === 3) return null;
  const [line = '', ...lines] = data
    .subarray(0, start - 4)
    .toString('latin1')
    .split('\r\n');
  const status = Number(line.split(' ')[1]);
  const headers: Record<string, string> = {};
  for (const each of lines) {
    const colon = each.indexOf(':');
    headers[each.slice(0, colon).toLowerCase()] = each.slice(colon + 1).trim();
  }
  if (headers['transfer-encoding'] !== undefined) {
    const last = data.indexOf('0\r\n\r\n', start);
    if (last === -1) return null;
    return { status, headers, body: data.subarray(start, last), end: last + 5 };
  }
  const end = start + Number(status === 204 ? 0 : (headers['content-length'] ?? 0));
  return data.length < end ? null : { status, headers, body: data.subarray(start, end), end };
}

/** Sends one request on a connection of its own and reads the answer whole. `bytes` is what came over the wire. */
export async function fetchWhole(
  method: string,
  port: number,
  path: string,
  headers: Record<string, string>,
  body?: Uint8Array | string,
): Promise<Answer & { readonly bytes: number }> {
  const request = httpRequest({ method, port, path, headers, host: '127.0.0.1', agent: false });
  request.end(body);
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk as Buffer);
  return {
    status: response.statusCode ?? 0,
    headers: response.headers as Record<string, string>,
    body: Buffer.concat(chunks),
    bytes: response.socket.bytesRead,
  };
}

export interface SseFrame {
  readonly event: string;
  readonly id: string | undefined;
  readonly data: string;
}

/** An event stream that reads frames, or only counts bytes. */
export interface SseWire {
  /** Bytes taken from the socket, heads and chunk sizes included. */
  readonly bytes: number;
  /** Resolves when the server has ended it. */
  readonly ended: Promise<void>;
  close(): void;
}

/** Opens a stream and reads its frames. */
export async function openStream(
  port: number,
  path: string,
  headers: Record<string, string>,
  onFrame: (frame: SseFrame) => void,
): Promise<SseWire> {
  const request = httpRequest({ port, path, headers, host: '127.0.0.1', agent: false });
  request.end();
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  if (response.statusCode !== 200) throw new Error(`stream: ${response.statusCode}`);
  // A server that is killed is no news to whoever killed it; the others miss what they wait for.
  request.on('error', () => response.destroy());
  response.setEncoding('utf8');
  let rest: string[] = [];
  response.on('data', (chunk: string) => {
    // Most of a large state has no end of a frame in it: join once, not for each chunk.
    rest.push(chunk);
    if (!chunk.includes('\n\n') && !(chunk.startsWith('\n') && rest.length > 1)) return;
    const parts = rest.join('').split('\n\n');
    rest = [parts.pop() ?? ''];
    for (const part of parts) onFrame(parseSse(part));
  });
  const { socket } = response;
  const ended = new Promise<void>((resolve) => {
    response.on('error', () => resolve());
    response.on('close', () => resolve());
  });
  return {
    get bytes() {
      return socket.bytesRead;
    },
    ended,
    close: () => request.destroy(),
  };
}

/** Opens a stream and only counts what comes. Resolves with the first bytes. */
export async function countStream(
  port: number,
  path: string,
  headers: Record<string, string>,
): Promise<SseWire> {
  const socket = connect(port, '127.0.0.1');
  await once(socket, 'connect');
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.write(`GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n${lines.join('')}\r\n`);
  const [first] = (await once(socket, 'data')) as [Buffer];
  if (!first.subarray(0, 15).toString().includes(' 200')) {
    throw new Error(`stream: ${first.subarray(0, 60).toString()}`);
  }
  const ended = new Promise<void>((resolve) => {
    socket.on('error', () => resolve());
    socket.on('close', () => resolve());
  });
  socket.resume();
  return {
    get bytes() {
      return socket.bytesRead;
    },
    ended,
    close: () => socket.destroy(),
  };
}

function parseSse(text: string): SseFrame {
  let event = '';
  let id: string | undefined;
  const data: string[] = [];
  for (const line of text.split('\n')) {
    if (line.startsWith('event: ')) event = line.slice(7);
    else if (line.startsWith('id: ')) id = line.slice(4);
    else if (line.startsWith('data: ')) data.push(line.slice(6));
    else if (line.startsWith('event:')) event = line.slice(6);
    else if (line.startsWith('data:')) data.push(line.slice(5));
  }
  return { event, id, data: data.join('\n') };
}
