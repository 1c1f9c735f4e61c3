import { toBase64 } from 'lib0/buffer';
import { beforeEach, expect, test } from 'vitest';
import * as Y from 'yjs';
import { VirtualClock, settle } from '../../../tests/sim/clock.ts';
import { problemOf } from './http.ts';
import type { ErrorCode, Problem } from '../protocol/index.ts';
import { Outbox } from './outbox.ts';
import { Pusher, type PushTarget } from './push.ts';

interface Request {
  readonly url: URL;
  readonly body: Uint8Array;
  readonly keepalive: boolean;
  readonly aborted: () => boolean;
  readonly answer: (response: Response) => void;
  readonly fail: () => void;
}

let clock: VirtualClock;
let doc: Y.Doc;
let outbox: Outbox;
let pusher: Pusher;
let requests: Request[];
let target: PushTarget | null;
let problems: (Problem | null)[];
let conflicts: number;

beforeEach(() => {
  clock = new VirtualClock();
  doc = new Y.Doc();
  outbox = new Outbox({ clock, random: () => 0 });
  doc.on('update', (update: Uint8Array) => {
    outbox.add(update);
  });
  requests = [];
  target = { connection: 'secret', lineage: 'L' };
  problems = [];
  conflicts = 0;
  pusher = new Pusher({
    endpoint: {
      url: 'http://test/api',
      documentId: 'd',
      userId: 'ann',
      fetch: (input, init) =>
        new Promise((resolve, reject) => {
          init?.signal?.addEventListener('abort', () => reject(new Error('aborted')));
          requests.push({
            url: new URL(String(input)),
            body: init?.body as Uint8Array,
            keepalive: init?.keepalive === true,
            aborted: () => init?.signal?.aborted === true,
            answer: resolve,
            fail: () => reject(new TypeError('fetch failed')),
          });
        }),
    },
    clock,
    random: () => 0,
    outbox,
    target: () => target,
    difference: (stateVector) => Y.encodeStateAsUpdate(doc, stateVector ?? undefined),
    onAcknowledged: (keys, cursor) => {
      outbox.acknowledge(keys, cursor);
      outbox.settle(cursor);
    },
    onProblem: (problem) => problems.push(problem),
    onConflict: () => conflicts++,
  });
});

/** Types, puts it on the device, and lets the pusher know. */
function type(text: string): void {
  doc.getText('title').insert(0, text);
  outbox.written(
    outbox.takeFresh().map(({ key }) => key),
    true,
  );
  pusher.kick();
}

function last(): Request {
  const request = requests.at(-1);
  if (!request) throw new Error('nothing was sent');
  return request;
}

async function answer(
  status: number,
  body: object,
  headers: Record<string, string> = {},
): Promise<void> {
  const type = status === 200 ? 'application/json' : 'application/problem+json';
  last().answer(
    new Response(JSON.stringify(body), { status, headers: { 'content-type': type, ...headers } }),
  );
  await settle();
}

const refuse = (code: ErrorCode, more: object = {}, headers = {}): Promise<void> =>
  answer(problemOf(code).status, { ...problemOf(code), ...more }, headers);

function textIn(...updates: Uint8Array[]): string {
  const copy = new Y.Doc();
  for (const update of updates) Y.applyUpdate(copy, update);
  return copy.getText('title').toString();
}

test('one push at a time; what arrives meanwhile is the next', async () => {
  type('c');
  type('b');
  type('a');
  expect(requests).toHaveLength(1);
  expect(last().url.pathname).toBe('/api/documents/d/updates');
  expect(Object.fromEntries(last().url.searchParams)).toEqual({
    person: 'ann',
    connection: 'secret',
    lineage: 'L',
  });
  await answer(200, { cursor: 'g.1' });
  expect(requests).toHaveLength(2);
  await answer(200, { cursor: 'g.2' });
  expect(requests).toHaveLength(2);
  expect(textIn(...requests.map(({ body }) => body))).toBe('abc');
  expect(outbox.pending).toBe(0);
});

test('the same bytes are sent until they are acknowledged', async () => {
  type('a');
  const first = last().body;
  last().fail();
  await settle();
  type('more');
  for (const status of [502, 500, 504]) {
    await clock.advance(60_000);
    expect(last().body).toEqual(first);
    last().answer(new Response('<h1>Bad</h1>', { status }));
    await settle();
  }
  await clock.advance(60_000);
  // A captive portal says 200 to everything.
  last().answer(new Response('<h1>Welcome</h1>', { headers: { 'content-type': 'text/html' } }));
  await settle();
  expect(outbox.unsentKeys()).toHaveLength(2);
  await clock.advance(60_000);
  expect(last().body).toEqual(first);
  await answer(200, { cursor: 'g.1' });
  expect(outbox.unsentKeys()).toHaveLength(1);
  expect(problems).toEqual([]);
});

test('a push that is never answered is given up and sent again', async () => {
  type('a');
  await clock.advance(29_000);
  expect(requests).toHaveLength(1);
  await clock.advance(5_000);
  expect(requests[0]?.aborted()).toBe(true);
  expect(requests).toHaveLength(2);
});

test('Retry-After is honoured', async () => {
  for (const code of ['storage_unavailable', 'rate_limited'] as const) {
    if (requests.length === 0) type('a');
    await refuse(code, {}, { 'retry-after': '9' });
    const before = requests.length;
    await clock.advance(8_900);
    expect(requests).toHaveLength(before);
    await clock.advance(200);
    expect(requests).toHaveLength(before + 1);
  }
  expect(problems).toEqual([]);
});

