import { setImmediate, setTimeout } from 'node:timers';
import { Worker } from 'node:worker_threads';
import { StorageError } from '../../storage.ts';
import { fromWire } from '../errors.ts';
import { pack, TRANSFER_FROM, type WireCall, type WorkerMessage } from './wire.ts';

/** Milliseconds. */
interface GatherTimes {
  readonly least: number;
  readonly most: number;
}

export interface WorkerClientOptions {
  readonly url: URL;
  /** What the thread is called in messages and debuggers. */
  readonly name: string;
  readonly workerData: unknown;
  /** Told of every death that was not asked for. */
  readonly onDeath: (cause: Error) => void;
  /** Milliseconds of a steady clock. */
  readonly now?: () => number;
  /** With several callers at once, calls of this many milliseconds travel in one message; the more of them, the longer. */
  readonly gather?: GatherTimes;
}

interface Pending {
  resolve(value: unknown): void;
  reject(error: StorageError): void;
}

type Method<Api> = keyof Api & string;
type Args<F> = F extends (...args: infer A) => unknown ? A : never;
type Result<F> = F extends (...args: never[]) => infer R ? R : never;

/** Under load a message waits this long for each call that was in the one before it. */
const GATHER_MS_PER_CALL = 2;

/** A thread that died is replaced at the next call, but no more often than this within a minute. */
const RESTARTS = 5;
const RESTART_WINDOW_MS = 60_000;

/**
 * Calls to one worker thread. All calls of one turn of the event loop travel in one message; with `gather`, and
 * while it pays, those of a longer time: a message costs both threads some 50 µs, and a commit as much again.
 */
export class WorkerClient<Api> {
  readonly #options: WorkerClientOptions;
  readonly #pending = new Map<number, Pending>();
  readonly #deaths: number[] = [];
  #thread: Worker | null = null;
  #lastId = 0;
  #calls: WireCall[] = [];
  #bytes: Uint8Array[] = [];
  #scheduled = false;
  /** Callers overlap, so that waiting for more of them is worth it. */
  #gathering = false;
  #flushedAt = Number.NEGATIVE_INFINITY;
  /** Calls in the last message. */
  #flushed = 0;
  #closed = false;

  constructor(options: WorkerClientOptions) {
    this.#options = options;
  }

  /** Starts the thread. Rejects with the StorageError that kept it from starting. */
  start(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#spawn({ resolve: () => resolve(), reject });
    });
  }

  /**
   * Calls a method of the thread's API. A first argument that is a list of byte arrays travels as bytes; they
   * must not be changed before the promise settles.
   * @throws StorageError what the method threw, or `unavailable` if the thread is not there or dies meanwhile
   */
  call<M extends Method<Api>>(method: M, ...args: Args<Api[M]>): Promise<Result<Api[M]>> {
    if (this.#closed)
      return Promise.reject(new StorageError('unavailable', 'The storage is closed.'));
    if (!this.#thread && !this.#restart())
      return Promise.reject(
        new StorageError('unavailable', `The ${this.#options.name} keeps failing.`),
      );
    const id = ++this.#lastId;
    const list = byteList(args[0]);
    if (list) {
      const lengths = list.map(({ byteLength }) => byteLength);
      this.#calls.push([id, method, lengths, ...(args.slice(1) as unknown[])]);
      this.#bytes.push(...list);
    } else this.#calls.push([id, method, null, ...args]);
    this.#schedule();
    return new Promise((resolve, reject) => {
      // The API type says what the method of this name answers.
      this.#pending.set(id, { resolve: resolve as (value: unknown) => void, reject });
    });
  }

  /** Lets the thread finish what was asked for, then ends it. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#flush();
    const thread = this.#thread;
    if (!thread) return;
    const ended = new Promise<void>((resolve) => thread.once('exit', () => resolve()));
    thread.postMessage({ calls: [], bytes: null, close: true });
    await ended;
  }

  /** Ends the thread at once, as a crash would. */
  async kill(): Promise<void> {
    await this.#thread?.terminate();
  }

  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    // Somebody else waits for an answer. One caller that sends again and again, each after its answer, never does.
    if (this.#pending.size > 0) this.#gathering = true;
    const { gather = { least: 0, most: 0 } } = this.#options;
    const apart = gatherTime(this.#flushed, gather);
    const wait = this.#gathering ? this.#flushedAt + apart - this.#now() : 0;
    if (wait <= 0) setImmediate(() => this.#flush());
    else
      setTimeout(() => {
        // Nobody else came: the next caller need not wait.
        this.#gathering = this.#calls.length > 1;
        this.#flush();
      }, wait);
  }

  #now(): number {
    return (this.#options.now ?? performance.now.bind(performance))();
  }

  #flush(): void {
    this.#scheduled = false;
    if (this.#calls.length === 0) return;
    this.#flushedAt = this.#now();
    this.#flushed = this.#calls.length;
    const message = pack(this.#calls, this.#bytes);
    this.#calls = [];
    this.#bytes = [];
    const { bytes } = message;
    const large = bytes !== null && bytes.byteLength >= TRANSFER_FROM;
    this.#thread?.postMessage(message, large ? [bytes.buffer] : []);
  }

  #restart(): boolean {
    const since = this.#now() - RESTART_WINDOW_MS;
    if (this.#deaths.filter((at) => at > since).length > RESTARTS) return false;
    this.#spawn(null);
    return true;
  }

  #spawn(starting: { resolve(): void; reject(error: StorageError): void } | null): void {
    const { url, name, workerData, onDeath } = this.#options;
    const thread = new Worker(url, { name, workerData });
    let cause: unknown = null;
    let refused = false;
    thread.on('message', (message: WorkerMessage) => {
      switch (message.state) {
        case 'replies':
          return this.#settle(message.replies);
        case 'ready':
          return starting?.resolve();
        case 'failed':
          refused = true;
          cause = fromWire(message.error);
      }
    });
    thread.on('error', (error) => {
      cause = error;
    });
    thread.on('exit', (exitCode) => {
      if (this.#thread === thread) this.#thread = null;
      const error =
        refused && cause instanceof StorageError
          ? cause
          : new StorageError('unavailable', `The ${name} ended under the call.`, {
              cause: cause ?? new Error(`exit code ${exitCode}`),
            });
      if (!this.#closed) {
        this.#deaths.push(this.#now());
        if (this.#deaths.length > RESTARTS + 1) this.#deaths.shift();
        onDeath(error);
      }
      starting?.reject(error);
      this.#rejectAll(error);
    });
    this.#thread = thread;
  }

  #settle(replies: Extract<WorkerMessage, { state: 'replies' }>['replies']): void {
    for (const reply of replies) {
      const pending = this.#pending.get(reply[0]);
      if (!pending) continue;
      this.#pending.delete(reply[0]);
      if (reply[1]) pending.reject(fromWire(reply[2]));
      else pending.resolve(reply[2]);
    }
  }

  #rejectAll(error: StorageError): void {
    const pending = [...this.#pending.values()];
    this.#pending.clear();
    this.#calls = [];
    this.#bytes = [];
    for (const each of pending) each.reject(error);
  }
}

/** How far apart messages are under load, after one with so many calls. */
export function gatherTime(calls: number, { least, most }: GatherTimes): number {
  return Math.min(most, Math.max(least, calls * GATHER_MS_PER_CALL));
}

/** The value if it is a list of byte arrays. */
function byteList(value: unknown): readonly Uint8Array[] | null {
  return Array.isArray(value) && value[0] instanceof Uint8Array
    ? (value as readonly Uint8Array[])
    : null;
}
