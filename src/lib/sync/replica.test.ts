import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { VirtualClock, settle } from '../../../tests/sim/clock.ts';
import { MemoryDevice } from './device-memory.ts';
import { DeviceError, mergeRows, type Batch, type Device, type Row } from './device.ts';
import { Outbox } from './outbox.ts';
import { Replica } from './replica.ts';

function setUp(device: Device = new MemoryDevice(), spare: MemoryDevice = new MemoryDevice()) {
  const clock = new VirtualClock();
  let typedAt = 0;
  const doc = new Y.Doc();
  const outbox = new Outbox({
    clock: {
      now: () => typedAt,
      setTimeout: (run, ms) => clock.setTimeout(run, ms),
      clearTimeout: (handle) => clock.clearTimeout(handle),
    },
    random: Math.random,
  });
  const durable: Row[] = [];
  const failures: unknown[] = [];
  const stale: string[] = [];
  let folds = true;
  const replica = new Replica({
    documentId: 'd',
    doc,
    outbox,
    device,
    spare,
    folds: () => folds,
    busy: () => new Set(),
    onDurable: (rows) => durable.push(...rows),
    onMerged: () => undefined,
    onFailed: (cause) => failures.push(cause),
    onStale: (lineage) => stale.push(lineage),
  });
  doc.on('update', (update: Uint8Array, origin: unknown) => {
    if (origin === 'server') return;
    outbox.add(update);
    replica.kick();
  });
  /** An edit a long time after the one before, which makes it a change of its own. */
  const type = (text: string): void => {
    typedAt += 10_000;
    doc.getText('title').insert(0, text);
  };
  const follow = (): void => {
    folds = false;
  };
  return { doc, outbox, replica, durable, failures, stale, type, follow };
}

/** Remembers what was written, and writes it when the test says. */
class SlowDevice extends MemoryDevice {
  readonly batches: Batch[] = [];
  readonly #waiting: (() => void)[] = [];

