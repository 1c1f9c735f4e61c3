import type { Sink } from '../../src/lib/server/sync/engine.ts';
import type { VirtualClock } from './clock.ts';
import type { SeededRandom } from './random.ts';
import type { ServerAnswer, SimServer } from './server.ts';

/** What may go wrong: chances in [0, 1], and times in milliseconds. */
export interface Faults {
  /** A request, or its answer, is lost; the client sees an error, or nothing at all. */
  readonly lost: number;
  /** The server gets the request twice, the second time later. */
  readonly twice: number;
  /** A proxy answers in the server's place. */
  readonly proxy: number;
  /** A stream breaks off, for each piece of it. */
  readonly cut: number;
  /** One way takes up to this long. */
  readonly delayMs: number;
}

export const NO_FAULTS: Faults = { lost: 0, twice: 0, proxy: 0, cut: 0, delayMs: 5 };

/** One browser's or tab's way to the server. */
export interface Link {
  /** Nothing gets through. */
  readonly offline: () => boolean;
  /** A proxy that gives an answer on only when it is complete. */
  readonly holdsBack: () => boolean;
  /** The tab is gone: it hears nothing any more. */
  readonly dead: () => boolean;
  /** Runs what happens to the tab: later if it is frozen, never if it is gone. */
  readonly run: (task: () => void) => void;
  readonly user: string;
  readonly session: string;
}

/** A request as tests look at it afterwards. */
export interface Exchange {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly session: string;
  readonly bytes: number;
  status: number | null;
  /** Text that came back, as far as it came. */
  text: string;
  /** Still open. */
  open: boolean;
  /** The tab is gone. */
  readonly dead: () => boolean;
}

/** A network between simulated browsers and the server, as bad as `faults` say. */
export class SimNetwork {
  faults: Faults = NO_FAULTS;
  readonly exchanges: Exchange[] = [];
  readonly #clock: VirtualClock;
  readonly #random: SeededRandom;
  readonly #server: SimServer;

  constructor(clock: VirtualClock, random: SeededRandom, server: SimServer) {
    this.#clock = clock;
    this.#random = random;
    this.#server = server;
  }

  /** Streams that are open on the server's side, seen from the client. */
  get openStreams(): Exchange[] {
    return this.exchanges.filter(
      (each) => each.open && !each.dead() && each.path.endsWith('/events'),
    );
  }

  /** A `fetch` for one tab. Only what the sync library uses of it. */
  fetchOf(link: Link): typeof fetch {
    const request = (input: string | URL | Request, init: RequestInit = {}): Promise<Response> => {
      const url = new URL(String(input), 'http://server.test');
      const exchange: Exchange = {
        method: init.method ?? 'GET',
        path: url.pathname,
        query: url.searchParams,
        session: link.session,
        bytes: init.body instanceof Uint8Array ? init.body.byteLength : 0,
        status: null,
        text: '',
        open: true,
        dead: link.dead,
      };
      this.exchanges.push(exchange);
      return new Promise<Response>((resolve, reject) => {
        const call = new Call(exchange, link, init, resolve, reject);
        void this.#carry(call, link, init);
      });
    };
    return request as typeof fetch;
  }

