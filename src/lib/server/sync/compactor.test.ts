import { brotliDecompressSync } from 'node:zlib';
import { expect, test } from 'vitest';
import * as Y from 'yjs';
import {
  EngineReplica,
  freshReplica,
  open,
  person,
  startEngine,
  types,
} from '../../../../tests/support/engine.ts';
import { stateOf } from '../../../../tests/support/hostile.ts';
import { decodeSegment } from './history/segment.ts';
import type { EngineLimits } from './limits.ts';

async function startTyping(limits: Partial<EngineLimits>) {
  const rig = await startEngine({ limits });
  const writer = await freshReplica(rig);
  const type = async (times: number) => {
    let cursor = '';
    for (let i = 0; i < times; i++) {
      const update = writer.type(`${i % 10}`);
      ({ cursor } = await rig.engine.push('d1', { update, author: i % 2 ? 'ada' : 'bob' }));
    }
    return cursor;
  };
  const rows = () => rig.storage.updates.read('d1', { after: 0, upTo: 1e9, maxBytes: 1e9 });
  return { ...rig, writer, type, rows };
}

test('a long log is folded: a snapshot, segments with every entry, and the latest rows', async () => {
  const { storage, type, rows, writer, ...rig } = await startTyping({
    compactEntries: 1200,
    keepEntries: 100,
  });
  const half = await type(600);
  const before = await rows();
  await type(700);
  await expect.poll(async () => (await storage.updates.segments('d1', 0)).length).toBe(1);
  const snapshot = await storage.updates.snapshot('d1');
  expect(snapshot?.seq).toBeGreaterThanOrEqual(1200);
  const segments = await storage.updates.segments('d1', 0);
  const folded = (await Promise.all(segments.map(decodeSegment))).flat();
  expect(folded.slice(0, before.length)).toEqual(before);
  const log = await rows();
  expect(folded.at(-1)?.seq).toBe((log[0]?.seq ?? 0) - 1);
  expect(log[0]?.seq).toBe((snapshot?.seq ?? 0) - 99);

  // A reader that was away since before gets exactly what it lacks, out of the segment and the log.
  const sink = await open(rig, person('away'), { cursor: half });
  expect(types(sink)).toEqual(['hello', 'update', 'ready', 'presence']);
  const [, update] = sink.events();
  const meta = update?.type === 'update' ? Y.parseUpdateMeta(update.update) : null;
  expect(meta?.from).toEqual(new Map([[writer.doc.clientID, 600]]));
  expect(meta?.to).toEqual(new Map([[writer.doc.clientID, 1300]]));
  expect(stateOf((await freshReplica(rig)).doc)).toBe(stateOf(writer.doc));
});

test('the snapshot and the stream from its cursor are the whole document', async () => {
  const { engine, type, writer } = await startTyping({});
  await type(20);
  const { cursor, data, size } = await engine.snapshot('d1');
  expect(cursor).toBe(`${engine.gen}.21`);
  const state = brotliDecompressSync(data);
  expect(state.length).toBe(size);
  await type(3);
  expect((await engine.snapshot('d1')).cursor).toBe(cursor);
  const replica = new EngineReplica();
  Y.applyUpdateV2(replica.doc, state);
  replica.takeAll(await open({ engine }, person('curl'), { cursor, poll: true }));
  expect(stateOf(replica.doc)).toBe(stateOf(writer.doc));
});

test('a snapshot that lies too far behind is made anew, once for all who ask', async () => {
  const { engine, type } = await startTyping({ replayBytes: 2_000 });
  const { cursor: first } = await engine.snapshot('d1');
  await type(5);
  expect((await engine.snapshot('d1')).cursor).toBe(first);
  const latest = await type(200);
  const asked = await Promise.all(Array.from({ length: 20 }, () => engine.snapshot('d1')));
  expect(new Set(asked.map(({ cursor }) => cursor))).toEqual(new Set([latest]));
  expect(engine.stats().compactions).toBe(2);
});

