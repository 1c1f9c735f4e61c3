import { createParser } from 'eventsource-parser';
import { parseEvent, PING_INTERVAL_MS, type Problem, type StreamEvent } from '../protocol/index.ts';
import { retryAfterMs } from './backoff.ts';
import { Timer, type Clock } from './clock.ts';
import { addressOf, headersOf, isType, readProblem, type Endpoint } from './http.ts';

/** Without a first frame by then the stream is held back somewhere, milliseconds. */
export const FIRST_FRAME_MS = 5_000;
/** A poll may take this long until its first frame, milliseconds. */
const FIRST_POLL_FRAME_MS = 20_000;
/** Without a byte for two and a half pings the connection is dead, though nobody said so. */
const SILENCE_MS = PING_INTERVAL_MS * 2.5;
/** A frame that does not end is not a frame: past this many characters the attempt is given up. */
const MAX_FRAME_LENGTH = 256 * 1024 * 1024;

/** How an attempt ended, unless it was closed by us. */
export type Outcome =
  /** The answer ended in good order. */
  | { readonly kind: 'ended' }
  /** No first frame in time. */
  | { readonly kind: 'silent' }
  /** It broke off, went quiet, or said what no server of ours says. */
  | { readonly kind: 'failed'; readonly cause: unknown; readonly retryAfterMs: number }
  /** Our server refused, for good. */
  | { readonly kind: 'refused'; readonly problem: Problem };

export interface ReadOptions {
  readonly endpoint: Endpoint;
  readonly clock: Clock;
  readonly cursor: string | null;
  readonly poll: boolean;
  /** One frame. What it throws ends the attempt as failed. */
  readonly onEvent: (event: StreamEvent) => void;
  /** Called once, unless `close` was called before. */
  readonly onEnd: (outcome: Outcome) => void;
}

/** One attempt to read the stream. After `close` neither callback is called, whatever still arrives. */
export interface Attempt {
  close(): void;
}

/** Begins to read the document's events from `cursor` on. */
export function readEvents(options: ReadOptions): Attempt {
  const { clock, onEvent, onEnd } = options;
  const abort = new AbortController();
  const watchdog = new Timer(clock);
  let over = false;

  const end = (outcome: Outcome): void => {
    if (over) return;
    over = true;
    watchdog.clear();
    abort.abort();
    onEnd(outcome);
  };
  const fail = (cause: unknown, retryMs = 0): void => {
    end({ kind: 'failed', cause, retryAfterMs: retryMs });
  };
  const heard = (): void => {
    watchdog.set(SILENCE_MS, () => {
      fail(new Error('the stream went quiet'));
    });
  };

  watchdog.set(options.poll ? FIRST_POLL_FRAME_MS : FIRST_FRAME_MS, () => {
    end({ kind: 'silent' });
  });
  const feed = frameParser((event) => {
    if (over) return;
    try {
      onEvent(event);
    } catch (cause) {
      fail(cause);
    }
  });

  const run = async (): Promise<void> => {
    const response = await request(options, abort.signal);
    if (over) return;
    if (!response.ok || !isType(response, 'text/event-stream') || !response.body) {
      const problem = response.ok ? null : await readProblem(response);
      const wait = retryAfterMs(response.headers.get('retry-after'), clock.now());
      if (problem && isFinal(problem)) end({ kind: 'refused', problem });
      else fail(new Error(`the server answered ${response.status} instead of a stream`), wait);
      return;
    }
    const reader = response.body.getReader();
    const decoder = new TextDecoder();
    for (;;) {
      const { done, value } = await reader.read();
      if (over) {
        void reader.cancel().catch(() => undefined);
        return;
      }
      if (done) break;
      if (feed(decoder.decode(value, { stream: true }))) heard();
    }
    end({ kind: 'ended' });
  };
  run().catch(fail);

  return {
    close() {
      over = true;
      watchdog.clear();
      abort.abort();
    },
  };
}

function request(options: ReadOptions, signal: AbortSignal): Promise<Response> {
  const { endpoint, cursor, poll } = options;
  const address = addressOf(endpoint, 'events', { cursor, poll: poll ? '1' : null });
  return endpoint.fetch(address, {
    signal,
    credentials: 'same-origin',
    cache: 'no-store',
    headers: headersOf(endpoint, { accept: 'text/event-stream' }),
  });
}

/** Refusals that another attempt would only repeat. */
function isFinal(problem: Problem): boolean {
  return problem.status >= 400 && problem.status < 500 && problem.status !== 429;
}

/**
 * Cuts text into frames and reads each. The returned function takes the next text and says whether a frame, or
 * a comment, was complete in it.
 *
 * The parser follows the standard and says nothing of a frame that has an id and no data, but for us it
 * moves the cursor; so frames are cut here, and such ones are seen before the parser swallows them.
 */
export function frameParser(onEvent: (event: StreamEvent) => void): (text: string) => boolean {
  let failure: Error | null = null;
  const parser = createParser({
    onEvent(message) {
      const event = parseEvent(message);
      if (event) onEvent(event);
    },
    onError(error) {
      if (error.type === 'max-buffer-size-exceeded') failure = error;
    },
  });
  // Fragments are joined only when a frame ends: a large one comes in many.
  let parts: string[] = [];
  let length = 0;
  let tail = '';

  return (text) => {
    parts.push(text);
    length += text.length;
    if (length > MAX_FRAME_LENGTH) throw new Error('a frame of the stream does not end');
    const last = tail + text;
    tail = last.slice(-3);
    if (!BOUNDARY.test(last)) return false;
    const whole = parts.join('');
    let from = 0;
    for (const match of whole.matchAll(BOUNDARIES)) {
      const frame = whole.slice(from, match.index);
      from = match.index + match[0].length;
      const only = ID_ONLY.exec(frame);
      if (only) onEvent({ type: 'cursor', cursor: only[1] ?? '' });
      else parser.feed(`${frame}\n\n`);
      if (failure) throw failure;
    }
    const rest = whole.slice(from);
    parts = [rest];
    length = rest.length;
    return true;
  };
}

const BOUNDARY = /\n\n|\r\n\r\n/;
const BOUNDARIES = /\n\n|\r\n\r\n/g;
const ID_ONLY = /^(?:\uFEFF|:[^\n]*\n|\r?\n)*id: ?([^\r\n]+)\r?\n?$/;
