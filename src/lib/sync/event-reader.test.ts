import { expect, test, vi } from 'vitest';
import { encodeEvent, type StreamEvent } from '../protocol/index.ts';
import type { Clock } from './clock.ts';
import { frameParser, readEvents, type Outcome } from './event-reader.ts';

const UPDATE = new Uint8Array([1, 2, 3, 250]);
const EVENTS: StreamEvent[] = [
  { type: 'hello', connection: 'c', role: 'editor', gen: 'g', lineage: 'l' },
  { type: 'update', cursor: 'g.1', update: UPDATE },
  { type: 'cursor', cursor: 'g.2' },
  { type: 'ready', cursor: 'g.2', stateVector: new Uint8Array([0]) },
  {
    type: 'presence',
    states: [
      { id: 'x', clientID: 7, user: { id: 'u', name: 'Zoë 🦊', color: 3 }, state: { a: 1 } },
    ],
  },
  { type: 'role', role: 'viewer' },
  { type: 'cursor', cursor: 'g.3' },
  { type: 'ping' },
  { type: 'bye', retryMs: 10 },
];
const STREAM = EVENTS.map(encodeEvent).join('');

function parsed(...pieces: string[]): StreamEvent[] {
  const events: StreamEvent[] = [];
  const feed = frameParser((event) => events.push(event));
  for (const piece of pieces) feed(piece);
  return events;
}

test('reads every event, those that carry only a cursor too', () => {
  expect(parsed(STREAM)).toEqual(EVENTS);
});

test('pieces may be cut anywhere', () => {
  expect(parsed(...STREAM)).toEqual(EVENTS);
  for (let at = 0; at < STREAM.length; at++) {
    expect(parsed(STREAM.slice(0, at), STREAM.slice(at))).toEqual(EVENTS);
  }
});

test('comments, unknown events and CRLF are no trouble', () => {
  const stream = `: hello\n\n${STREAM}event: later\ndata: {}\n\n: keep\nid: g.9\n\n`;
  expect(parsed(stream)).toEqual([...EVENTS, { type: 'cursor', cursor: 'g.9' }]);
  expect(parsed(STREAM.replaceAll('\n', '\r\n'))).toEqual(EVENTS);
});

test('a frame that is not complete is not an event', () => {
  expect(parsed(encodeEvent(EVENTS[1] as StreamEvent).slice(0, -1))).toEqual([]);
});

test('data of the wrong shape is an error, not an event', () => {
  expect(() => parsed('event: ready\ndata: {"cursor":1}\n\n')).toThrow(SyntaxError);
});

/** A clock whose timers are fired by the test. */
function manualClock(): Clock & { fire: () => void; waits: () => number[] } {
  const timers = new Map<number, { ms: number; run: () => void }>();
  let count = 0;
  return {
    now: () => 0,
    setTimeout: (run, ms) => {
      timers.set(++count, { ms, run });
      return count;
    },
    clearTimeout: (handle) => timers.delete(handle as number),
    fire: () => {
      const due = [...timers.values()];
      timers.clear();
      for (const { run } of due) run();
    },
    waits: () => [...timers.values()].map(({ ms }) => ms),
  };
}

function reading(answer: (signal: AbortSignal) => Promise<Response>, poll = false) {
  const clock = manualClock();
  const events: StreamEvent[] = [];
  const outcomes: Outcome[] = [];
  const urls: string[] = [];
  const attempt = readEvents({
    endpoint: {
      url: '/api',
      documentId: 'a b',
      userId: 'ann',
      token: 'secret',
      fetch: (input, init) => {
        urls.push(String(input));
        expect(new Headers(init?.headers).get('authorization')).toBe('Bearer secret');
        return answer(init?.signal as AbortSignal);
      },
    },
    clock,
    cursor: 'g.0',
    poll,
    onEvent: (event) => events.push(event),
    onEnd: (outcome) => outcomes.push(outcome),
  });
  return { attempt, clock, events, outcomes, urls };
}

function streamOf(text: string | ReadableStream<Uint8Array>, init: ResponseInit = {}): Response {
  return new Response(text, {
    headers: { 'content-type': 'text/event-stream; charset=utf-8' },
    ...init,
  });
}

