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

/**
 * Adapts a response to the engine's `Sink`. The headers are written with the first frame, so that an engine
 * that refuses the reader before it writes can still be answered with a problem.
 */
export function responseSink(res: ServerResponse, stallMs = STALL_MS): Sink {
  return {
    write(frame) {
      if (res.destroyed || res.writableEnded) return;
      if (!res.headersSent) writeStreamHead(res);
      res.write(frame);
    },
    get queuedBytes() {
      return res.writableLength;
    },
    onDrain(fn) {
      res.on('drain', fn);
    },
    onClose(fn) {
      // A reader may be gone before the engine listens: 'close' does not come twice.
      if (res.destroyed || res.closed) queueMicrotask(fn);
      else res.once('close', fn);
    },
    end() {
      if (res.writableEnded) return;
      // A reader that takes nothing must not keep what is queued for it; one that is only slow gets its rest.
      const { socket } = res;
      const giveUp = () => res.destroy();
      socket?.setTimeout(stallMs).once('timeout', giveUp);
      res.once('close', () => socket?.off('timeout', giveUp));
      res.end();
    },
  };
}
