import 'fake-indexeddb/auto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import { IndexedDbDevice, deleteDatabase } from './device-indexeddb.ts';
import { MemoryDevice } from './device-memory.ts';
import { mergeRows, type Device, type Row } from './device.ts';

const DOC = 'doc';

function updateOf(text: string): Uint8Array {
  const doc = new Y.Doc();
  doc.getText('title').insert(0, text);
  return Y.encodeStateAsUpdate(doc);
}

function row(key: string, sent: Row['sent'] = null, changes = 1): Row {
  return { key, update: updateOf(key), changes, sent };
}

function textOf(update: Uint8Array | null): string[] {
  const doc = new Y.Doc();
  if (update) Y.applyUpdate(doc, update);
  return [...doc.getText('title').toString()].sort();
}

const engines: [string, () => Promise<{ device: Device; close: () => Promise<void> }>][] = [
  [
    'memory',
    () => Promise.resolve({ device: new MemoryDevice(() => 1), close: () => Promise.resolve() }),
  ],
  [
    'IndexedDB',
    async () => {
      const device = await IndexedDbDevice.open('u1');
      return {
        device,
        close: async () => {
          device.close();
          await deleteDatabase('u1');
        },
      };
    },
  ],
];

describe.each(engines)('%s', (_name, open) => {
  let device: Device;
  let close: () => Promise<void>;
  beforeEach(async () => {
    ({ device, close } = await open());
  });
  afterEach(() => close());

  test('an unknown document is empty', async () => {
    expect(await device.load(DOC)).toEqual({
      lineage: null,
      cursor: null,
      role: null,
      rows: [],
      kept: null,
    });
    expect(await device.unsent()).toEqual([]);
  });

  test('content, cursor and role come back as they were written', async () => {
    expect(
      await device.write(DOC, { lineage: 'L', rows: [row('a')], cursor: 'g.1', role: 'editor' }),
    ).toEqual({ lineage: 'L' });
    await device.write(DOC, {
      lineage: 'L',
      rows: [row('b', 'unsent', 2), row('c', { cursor: 'g.2' })],
    });
    const stored = await device.load(DOC);
    expect(stored).toMatchObject({ lineage: 'L', cursor: 'g.1', role: 'editor', kept: null });
    const rows = [...stored.rows].sort((x, y) => (x.key < y.key ? -1 : 1));
    expect(rows.map(({ key, sent, changes }) => [key, sent, changes])).toEqual([
      ['a', null, 1],
      ['b', 'unsent', 2],
      ['c', { cursor: 'g.2' }, 1],
    ]);
    expect(textOf(mergeRows(stored.rows))).toEqual(['a', 'b', 'c']);
    expect(await device.unsent()).toEqual([{ documentId: DOC, count: 2 }]);
  });

  test('a row goes from unsent to acknowledged to settled', async () => {
    await device.write(DOC, { lineage: 'L', rows: [row('a', 'unsent')] });
    await device.write(DOC, { lineage: 'L', acknowledged: { keys: ['a', 'gone'], cursor: 'g.3' } });
    expect((await device.load(DOC)).rows[0]?.sent).toEqual({ cursor: 'g.3' });
    expect(await device.unsent()).toEqual([]);
    await device.write(DOC, { lineage: 'L', settled: ['a'], cursor: 'g.3' });
    expect((await device.load(DOC)).rows[0]?.sent).toBeNull();
  });

  test('folding replaces rows in one step', async () => {
    await device.write(DOC, { lineage: 'L', rows: [row('a'), row('b'), row('c', 'unsent')] });
    await device.write(DOC, { lineage: 'L', rows: [row('f')], folded: ['a', 'b'] });
    expect((await device.load(DOC)).rows.map(({ key }) => key).sort()).toEqual(['c', 'f']);
  });

  test('what is left of a change is a change: nobody may take it for nothing', async () => {
    await device.write(DOC, { lineage: 'L', rows: [row('b', 'unsent', 0), row('c', 'unsent', 0)] });
    expect(await device.unsent()).toEqual([{ documentId: DOC, count: 1 }]);
  });

  test('documents do not touch each other', async () => {
    await device.write('doc', { lineage: 'L', rows: [row('a', 'unsent')] });
    await device.write('doc2', { lineage: 'M', rows: [row('b', 'unsent')] });
    await device.forget('doc');
    expect((await device.load('doc')).lineage).toBeNull();
    expect((await device.load('doc2')).rows).toHaveLength(1);
  });

  test('a replaced copy is kept if it had unsent edits, as a full state', async () => {
    await device.write(DOC, { lineage: 'L', rows: [row('a'), row('b', 'unsent')], cursor: 'g.1' });
    const kept = await device.replace(DOC, { old: 'L', lineage: 'M', at: 5, keep: true });
    expect(kept).toMatchObject({ lineage: 'L', at: 5 });
    expect(textOf(kept?.update ?? null)).toEqual(['a', 'b']);
    const stored = await device.load(DOC);
    expect(stored).toMatchObject({ lineage: 'M', cursor: null, rows: [] });
    expect(stored.kept?.lineage).toBe('L');
    expect(await device.discardKept(DOC, 'L')).toBeNull();
    expect((await device.load(DOC)).kept).toBeNull();
  });

  test('a replaced copy without unsent edits is just gone', async () => {
    await device.write(DOC, { lineage: 'L', rows: [row('a'), row('b', { cursor: 'g.1' })] });
    expect(await device.replace(DOC, { old: 'L', lineage: 'M', at: 5, keep: true })).toBeNull();
    expect((await device.load(DOC)).rows).toEqual([]);
  });

  test('a tab that hears late of a replacement takes nothing from those that heard before', async () => {
    await device.write(DOC, { lineage: 'L', rows: [row('a', 'unsent')] });
    await device.replace(DOC, { old: 'L', lineage: 'M', at: 5, keep: true });
    await device.write(DOC, { lineage: 'M', rows: [row('n', 'unsent')], cursor: 'g.9' });
    // Its last words go to the kept copy, its content and cursor nowhere.
    const late = { lineage: 'L', rows: [row('b', 'unsent'), row('x')], cursor: 'g.2' };
    expect(await device.write(DOC, late)).toEqual({ lineage: 'M' });
    const kept = await device.replace(DOC, { old: 'L', lineage: 'M', at: 6, keep: true });
    expect(textOf(kept?.update ?? null)).toEqual(['a', 'b']);
    const stored = await device.load(DOC);
    expect(stored).toMatchObject({ lineage: 'M', cursor: 'g.9' });
    expect(stored.rows.map(({ key }) => key)).toEqual(['n']);
  });

  test('last words that come after everything are found at the next opening', async () => {
    await device.write(DOC, { lineage: 'L', rows: [row('a')] });
    await device.replace(DOC, { old: 'L', lineage: 'M', at: 5, keep: true });
    await device.write(DOC, { lineage: 'L', rows: [row('b', 'unsent')] });
    const stored = await device.load(DOC);
    expect(stored.rows).toEqual([]);
    expect(textOf(stored.kept?.update ?? null)).toEqual(['b']);
  });

  test('the same lineage can be begun anew, without keeping anything', async () => {
    await device.write(DOC, { lineage: 'L', rows: [row('a', 'unsent')], cursor: 'g.1' });
    expect(await device.replace(DOC, { old: 'L', lineage: 'L', at: 5, keep: false })).toBeNull();
    expect(await device.load(DOC)).toMatchObject({
      lineage: 'L',
      cursor: null,
      rows: [],
      kept: null,
    });
  });

  test('the latest of several kept copies comes first', async () => {
    for (const [old, lineage, at] of [
      ['L', 'M', 5],
      ['M', 'N', 9],
    ] as const) {
      await device.write(DOC, { lineage: old, rows: [row(`r${at}`, 'unsent')] });
      await device.replace(DOC, { old, lineage, at, keep: true });
    }
    expect((await device.load(DOC)).kept?.lineage).toBe('M');
    expect((await device.discardKept(DOC, 'M'))?.lineage).toBe('L');
  });
});

test('what was written is there when the database is opened again', async () => {
  const first = await IndexedDbDevice.open('u2');
  await first.write(DOC, { lineage: 'L', rows: [row('a', 'unsent')], cursor: 'g.1' });
  first.close();
  const second = await IndexedDbDevice.open('u2');
  expect(await second.load(DOC)).toMatchObject({ lineage: 'L', cursor: 'g.1' });
  second.close();
});

test('a closed or foreign database is a DeviceError, not a surprise', async () => {
  const device = await IndexedDbDevice.open('u3');
  device.close();
  await expect(device.load(DOC)).rejects.toMatchObject({ name: 'DeviceError', code: 'failed' });
  await expect(device.write(DOC, { lineage: 'L' })).rejects.toMatchObject({ code: 'failed' });
});

test('deleting the database of a user does not wait for tabs that have it open', async () => {
  const device = await IndexedDbDevice.open('u4');
  await device.write(DOC, { lineage: 'L', rows: [row('a', 'unsent')] });
  await deleteDatabase('u4');
  const again = await IndexedDbDevice.open('u4');
  expect((await again.load(DOC)).lineage).toBeNull();
  again.close();
});
