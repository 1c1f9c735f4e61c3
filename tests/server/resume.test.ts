import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import * as Y from 'yjs';
import { PASSWORD, startApp, type TestApp } from '../support/app.ts';
import { Client } from '../support/client.ts';
import { startProxy, type Proxy } from '../support/proxy.ts';
import { Replica } from '../support/ydoc.ts';

const cleanups: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

async function start(options?: Parameters<typeof startApp>[0]): Promise<TestApp> {
  const app = await startApp(options);
  cleanups.push(() => app.close());
  return app;
}

async function proxied(app: TestApp): Promise<Proxy> {
  const proxy = await startProxy(app.port);
  cleanups.push(() => proxy.close());
  return proxy;
}

async function signedIn(app: TestApp): Promise<Client> {
  const response = await fetch(`${app.url}/api/session`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ email: 'owner@example.com', password: PASSWORD }),
  });
  return new Client(app.url, (await response.json()) as ConstructorParameters<typeof Client>[1]);
}

test('EV4: after a cut the stream brings exactly what was missed, not the document', async () => {
  const app = await start();
  const proxy = await proxied(app);
  const owner = await app.owner();
  const reader = await app.person('editor');
  const id = await owner.createDocument();
  const writer = new Replica();
  writer.apply((await (await owner.events(id, { poll: true })).event('update')).update);
  await owner.push(id, writer.write('a large beginning '.repeat(20_000)));

  const stream = await reader.at(proxy.url).events(id);
  await stream.event('ready');
  const seen = writer.write('seen');
  const seenAt = await owner.push(id, seen);
  const frame = await stream.next((each) => each.id === seenAt);
  expect(frame.data).toBe(Buffer.from(seen).toString('base64'));

  proxy.cut();
  await stream.closed;
  expect(stream.cursor).toBe(seenAt);
  const missed = [writer.write('missed one'), writer.write('missed two')];
  const cursors: string[] = [];
  for (const update of missed) cursors.push(await owner.push(id, update));

  const before = proxy.bytesDown;
  const again = await reader.at(proxy.url).events(id, { lastEventId: seenAt });
  const { cursor, stateVector } = await again.event('ready');
  expect(cursor).toBe(cursors[1]);
  expect(Y.decodeStateVector(stateVector)).toEqual(
    Y.decodeStateVector(Y.encodeStateVector(writer.doc)),
  );
  const replayed = again.frames.filter((each) => each.id !== undefined);
  expect(replayed.map((each) => each.raw)).toEqual([
    `id: ${cursors[1]}\nevent: update\ndata: ${Buffer.from(Y.mergeUpdates(missed)).toString('base64')}\n\n`,
  ]);
  // The document has 360 KB; what came is its answer's head and the frames above.
  expect(proxy.bytesDown - before).toBeLessThan(4_096);

  const live = writer.write('live again');
  const liveAt = await owner.push(id, live);
  const next = await again.next((each) => each.id !== undefined);
  expect(next.raw).toBe(
    `id: ${liveAt}\nevent: update\ndata: ${Buffer.from(live).toString('base64')}\n\n`,
  );
  again.close();
});

test('EV4: a reader that is cut again and again misses nothing and gets nothing twice', async () => {
  const app = await start();
  const proxy = await proxied(app);
  const owner = await app.owner();
  const reader = (await app.person('editor')).at(proxy.url);
  const id = await owner.createDocument();
  const writer = new Replica();
  const copy = new Replica();
  const first = await reader.events(id, { poll: true });
  copy.apply((await first.event('update')).update);
  let cursor = first.cursor ?? '';
  const seqs: number[] = [];
  for (let round = 0; round < 12; round++) {
    const stream = await reader.events(id, { lastEventId: cursor });
    await stream.event('ready');
    let last = '';
    for (let i = 0; i < 5; i++) last = await owner.push(id, writer.write(`r${round}.${i}`));
    // Cut at another place of the burst in each round.
    await stream.next((frame) => frame.id !== undefined);
    proxy.cut();
    await stream.closed;
    for (const { id: at, event, data = '' } of stream.frames) {
      if (at === undefined || event !== 'update') continue;
      seqs.push(Number(at.split('.')[1]));
      copy.apply(Buffer.from(data, 'base64'));
    }
    cursor = stream.cursor ?? cursor;
    expect(last).not.toBe('');
  }
  const rest = await reader.events(id, { lastEventId: cursor, poll: true });
  await rest.closed;
  for (const { event, data = '' } of rest.frames) {
    if (event === 'update') copy.apply(Buffer.from(data, 'base64'));
  }
  expect(copy.paragraphs).toEqual(writer.paragraphs);
  expect(seqs).toEqual([...new Set(seqs)].sort((a, b) => a - b));
});

