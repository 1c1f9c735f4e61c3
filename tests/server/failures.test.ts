import { afterEach, expect, test } from 'vitest';
import { createMemoryStorage, type MemoryStorage } from '../../src/lib/server/storage/memory.ts';
import { startApp, type TestApp } from '../support/app.ts';
import { problemOf, type Client } from '../support/client.ts';
import { Replica } from '../support/ydoc.ts';

let app: TestApp | undefined;
afterEach(() => app?.close());

/** An app whose storage can be told to fail. */
async function start(): Promise<{ storage: MemoryStorage; owner: Client; id: string }> {
  const storage = createMemoryStorage();
  app = await startApp({ storage });
  const owner = await app.owner();
  return { storage, owner, id: await owner.createDocument() };
}

test('ER5 PU7 PU9: what cannot be stored is 503 with Retry-After, shown to nobody, and can be sent again', async () => {
  const { storage, owner, id } = await start();
  const stream = await owner.events(id);
  await stream.event('ready');
  const update = new Replica().write('words');
  storage.failNext();
  const response = await owner.post(id, update);
  expect(await problemOf(response)).toMatchObject({ status: 503, code: 'storage_unavailable' });
  expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0);
  const whole = await owner.events(id, { poll: true });
  const copy = new Replica();
  copy.apply((await whole.event('update')).update);
  expect(copy.paragraphs).toEqual([]);

  const cursor = await owner.push(id, update);
  // The first update that the stream brings is the one that was stored.
  expect((await stream.event('update')).cursor).toBe(cursor);
  stream.close();
});

test('ER5: other requests that write say so too, and change nothing', async () => {
  const { storage, owner, id } = await start();
  const requests = [
    () => owner.request('POST', '/api/documents', { body: { kind: 'text' } }),
    () => owner.request('PATCH', `/api/documents/${id}`, { body: { title: 'Other' } }),
    () => owner.request('DELETE', `/api/documents/${id}`),
    () => owner.request('DELETE', '/api/session'),
  ];
  for (const request of requests) {
    storage.failNext();
    const problem = await problemOf(await request());
    expect(problem).toMatchObject({ status: 503, code: 'storage_unavailable' });
  }
  const record = await owner.request('GET', `/api/documents/${id}`);
  expect(await record.json()).toMatchObject({ title: 'Notes', trashedAt: null });
});

test('RU1 RU2: when the storage fails it is not ready, but alive', async () => {
  const { storage } = await start();
  storage.failNext();
  const ready = await fetch(`${app?.url}/readyz`);
  expect(await problemOf(ready)).toMatchObject({ status: 503, code: 'unavailable' });
  expect((await fetch(`${app?.url}/healthz`)).status).toBe(200);
  await expect.poll(async () => (await fetch(`${app?.url}/readyz`)).status).toBe(200);
});

test('RU2 RU3 EV12: while it goes away it is not ready, takes no streams, and still takes pushes', async () => {
  const { owner, id } = await start();
  const stream = await owner.events(id);
  await stream.event('ready');
  const drained = app?.app.drain();
  expect((await stream.event('bye')).retryMs).toBeGreaterThanOrEqual(0);
  await stream.closed;
  expect((await fetch(`${app?.url}/readyz`)).status).toBe(503);
  const refused = await owner.request('GET', `/api/documents/${id}/events`);
  expect(await problemOf(refused)).toMatchObject({ status: 503, code: 'unavailable' });
  await owner.push(id, new Replica().write('to the end'));
  await drained;
});