test('while no new snapshot can be stored the older one is served, and not every reader tries again', async () => {
  const { engine, type, storage, clock } = await startTyping({ replayBytes: 2_000 });
  const { cursor: first } = await engine.snapshot('d1');
  const latest = await type(200);
  const { compact } = storage.updates;
  let tries = 0;
  storage.updates.compact = () => {
    tries++;
    return Promise.reject(new Error('disk full'));
  };
  expect((await engine.snapshot('d1')).cursor).toBe(first);
  expect((await engine.snapshot('d1')).cursor).toBe(first);
  expect(tries).toBe(1);
  storage.updates.compact = compact;
  clock.advance(30_000);
  expect((await engine.snapshot('d1')).cursor).toBe(latest);
});

test('a snapshot asked for after the content was replaced is of the new content', async () => {
  const { engine, storage, type } = await startTyping({});
  await type(3);
  const { compact } = storage.updates;
  const { promise: released, resolve: release } = Promise.withResolvers<void>();
  let held = 0;
  storage.updates.compact = async (request) => {
    held++;
    await released;
    return compact(request);
  };
  const asked = [engine.snapshot('d1')];
  await expect.poll(() => held).toBe(1);
  const other = new Y.Doc();
  other.getText('title').insert(0, 'Other');
  await engine.replace('d1', 'ada', Y.encodeStateAsUpdate(other));
  asked.push(engine.snapshot('d1'));
  release();
  for (const { data } of await Promise.all(asked)) {
    const doc = new Y.Doc();
    Y.applyUpdateV2(doc, brotliDecompressSync(data));
    expect(doc.getText('title').toString()).toBe('Other');
  }
});

test('a snapshot never holds what is not on disk', async () => {
  const { engine, gate, writer } = await startTyping({});
  gate.close();
  const lost = engine.push('d1', { update: writer.type('lost'), author: 'ada' });
  await expect.poll(() => gate.appends).toBe(1);
  const snapshot = engine.snapshot('d1');
  gate.fail();
  await expect(lost).rejects.toMatchObject({ code: 'storage_unavailable' });
  const doc = new Y.Doc();
  Y.applyUpdateV2(doc, brotliDecompressSync((await snapshot).data));
  expect(doc.getText('title').toString()).toBe('Untitled');
});

test('a compaction that fails loses nothing, and is tried again', async () => {
  const { storage, type, clock, engine, writer, rows } = await startTyping({
    compactEntries: 1000,
    compactRetryMs: 30_000,
    keepEntries: 0,
  });
  const { compact } = storage.updates;
  let failures = 0;
  storage.updates.compact = (request) => {
    // The snapshot is stored, the segment is not.
    if (!request.segment) return compact(request);
    failures++;
    return Promise.reject(new Error('disk full'));
  };
  await type(1100);
  await expect.poll(() => failures).toBe(1);
  storage.updates.compact = compact;
  expect((await rows()).length).toBe(1101);
  expect((await freshReplica({ engine })).title).toBe(writer.title);
  clock.advance(30_000);
  await type(1001);
  await expect.poll(async () => (await storage.updates.segments('d1', 0)).length).toBe(1);
  expect((await freshReplica({ engine })).title).toBe(writer.title);
});

test('a room that nobody uses is compacted, if that is worth it, and let go', async () => {
  const { engine, type, clock, storage } = await startTyping({ compactIdleEntries: 50 });
  await type(60);
  expect(engine.stats()).toMatchObject({ rooms: 1, residents: 1 });
  await expect
    .poll(() => {
      clock.advance(10_000);
      return engine.stats();
    })
    .toMatchObject({ rooms: 0, residents: 0, residentBytes: 0, cacheBytes: 0, recentBytes: 0 });
  expect((await storage.updates.snapshot('d1'))?.seq).toBe(61);
  expect((await freshReplica({ engine })).title.length).toBe(68);
});