test('a proxy that answers 502 and 503 in between loses nobody their place', async () => {
  const app = await start();
  const proxy = await proxied(app);
  const owner = await app.owner();
  const id = await owner.createDocument();
  const stream = await owner.at(proxy.url).events(id);
  const { cursor } = await stream.event('ready');
  for (const status of [502, 503]) {
    proxy.set(status);
    proxy.cut();
    const refused = await owner.at(proxy.url).events(id, { lastEventId: cursor });
    expect(refused.status).toBe(status);
    refused.close();
  }
  proxy.set('pass');
  const at = await owner.push(id, new Replica().write('meanwhile'));
  const again = await owner.at(proxy.url).events(id, { lastEventId: cursor });
  expect((await again.next((frame) => frame.id !== undefined)).id).toBe(at);
  again.close();
});

test('EV9: where streams are held back, asking brings what the stream does not', async () => {
  const app = await start();
  const proxy = await proxied(app);
  const owner = await app.owner();
  const id = await owner.createDocument();
  const update = new Replica().write('behind a proxy that buffers');
  const at = await owner.push(id, update);
  const whole = await owner.at(proxy.url).request('GET', `/api/documents/${id}/events?poll=1`);
  // An answer that ends is what such a proxy passes on.
  expect(await whole.text()).toContain(`id: ${at}\nevent: update\n`);
});

test('CU3 CU4: a restart costs nobody anything', async () => {
  const app = await startApp();
  const owner = await app.owner();
  const id = await owner.createDocument();
  const writer = new Replica();
  const before = await owner.push(id, writer.write('before'));
  const gen = app.app.sync.gen;
  await app.close({ keepData: true });

  const next = await start({ dataDir: app.dataDir });
  expect(next.app.sync.gen).not.toBe(gen);
  const again = await signedIn(next);
  const level = await again.events(id, { lastEventId: before, poll: true });
  await level.closed;
  expect(level.frames.map(({ event }) => event)).toEqual(['hello', 'ready']);

  const update = writer.write('after');
  const after = await again.push(id, update);
  expect(after).toBe(`${next.app.sync.gen}.${Number(before.split('.')[1]) + 1}`);
  const behind = await again.events(id, { lastEventId: before, poll: true });
  await behind.closed;
  expect(behind.frames.map(({ event }) => event)).toEqual(['hello', 'update', 'ready']);
  expect(behind.frames[1]?.data).toBe(Buffer.from(update).toString('base64'));
  // The session lived on as well: nobody had to sign in anew.
  expect((await owner.at(next.url).request('GET', '/api/documents')).status).toBe(200);
});

test('EV7 CU4: an older copy of the database is told from the log that readers knew', async () => {
  const app = await startApp();
  const owner = await app.owner();
  const id = await owner.createDocument();
  const writer = new Replica();
  const kept = await owner.push(id, writer.write('in the backup'));
  await app.close({ keepData: true });
  const backup = await mkdtemp(join(tmpdir(), 'runnel-backup-'));
  cleanups.push(() => rm(backup, { recursive: true, force: true }));
  await cp(app.dataDir, backup, { recursive: true });

  const later = await start({ dataDir: app.dataDir });
  const client = await signedIn(later);
  const lost = [
    await client.push(id, writer.write('not in it, one')),
    await client.push(id, writer.write('not in it, two')),
  ];
  await later.close({ keepData: true });

  const restored = await start({ dataDir: backup });
  const reader = await signedIn(restored);
  const lineage = (await restored.app.storage.documents.get(id))?.lineage;
  const reasonFor = async (cursor: string) => {
    const stream = await reader.events(id, { lastEventId: cursor, poll: true });
    await stream.closed;
    const reset = stream.frames.find(({ event }) => event === 'reset');
    return reset ? (JSON.parse(reset.data ?? '') as object) : null;
  };
  const { gen } = restored.app.sync;
  expect(await reasonFor(kept)).toBeNull();
  expect(await reasonFor(lost[1] ?? '')).toEqual({ reason: 'ahead', gen, lineage });

  // The log grows past the lost cursors: they must not be taken for entries of this one.
  const other = new Replica();
  for (const word of ['new one', 'new two', 'new three']) await reader.push(id, other.write(word));
  for (const cursor of lost) {
    expect(await reasonFor(cursor)).toEqual({ reason: 'generation', gen, lineage });
  }

  // EV8: the reader heals the server with what it has.
  const stream = await reader.events(id, { lastEventId: lost[1] ?? '', poll: true });
  writer.apply((await stream.event('update')).update);
  const { stateVector } = await stream.event('ready');
  await reader.push(id, Y.encodeStateAsUpdate(writer.doc, stateVector));
  const healed = new Replica();
  const whole = await reader.events(id, { poll: true });
  healed.apply((await whole.event('update')).update);
  expect(healed.paragraphs).toEqual(writer.paragraphs);
  expect(healed.paragraphs).toContain('not in it, two');
  expect(healed.paragraphs).toContain('new three');
});