  async #carry(call: Call, link: Link, init: RequestInit): Promise<void> {
    const { faults } = this;
    const random = this.#random;
    if (link.offline()) {
      await this.#delay();
      call.fail();
      return;
    }
    await this.#delay();
    if (random.chance(faults.lost) || this.#server.down) {
      // A refused connection is noticed; a lost packet only by waiting.
      if (random.chance(0.7)) call.fail();
      return;
    }
    if (random.chance(faults.proxy)) {
      await this.#delay();
      call.answer(proxyAnswer(random));
      return;
    }
    // The tab may be gone; what it had sent with `keepalive`, or what was on its way, arrives all the same.
    if (random.chance(faults.twice) && call.exchange.method === 'POST')
      void this.#again(call, link, init);
    await this.#serve(call, link, init);
  }

  async #again(call: Call, link: Link, init: RequestInit): Promise<void> {
    await this.#clock.sleep(this.#random.int(0, 5000));
    await this.#ask(call, link, init, deafSink());
  }

  async #serve(call: Call, link: Link, init: RequestInit): Promise<void> {
    const starts = this.#server.starts;
    const stream = new StreamSink(call, link, {
      delay: () => this.#delay(),
      cut: () => this.#random.chance(this.faults.cut),
      cutAt: (length) => this.#random.int(0, length),
    });
    call.onAbort(() => void this.#delay().then(() => stream.gone()));
    const forget = this.#server.onCrash(() => stream.break());
    const answer = await this.#ask(call, link, init, stream);
    if (answer === null) return;
    forget();
    await this.#delay();
    const crashed = this.#server.starts !== starts;
    // An answer that left before the server died may still come, or not.
    if (crashed && this.#random.chance(0.5)) call.fail();
    else if (this.#random.chance(this.faults.lost)) {
      if (this.#random.chance(0.7)) call.fail();
    } else call.answer(answer);
  }

  #ask(call: Call, link: Link, init: RequestInit, sink: Sink): Promise<ServerAnswer | null> {
    const { method, path, query } = call.exchange;
    const body =
      init.body instanceof Uint8Array || typeof init.body === 'string' ? init.body : null;
    const { user, session } = link;
    return this.#server.handle({ method, path, query, user, session, body, sink });
  }

  #delay(): Promise<void> {
    return this.#clock.sleep(1 + this.#random.next() * this.faults.delayMs);
  }
}

/** The client's end of one request. */
class Call {
  readonly exchange: Exchange;
  readonly #link: Link;
  readonly #resolve: (response: Response) => void;
  readonly #reject: (error: unknown) => void;
  readonly #signal: AbortSignal | null;
  /** Text that waits to be read, and a reader that waits for text. */
  #queue: Uint8Array[] = [];
  #end: 'open' | 'done' | 'broken' = 'open';
  #wake: (() => void) | null = null;
  #answered = false;

  constructor(
    exchange: Exchange,
    link: Link,
    init: RequestInit,
    resolve: (response: Response) => void,
    reject: (error: unknown) => void,
  ) {
    this.exchange = exchange;
    this.#link = link;
    this.#resolve = resolve;
    this.#reject = reject;
    this.#signal = init.signal ?? null;
    this.onAbort(() => this.fail());
  }

  onAbort(fn: () => void): void {
    this.#signal?.addEventListener('abort', fn);
  }

