import type { Problem, StreamEvent } from '../protocol/index.ts';
import { Backoff } from './backoff.ts';
import { Timer, type Clock, type Random } from './clock.ts';
import { readEvents, type Attempt, type Outcome } from './event-reader.ts';
import type { Endpoint } from './http.ts';
import { browserSlots, type Release, type Slots } from './slots.ts';
import type { ProviderStatus } from './types.ts';

/** Polls follow each other at these distances, milliseconds: quick while something happens, then slower. */
const POLL_MIN_MS = 1_000;
const POLL_MAX_MS = 8_000;
/** While polling, the stream is tried again this often, milliseconds: the proxy may be gone. */
const TRY_STREAM_MS = 5 * 60_000;
/** A stream that was heard this long ago is not trusted when the network or the page comes back, milliseconds. */
const TRUST_MS = 20_000;

export interface ConnectionOptions {
  readonly endpoint: Endpoint;
  readonly clock: Clock;
  readonly random: Random;
  /** Where the right to hold a stream is taken; null for as many as there are. The browser's by default. */
  readonly slots?: Slots | null;
  /** The position to continue from; null for the full state. Asked at the start of each attempt. */
  readonly cursor: () => string | null;
  /** A new attempt begins: nothing that was known of the last one holds. */
  readonly onAttempt: () => void;
  readonly onEvent: (event: StreamEvent) => void;
  readonly onState: (state: ProviderStatus['connection'], problem: Problem | null) => void;
  /** The stream, or the last poll, is over; `onAttempt` follows if it is tried again. */
  readonly onLost: () => void;
}

/**
 * Keeps the document's event stream open: attempts, back-off, the change to polling and back.
 * Each attempt is an object of its own, and what arrives for an old one is dropped.
 */
export class Connection {
  readonly #options: ConnectionOptions;
  readonly #backoff: Backoff;
  readonly #timer: Timer;
  readonly #slots: Slots | null;
  #attempt: Attempt | null = null;
  /** Given back when the stream ends. */
  #release: Release | null = null;
  /** Polling only because other documents hold all the streams that the browser may have. */
  #crowded = false;
  /** Counts what was begun, so that a slot that comes too late is given back. */
  #turn = 0;
  #polling = false;
  #pollMs = POLL_MIN_MS;
  #streamTriedAt = 0;
  #ready = false;
  #byeMs: number | null = null;
  #lastHeardAt: number | null = null;
  #running = false;

  constructor(options: ConnectionOptions) {
    this.#options = options;
    this.#backoff = new Backoff({ random: options.random });
    this.#timer = new Timer(options.clock);
    this.#slots = options.slots === undefined ? browserSlots() : options.slots;
  }

  /** When the server was last heard. */
  get lastHeardAt(): number | null {
    return this.#lastHeardAt;
  }

  get polling(): boolean {
    return this.#polling;
  }

