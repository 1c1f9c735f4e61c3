import { fromBase64 } from 'lib0/buffer';
import { MAX_UPDATE_BYTES, parseCursor, type Problem } from '../protocol/index.ts';
import { Backoff, retryAfterMs } from './backoff.ts';
import { Timer, type Clock, type Random } from './clock.ts';
import { mergeRows } from './device.ts';
import { addressOf, headersOf, isType, problemOf, readProblem, type Endpoint } from './http.ts';
import type { Outbox } from './outbox.ts';

/** A push that was not answered by then is sent again, milliseconds. */
const ANSWER_MS = 30_000;
/** Browsers refuse `keepalive` bodies past 64 KiB, all requests of the page together. */
const KEEPALIVE_BYTES = 60 * 1024;
/** An editor whom a push called a reader asks again after this long, milliseconds. */
const DOUBT_MS = 5_000;
/** Differences that the server still found incomplete, before the content is fetched anew. */
const MISSING_LIMIT = 2;

/** Whom the push speaks for, while the stream stands. */
export interface PushTarget {
  /** Secret name of the stream's connection; null when polling. */
  readonly connection: string | null;
  /** The lineage that the edits belong to: the server refuses them if its content is of another. */
  readonly lineage: string;
}

export interface PusherOptions {
  readonly endpoint: Endpoint;
  readonly clock: Clock;
  readonly random: Random;
  readonly outbox: Outbox;
  /** Null while nothing may be sent: no stream, a viewer, another tab's task. */
  readonly target: () => PushTarget | null;
  /**
   * All that the doc has beyond a state vector (the latest known of the server's if null), deletions too. `sound`:
   * without what waits for words that nobody has any more.
   */
  readonly difference: (stateVector: Uint8Array | null, sound: boolean) => Uint8Array;
  readonly onAcknowledged: (keys: readonly string[], cursor: string) => void;
  /** The server refused the edits and will refuse them again; null when that is over. */
  readonly onProblem: (problem: Problem | null) => void;
  /** What the server has and what we have do not fit: read the stream from its beginning. */
  readonly onConflict: () => void;
}

/** What is on the wire; the same bytes are sent until they are acknowledged. */
interface Sending {
  readonly keys: readonly string[];
  readonly body: Uint8Array;
  /** The full difference against a state vector, not only what the keys stand for. */
  readonly whole: boolean;
}

/**
 * Sends the outbox: one POST at a time, what arrives meanwhile becomes the next.
 * `kick` whenever something may have become sendable; it does nothing when there is nothing to do.
 */
export class Pusher {
  readonly #options: PusherOptions;
  readonly #backoff: Backoff;
  readonly #retry: Timer;
  readonly #answer: Timer;
  #sending: Sending | null = null;
  #abort: AbortController | null = null;
  #blocked: Problem | null = null;
  #maxBytes = MAX_UPDATE_BYTES - 64 * 1024;
  #missing = 0;
  /** Counts the server starts that were sent to. */
  #start = 0;
  #destroyed = false;

  constructor(options: PusherOptions) {
    this.#options = options;
    this.#backoff = new Backoff({ random: options.random });
    this.#retry = new Timer(options.clock);
    this.#answer = new Timer(options.clock);
  }

  /** Keys that are on the wire. */
  get keys(): ReadonlySet<string> {
    return new Set(this.#sending?.keys);
  }

  get problem(): Problem | null {
    return this.#blocked;
  }

  kick(): void {
    if (this.#destroyed || this.#abort || this.#retry.active || this.#blocked) return;
    const target = this.#options.target();
    if (!target) return;
    this.#sending ??= this.#next();
    if (this.#sending) void this.#send(this.#sending, target);
  }

  /** Tries at once, whatever was refused before. */
  retry(): void {
    this.#retry.clear();
    this.#backoff.reset();
    this.#unblock();
    this.kick();
  }

  /**
   * The server has started anew, perhaps from a backup: what the last start still answers says nothing of this one.
   * What is on the wire is given up, and goes out again with the next `kick`.
   */
  renew(): void {
    this.#start++;
    this.#sending = null;
    this.#giveUp();
    // The wait was for the server that is gone.
    this.#retry.clear();
    this.#backoff.reset();
  }

  #unblock(): void {
    const blocked = this.#blocked;
    if (!blocked) return;
    this.#blocked = null;
    // What was refused as it is has perhaps become smaller, or sound, by later edits.
    const refused =
      blocked.code === 'too_large' || blocked.status === 422 || blocked.status === 400;
    this.#sending = refused ? this.#whole(null) : null;
    this.#options.onProblem(null);
  }

  /** The page goes away: sends what is left in a request that outlives it, if it is small enough. */
  sendLast(): void {
    const target = this.#options.target();
    const rows = this.#options.outbox.rows().filter((row) => row.sent === 'unsent');
    const body = mergeRows(rows);
    if (!target || this.#blocked || !body || body.byteLength > KEEPALIVE_BYTES) return;
    const keys = rows.map((row) => row.key);
    const start = this.#start;
    this.#post(body, target, { keepalive: true }).then(
      async (response) => {
        const cursor = response.ok ? await readCursor(response) : null;
        if (cursor === null || this.#destroyed || start !== this.#start) return;
        this.#options.onAcknowledged(keys, cursor);
      },
      () => {
        // The edits are on the device; the next visit sends them.
      },
    );
  }

  destroy(): void {
    this.#destroyed = true;
    this.#retry.clear();
    this.#giveUp();
  }

  #giveUp(): void {
    this.#answer.clear();
    this.#abort?.abort();
    this.#abort = null;
  }

  #next(): Sending | null {
    const rows = this.#options.outbox.sendable(this.#maxBytes);
    const body = mergeRows(rows);
    return body ? { keys: rows.map((row) => row.key), body, whole: false } : null;
  }

  #whole(stateVector: Uint8Array | null, sound = false): Sending | null {
    const rows = this.#options.outbox.sendable(Infinity);
    if (rows.length === 0) return null;
    return {
      keys: rows.map((row) => row.key),
      body: this.#options.difference(stateVector, sound),
      whole: true,
    };
  }