  /** The connection broke. */
  fail(): void {
    this.exchange.open = false;
    this.#link.run(() => {
      if (!this.#answered) {
        this.#answered = true;
        this.#reject(new TypeError('fetch failed'));
      } else if (this.#end === 'open') this.#close('broken');
    });
  }

  /** A whole answer. */
  answer({ status, headers, body }: ServerAnswer): void {
    this.begin(status, headers);
    this.piece(new TextEncoder().encode(body));
    this.finish();
  }

  /** The head of an answer, unless there was one. */
  begin(status: number, headers: Readonly<Record<string, string>>): void {
    this.#link.run(() => {
      if (this.#answered) return;
      this.#answered = true;
      this.exchange.status = status;
      this.#resolve(this.#response(status, headers));
    });
  }

  piece(bytes: Uint8Array): void {
    this.#link.run(() => {
      if (this.#end !== 'open') return;
      this.exchange.text += new TextDecoder().decode(bytes);
      this.#queue.push(bytes);
      this.#wake?.();
    });
  }

  finish(): void {
    this.#link.run(() => {
      if (this.#end === 'open') this.#close('done');
    });
  }

  #close(end: 'done' | 'broken'): void {
    this.exchange.open = false;
    this.#end = end;
    this.#wake?.();
  }

  async #read(): Promise<{ done: boolean; value?: Uint8Array }> {
    while (this.#queue.length === 0 && this.#end === 'open') {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    const value = this.#queue.shift();
    if (value) return { done: false, value };
    if (this.#end === 'broken') throw new TypeError('terminated');
    return { done: true };
  }

  async #text(): Promise<string> {
    let text = '';
    for (let next = await this.#read(); !next.done; next = await this.#read()) {
      text += new TextDecoder().decode(next.value);
    }
    return text;
  }

  #response(status: number, headers: Readonly<Record<string, string>>): Response {
    const response = {
      ok: status >= 200 && status < 300,
      status,
      headers: new Headers(headers),
      body: { getReader: () => ({ read: () => this.#read(), cancel: () => Promise.resolve() }) },
      text: () => this.#text(),
      json: async () => JSON.parse(await this.#text()) as unknown,
    };
    return response as unknown as Response;
  }
}

/** The server's end of a stream: pieces go through the network one after the other. */
class StreamSink implements Sink {
  queuedBytes = 0;
  readonly #call: Call;
  readonly #link: Link;
  readonly #how: {
    delay: () => Promise<void>;
    cut: () => boolean;
    cutAt: (length: number) => number;
  };
  #onClose: (() => void) | null = null;
  #onDrain: (() => void) | null = null;
  #last: Promise<void> = Promise.resolve();
  #over = false;
  #held: Uint8Array[] = [];

  constructor(
    call: Call,
    link: Link,
    how: { delay: () => Promise<void>; cut: () => boolean; cutAt: (length: number) => number },
  ) {
    this.#call = call;
    this.#link = link;
    this.#how = how;
  }

  write(frame: Uint8Array | string): void {
    const bytes = typeof frame === 'string' ? new TextEncoder().encode(frame) : frame.slice();
    this.queuedBytes += bytes.byteLength;
    this.#then(() => {
      this.queuedBytes -= bytes.byteLength;
      if (this.queuedBytes === 0) this.#onDrain?.();
      this.#deliver(bytes);
    });
  }

  onDrain(fn: () => void): void {
    this.#onDrain = fn;
  }

  onClose(fn: () => void): void {
    this.#onClose = fn;
  }

  end(): void {
    this.#then(() => {
      if (this.#over) return;
      this.#over = true;
      this.#call.begin(200, STREAM_HEADERS);
      for (const bytes of this.#held) this.#call.piece(bytes);
      this.#call.finish();
    });
  }

  /** The client went away. */
  gone(): void {
    this.#over = true;
    this.#onClose?.();
  }

  /** The server's process died. */
  break(): void {
    this.#over = true;
    this.#call.fail();
  }

  #deliver(bytes: Uint8Array): void {
    if (this.#over) return;
    if (this.#link.offline() || this.#link.dead()) {
      // A cut line is silent: the client's watchdog has to notice.
      this.#over = true;
      this.#onClose?.();
      return;
    }
    if (this.#link.holdsBack()) {
      this.#held.push(bytes);
      return;
    }
    this.#call.begin(200, STREAM_HEADERS);
    for (const held of this.#held.splice(0)) this.#call.piece(held);
    if (!this.#how.cut()) {
      this.#call.piece(bytes);
      return;
    }
    this.#call.piece(bytes.subarray(0, this.#how.cutAt(bytes.byteLength)));
    this.break();
    this.#onClose?.();
  }

  #then(fn: () => void): void {
    this.#last = this.#last.then(() => this.#how.delay()).then(fn);
  }
}

const STREAM_HEADERS = { 'content-type': 'text/event-stream; charset=utf-8' };

function deafSink(): Sink {
  return {
    queuedBytes: 0,
    write: () => undefined,
    onDrain: () => undefined,
    onClose: () => undefined,
    end: () => undefined,
  };
}

/** What proxies and load balancers say while a server is away, and captive portals at any time. */
function proxyAnswer(random: SeededRandom): ServerAnswer {
  const html = { 'content-type': 'text/html' };
  const answers: ServerAnswer[] = [
    { status: 502, headers: html, body: '<h1>Bad Gateway</h1>' },
    { status: 503, headers: { ...html, 'retry-after': '2' }, body: '<h1>Service Unavailable</h1>' },
    { status: 504, headers: html, body: '' },
    { status: 404, headers: html, body: '<h1>default backend</h1>' },
    { status: 200, headers: html, body: '<h1>Please accept our terms</h1>' },
  ];
  return random.pick(answers) ?? { status: 502, headers: html, body: '' };
}
