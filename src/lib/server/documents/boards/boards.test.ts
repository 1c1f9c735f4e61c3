import { brotliCompressSync } from 'node:zlib';
import { expect, onTestFinished, test } from 'vitest';
import * as Y from 'yjs';
import { boardUpdate } from '../../../../../tests/support/boards.ts';
import { silentLogger } from '../../logger.ts';
import { createMemoryStorage, type MemoryStorage } from '../../storage/memory.ts';
import { Boards } from './boards.ts';
import { BoardRenderer, type Made } from './renderer.ts';
import type { BoardJob } from './wire.ts';

const HOSTILE = new URL('./hostile.fixture.ts', import.meta.url);

const ELEMENTS = [
  { type: 'note', x: 0, y: 0, width: 90, height: 90, text: 'Show the size' },
] as const;

async function boardIn(storage: MemoryStorage, id = 'board') {
  return storage.documents.create({
    ...{ id, kind: 'board', title: 'Board', lineage: 'one', schemaVersion: 1, gen: 'g1' },
    ...{ author: null, time: 1, update: boardUpdate(ELEMENTS) },
  });
}

function boardsOf(
  storage: MemoryStorage,
  options: { logged?: unknown[]; renderer?: BoardRenderer; now?: () => number } = {},
) {
  const { logged = [], renderer = new BoardRenderer(), now } = options;
  let jobs = 0;
  const run = renderer.run.bind(renderer);
  renderer.run = (job, state) => {
    jobs++;
    return run(job, state);
  };
  const log = (_event: string, fields: unknown) => void logged.push(fields);
  const boards = new Boards({
    storage,
    renderer,
    logger: { ...silentLogger, error: log },
    ...(now && { now }),
  });
  onTestFinished(() => boards.close());
  return { boards, jobs: () => jobs };
}

test('a board is drawn from what is stored, once for each state of it', async () => {
  const storage = createMemoryStorage();
  const record = await boardIn(storage);
  const { boards, jobs } = boardsOf(storage);
  const [page, same] = await Promise.all([
    boards.make('page', record),
    boards.make('page', record),
  ]);
  expect(page?.product.html).toContain('Show the size');
  expect(same).toEqual(page);
  expect(await boards.make('page', record)).toEqual(page);
  expect(jobs()).toBe(1);
  expect(await boards.make('text', record)).toEqual({ product: 'Show the size', current: true });

  const doc = new Y.Doc();
  Y.applyUpdate(doc, boardUpdate([{ type: 'text', x: 0, y: 200, text: 'Decide' }]));
  await storage.updates.append({
    ...{ documentId: 'board', lineage: 'one', gen: 'g1' },
    entries: [{ author: null, time: 2, update: Y.encodeStateAsUpdate(doc) }],
  });
  const next = await storage.documents.get('board');
  if (!next) throw new Error('no record');
  expect(await boards.make('text', next)).toEqual({
    product: 'Show the size\nDecide',
    current: true,
  });
});

test('a board is drawn from its snapshot and what came after that', async () => {
  const renderer = new BoardRenderer();
  onTestFinished(() => renderer.close());
  const before = new Y.Doc();
  Y.applyUpdate(before, boardUpdate(ELEMENTS));
  const snapshot = brotliCompressSync(Y.encodeStateAsUpdateV2(before));
  const updates = [boardUpdate([{ type: 'text', x: 0, y: 200, text: 'Decide' }])];
  const { product } = await renderer.run('text', { documentId: 'board', snapshot, updates });
  expect(product).toBe('Show the size\nDecide');
});

