import { expect, test } from 'vitest';
import * as Y from 'yjs';
import {
  EngineReplica,
  freshReplica,
  open,
  person,
  settle,
  startEngine,
  types,
} from '../../../../tests/support/engine.ts';
import { stateOf } from '../../../../tests/support/hostile.ts';
import { FakeSink } from './doubles.ts';

test('going away: every stream gets a jittered bye and ends, pushes in flight are stored', async () => {
  const { engine, gate, storage, ...rig } = await startEngine();
  const sinks = [];
  for (let i = 0; i < 20; i++) sinks.push(await open({ engine }, person(`reader ${i}`)));
  const writer = await freshReplica({ engine });
  gate.close();
  const pushed = engine.push('d1', { update: writer.type('!'), author: 'ada' });
  await expect.poll(() => gate.appends).toBe(1);
  let drained = false;
  const drain = engine.drain().then(() => {
    drained = true;
  });
  await settle();
  const delays = sinks.map((sink) => {
    const bye = sink.events().at(-1);
    expect(sink.ended).toBe(true);
    return bye?.type === 'bye' ? bye.retryMs : NaN;
  });
  expect(new Set(delays).size).toBeGreaterThan(10);
  expect(Math.max(...delays)).toBeLessThanOrEqual(2000);
  expect(drained).toBe(false);
  const refused = open({ engine }, person('late'));
  await expect(refused).rejects.toMatchObject({ code: 'unavailable' });
  gate.open();
  await pushed;
  await drain;
  expect((await storage.documents.get('d1'))?.seq).toBe(2);
  expect(rig.clock.timers).toBe(0);
});

test('going away waits no longer than it may for a storage that does not answer', async () => {
  const { engine, gate, clock } = await startEngine();
  const writer = await freshReplica({ engine });
  gate.close();
  const pushed = engine.push('d1', { update: writer.type('!'), author: 'ada' });
  await expect.poll(() => gate.appends).toBe(1);
  const drain = engine.drain();
  await settle();
  clock.advance(2000);
  await drain;
  gate.open();
  await pushed;
});

test('when everybody has gone, nothing of a document stays', async () => {
  const { engine, clock, ...rig } = await startEngine();
  const idle = engine.stats();
  const sink = await open({ engine });
  const writer = new EngineReplica().takeAll(sink);
  await engine.push('d1', { update: writer.type('!'), author: 'ada' });
  engine.presence('d1', 'reader', {
    connection: (sink.events()[0] as { connection: string }).connection,
    clientID: 1,
    state: { caret: 1 },
  });
  expect(engine.stats()).toMatchObject({ rooms: 1, subscribers: 1, residents: 1, presence: 1 });
  sink.close();
  clock.advance(29_000);
  expect(engine.stats()).toMatchObject({ rooms: 1, presence: 0 });
  clock.advance(10_000);
  expect(engine.stats()).toEqual(idle);
  // And all of it comes back.
  expect((await freshReplica({ engine })).title).toBe('Untitled!');
  expect((await rig.storage.documents.get('d1'))?.title).toBe('Untitled!');
});

test('resident docs live under a budget; the one used longest ago goes, and comes back from the log', async () => {
  const { engine, storage, clock } = await startEngine({ limits: { residentBytes: 20_000 } });
  const record = await storage.documents.get('d1');
  for (const id of ['d2', 'd3']) {
    const update = Y.encodeStateAsUpdate((await freshReplica({ engine })).doc);
    if (!record) throw new Error('no d1');
    await storage.documents.create({ ...record, id, author: null, time: clock.now(), update });
  }
  for (const id of ['d1', 'd2', 'd3', 'd1']) {
    await engine.edit(id, null, (doc) => doc.getText('title').insert(0, 'x'.repeat(700)));
    expect(engine.stats().residentBytes).toBeLessThan(20_000);
  }
  expect(engine.stats().rooms).toBe(3);
  expect(engine.stats().residents).toBeLessThan(3);
  expect((await freshReplica({ engine })).title.length).toBe(8 + 1400);
});

test('readers cost no doc; a full state is encoded once for all who come', async () => {
  const { engine } = await startEngine();
  const sinks = await Promise.all(
    Array.from({ length: 10 }, (_, i) => open({ engine }, person(`reader ${i}`))),
  );
  expect(engine.stats()).toMatchObject({ residents: 0, subscribers: 10 });
  expect(new Set(sinks.map((sink) => sink.frames[1])).size).toBe(1);
  expect(engine.stats().cacheBytes).toBeGreaterThan(0);
});

test('a storage that fails is a storage that is unavailable, for those who open and who write', async () => {
  const { engine, storage } = await startEngine();
  const { load } = storage.updates;
  storage.updates.load = () => Promise.reject(new Error('gone'));
  const sink = new FakeSink();
  await expect(open({ engine }, person('ada'), { sink })).rejects.toMatchObject({
    code: 'storage_unavailable',
  });
  const update = Uint8Array.from([0, 0]);
  await expect(engine.push('d1', { update, author: null })).rejects.toMatchObject({
    code: 'storage_unavailable',
  });
  expect(sink.frames).toEqual([]);
  storage.updates.load = load;
  expect(types(await open({ engine }))).toEqual(['hello', 'update', 'ready', 'presence']);
});

test('many writers, readers, failures and stalls at once: everybody ends with what is on disk', async () => {
  const rig = await startEngine({
    limits: { queueBytes: 2_000, recentBytes: 3_000, compactEntries: 300, keepEntries: 20 },
  });
  const { engine, gate, storage, clock } = rig;
  const people = ['ada', 'bob', 'eve', 'kim'];
  const sinks = await Promise.all(people.map((name) => open(rig, person(name))));
  const writers = sinks.map((sink) => new EngineReplica().takeAll(sink));
  for (let round = 0; round < 150; round++) {
    if (round % 10 === 3) sinks[round % 4]?.stall();
    if (round % 10 === 8) for (const sink of sinks) sink.drain();
    if (round % 25 === 20) gate.close();
    const pushes = writers.map((writer, i) => {
      writer.type(`${people[i]?.[0] ?? ''}${round} `);
      // Everything, every time: a failed push is made up for by the next.
      const update = Y.encodeStateAsUpdate(writer.doc);
      return engine.push('d1', { update, author: people[i] ?? null }).catch(() => null);
    });
    if (round % 25 === 20) {
      await expect.poll(() => gate.appends).toBeGreaterThan(0);
      await settle();
      gate.fail();
    }
    await Promise.all(pushes);
    clock.advance(25);
  }
  for (const sink of sinks) sink.drain();
  for (const writer of writers) {
    await engine.push('d1', { update: Y.encodeStateAsUpdate(writer.doc), author: null });
  }
  clock.advance(25);
  await expect.poll(() => engine.stats().behind).toBe(0);
  const disk = stateOf((await freshReplica(rig)).doc);
  expect(await engine.read('d1', stateOf)).toBe(disk);
  for (const sink of sinks) expect(stateOf(new EngineReplica().takeAll(sink).doc)).toBe(disk);
  for (const writer of writers) {
    Y.applyUpdate(writer.doc, Y.encodeStateAsUpdate((await freshReplica(rig)).doc), 'remote');
    expect(stateOf(writer.doc)).toBe(disk);
  }
  // Packing happens beside, in a thread of its own.
  await expect.poll(() => engine.stats().compactions).toBeGreaterThan(0);
  expect(await storage.updates.snapshot('d1')).not.toBeNull();
});
