// As much of RFC 6455 as a client needs that trusts its server, for thousands of them in one process.
import { connect, type Socket } from 'node:net';
import { once } from 'node:events';

const BINARY = 0x82;
const PONG = 0x8a;
const OPCODE_PING = 0x9;
const OPCODE_CLOSE = 0x8;
/** Nobody between, so nothing to mask against: a key of zeros leaves the bytes as they are. */
const NO_MASK = Buffer.alloc(4);

/** A WebSocket that reads whole binary messages, or only counts bytes. */
export class WebSocketWire {
  readonly #socket: Socket;
  #rest: Buffer = Buffer.alloc(0);
  /** Set to read; without it bytes are only counted. */
  onMessage: ((message: Uint8Array) => void) | null = null;

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.setNoDelay(true);
  }

  /** Opens a connection; resolves when the server has agreed. */
  static async open(port: number, path: string): Promise<WebSocketWire> {
    const socket = connect(port, '127.0.0.1');
    await once(socket, 'connect');
    const wire = new WebSocketWire(socket);
    const key = 'dGhlIHNhbXBsZSBub25jZQ==';
    socket.write(
      `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n` +
        `Sec-WebSocket-Key: ${key}\r\nSec-WebSocket-Version: 13\r\n\r\n`,
    );
    await wire.#handshake();
    return wire;
  }

  /** Bytes taken from the socket, frames included. */
  get bytes(): number {
    return this.#socket.bytesRead;
  }

  send(message: Uint8Array): void {
    this.#write(BINARY, message);
  }

  /** From now on says now and then, without being asked, that it lives. */
  pongEvery(intervalMs: number): void {
    const timer = setInterval(() => this.#write(PONG, new Uint8Array()), intervalMs);
    this.#socket.once('close', () => clearInterval(timer));
  }

  close(): void {
    this.#socket.destroy();
  }

  async #handshake(): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    let head = Buffer.alloc(0);
    const take = (chunk: Buffer): void => {
      head = Buffer.concat([head, chunk]);
      const end = head.indexOf('\r\n\r\n');
      if (end === -1) return;
      this.#socket.off('data', take);
      const line = head.subarray(0, head.indexOf('\r\n')).toString();
      if (!line.includes(' 101 ')) return reject(new Error(line));
      resolve();
      this.#socket.on('data', (each: Buffer) => this.#take(each));
      if (head.length > end + 4) this.#take(head.subarray(end + 4));
    };
    this.#socket.on('data', take);
    this.#socket.on('error', reject);
    await promise;
  }

  #write(first: number, payload: Uint8Array): void {
    const { length } = payload;
    const head = Buffer.alloc(length < 126 ? 6 : length < 65_536 ? 8 : 14);
    head[0] = first;
    if (length < 126) head[1] = 0x80 | length;
    else if (length < 65_536) {
      head[1] = 0x80 | 126;
      head.writeUInt16BE(length, 2);
    } else {
      head[1] = 0x80 | 127;
      head.writeBigUInt64BE(BigInt(length), 2);
    }
    NO_MASK.copy(head, head.length - 4);
    this.#socket.write(Buffer.concat([head, payload]));
  }

  #take(chunk: Buffer): void {
    if (!this.onMessage) return;
    let data = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    for (;;) {
      const frame = parseFrame(data);
      if (!frame) break;
      data = data.subarray(frame.end);
      if (frame.opcode === OPCODE_PING) this.#write(PONG, frame.payload);
      else if (frame.opcode === OPCODE_CLOSE) this.close();
      else this.onMessage(frame.payload);
    }
    // A copy: the rest must not keep a large chunk alive.
    this.#rest = Buffer.from(data);
  }
}

function parseFrame(data: Buffer): { opcode: number; payload: Buffer; end: number } | null {
  if (data.length < 2) return null;
  const opcode = (data[0] ?? 0) & 0x0f;
  let length = (data[1] ?? 0) & 0x7f;
  let start = 2;
  if (length === 126) {
    if (data.length < 4) return null;
    length = data.readUInt16BE(2);
    start = 4;
  } else if (length === 127) {
    if (data.length < 10) return null;
    length = Number(data.readBigUInt64BE(2));
    start = 10;
  }
  const end = start + length;
  return data.length < end ? null : { opcode, payload: data.subarray(start, end), end };
}
