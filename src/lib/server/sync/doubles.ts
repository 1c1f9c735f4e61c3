/**
 * Doubles for tests and the simulation: a clock that stands still until it is moved, and a reader whose
 * socket can be stalled. Nothing of the product uses them.
 */
import { parseEvent, type StreamEvent } from '../../protocol/index.ts';
import type { Clock, Timer } from './clock.ts';
import type { Sink } from './subscriber.ts';

interface Pending {
  readonly at: number;
  readonly fn: () => void;
}

/** Time that passes when told to. */
export class ManualClock implements Clock {
  #now: number;
  readonly #timers = new Set<Pending>();

  constructor(now = 1_700_000_000_000) {
    this.#now = now;
  }

  now(): number {
    return this.#now;
  }

  setTimeout(fn: () => void, ms: number): Timer {
    const timer = { at: this.#now + Math.max(0, ms), fn };
    this.#timers.add(timer);
    return timer;
  }

  clearTimeout(timer: Timer): void {
    this.#timers.delete(timer as Pending);
  }

  /** Lets time pass, running what falls due in its order. Promises are not waited for. */
  advance(ms: number): void {
    const until = this.#now + ms;
    for (;;) {
      let next: Pending | null = null;
      for (const timer of this.#timers) if (!next || timer.at < next.at) next = timer;
      if (!next || next.at > until) break;
      this.#timers.delete(next);
      this.#now = Math.max(this.#now, next.at);
      next.fn();
    }
    this.#now = until;
  }

  get timers(): number {
    return this.#timers.size;
  }
}

/** A reader: keeps what was written to it. While stalled it takes nothing, so that its queue grows. */
export class FakeSink implements Sink {
  /** All that was written, complete SSE frames. */
  readonly frames: string[] = [];
  ended = false;
  /** The largest queue that there was. */
  peakBytes = 0;
  #queued = 0;
  #stalled = false;
  #keep: boolean;
  #onFrame: ((event: StreamEvent) => void) | null;
  readonly #onDrain: (() => void)[] = [];
  readonly #onClose: (() => void)[] = [];

  /** @param options.onFrame called with each event as it is taken; `keep` false: frames are not kept */
  constructor(options: { onFrame?: (event: StreamEvent) => void; keep?: boolean } = {}) {
    this.#onFrame = options.onFrame ?? null;
    this.#keep = options.keep ?? true;
  }

  get queuedBytes(): number {
    return this.#queued;
  }

  write(frame: Uint8Array | string): void {
    if (this.ended) throw new Error('write after end');
    const text = typeof frame === 'string' ? frame : Buffer.from(frame).toString();
    if (this.#keep) this.frames.push(text);
    if (this.#onFrame) for (const event of parseFrames([text])) this.#onFrame(event);
    if (!this.#stalled) return;
    this.#queued += Buffer.byteLength(text);
    this.peakBytes = Math.max(this.peakBytes, this.#queued);
  }

  onDrain(fn: () => void): void {
    this.#onDrain.push(fn);
  }

  onClose(fn: () => void): void {
    this.#onClose.push(fn);
  }

  end(): void {
    this.ended = true;
    this.#queued = 0;
  }

  /** The socket takes nothing from now on. */
  stall(): void {
    this.#stalled = true;
  }

  /** The socket takes what is queued, and stalls again or not. */
  drain(options: { stallAgain?: boolean } = {}): void {
    this.#stalled = options.stallAgain ?? false;
    const had = this.#queued > 0;
    this.#queued = 0;
    if (had) for (const fn of this.#onDrain) fn();
  }

  /** The reader goes away. */
  close(): void {
    if (this.ended) return;
    this.ended = true;
    this.#queued = 0;
    for (const fn of this.#onClose) fn();
  }

  /** What a client would have understood of it so far. */
  events(): StreamEvent[] {
    return parseFrames(this.frames);
  }
}

/** Reads complete SSE frames as a client does. */
export function parseFrames(frames: readonly string[]): StreamEvent[] {
  const events: StreamEvent[] = [];
  for (const frame of frames.join('').split('\n\n')) {
    if (frame === '') continue;
    const fields = new Map(
      frame.split('\n').map((line) => {
        const colon = line.indexOf(': ');
        return [line.slice(0, colon), line.slice(colon + 2)];
      }),
    );
    const id = fields.get('id');
    const name = fields.get('event');
    if (name === undefined && id !== undefined) events.push({ type: 'cursor', cursor: id });
    const event = parseEvent({ id, event: name, data: fields.get('data') ?? '' });
    if (event) events.push(event);
  }
  return events;
}
