import { Buffer } from 'node:buffer';
import { afterAll, beforeAll, expect, test } from 'vitest';
import * as Y from 'yjs';
import { startApp, type TestApp } from '../support/app.ts';
import { problemOf, type Client } from '../support/client.ts';
import type { Frame, SseReader } from '../support/sse.ts';
import { Replica } from '../support/ydoc.ts';

let app: TestApp;
let owner: Client;
let editor: Client;

beforeAll(async () => {
  app = await startApp({ limits: { pingMs: 200 } });
  owner = await app.owner();
  editor = await app.person('editor');
});
afterAll(() => app.close());

/** The frames of a polled stream, without pings and comments, once it has ended. */
async function poll(client: Client, id: string, cursor?: string): Promise<Frame[]> {
  const stream = await client.events(id, {
    poll: true,
    ...(cursor === undefined ? {} : { cursor }),
  });
  await stream.closed;
  return stream.frames.filter(
    ({ event, id: own }) => event !== 'ping' && (event ?? own) !== undefined,
  );
}

function names(frames: readonly Frame[]): string[] {
  return frames.map(({ event, id }) => event ?? (id === undefined ? 'comment' : 'id'));
}

function dataOf(frame: Frame | undefined): Record<string, unknown> {
  return JSON.parse(frame?.data ?? 'null') as Record<string, unknown>;
}

function bytesOf(frame: Frame | undefined): Buffer {
  return Buffer.from(frame?.data ?? '', 'base64');
}

test('EV1: the headers are those of the contract', async () => {
  const stream = await owner.events(await owner.createDocument());
  expect(stream.status).toBe(200);
  expect(stream.headers).toMatchObject({
    'content-type': 'text/event-stream',
    'cache-control': 'no-store, no-transform',
    'x-accel-buffering': 'no',
  });
  expect(stream.headers['content-encoding']).toBeUndefined();
  stream.close();
});

test('EV1: who may not read is answered before the stream starts', async () => {
  const id = await owner.createDocument();
  const nobody = await fetch(`${app.url}/api/documents/${id}/events`);
  expect(await problemOf(nobody)).toMatchObject({ status: 401, code: 'unauthenticated' });
  const missing = await owner.request('GET', '/api/documents/missing/events');
  expect(await problemOf(missing)).toMatchObject({ status: 404, code: 'not_found' });
});

test('EV2 EV3 EV6: without a cursor hello, the whole state, ready and presence come at once', async () => {
  const id = await owner.createDocument('Whole');
  const writer = new Replica();
  const cursor = await owner.push(id, writer.write('words'));
  const stream = await owner.events(id);
  await stream.next('presence');
  expect(names(stream.frames).filter((name) => name !== 'ping' && name !== 'comment')).toEqual([
    'hello',
    'update',
    'ready',
    'presence',
  ]);
  const [hello, update, ready, presence] = stream.frames.filter(
    ({ event }) => event && event !== 'ping',
  );
  const record = await app.app.storage.documents.get(id);
  expect(dataOf(hello)).toEqual({
    connection: expect.stringMatching(/^[\w-]{22,}$/),
    role: 'owner',
    gen: app.app.sync.gen,
    lineage: record?.lineage,
  });
  const replica = new Replica();
  replica.apply(bytesOf(update));
  expect([replica.title, ...replica.paragraphs]).toEqual(['Whole', 'words']);
  expect(update?.id).toBe(cursor);
  expect(dataOf(ready)).toEqual({
    cursor,
    stateVector: Buffer.from(Y.encodeStateVector(replica.doc)).toString('base64'),
  });
  expect(dataOf(presence)).toEqual({ states: [] });
  stream.close();
});

test('EV2: each connection has a name of its own', async () => {
  const id = await owner.createDocument();
  const streams = await Promise.all([owner.events(id), owner.events(id), owner.events(id)]);
  const hellos = await Promise.all(streams.map((stream) => stream.event('hello')));
  expect(new Set(hellos.map(({ connection }) => connection)).size).toBe(3);
  for (const stream of streams) stream.close();
});

test('EV3 EV4: a cursor that is behind gets exactly what is missing, in one frame', async () => {
  const id = await owner.createDocument();
  const writer = new Replica();
  const cursors: string[] = [];
  const updates: Uint8Array[] = [];
  for (const word of ['one', 'two', 'three', 'four']) {
    const update = writer.write(word);
    updates.push(update);
    cursors.push(await owner.push(id, update));
  }
  const frames = await poll(editor, id, cursors[1]);
  expect(names(frames)).toEqual(['hello', 'update', 'ready']);
  expect(frames[1]?.id).toBe(cursors[3]);
  expect(bytesOf(frames[1])).toEqual(Buffer.from(Y.mergeUpdates(updates.slice(2))));

  const level = await poll(editor, id, cursors[3]);
  expect(names(level)).toEqual(['hello', 'ready']);
  expect(dataOf(level[1])['cursor']).toBe(cursors[3]);
});

test('EV3: the header Last-Event-ID goes before ?cursor=', async () => {
  const id = await owner.createDocument();
  const writer = new Replica();
  const first = await owner.push(id, writer.write('one'));
  const last = await owner.push(id, writer.write('two'));
  const stream = await owner.events(id, { lastEventId: last, cursor: first, poll: true });
  await stream.closed;
  expect(names(stream.frames)).toEqual(['hello', 'ready']);
});