test('reads a real Response to its end', async () => {
  const { events, outcomes, urls } = reading(() => Promise.resolve(streamOf(STREAM)));
  await vi.waitFor(() => expect(outcomes).toEqual([{ kind: 'ended' }]));
  expect(events).toEqual(EVENTS);
  expect(urls).toEqual(['/api/documents/a%20b/events?person=ann&cursor=g.0']);
});

test('a stream without a first frame is silent after five seconds; a poll gets longer', () => {
  const never = () => new Promise<Response>(() => undefined);
  const stream = reading(never);
  expect(stream.clock.waits()).toEqual([5000]);
  stream.clock.fire();
  expect(stream.outcomes).toEqual([{ kind: 'silent' }]);
  expect(reading(never, true).clock.waits()).toEqual([20_000]);
});

test('headers alone are no first frame', async () => {
  let headed = false;
  const { clock, outcomes } = reading(() => {
    headed = true;
    return Promise.resolve(streamOf(new ReadableStream()));
  });
  await vi.waitFor(() => expect(headed).toBe(true));
  expect(clock.waits()).toEqual([5000]);
  clock.fire();
  expect(outcomes).toEqual([{ kind: 'silent' }]);
});

test('a stream that goes quiet after its first frame has failed', async () => {
  const body = new ReadableStream<Uint8Array>({
    start: (controller) => controller.enqueue(new TextEncoder().encode(STREAM)),
  });
  const { clock, events, outcomes } = reading(() => Promise.resolve(streamOf(body)));
  await vi.waitFor(() => expect(events).toHaveLength(EVENTS.length));
  expect(clock.waits()).toEqual([37_500]);
  clock.fire();
  expect(outcomes).toMatchObject([{ kind: 'failed' }]);
});

test('after close nothing is heard of an attempt, whatever still arrives', async () => {
  let send: (text: string) => void = () => undefined;
  const body = new ReadableStream<Uint8Array>({
    start: (controller) => {
      send = (text) => {
        controller.enqueue(new TextEncoder().encode(text));
      };
    },
  });
  let aborted = false;
  const { attempt, events, outcomes } = reading((signal) => {
    signal.addEventListener('abort', () => {
      aborted = true;
    });
    return Promise.resolve(streamOf(body));
  });
  send(encodeEvent(EVENTS[0] as StreamEvent));
  await vi.waitFor(() => expect(events).toHaveLength(1));
  attempt.close();
  expect(aborted).toBe(true);
  send(STREAM);
  await new Promise((resolve) => setImmediate(resolve));
  expect(events).toHaveLength(1);
  expect(outcomes).toEqual([]);
});

test('only our own server refuses for good', async () => {
  const problem = JSON.stringify({
    code: 'not_found',
    status: 404,
    title: 'There is nothing here',
  });
  const answers: [Response, object][] = [
    [
      new Response(problem, {
        status: 404,
        headers: { 'content-type': 'application/problem+json' },
      }),
      { kind: 'refused', problem: { code: 'not_found' } },
    ],
    [
      new Response('<h1>404</h1>', { status: 404, headers: { 'content-type': 'text/html' } }),
      { kind: 'failed', retryAfterMs: 0 },
    ],
    [
      new Response('', { status: 503, headers: { 'retry-after': '7' } }),
      { kind: 'failed', retryAfterMs: 7000 },
    ],
    [
      new Response('<h1>Welcome</h1>', { headers: { 'content-type': 'text/html' } }),
      { kind: 'failed' },
    ],
  ];
  for (const [response, outcome] of answers) {
    const { outcomes } = reading(() => Promise.resolve(response));
    await vi.waitFor(() => expect(outcomes).toMatchObject([outcome]));
  }
});

test('a network failure, and a handler that throws, end the attempt as failed', async () => {
  const down = reading(() => Promise.reject(new TypeError('fetch failed')));
  await vi.waitFor(() => expect(down.outcomes).toMatchObject([{ kind: 'failed' }]));
  const odd = reading(() => Promise.resolve(streamOf('event: hello\ndata: []\n\n')));
  await vi.waitFor(() => expect(odd.outcomes).toMatchObject([{ kind: 'failed' }]));
});
