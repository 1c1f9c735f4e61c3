import 'fake-indexeddb/auto';
import { afterEach, expect, test, vi } from 'vitest';
import { Awareness } from 'y-protocols/awareness';
import * as Y from 'yjs';
import { encodeEvent, type StreamEvent } from '../protocol/index.ts';
import {
  createProvider,
  deleteDevice,
  unsentEdits,
  type Provider,
  type ProviderOptions,
} from './index.ts';

// The provider with the machine's own clock, fetch answers of the platform, and IndexedDB. What it does over a
// real server and a bad network is in tests/sim.

const cleanUp: (() => void)[] = [];
afterEach(() => {
  for (const fn of cleanUp.splice(0)) fn();
});

function hello(lineage = 'L'): StreamEvent {
  return { type: 'hello', connection: 'c', role: 'editor', gen: 'g', lineage };
}

const content = new Y.Doc();
content.getText('title').insert(0, 'stored');
const FULL: StreamEvent[] = [
  hello(),
  { type: 'update', cursor: 'g.1', update: Y.encodeStateAsUpdate(content) },
  { type: 'ready', cursor: 'g.1', stateVector: Y.encodeStateVector(content) },
  { type: 'presence', states: [] },
];

/** A server that streams `events` and then keeps the stream open, and answers pushes with `push`. */
function serverOf(
  events: readonly StreamEvent[],
  push: () => Response,
): { fetch: typeof fetch; urls: string[] } {
  const urls: string[] = [];
  const answer = (input: string | URL | Request): Promise<Response> => {
    const url = String(input);
    urls.push(url);
    if (url.includes('/presence')) return Promise.resolve(new Response(null, { status: 204 }));
    if (url.includes('/updates')) return Promise.resolve(push());
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => {
        controller.enqueue(new TextEncoder().encode(events.map(encodeEvent).join('')));
      },
    });
    return Promise.resolve(
      new Response(body, { headers: { 'content-type': 'text/event-stream' } }),
    );
  };
  return { fetch: answer, urls };
}

const down = (): Promise<Response> => Promise.reject(new TypeError('fetch failed'));
const stored = (): Response => Response.json({ cursor: 'g.2' });

function open(options: Partial<ProviderOptions>): { doc: Y.Doc; provider: Provider } {
  const doc = new Y.Doc();
  const awareness = new Awareness(doc);
  const provider = createProvider({
    doc,
    awareness,
    documentId: 'd',
    userId: 'u',
    fetch: down,
    ...options,
  });
  cleanUp.push(() => {
    provider.destroy();
    awareness.destroy();
  });
  return { doc, provider };
}

test('loads, says so, and saves what is typed', async () => {
  const { fetch, urls } = serverOf(FULL, stored);
  const { doc, provider } = open({ fetch, userId: 'one' });
  expect(provider.status).toMatchObject({
    connection: 'connecting',
    loaded: false,
    synced: false,
    role: null,
  });
  await vi.waitFor(() => expect(provider.status.connection).toBe('live'));
  expect(provider.status).toMatchObject({ loaded: true, synced: true, role: 'editor' });
  expect(doc.getText('title').toString()).toBe('stored');
  doc.getText('title').insert(0, 'more ');
  expect(provider.status.pending).toBe(1);
  await provider.flush();
  expect(provider.status.pending).toBe(0);
  expect(urls.filter((url) => url.includes('/updates'))).toEqual([
    '/api/documents/d/updates?person=one&connection=c&lineage=L',
  ]);
});

test('opens without a network what was opened before, and knows what was not sent', async () => {
  const first = open({ fetch: serverOf(FULL, stored).fetch, userId: 'two' });
  await vi.waitFor(() => expect(first.provider.status.synced).toBe(true));
  first.provider.destroy();

  const second = open({ userId: 'two' });
  await vi.waitFor(() => expect(second.provider.status.connection).toBe('offline'));
  expect(second.provider.status).toMatchObject({ loaded: true, synced: false, role: 'editor' });
  expect(second.doc.getText('title').toString()).toBe('stored');
  second.doc.getText('title').insert(0, 'offline ');
  await vi.waitFor(async () =>
    expect(await unsentEdits('two')).toEqual([{ documentId: 'd', count: 1 }]),
  );
  second.provider.destroy();
  await deleteDevice('two');
  expect(await unsentEdits('two')).toEqual([]);
});

test('edits made before anything was loaded are not lost', async () => {
  const { fetch } = serverOf(FULL, stored);
  const { doc, provider } = open({ fetch, userId: 'three' });
  doc.getText('title').insert(0, 'early ');
  await provider.flush();
  expect(doc.getText('title').toString()).toContain('early ');
  expect(doc.getText('title').toString()).toContain('stored');
});

test('without any IndexedDB it works in memory, and says so', async () => {
  const { indexedDB: database } = globalThis;
  Reflect.deleteProperty(globalThis, 'indexedDB');
  cleanUp.push(() => {
    globalThis.indexedDB = database;
  });
  const { fetch } = serverOf(FULL, stored);
  const { doc, provider } = open({ fetch, userId: 'four' });
  await vi.waitFor(() =>
    expect(provider.status).toMatchObject({ connection: 'live', deviceFailed: true }),
  );
  doc.getText('title').insert(0, 'x');
  await provider.flush();
});

test('flush after destroy is refused, with edits still on the device', async () => {
  const { doc, provider } = open({ userId: 'five', device: null });
  doc.getText('title').insert(0, 'x');
  const flushed = provider.flush();
  provider.destroy();
  await expect(flushed).rejects.toMatchObject({ code: 'unavailable' });
  await expect(provider.flush()).rejects.toMatchObject({ code: 'unavailable' });
  expect(provider.status.connection).toBe('stopped');
});

test('a stream that is refused stops with the problem, and retry begins again', async () => {
  let refuse = true;
  const { fetch } = serverOf(FULL, stored);
  const problem = JSON.stringify({ code: 'unauthenticated' });
  const { provider } = open({
    userId: 'six',
    device: null,
    fetch: (input, init) =>
      refuse
        ? Promise.resolve(
            new Response(problem, {
              status: 401,
              headers: { 'content-type': 'application/problem+json' },
            }),
          )
        : fetch(input, init),
  });
  await vi.waitFor(() => expect(provider.status.connection).toBe('stopped'));
  expect(provider.status.problem?.code).toBe('unauthenticated');
  refuse = false;
  provider.retry();
  await vi.waitFor(() =>
    expect(provider.status).toMatchObject({ connection: 'live', problem: null }),
  );
});

test('formatting that others left without effect is not tidied up in our name', async () => {
  const rich = new Y.Doc();
  const text = rich.getText('title');
  text.insert(0, 'abc', { bold: true });
  const before = Y.encodeStateAsUpdate(rich);
  const vector = Y.encodeStateVector(rich);
  text.delete(0, 3);
  text.insert(0, 'plain');
  const events: StreamEvent[] = [
    hello(),
    { type: 'update', cursor: 'g.1', update: before },
    { type: 'update', cursor: 'g.2', update: Y.encodeStateAsUpdate(rich, vector) },
    { type: 'ready', cursor: 'g.2', stateVector: Y.encodeStateVector(rich) },
  ];
  const { fetch, urls } = serverOf(events, stored);
  const { doc, provider } = open({ fetch, userId: 'seven', device: null });
  doc.getText('title');
  await vi.waitFor(() => expect(provider.status.connection).toBe('live'));
  expect(provider.status.pending).toBe(0);
  expect(urls.filter((url) => url.includes('/updates'))).toEqual([]);
});