  start(): void {
    if (this.#running) return;
    this.#running = true;
    this.#open();
  }

  stop(): void {
    this.#running = false;
    this.#timer.clear();
    this.#close();
  }

  /** Ends the attempt and begins another, after a wait if `restart` itself is being repeated. */
  restart(options: { readonly wait: boolean } = { wait: false }): void {
    if (!this.#running) return;
    this.#close();
    this.#options.onState('connecting', null);
    if (options.wait) this.#later(this.#backoff.next());
    else this.#open();
  }

  /**
   * The page is back, or somebody asked: now, instead of when the back-off ends. With `network`, the
   * network may be another one: what was held back there may come through here.
   */
  nudge({ network = false }: { readonly network?: boolean } = {}): void {
    if (!this.#running) {
      this.start();
      return;
    }
    const { now } = this.#options.clock;
    const trusted = this.#lastHeardAt !== null && now() - this.#lastHeardAt < TRUST_MS;
    if (network && !this.#attempt) this.#polling = false;
    if (this.#attempt && !this.#crowded && (trusted || !this.#ready)) return;
    this.#backoff.reset();
    this.#pollMs = POLL_MIN_MS;
    this.#close();
    this.#open();
  }

  /** Something happens in the document: the next poll comes soon. */
  hurry(): void {
    if (!this.#polling || this.#attempt || this.#pollMs === POLL_MIN_MS || !this.#running) return;
    this.#pollMs = POLL_MIN_MS;
    if (this.#backoff.failures === 0) this.#later(POLL_MIN_MS);
  }

  #open(): void {
    this.#timer.clear();
    const turn = ++this.#turn;
    if (this.#crowded) this.#polling = this.#crowded = false;
    if (this.#polling || !this.#slots) this.#begin();
    else void this.#openInSlot(this.#slots, turn);
  }

  async #openInSlot(slots: Slots, turn: number): Promise<void> {
    const late = () => turn !== this.#turn;
    const onWanted = () => {
      if (!late()) this.#yield();
    };
    // Where slots cannot be had at all, there is no limit to keep.
    const release = await slots.take(onWanted).catch((): Release => () => undefined);
    if (late()) {
      release?.();
      return;
    }
    this.#release = release;
    this.#crowded = this.#polling = release === null;
    this.#begin();
  }

  /** Another document is looked at and this one is not: it goes on by polling. */
  #yield(): void {
    this.#close();
    this.#polling = true;
    this.#open();
    this.#crowded = true;
  }

  #giveBack(): void {
    this.#release?.();
    this.#release = null;
  }

  #begin(): void {
    const { clock, endpoint, cursor, onAttempt, onEvent } = this.#options;
    this.#ready = false;
    this.#byeMs = null;
    if (!this.#polling) this.#streamTriedAt = clock.now();
    onAttempt();
    const poll = this.#polling;
    // Assigned before the callbacks can be called: reading begins in a later turn.
    const attempt: Attempt = readEvents({
      endpoint,
      clock,
      cursor: cursor(),
      poll,
      onEvent: (event) => {
        if (this.#attempt !== attempt) return;
        this.#lastHeardAt = clock.now();
        if (event.type === 'bye') this.#byeMs = event.retryMs;
        if (event.type === 'update') this.#pollMs = POLL_MIN_MS;
        onEvent(event);
        // What the event did may have ended this attempt.
        if (event.type === 'ready' && this.#attempt === attempt) this.#isReady(poll);
      },
      onEnd: (outcome) => {
        if (this.#attempt !== attempt) return;
        this.#attempt = null;
        this.#giveBack();
        // Between two polls the last one's word holds.
        if (!(poll && outcome.kind === 'ended' && this.#ready)) this.#options.onLost();
        if (this.#running) this.#ended(outcome, poll);
      },
    });
    this.#attempt = attempt;
  }

  #close(): void {
    this.#turn++;
    if (!this.#attempt) return;
    this.#attempt.close();
    this.#attempt = null;
    this.#giveBack();
    this.#options.onLost();
  }

  #isReady(poll: boolean): void {
    this.#ready = true;
    this.#backoff.reset();
    this.#options.onState(poll ? 'polling' : 'live', null);
  }

  #ended(outcome: Outcome, poll: boolean): void {
    const { onState, random, clock } = this.#options;
    if (outcome.kind === 'refused') {
      this.#running = false;
      onState('stopped', outcome.problem);
      return;
    }
    if (this.#byeMs !== null) {
      onState('connecting', null);
      this.#later(this.#byeMs * (1 + random() / 2));
      return;
    }
    if (poll && outcome.kind === 'ended' && this.#ready) {
      if (clock.now() - this.#streamTriedAt >= TRY_STREAM_MS) this.#polling = false;
      this.#pollMs = Math.min(POLL_MAX_MS, this.#pollMs * 1.5);
      this.#later(this.#pollMs);
      return;
    }
    if (outcome.kind === 'silent' && !poll) {
      this.#polling = true;
      this.#pollMs = POLL_MIN_MS;
      this.#open();
      return;
    }
    // A poll that hangs as the stream did: the network itself is away, and the stream gets its chance again.
    if (outcome.kind === 'silent') this.#polling = false;
    // The first loss after a good time is most often a cut or a restart: not yet a reason to say "offline".
    const first = this.#ready;
    onState(first ? 'connecting' : 'offline', null);
    const wait = outcome.kind === 'failed' ? outcome.retryAfterMs : 0;
    this.#later(Math.max(wait, this.#backoff.next()));
  }

  #later(ms: number): void {
    this.#timer.set(ms, () => {
      this.#open();
    });
  }
}
