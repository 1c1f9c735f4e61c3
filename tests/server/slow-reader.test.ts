import { afterEach, expect, test } from 'vitest';
import * as Y from 'yjs';
import { DEFAULT_LIMITS } from '../../src/lib/server/sync/limits.ts';
import { startApp, type TestApp } from '../support/app.ts';
import { Replica } from '../support/ydoc.ts';

let app: TestApp | undefined;
afterEach(() => app?.close());

const MEBIBYTE = 1024 * 1024;

test('EV14: a reader that stops reading while 50 MB of edits pass costs a bounded queue, and catches up', async () => {
  app = await startApp();
  const { sync } = app.app;
  const owner = await app.owner();
  const id = await owner.createDocument();
  const [slow, brisk] = await Promise.all([owner.events(id), owner.events(id)]);
  await Promise.all([slow.event('ready'), brisk.event('ready')]);
  slow.pause();

  const writer = new Replica();
  const size = MEBIBYTE / 2;
  let sent = 0;
  let most = 0;
  let fellBehind = false;
  let cursor = '';
  for (let i = 0; sent < 50 * MEBIBYTE; i++) {
    const update = writer.edit((doc) => {
      const content = doc.getXmlFragment('content');
      if (content.length > 0) content.delete(0, content.length);
      const text = new Y.XmlText(`${i} ${'x'.repeat(size)}`);
      const paragraph = new Y.XmlElement('paragraph');
      paragraph.insert(0, [text]);
      content.insert(0, [paragraph]);
    });
    sent += update.length;
    cursor = await owner.push(id, update);
    const stats = sync.stats();
    most = Math.max(most, stats.queuedBytes);
    fellBehind ||= stats.behind > 0;
    // The other reader keeps up: one that stands still holds up nobody else.
    await brisk.next((frame) => frame.id === cursor);
  }
  expect(fellBehind).toBe(true);
  // The limit, and one frame that may be written when it is not yet reached, for each of two readers.
  const frame = (size * 4) / 3 + 1024;
  expect(most).toBeLessThan(DEFAULT_LIMITS.queueBytes + 2 * frame);
  expect(slow.frames.length).toBeLessThan(20);

  slow.resume();
  await slow.next((each) => each.id === cursor);
  const copy = new Replica();
  for (const { event, data = '' } of slow.frames) {
    if (event === 'update') copy.apply(Buffer.from(data, 'base64'));
    expect(event).not.toBe('reset');
  }
  expect(copy.paragraphs).toEqual(writer.paragraphs);
  const ids = slow.frames.flatMap((each) =>
    each.id === undefined ? [] : [Number(each.id.split('.')[1])],
  );
  expect(ids).toEqual([...new Set(ids)].sort((a, b) => a - b));

  const live = await owner.push(id, writer.write('live again'));
  await slow.next((each) => each.id === live);
  await expect.poll(() => sync.stats()).toMatchObject({ behind: 0, queuedBytes: 0 });
  slow.close();
  brisk.close();
});

test('EV14: a reader that never takes anything loses its stream in the end, and what was queued for it', async () => {
  app = await startApp({ limits: { stallMs: 300 } });
  const { sync } = app.app;
  const owner = await app.owner();
  const id = await owner.createDocument();
  const stuck = await owner.events(id);
  await stuck.event('ready');
  stuck.pause();
  const writer = new Replica();
  for (let i = 0; sync.stats().behind === 0 && i < 40; i++) {
    await owner.push(id, writer.write('x'.repeat(MEBIBYTE)));
  }
  expect(sync.stats()).toMatchObject({ subscribers: 1, behind: 1 });
  await expect
    .poll(() => sync.stats(), { timeout: 20_000 })
    .toMatchObject({ subscribers: 0, queuedBytes: 0 });
  stuck.close();
});

test('EV14: readers that go away leave nothing behind', async () => {
  app = await startApp({ limits: { presenceGraceMs: 10 } });
  const { sync } = app.app;
  const owner = await app.owner();
  const id = await owner.createDocument();
  for (let round = 0; round < 5; round++) {
    const streams = await Promise.all(Array.from({ length: 10 }, () => owner.events(id)));
    await Promise.all(streams.map((stream) => stream.event('ready')));
    expect(sync.stats().subscribers).toBe(10);
    for (const stream of streams) stream.close();
    await expect.poll(() => sync.stats().subscribers).toBe(0);
  }
});
