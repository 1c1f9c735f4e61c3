import { Worker } from 'node:worker_threads';
import type { BoardJob, BoardProducts, BoardReply, BoardRequest, BoardState } from './wire.ts';

/** A board that is not read and drawn by then never will be. */
const PATIENCE_MS = 15_000;
/** Without work the thread ends after this: most of its memory is the last board's. */
const IDLE_MS = 60_000;
/** Of the thread. A board that needs more ends it, and nothing else. */
const MAX_HEAP_MB = 768;

/** What a job made, and the milliseconds that it worked for. */
export interface Made<Job extends BoardJob> {
  readonly product: BoardProducts[Job];
  readonly took: number;
}

interface Waiting {
  readonly request: BoardRequest;
  readonly resolve: (made: Made<BoardJob>) => void;
  readonly reject: (error: Error) => void;
}

/**
 * Draws boards in a thread of its own, one after the other, so that neither a large nor a hostile one holds up the server.
 */
export class BoardRenderer {
  readonly #url: URL;
  readonly #patienceMs: number;
  /** The first of them is being worked on. */
  readonly #queue: Waiting[] = [];
  #thread: Worker | null = null;
  #timer: NodeJS.Timeout | undefined;
  #lastId = 0;
  #closed = false;

  constructor(options: { url?: URL; patienceMs?: number } = {}) {
    this.#url = options.url ?? moduleUrl('./worker.ts');
    this.#patienceMs = options.patienceMs ?? PATIENCE_MS;
  }

  /** Rejects when the board cannot be drawn, takes too long, or too much memory. */
  run<Job extends BoardJob>(job: Job, state: BoardState): Promise<Made<Job>> {
    if (this.#closed) return Promise.reject(new Error('The server is going away.'));
    return new Promise((resolve, reject) => {
      const request = { ...state, id: ++this.#lastId, job };
      // The thread answers a job with its product.
      this.#queue.push({ request, resolve: resolve as Waiting['resolve'], reject });
      if (this.#queue.length === 1) this.#next();
    });
  }

  /** What waits is rejected. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#end(new Error('The server is going away.'), this.#queue.length);
  }

  #next(): void {
    clearTimeout(this.#timer);
    const [first] = this.#queue;
    if (!first) {
      this.#timer = setTimeout(() => void this.#end(new Error('Idle.'), 0), IDLE_MS);
      this.#timer.unref();
      return;
    }
    this.#thread ??= this.#spawn();
    this.#thread.ref();
    this.#timer = setTimeout(
      () => void this.#end(new Error(`A board took more than ${this.#patienceMs} ms.`), 1),
      this.#patienceMs,
    );
    this.#thread.postMessage(first.request);
  }

  /** Ends the thread; so many of those who wait hear why, the others get another thread. */
  async #end(error: Error, count: number): Promise<void> {
    clearTimeout(this.#timer);
    const thread = this.#thread;
    this.#thread = null;
    for (const { reject } of this.#queue.splice(0, count)) reject(error);
    if (this.#queue.length > 0) this.#next();
    await thread?.terminate();
  }

  #spawn(): Worker {
    const thread = new Worker(this.#url, {
      name: 'board renderer',
      resourceLimits: { maxOldGenerationSizeMb: MAX_HEAP_MB },
    });
    thread.on('message', (reply: BoardReply) => {
      const [first] = this.#queue;
      if (this.#thread !== thread || first?.request.id !== reply.id) return;
      this.#queue.shift();
      if ('error' in reply) first.reject(new Error(reply.error));
      else first.resolve(reply);
      // Nothing to wait for: the process may end.
      if (this.#queue.length === 0) thread.unref();
      this.#next();
    });
    const died = (cause: Error) => {
      if (this.#thread === thread) void this.#end(cause, 1);
    };
    thread.on('error', died);
    thread.on('exit', (code) => died(new Error(`The thread ended with code ${code}.`)));
    return thread;
  }
}

/** A file beside this one. Not written as a bundler would look for it: these files are never bundled. */
function moduleUrl(name: string): URL {
  const here = import.meta.url;
  return new URL(name, here);
}
