import { get, type ClientRequest, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import { parseEvent, type StreamEvent } from '../../src/lib/protocol/index.ts';

/** One frame of a stream as it came; fields that it does not have are undefined. */
export interface Frame {
  readonly id: string | undefined;
  readonly event: string | undefined;
  readonly data: string | undefined;
  /** A line that began with a colon. */
  readonly comment: string | undefined;
  /** The frame's bytes as text, its blank line included. */
  readonly raw: string;
}

/**
 * Reads a stream frame by frame, comments and frames without data included, which a parser for applications
 * does not show.
 */
export class SseReader {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** Every frame so far. */
  readonly frames: Frame[] = [];
  /** Resolves when the stream is over, however it ended. */
  readonly closed: Promise<void>;
  #position = 0;
  #rest = '';
  #over = false;
  #bytes = 0;
  #wake = new Set<() => void>();
  readonly #request: ClientRequest;
  readonly #response: IncomingMessage;

  private constructor(request: ClientRequest, response: IncomingMessage) {
    this.#request = request;
    this.#response = response;
    this.status = response.statusCode ?? 0;
    this.headers = response.headers;
    response.setEncoding('utf8');
    response.on('data', (chunk: string) => this.#take(chunk));
    response.on('error', () => response.destroy());
    this.closed = new Promise((resolve) => {
      response.on('close', () => {
        this.#over = true;
        this.#notify();
        resolve();
      });
    });
  }

  /** Opens a stream; resolves with the answer's headers, whatever the status. */
  static open(url: string, headers: Record<string, string> = {}): Promise<SseReader> {
    return new Promise((resolve, reject) => {
      // A connection of its own: what a test does to it must not touch other requests.
      const request = get(url, {
        headers: { Accept: 'text/event-stream', ...headers },
        agent: false,
      });
      request.on('error', reject);
      request.on('response', (response) => resolve(new SseReader(request, response)));
    });
  }

  /** Bytes of the body so far. */
  get bytes(): number {
    return this.#bytes;
  }

  /** The cursor that a reader has now: the id of the last frame that had one. */
  get cursor(): string | undefined {
    return this.frames.findLast((frame) => frame.id !== undefined)?.id;
  }

  /**
   * The next frame that matches, after the one that the last call returned; frames in between are passed over.
   * Rejects if the stream ends before.
   */
  async next(match: string | ((frame: Frame) => boolean)): Promise<Frame> {
    const matches = typeof match === 'string' ? (frame: Frame) => frame.event === match : match;
    for (;;) {
      while (this.#position < this.frames.length) {
        const frame = this.frames[this.#position];
        this.#position += 1;
        if (frame && matches(frame)) return frame;
      }
      if (this.#over)
        throw new Error(`the stream ended before ${String(match)} came; had ${this.#names()}`);
      await new Promise<void>((resolve) => this.#wake.add(resolve));
    }
  }

  /** The next frame of this event name, parsed. */
  async event<T extends StreamEvent['type']>(type: T): Promise<Extract<StreamEvent, { type: T }>> {
    const frame = await this.next(type);
    const event = parseEvent({ event: frame.event, id: frame.id, data: frame.data ?? '' });
    if (event?.type !== type) throw new Error(`not a ${type}: ${frame.raw}`);
    return event as Extract<StreamEvent, { type: T }>;
  }

  /** Stops taking bytes from the socket, so that the server's side fills up. */
  pause(): void {
    this.#response.pause();
  }

  resume(): void {
    this.#response.resume();
  }

  /** Goes away without a word. */
  close(): void {
    this.#request.destroy();
  }

  #names(): string {
    return (
      this.frames.map((frame) => frame.event ?? (frame.id ? 'id' : 'comment')).join(' ') ||
      'nothing'
    );
  }

  #take(chunk: string): void {
    this.#bytes += Buffer.byteLength(chunk);
    const parts = (this.#rest + chunk).split('\n\n');
    this.#rest = parts.pop() ?? '';
    for (const part of parts) this.frames.push(parseFrame(part));
    if (parts.length > 0) this.#notify();
  }

  #notify(): void {
    const waiting = [...this.#wake];
    this.#wake.clear();
    for (const wake of waiting) wake();
  }
}

function parseFrame(text: string): Frame {
  const fields = new Map<string, string>();
  for (const line of text.split('\n')) {
    const colon = line.indexOf(':');
    const name = colon === 0 ? 'comment' : line.slice(0, colon);
    const value = line.slice(colon + 1).replace(/^ /, '');
    fields.set(name, fields.has(name) ? `${fields.get(name)}\n${value}` : value);
  }
  return {
    id: fields.get('id'),
    event: fields.get('event'),
    data: fields.get('data'),
    comment: fields.get('comment'),
    raw: `${text}\n\n`,
  };
}
