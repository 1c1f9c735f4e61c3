import { Worker } from 'node:worker_threads';
import type { BoardJob, BoardProducts, BoardReply, BoardRequest, BoardState } from './wire.ts';

/** A board that is not read and drawn by then never will be. */
const PATIENCE_MS = 15_000;
/** Without work the thread ends after this: most of its memory is the last board's. */
const IDLE_MS = 60_000;
/** Of the thread. A board that needs more ends it, and nothing else. */
const MAX_HEAP_MB = 768;

/**
 * Why nothing was made of a board. `unreadable`: of this state nothing ever will be. `costly`: it took all the time or
 * memory that a board may take. `closed`: the server is going away.
 */
export class RenderError extends Error {
  readonly code: 'unreadable' | 'costly' | 'closed';

  constructor(code: RenderError['code'], message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'RenderError';
    this.code = code;
  }
}

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

  /**
   * Pages, for which somebody waits in front of an empty window, go before the rest. Rejects with a `RenderError`; when a
   * board is `costly`, so do its other jobs that wait.
   */
  run<Job extends BoardJob>(job: Job, state: BoardState): Promise<Made<Job>> {
    if (this.#closed) return Promise.reject(goingAway());
    return new Promise((resolve, reject) => {
      const request = { ...state, id: ++this.#lastId, job };
      // The thread answers a job with its product.
      const waiting = { request, resolve: resolve as Waiting['resolve'], reject };
      const isLess = ({ request }: Waiting, i: number) => i > 0 && request.job !== 'page';
      const before = job === 'page' ? this.#queue.findIndex(isLess) : -1;
      this.#queue.splice(before < 0 ? this.#queue.length : before, 0, waiting);
      if (this.#queue.length === 1) this.#next();
    });
  }

  /** What waits is rejected. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#end(goingAway(), () => true);
  }

  #next(): void {
    clearTimeout(this.#timer);
    const [first] = this.#queue;
    if (!first) {
      this.#timer = setTimeout(() => void this.#end(), IDLE_MS);
      this.#timer.unref();
      return;
    }
    this.#thread ??= this.#spawn();
    this.#thread.ref();
    this.#timer = setTimeout(
      () => this.#giveUp(`A board took more than ${this.#patienceMs} ms.`),
      this.#patienceMs,
    );
    this.#thread.postMessage(first.request);
  }

  /** The board that is being worked on is too much for the thread: nothing of it is tried again. */
  #giveUp(message: string, cause?: unknown): void {
    const documentId = this.#queue[0]?.request.documentId;
    const error = new RenderError('costly', message, { cause });
    void this.#end(error, ({ request }) => request.documentId === documentId);
  }

  /** Ends the thread; those of the waiting whom it concerns hear why, the others get another thread. */
  async #end(error = goingAway(), concerns: (waiting: Waiting) => boolean = () => false) {
    clearTimeout(this.#timer);
    const thread = this.#thread;
    this.#thread = null;
    const concerned = this.#queue.filter(concerns);
    const others = this.#queue.filter((each) => !concerned.includes(each));
    this.#queue.splice(0, this.#queue.length, ...others);
    for (const { reject } of concerned) reject(error);
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
      if ('error' in reply) first.reject(new RenderError('unreadable', reply.error));
      else first.resolve(reply);
      // Nothing to wait for: the process may end.
      if (this.#queue.length === 0) thread.unref();
      this.#next();
    });
    const died = (message: string, cause?: unknown) => {
      if (this.#thread === thread) this.#giveUp(message, cause);
    };
    thread.on('error', (cause) => died('A board ended the thread.', cause));
    thread.on('exit', (code) => died(`The thread ended with code ${code}.`));
    return thread;
  }
}

function goingAway(): RenderError {
  return new RenderError('closed', 'The server is going away.');
}

/** A file beside this one. Not written as a bundler would look for it: these files are never bundled. */
function moduleUrl(name: string): URL {
  const here = import.meta.url;
  return new URL(name, here);
}
