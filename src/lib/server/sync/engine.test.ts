import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { MemoryBus } from '../bus/memory.ts';
import { silentLogger } from '../logger.ts';
import { createMemoryStorage, type MemoryOptions } from '../storage/memory.ts';
import { FakeSink, ManualClock } from './doubles.ts';
import { SyncEngine } from './engine.ts';
import type { EngineLimits } from './limits.ts';
import type { Reader } from './subscriber.ts';

const reader: Reader = {
  user: { id: 'ada', name: 'Ada', color: 3 },
  sessionId: 's1',
  role: 'editor',
  expiresAt: null,
};

async function start(options: { memory?: MemoryOptions; limits?: Partial<EngineLimits> } = {}) {
  const storage = createMemoryStorage(options.memory);
  const clock = new ManualClock();
  const engine = new SyncEngine({
    storage,
    bus: new MemoryBus(),
    clock,
    logger: silentLogger,
    ...(options.limits ? { limits: options.limits } : {}),
  });
  const seed = new Y.Doc();
  seed.getText('title').insert(0, 'Untitled');
  await storage.documents.create({
    id: 'd1',
    kind: 'text',
    title: 'Untitled',
    lineage: 'l1',
    schemaVersion: 1,
    gen: engine.gen,
    author: null,
    time: clock.now(),
    update: Y.encodeStateAsUpdate(seed),
  });
  return { storage, clock, engine, seed };
}

test('a push is stored, acknowledged and told to the other reader', async () => {
  const { engine, storage, seed } = await start();
  const sink = new FakeSink();
  await engine.subscribe('d1', reader, { cursor: null, poll: false, sink });
  expect(sink.events().map((event) => event.type)).toEqual([
    'hello',
    'update',
    'ready',
    'presence',
  ]);
  const doc = new Y.Doc();
  Y.applyUpdate(doc, Y.encodeStateAsUpdate(seed));
  const before = Y.encodeStateVector(doc);
  doc.getText('title').insert(8, ' page');
  const { cursor } = await engine.push('d1', {
    update: Y.encodeStateAsUpdate(doc, before),
    author: 'bob',
  });
  expect(cursor).toBe(`${engine.gen}.2`);
  expect((await storage.documents.get('d1'))?.title).toBe('Untitled page');
  const last = sink.events().at(-1);
  expect(last).toMatchObject({ type: 'update', cursor });
});