test('EV4: between replay and live nothing is lost and nothing comes twice', async () => {
  const id = await owner.createDocument();
  const writer = new Replica();
  const start = await owner.push(id, writer.write('start'));
  // Readers that open at every moment of a burst.
  const burst = (async () => {
    for (let i = 0; i < 100; i++) await owner.push(id, writer.write(`p${i}`));
  })();
  const readers: SseReader[] = [];
  let last = '';
  const opening = (async () => {
    while (readers.length < 20) readers.push(await editor.events(id, { cursor: start }));
  })();
  await Promise.all([burst, opening]);
  last = await owner.push(id, writer.write('end'));
  for (const reader of readers) {
    await reader.next((frame) => frame.id === last);
    const ids = reader.frames.flatMap((frame) =>
      frame.id === undefined ? [] : [Number(frame.id.split('.')[1])],
    );
    expect(ids).toEqual([...new Set(ids)].sort((a, b) => a - b));
    const got = reader.frames.filter(({ event }) => event === 'update').map(bytesOf);
    const bytes = got.reduce((sum, each) => sum + each.length, 0);
    const replica = new Replica();
    replica.apply(Buffer.from(Y.encodeStateAsUpdate(await base(id, start))));
    for (const each of got) replica.apply(each);
    expect(replica.paragraphs).toEqual(writer.paragraphs);
    // Twice the bytes of the burst would be a repetition.
    expect(bytes).toBeLessThan(2 * Y.encodeStateAsUpdate(writer.doc).length + 100 * 20);
    reader.close();
  }
});

/** The document as it was at a cursor. */
async function base(id: string, cursor: string): Promise<Y.Doc> {
  const upTo = Number(cursor.split('.')[1]);
  const entries = await app.app.storage.updates.read(id, { after: 0, upTo, maxBytes: 1e9 });
  const doc = new Y.Doc();
  for (const { update } of entries) Y.applyUpdate(doc, update);
  return doc;
}

test('EV7: a cursor that cannot be continued gets reset and the full state', async () => {
  const id = await owner.createDocument('Full');
  const cursor = await owner.push(id, new Replica().write('words'));
  const [gen = '', seq = ''] = cursor.split('.');
  const cases: [string, string][] = [
    [`zzzz.${seq}`, 'generation'],
    ['zzzz.1', 'generation'],
    [`${gen}.${Number(seq) + 1}`, 'ahead'],
    [`${gen}.9007199254740991`, 'ahead'],
    ['nonsense', 'unknown'],
    [`${gen}.`, 'unknown'],
    [`${gen}.-1`, 'unknown'],
    [`${gen}.1e3`, 'unknown'],
    [`${gen.toUpperCase()}X.1`, 'unknown'],
    ['x'.repeat(5000), 'unknown'],
  ];
  const record = await app.app.storage.documents.get(id);
  for (const [wrong, reason] of cases) {
    const frames = await poll(owner, id, wrong);
    expect(names(frames), wrong).toEqual(['hello', 'reset', 'update', 'ready']);
    expect(dataOf(frames[1]), wrong).toEqual({
      reason,
      gen: app.app.sync.gen,
      lineage: record?.lineage,
    });
    const replica = new Replica();
    replica.apply(bytesOf(frames[2]));
    expect([replica.title, ...replica.paragraphs]).toEqual(['Full', 'words']);
  }
});

test('EV8 CU5: content that is replaced as a whole has another lineage, and readers are reset', async () => {
  const id = await owner.createDocument('Before');
  const stream = await owner.events(id);
  const { lineage } = await stream.event('hello');
  const { cursor } = await stream.event('ready');
  const other = new Replica();
  other.edit((doc) => doc.getText('title').insert(0, 'After'));
  await app.app.sync.replace(id, owner.user.id, Y.encodeStateAsUpdate(other.doc));

  const reset = await stream.event('reset');
  expect(reset.lineage).not.toBe(lineage);
  const replica = new Replica();
  replica.apply((await stream.event('update')).update);
  expect(replica.title).toBe('After');
  stream.close();

  const frames = await poll(owner, id, cursor);
  expect(names(frames)).toEqual(['hello', 'reset', 'update', 'ready']);
  expect(dataOf(frames[0])['lineage']).toBe(reset.lineage);
});

test('EV9: asked with poll=1 the answer ends after ready, and the next goes on from there', async () => {
  const id = await owner.createDocument();
  const writer = new Replica();
  const first = await poll(editor, id);
  expect(names(first)).toEqual(['hello', 'update', 'ready']);
  const cursor = String(dataOf(first.at(-1))['cursor']);
  const update = writer.write('polled');
  await owner.push(id, update);
  const second = await poll(editor, id, cursor);
  expect(bytesOf(second[1])).toEqual(Buffer.from(update));
});

test('EV13: ping comes by itself', async () => {
  const stream = await owner.events(await owner.createDocument());
  await stream.event('ready');
  expect((await stream.next('ping')).data).toBe('{}');
  stream.close();
});

test('EV15: no event has a name that EventSource uses itself', async () => {
  const id = await owner.createDocument();
  const stream = await owner.events(id, { cursor: 'nonsense' });
  await stream.next('presence');
  await owner.request('DELETE', `/api/documents/${id}`);
  await stream.next('role');
  const used = new Set(stream.frames.map(({ event }) => event));
  for (const name of ['error', 'open', 'message']) expect(used).not.toContain(name);
  stream.close();
});

test('EV1: a reader that goes away before the stream begins leaves nothing behind', async () => {
  const id = await owner.createDocument();
  const controller = new AbortController();
  const asked = fetch(`${app.url}/api/documents/${id}/events`, {
    headers: { Authorization: `Bearer ${owner.token}` },
    signal: controller.signal,
  });
  controller.abort();
  await expect(asked).rejects.toThrow();
  await expect.poll(() => app.app.sync.people(id)).toEqual([]);
});