  override async write(documentId: string, batch: Batch): Promise<{ lineage: string }> {
    this.batches.push(batch);
    await new Promise<void>((resolve) => this.#waiting.push(resolve));
    return super.write(documentId, batch);
  }

  async next(): Promise<void> {
    this.#waiting.shift()?.();
    await settle();
  }
}

class FailingDevice extends MemoryDevice {
  failing = true;
  override write(documentId: string, batch: Batch): Promise<{ lineage: string }> {
    if (this.failing) return Promise.reject(new DeviceError('failed', 'full'));
    return super.write(documentId, batch);
  }
}

const update = (text: string): Uint8Array => {
  const doc = new Y.Doc();
  doc.getText('title').insert(0, text);
  return Y.encodeStateAsUpdate(doc);
};

test('what arrives while a write is under way is the next write', async () => {
  const device = new SlowDevice();
  const { replica, type, durable } = setUp(device);
  await replica.load();
  replica.adoptLineage('L');
  type('a');
  await settle();
  type('b');
  replica.content(update('x'), 'g.1');
  replica.content(update('y'), 'g.2');
  await settle();
  expect(device.batches).toHaveLength(1);
  expect(durable).toEqual([]);
  await device.next();
  expect(durable).toHaveLength(1);
  expect(device.batches).toHaveLength(2);
  expect(device.batches[1]).toMatchObject({ lineage: 'L', cursor: 'g.2' });
  // Content and local edits, each as one row, with the cursor that they complete.
  expect(device.batches[1]?.rows?.map(({ sent }) => sent)).toEqual(['unsent', null]);
  await device.next();
  await replica.flush();
});

test('edits of a document whose lineage nobody knows yet wait in memory', async () => {
  const device = new MemoryDevice();
  const { replica, type, outbox } = setUp(device);
  await replica.load();
  type('a');
  await replica.flush();
  expect(outbox.hasFresh).toBe(true);
  expect((await device.load('d')).rows).toEqual([]);
  replica.adoptLineage('L');
  await replica.flush();
  expect((await device.load('d')).rows).toHaveLength(1);
});

test('rows are folded: the copy does not grow with every edit, and loses nothing', async () => {
  const device = new MemoryDevice();
  const { doc, replica, outbox, type } = setUp(device);
  await replica.load();
  replica.adoptLineage('L');
  for (let count = 1; count <= 1000; count++) {
    type(`${count} `);
    await replica.flush();
    const keys = outbox.unsentKeys();
    outbox.acknowledge(keys, `g.${count}`);
    replica.acknowledged(keys, `g.${count}`);
    replica.settled(outbox.settle(`g.${count}`));
    replica.cursor(`g.${count}`);
    await replica.flush();
  }
  const { rows, cursor } = await device.load('d');
  expect(rows.length).toBeLessThanOrEqual(201);
  expect(cursor).toBe('g.1000');
  const copy = new Y.Doc();
  Y.applyUpdate(copy, mergeRows(rows) ?? new Uint8Array([0, 0]));
  expect(copy.getText('title').toString()).toBe(doc.getText('title').toString());
});

test('a fold never hides an unsent edit', async () => {
  const device = new MemoryDevice();
  const { doc, replica, type } = setUp(device);
  await replica.load();
  replica.adoptLineage('L');
  for (let count = 0; count < 300; count++) {
    const other = new Y.Doc();
    other.getMap('elements').set(`k${count}`, count);
    const bytes = Y.encodeStateAsUpdate(other);
    Y.applyUpdate(doc, bytes, 'server');
    replica.content(bytes, `g.${count}`);
    if (count % 10 === 0) type('u');
    await replica.flush();
  }
  const { rows } = await device.load('d');
  expect(
    rows.filter(({ sent }) => sent === 'unsent').reduce((sum, { changes }) => sum + changes, 0),
  ).toBe(30);
});

test('a long time offline does not leave a row for every key pressed', async () => {
  const device = new MemoryDevice();
  const { replica, outbox, type } = setUp(device);
  await replica.load();
  replica.adoptLineage('L');
  for (let count = 0; count < 1000; count++) {
    type('x');
    await replica.flush();
  }
  expect((await device.load('d')).rows.length).toBeLessThanOrEqual(101);
  expect(outbox.pending).toBe(1000);
  expect((await device.unsent())[0]?.count).toBe(1000);
});

test('a follower folds nothing', async () => {
  const device = new MemoryDevice();
  const { replica, follow } = setUp(device);
  follow();
  await replica.load();
  replica.adoptLineage('L');
  for (let count = 0; count < 250; count++) {
    replica.content(update(String(count)));
    await replica.flush();
  }
  expect((await device.load('d')).rows).toHaveLength(250);
});

test('a device that fails: everything goes on in memory, also for the next provider of the page', async () => {
  const device = new FailingDevice();
  const spare = new MemoryDevice();
  const first = setUp(device, spare);
  await first.replica.load();
  first.replica.adoptLineage('L');
  Y.applyUpdate(first.doc, update('content '), 'server');
  first.replica.content(update('content '), 'g.1');
  first.type('typed ');
  await first.replica.flush();
  expect(first.replica.failed).toBe(true);
  expect(first.failures).toHaveLength(1);
  expect(first.durable.length).toBeGreaterThan(0);
  expect(first.outbox.sendable(1000)).toHaveLength(1);

  const second = setUp(device, spare);
  const stored = await second.replica.load();
  expect(second.replica.failed).toBe(true);
  expect(stored.lineage).toBe('L');
  const copy = new Y.Doc();
  Y.applyUpdate(copy, mergeRows(stored.rows) ?? new Uint8Array([0, 0]));
  expect(copy.getText('title').toString()).toContain('typed');
  expect(copy.getText('title').toString()).toContain('content');
});

test('what memory held is let go of when all of it was sent', async () => {
  const device = new MemoryDevice();
  const spare = new MemoryDevice();
  await device.write('d', { lineage: 'L', rows: [], cursor: 'g.1' });
  await spare.write('d', {
    lineage: 'L',
    rows: [{ key: 'k', update: update('a'), changes: 0, sent: null }],
    cursor: 'g.9',
  });
  const { replica } = setUp(device, spare);
  expect((await replica.load()).cursor).toBe('g.1');
  expect(replica.failed).toBe(false);
});

test('another tab that heard of a replacement is noticed at the next write', async () => {
  const device = new MemoryDevice();
  const { replica, stale, type } = setUp(device);
  await replica.load();
  replica.adoptLineage('L');
  type('a');
  await replica.flush();
  await device.replace('d', { old: 'L', lineage: 'M', at: 1, keep: true });
  type('b');
  await replica.flush();
  expect(stale).toEqual(['M']);
  const stored = await device.load('d');
  expect(stored.rows).toEqual([]);
  const copy = new Y.Doc();
  Y.applyUpdate(copy, stored.kept?.update ?? new Uint8Array([0, 0]));
  expect(copy.getText('title').toString()).toBe('ba');
});