test('pictures are shown from the files of their own board, and nothing that only calls itself one', async () => {
  const renderer = new BoardRenderer();
  onTestFinished(() => renderer.close());
  const [stored, other] = ['a'.repeat(43), 'b'.repeat(42)];
  const size = { width: 300, height: 200 };
  const update = boardUpdate([
    { type: 'image', x: 0, y: 0, ...size, fileId: stored },
    { type: 'image', x: 400, y: 0, ...size, fileId: other },
  ]);
  const state = { documentId: 'board', snapshot: null, updates: [update] };
  const { product } = await renderer.run('page', state);
  expect(product.html).toContain(`href="/api/documents/board/files/${stored}"`);
  expect(product.html).not.toContain(other);
});

test('what is kept has an end, at which that goes which was not asked for the longest', async () => {
  const storage = createMemoryStorage();
  const { boards, jobs } = boardsOf(storage, { renderer: new BoardRenderer({ url: HOSTILE }) });
  const make = async (id: string) => {
    const record = (await storage.documents.get(id)) ?? (await boardIn(storage, id));
    await boards.make('text', record);
    return jobs();
  };
  const asked = ['much 1', 'much 2', 'much 1', 'much 3', 'much 1', 'much 2'];
  const made: number[] = [];
  for (const id of asked) made.push(await make(id));
  expect(made).toEqual([1, 2, 2, 3, 3, 4]);
  boards.forget('much 2');
  expect(await make('much 2')).toBe(5);
});

test('replaced content is not shown as the old one, whatever that took', async () => {
  const storage = createMemoryStorage();
  const record = await boardIn(storage);
  const { boards } = boardsOf(storage);
  await boards.make('text', record);
  const replaced = await storage.documents.replace('board', {
    ...{ lineage: 'two', gen: 'g1', author: null, time: 3, title: 'Board' },
    update: boardUpdate([{ type: 'text', x: 0, y: 0, text: 'Another' }]),
  });
  expect(await boards.make('text', replaced)).toEqual({ product: 'Another', current: true });
});

test('a board that is gone is not found, one that is no board is shown without a picture', async () => {
  const storage = createMemoryStorage();
  const record = await boardIn(storage);
  const logged: unknown[] = [];
  const { boards } = boardsOf(storage, { logged });
  await storage.updates.append({
    ...{ documentId: 'board', lineage: 'one', gen: 'g1' },
    entries: [{ author: null, time: 2, update: Uint8Array.from([255, 255, 255]) }],
  });
  expect(await boards.make('page', record)).toBeNull();
  expect(logged).toMatchObject([{ document: 'board', job: 'page' }]);
  await storage.documents.purge('board');
  await expect(boards.make('page', record)).rejects.toMatchObject({ code: 'not_found' });
});

async function current(storage: MemoryStorage, id: string) {
  const record = await storage.documents.get(id);
  if (!record) throw new Error('no record');
  return record;
}

test('what cannot be read is not tried again before it changes', async () => {
  const storage = createMemoryStorage();
  await boardIn(storage);
  const logged: unknown[] = [];
  const { boards, jobs } = boardsOf(storage, { logged });
  const append = (update: Uint8Array) =>
    storage.updates.append({
      ...{ documentId: 'board', lineage: 'one', gen: 'g1' },
      entries: [{ author: null, time: 2, update }],
    });
  await append(Uint8Array.from([255, 255, 255]));
  const broken = await current(storage, 'board');
  const visits = await Promise.all([boards.make('page', broken), boards.make('page', broken)]);
  expect([...visits, await boards.make('page', broken)]).toEqual([null, null, null]);
  expect([jobs(), logged.length]).toEqual([1, 1]);
  // What one job cannot make, another may.
  expect(await boards.make('text', broken)).toBeNull();
  expect(jobs()).toBe(2);
  await append(boardUpdate([]));
  expect(await boards.make('page', await current(storage, 'board'))).toBeNull();
  expect(jobs()).toBe(3);
});

