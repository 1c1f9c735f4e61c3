import 'fake-indexeddb/auto';
import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { deleteDatabase } from './device-indexeddb.ts';
import { deleteDevice, deviceOf, spareOf, unsentEdits } from './devices.ts';

const row = {
  key: 'k',
  update: Y.encodeStateAsUpdate(new Y.Doc()),
  changes: 3,
  sent: 'unsent',
} as const;

test('one user’s device is opened once, and knows what was not sent', async () => {
  const device = deviceOf('ann');
  expect(deviceOf('ann')).toBe(device);
  expect(deviceOf('bob')).not.toBe(device);
  await device.write('doc', { lineage: 'L', rows: [row] });
  expect(await unsentEdits('ann')).toEqual([{ documentId: 'doc', count: 3 }]);
  expect(await unsentEdits('bob')).toEqual([]);
});

test('edits that only memory has count too, and the same ones once', async () => {
  const device = deviceOf('carol');
  await device.write('doc', { lineage: 'L', rows: [row] });
  await spareOf(device).write('doc', { lineage: 'L', rows: [row] });
  await spareOf(device).write('doc2', { lineage: 'L', rows: [row] });
  expect(await unsentEdits('carol')).toEqual([
    { documentId: 'doc', count: 3 },
    { documentId: 'doc2', count: 3 },
  ]);
});

test('after logging out nothing is left', async () => {
  await deviceOf('dave').write('doc', { lineage: 'L', rows: [row] });
  await deleteDevice('dave');
  expect(await unsentEdits('dave')).toEqual([]);
  expect((await deviceOf('dave').load('doc')).lineage).toBeNull();
});

test('a database that another tab deleted is made anew for who comes later', async () => {
  const before = deviceOf('erin');
  await before.write('doc', { lineage: 'L', rows: [row] });
  await deleteDatabase('erin');
  // What was open stays without: nothing of it may come back after a logout.
  await expect(before.write('doc', { lineage: 'L', rows: [row] })).rejects.toThrow();
  const after = deviceOf('erin');
  expect((await after.load('doc')).rows).toEqual([]);
  await after.write('doc', { lineage: 'L', rows: [row] });
  expect(await unsentEdits('erin')).toEqual([{ documentId: 'doc', count: 3 }]);
});
