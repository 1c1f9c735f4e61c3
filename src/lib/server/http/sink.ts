import type { ServerResponse } from 'node:http';
import type { Sink } from '../sync/subscriber.ts';

const STREAM_HEADERS = {
  'Content-Type': 'text/event-stream',
  'Cache-Control': 'no-store, no-transform',
  // Tells nginx and those who follow it to pass each frame on at once.
  'X-Accel-Buffering': 'no',
  'X-Content-Type-Options': 'nosniff',
} as const;

/** An ended answer of which the reader takes nothing for so long is torn down. */
const STALL_MS = 5_000;

/** Writes the headers of a stream. */
export function writeStreamHead(res: ServerResponse): void {
  res.writeHead(200, STREAM_HEADERS);
}

/** Of a frame from this size on no second copy is kept; framing it anew costs little beside writing it. */
const LARGE_FRAME = 64 * 1024;

/** A frame as it goes over the wire, made once for all its readers. */
const chunks = new WeakMap<Uint8Array, Buffer>();

function chunkOf(frame: Uint8Array): Buffer {
  const known = chunks.get(frame);
  if (known) return known;
  const size = `${frame.length.toString(16)}\r\n`;
  const chunk = Buffer.allocUnsafe(size.length + frame.length + 2);
  chunk.write(size, 'latin1');
  chunk.set(frame, size.length);
  chunk.write('\r\n', size.length + frame.length, 'latin1');
  chunks.set(frame, chunk);
  return chunk;
}

/** Adapts a response to the engine's `Sink`; an end that the reader does not take is cut off after `stallMs`. */
export function responseSink(res: ServerResponse, stallMs = STALL_MS): Sink {
  return new ResponseSink(res, stallMs);
}

/**
 * The headers are written with the first frame, so that an engine that refuses the reader before it writes can
 * still be answered with a problem.
 *
 * Later frames go to the socket as finished chunks: `res.write` would frame each one anew for each reader, at
 * twice the cost of the write itself.
 *
 * A class, because there is one for each open page, for hours: methods take no memory.
 */
class ResponseSink implements Sink {
  readonly #res: ServerResponse;
  readonly #stallMs: number;
  #begun = false;

  constructor(res: ServerResponse, stallMs: number) {
    this.#res = res;
    this.#stallMs = stallMs;
  }

  get queuedBytes(): number {
    return this.#res.writableLength;
  }

  write(frame: Uint8Array | string): void {
    const res = this.#res;
    if (res.destroyed || res.writableEnded) return;
    if (!res.headersSent) writeStreamHead(res);
    const { socket } = res;
    // The head has to go first, and without a socket of its own the answer waits behind another one.
    if (typeof frame === 'string' || frame.length > LARGE_FRAME || !socket || !this.#begun) {
      this.#begun = true;
      res.write(frame);
    } else if (res.chunkedEncoding) socket.write(chunkOf(frame));
    else socket.write(frame);
  }

  onDrain(fn: () => void): void {
    const res = this.#res;
    // That of the socket: the response does not know of what is written past it.
    const drained = () => {
      if (res.writableLength === 0) fn();
    };
    const { socket } = res.req;
    socket.on('drain', drained);
    res.once('close', () => socket.off('drain', drained));
  }

  onClose(fn: () => void): void {
    const res = this.#res;
    // A reader may be gone before the engine listens: 'close' does not come twice.
    if (res.destroyed || res.closed) queueMicrotask(fn);
    else res.once('close', fn);
  }

  end(): void {
    const res = this.#res;
    if (res.writableEnded) return;
    // A reader that takes nothing must not keep what is queued for it; one that is only slow gets its rest.
    const { socket } = res;
    const giveUp = () => res.destroy();
    socket?.setTimeout(this.#stallMs).once('timeout', giveUp);
    res.once('close', () => socket?.off('timeout', giveUp));
    res.end();
  }
}