test('a board that took all the time there is rests, longer each time, also when it changes', async () => {
  const storage = createMemoryStorage();
  const endless = await boardIn(storage, 'endless');
  const good = await boardIn(storage, 'good');
  let now = 0;
  const { boards, jobs } = boardsOf(storage, {
    renderer: new BoardRenderer({ url: HOSTILE, patienceMs: 1_000 }),
    now: () => now,
  });
  expect(await boards.make('thumbnail', endless)).toBeNull();
  expect(jobs()).toBe(1);
  await storage.updates.append({
    ...{ documentId: 'endless', lineage: 'one', gen: 'g1' },
    entries: [{ author: null, time: 2, update: boardUpdate([]) }],
  });
  const changed = await current(storage, 'endless');
  for (const job of ['page', 'text', 'thumbnail'] as const) {
    expect(await boards.make(job, changed)).toBeNull();
  }
  expect(jobs()).toBe(1);
  await boards.make('text', good);
  expect(jobs()).toBe(2);

  now += 5 * 60_000;
  expect(await boards.make('page', changed)).toBeNull();
  expect(jobs()).toBe(3);
  now += 5 * 60_000;
  expect(await boards.make('page', changed)).toBeNull();
  expect(jobs()).toBe(3);
  now += 5 * 60_000;
  expect(await boards.make('page', changed)).toBeNull();
  expect(jobs()).toBe(4);
});

test('what waits of a board that took too long is not tried after it', async () => {
  const renderer = new BoardRenderer({ url: HOSTILE, patienceMs: 1_000 });
  onTestFinished(() => renderer.close());
  const state = { documentId: 'endless', snapshot: null, updates: [] };
  const [first, second] = await Promise.allSettled([
    renderer.run('text', state),
    renderer.run('page', state),
  ]);
  expect(first).toMatchObject({ status: 'rejected', reason: { code: 'costly' } });
  expect(second).toEqual(first);
  if (first.status !== 'rejected' || second.status !== 'rejected') throw new Error('drawn');
  expect(second.reason).toBe(first.reason);
});

test('a page, which somebody waits for, is drawn before small pictures and words', async () => {
  const renderer = new BoardRenderer({ url: HOSTILE });
  onTestFinished(() => renderer.close());
  const jobs: BoardJob[] = ['text', 'thumbnail', 'text', 'page', 'page'];
  const order: Made<BoardJob>['product'][] = [];
  await Promise.all(
    jobs.map(async (job, i) => {
      const state = { documentId: `${job} ${i}`, snapshot: null, updates: [] };
      order.push((await renderer.run(job, state)).product);
    }),
  );
  expect(order).toEqual(
    ['text 0', 'page 3', 'page 4', 'thumbnail 1', 'text 2'].map((name) => `text of ${name}`),
  );
});

test('a board that takes too long, or too much memory, takes none of the others along', async () => {
  const renderer = new BoardRenderer({
    url: HOSTILE,
    patienceMs: 20_000,
  });
  const impatient = new BoardRenderer({
    url: HOSTILE,
    patienceMs: 4_000,
  });
  onTestFinished(async () => {
    await renderer.close();
    await impatient.close();
  });
  const state = (documentId: string) => ({ documentId, snapshot: null, updates: [] });
  const endless = Promise.allSettled([
    impatient.run('text', state('endless')),
    impatient.run('text', state('good')),
  ]);
  expect(await endless).toMatchObject([
    { status: 'rejected', reason: { message: expect.stringContaining('4000 ms') as string } },
    { status: 'fulfilled', value: { product: 'text of good' } },
  ]);
  const huge = Promise.allSettled([
    renderer.run('text', state('huge')),
    renderer.run('text', state('good')),
  ]);
  expect(await huge).toMatchObject([
    { status: 'rejected' },
    { value: { product: 'text of good' } },
  ]);
});

test('what waits when the server goes away is refused', async () => {
  const renderer = new BoardRenderer();
  const waiting = renderer.run('text', { documentId: 'a', snapshot: null, updates: [] });
  const refused = expect(waiting).rejects.toThrow('going away');
  await renderer.close();
  await refused;
});