  async #send(sending: Sending, target: PushTarget): Promise<void> {
    const abort = new AbortController();
    this.#abort = abort;
    this.#answer.set(ANSWER_MS, () => {
      abort.abort();
    });
    let response: Response;
    let problem: Problem | null = null;
    let cursor: string | null = null;
    try {
      response = await this.#post(sending.body, target, { signal: abort.signal });
      if (response.ok) cursor = await readCursor(response);
      else problem = await readProblem(response);
    } catch {
      // No answer: whether the server has it or not, the same bytes go out again.
      if (this.#finish(abort)) this.#later(0);
      return;
    }
    if (!this.#finish(abort)) return;
    if (cursor !== null) this.#acknowledged(sending, cursor);
    else this.#refused(sending, response, problem);
  }

  /** False if this request was given up meanwhile: its answer must not touch anything. */
  #finish(abort: AbortController): boolean {
    if (this.#abort !== abort) return false;
    this.#abort = null;
    this.#answer.clear();
    return true;
  }

  #post(body: Uint8Array, target: PushTarget, init: RequestInit): Promise<Response> {
    const { endpoint } = this.#options;
    const address = addressOf(endpoint, 'updates', {
      connection: target.connection,
      lineage: target.lineage,
    });
    return endpoint.fetch(address, {
      ...init,
      method: 'POST',
      credentials: 'same-origin',
      cache: 'no-store',
      headers: headersOf(endpoint, { 'content-type': 'application/octet-stream' }),
      // lib0 makes updates on plain ArrayBuffers; the DOM's types want that said.
      body: body as Uint8Array<ArrayBuffer>,
    });
  }

  #acknowledged(sending: Sending, cursor: string): void {
    this.#sending = null;
    this.#missing = 0;
    this.#backoff.reset();
    this.#options.onAcknowledged(sending.keys, cursor);
    this.kick();
  }

  #refused(sending: Sending, response: Response, problem: Problem | null): void {
    if (response.status === 413) {
      this.#tooLarge(sending);
    } else if (problem?.code === 'missing_updates') {
      this.#missingUpdates(problem);
    } else if (problem?.code === 'conflict') {
      this.#sending = null;
      this.#options.onConflict();
      this.#later(0);
    } else if (
      problem &&
      (problem.status === 422 || problem.code === 'malformed_update') &&
      !sending.whole
    ) {
      // Merging made something that the server cannot take? The doc itself is the better source.
      this.#sending = this.#whole(null);
      this.kick();
    } else if (problem && problem.status >= 400 && problem.status < 500 && problem.status !== 429) {
      this.#block(problem);
    } else {
      this.#later(retryAfterMs(response.headers.get('retry-after'), this.#options.clock.now()));
    }
  }

  #missingUpdates(problem: Problem): void {
    this.#missing++;
    if (this.#missing > MISSING_LIMIT) {
      // Our copy itself has a hole. The full state from the server fills it, or replaces what is broken.
      this.#sending = null;
      this.#missing = 0;
      this.#options.onConflict();
      this.#later(0);
      return;
    }
    this.#sending = this.#whole(decodeStateVector(problem.stateVector), this.#missing > 1);
    this.kick();
  }

  #tooLarge(sending: Sending): void {
    this.#sending = null;
    if (!sending.whole && sending.keys.length > 1) {
      this.#maxBytes = Math.max(1, Math.floor(sending.body.byteLength / 2));
      this.kick();
      return;
    }
    const megabytes = (sending.body.byteLength / 2 ** 20).toFixed(1);
    this.#block(
      problemOf('too_large', {
        detail: `One change of ${megabytes} MB is more than this server takes at once. It is kept on this device; undo it, or insert it in smaller parts.`,
      }),
    );
  }

  #block(problem: Problem): void {
    this.#blocked = problem;
    this.#sending = null;
    this.#options.onProblem(problem);
    if (problem.code !== 'read_only') return;
    // The stream may have said meanwhile that we may write again, and this answer be the older word.
    this.#retry.set(Math.max(DOUBT_MS, this.#backoff.next()), () => {
      if (this.#blocked === problem && this.#options.target()) this.#unblock();
      this.kick();
    });
  }

  #later(atLeastMs: number): void {
    if (this.#destroyed) return;
    this.#retry.set(Math.max(atLeastMs, this.#backoff.next()), () => {
      this.kick();
    });
  }
}

async function readCursor(response: Response): Promise<string | null> {
  if (!isType(response, 'application/json')) return null;
  const body: unknown = await response.json();
  if (typeof body !== 'object' || body === null || !('cursor' in body)) return null;
  return typeof body.cursor === 'string' && parseCursor(body.cursor) ? body.cursor : null;
}

function decodeStateVector(text: string | undefined): Uint8Array | null {
  if (text === undefined) return null;
  try {
    return fromBase64(text);
  } catch {
    // Not base64: the latest state vector of the stream has to do.
    return null;
  }
}