test('missing updates: the full difference against the given state vector', async () => {
  const server = new Y.Doc();
  type('one ');
  await answer(200, { cursor: 'g.1' });
  Y.applyUpdate(server, requests[0]?.body ?? new Uint8Array());
  const stateVector = Y.encodeStateVector(server);
  type('two ');
  await answer(200, { cursor: 'g.2' });
  type('three ');
  // It lost "two", on which "three" builds.
  await refuse('missing_updates', { stateVector: toBase64(stateVector) });
  Y.applyUpdate(server, last().body);
  expect(server.getText('title').toString()).toBe('three two one ');
  await answer(200, { cursor: 'g.3' });
  expect(outbox.pending).toBe(0);
});

test('a server for which even that is not enough makes us read everything again', async () => {
  type('a');
  const stateVector = toBase64(new Uint8Array([0]));
  for (let count = 0; count < 3; count++) await refuse('missing_updates', { stateVector });
  expect(conflicts).toBe(1);
  expect(outbox.pending).toBe(1);
  await clock.advance(1000);
  expect(requests).toHaveLength(4);
});

test.each(['unauthenticated', 'other_person', 'forbidden', 'not_found', 'foreign_origin'] as const)(
  '%s stops the pushes and keeps the edits',
  async (code) => {
    type('a');
    await refuse(code);
    expect(problems).toMatchObject([{ code }]);
    type('b');
    await clock.advance(10 * 60_000);
    expect(requests).toHaveLength(1);
    expect(outbox.unsentKeys()).toHaveLength(2);
    pusher.retry();
    expect(problems).toMatchObject([{ code }, null]);
    await answer(200, { cursor: 'g.1' });
    expect(outbox.pending).toBe(0);
  },
);

test('a refusal as reader is asked about again while the stream says writer', async () => {
  type('a');
  await refuse('read_only');
  expect(problems).toMatchObject([{ code: 'read_only' }]);
  await clock.advance(6_000);
  expect(requests).toHaveLength(2);
  await refuse('read_only');
  target = null;
  await clock.advance(60_000);
  expect(requests).toHaveLength(2);
});

test('another lineage: nothing more is sent before the stream has been asked', async () => {
  type('a');
  await refuse('conflict');
  expect(conflicts).toBe(1);
  target = null;
  await clock.advance(60_000);
  expect(requests).toHaveLength(1);
  expect(outbox.pending).toBe(1);
});

test('an update that cannot be applied is sent once more as the doc has it, and then explained', async () => {
  type('a');
  await refuse('invalid_update');
  expect(requests).toHaveLength(2);
  expect(textIn(last().body)).toBe('a');
  await refuse('invalid_update');
  expect(requests).toHaveLength(2);
  expect(problems).toMatchObject([{ code: 'invalid_update' }]);
});

test('too large: in parts, and one part that is too large by itself is explained', async () => {
  target = null;
  for (const text of ['a', 'b', 'c', 'd']) type(text.repeat(100));
  target = { connection: null, lineage: 'L' };
  pusher.kick();
  await refuse('too_large');
  const halved = last();
  expect(halved.body.byteLength).toBeLessThan((requests[0]?.body.byteLength ?? 0) * 0.7);
  for (let seq = 1; outbox.pending > 0 && seq < 9; seq++) await answer(200, { cursor: `g.${seq}` });
  expect(outbox.pending).toBe(0);
  // From a proxy, without a word of ours.
  type('e'.repeat(1000));
  last().answer(new Response('<h1>413</h1>', { status: 413 }));
  await settle();
  expect(problems).toMatchObject([{ code: 'too_large' }]);
  expect(problems[0]?.detail).toContain('0.0 MB');
});

test('the page goes away: one request that outlives it, with what waits for the device too', async () => {
  type('b');
  doc.getText('title').insert(0, 'a');
  pusher.sendLast();
  expect(requests).toHaveLength(2);
  expect(last().keepalive).toBe(true);
  expect(textIn(last().body)).toBe('ab');
  await answer(200, { cursor: 'g.1' });
  expect(outbox.pending).toBe(0);
});

test('what a server that has started anew was sent before goes out again, whatever is answered to that', async () => {
  type('a');
  const before = last();
  pusher.sendLast();
  const lastWords = last();
  const stored = () =>
    Response.json({ cursor: 'old.1' }, { headers: { 'content-type': 'application/json' } });
  pusher.renew();
  expect(before.aborted()).toBe(true);
  before.answer(stored());
  lastWords.answer(stored());
  await settle();
  expect(outbox.pending).toBe(1);
  pusher.kick();
  expect(requests).toHaveLength(3);
  expect(textIn(last().body)).toBe('a');
  await answer(200, { cursor: 'new.1' });
  expect(outbox.pending).toBe(0);
});

test('what is too large for such a request is left to the next visit', () => {
  doc.getText('title').insert(0, 'a'.repeat(70_000));
  pusher.sendLast();
  expect(requests).toEqual([]);
});

test('nothing is sent without a target, nor after destroy', async () => {
  target = null;
  type('a');
  expect(requests).toEqual([]);
  target = { connection: 'c', lineage: 'L' };
  pusher.kick();
  pusher.destroy();
  expect(last().aborted()).toBe(true);
  await clock.advance(60_000);
  type('b');
  expect(requests).toHaveLength(1);
});
