import { fromBase64 } from 'lib0/buffer';
import { expect, test } from 'vitest';
import * as Y from 'yjs';
import {
  freshReplica,
  open,
  person,
  settle,
  startEngine,
  types,
  EngineReplica,
} from '../../../../tests/support/engine.ts';

async function startWithWriter() {
  const rig = await startEngine();
  const writer = await freshReplica(rig);
  const push = (update: Uint8Array, author: string | null = 'ada') =>
    rig.engine.push('d1', { update, author });
  const rows = () => rig.storage.updates.read('d1', { after: 0, upTo: 1e9, maxBytes: 1e9 });
  return { ...rig, writer, push, rows };
}

test('an update is acknowledged and shown only once it is on disk', async () => {
  const { gate, push, writer, ...rig } = await startWithWriter();
  const sink = await open(rig);
  const before = sink.frames.length;
  gate.close();
  let acknowledged = false;
  const pushed = push(writer.type('!')).then((answer) => {
    acknowledged = true;
    return answer;
  });
  await expect.poll(() => gate.appends).toBe(1);
  const late = await open(rig, person('late'));
  const polled = await open(rig, person('poll'), { poll: true });
  expect(acknowledged).toBe(false);
  expect(sink.frames.length).toBe(before);
  expect(new EngineReplica().takeAll(late).title).toBe('Untitled');
  const ready = polled.events().find((event) => event.type === 'ready');
  expect(ready?.cursor).toBe(`${rig.engine.gen}.1`);
  expect(ready && Y.decodeStateVector(ready.stateVector)).toEqual(new Map([[1, 8]]));

  gate.open();
  expect(await pushed).toEqual({ cursor: `${rig.engine.gen}.2` });
  for (const each of [sink, late]) {
    expect(new EngineReplica().takeAll(each).title).toBe('Untitled!');
    expect(each.events().filter((event) => event.type === 'update').length).toBe(2);
  }
});

test('one append is in flight; what comes meanwhile is the next one, as entries of their own', async () => {
  const { gate, push, writer, rows, clock } = await startWithWriter();
  gate.close();
  const first = push(writer.type('a'), 'ada');
  await expect.poll(() => gate.appends).toBe(1);
  clock.advance(5);
  const second = push(writer.type('b'), 'bob');
  clock.advance(5);
  const third = push(writer.type('c'), null);
  await settle();
  expect(gate.appends).toBe(1);
  gate.open();
  const cursors = await Promise.all([first, second, third]);
  expect(gate.appends).toBe(2);
  expect(cursors.map(({ cursor }) => cursor.split('.')[1])).toEqual(['2', '3', '4']);
  const stored = (await rows()).slice(1);
  expect(stored.map(({ author }) => author)).toEqual(['ada', 'bob', null]);
  const [a, b, c] = stored.map(({ time }) => time);
  expect([Number(b) - Number(a), Number(c) - Number(b)]).toEqual([5, 5]);
});

test('an append that fails takes everything with it that waits, and shows nothing', async () => {
  const { gate, push, writer, rows, engine, ...rig } = await startWithWriter();
  const sink = await open({ engine });
  const before = sink.frames.length;
  gate.close();
  const first = push(writer.type('lost'));
  await expect.poll(() => gate.appends).toBe(1);
  const second = push(writer.type('too'));
  await settle();
  gate.fail();
  for (const each of [first, second]) {
    await expect(each).rejects.toMatchObject({ code: 'storage_unavailable', retryAfter: 1 });
  }
  rig.clock.advance(1000);
  expect(sink.frames.length).toBe(before);
  expect((await freshReplica({ engine })).title).toBe('Untitled');
  expect(await engine.read('d1', (doc) => doc.getText('title').toString())).toBe('Untitled');
  expect((await rows()).length).toBe(1);
  // The doc was discarded: the same bytes are new again, and are stored this time.
  await push(Y.encodeStateAsUpdate(writer.doc));
  expect((await freshReplica({ engine })).title).toBe('Untitledlosttoo');
});

test('the same bytes again are stored once, and saved no sooner than the first copy', async () => {
  const { gate, push, writer, rows, engine } = await startWithWriter();
  const update = writer.type('x');
  gate.close();
  const first = push(update);
  await expect.poll(() => gate.appends).toBe(1);
  let second = false;
  const again = push(update).finally(() => {
    second = true;
  });
  await settle();
  expect(second).toBe(false);
  gate.open();
  expect(await again).toEqual(await first);
  await push(writer.type('y'));
  expect(await push(update)).toEqual({ cursor: `${engine.gen}.3` });
  expect((await rows()).length).toBe(3);
});

test('a copy fails with the first one that it repeats', async () => {
  const { gate, push, writer } = await startWithWriter();
  const update = writer.type('x');
  gate.close();
  const both = [push(update), push(update)];
  await expect.poll(() => gate.appends).toBe(1);
  await settle();
  gate.fail();
  for (const each of both) {
    await expect(each).rejects.toMatchObject({ code: 'storage_unavailable' });
  }
});

test('a deletion alone is a change; the second time it is not', async () => {
  const { push, writer, rows, engine } = await startWithWriter();
  const update = writer.edit((doc) => doc.getText('title').delete(0, 2));
  expect(await push(update)).toEqual({ cursor: `${engine.gen}.2` });
  expect(await push(update)).toEqual({ cursor: `${engine.gen}.2` });
  expect((await rows()).length).toBe(2);
  expect((await freshReplica({ engine })).title).toBe('titled');
});

test('what builds on, or deletes, unknown items is missing updates; the full difference heals it', async () => {
  const { push, writer, rows, engine, clock } = await startWithWriter();
  const sink = await open({ engine });
  const before = sink.frames.length;
  writer.type('unsent ');
  const more = writer.type('text');
  const error: unknown = await push(more).catch((each: unknown) => each);
  expect(error).toMatchObject({ code: 'missing_updates' });
  const { stateVector } = error as { stateVector: string };
  expect(Y.decodeStateVector(fromBase64(stateVector))).toEqual(new Map([[1, 8]]));
  const gone = writer.edit((doc) => doc.getText('title').delete(9, 3));
  await expect(push(gone)).rejects.toMatchObject({ code: 'missing_updates' });
  clock.advance(1000);
  expect(sink.frames.length).toBe(before);
  expect((await rows()).length).toBe(1);

  await push(Y.encodeStateAsUpdate(writer.doc, fromBase64(stateVector)));
  expect((await freshReplica({ engine })).title).toBe(writer.title);
});

test('known clocks with other content are cut off: every reader has the first content', async () => {
  const { push, writer, engine } = await startWithWriter();
  const sink = await open({ engine });
  await push(writer.type('honest'));
  const forged = new Y.Doc();
  forged.clientID = writer.doc.clientID;
  forged.getText('title').insert(0, 'FORGED');
  forged.getText('elsewhere').insert(0, ' and more');
  const { cursor } = await push(Y.encodeStateAsUpdate(forged));
  const fresh = await freshReplica({ engine });
  const watching = new EngineReplica().takeAll(sink);
  expect(fresh.title).toBe('Untitledhonest');
  expect(watching.title).toBe(fresh.title);
  expect(fresh.doc.getText('elsewhere').toString()).toBe(
    watching.doc.getText('elsewhere').toString(),
  );
  expect(cursor).toBe(`${engine.gen}.3`);
  expect(Y.encodeStateVector(watching.doc)).toEqual(Y.encodeStateVector(fresh.doc));
});

test('the server writes nothing of its own: formatting that two set at once stays as they sent it', async () => {
  const { push, writer, engine, rows } = await startWithWriter();
  await push(
    writer.edit((doc) => doc.getXmlFragment('content').insert(0, [new Y.XmlText('word')])),
  );
  const others = [await freshReplica({ engine }), await freshReplica({ engine })];
  for (const other of others) {
    const bold = other.edit((doc) => {
      const text = doc.getXmlFragment('content').get(0);
      if (text instanceof Y.XmlText) text.format(0, 4, { bold: {} });
    });
    await push(bold);
  }
  const stored = (await rows()).map(({ update }) => Y.decodeUpdate(update));
  expect(stored.map(({ ds }) => ds.clients.size)).toEqual([0, 0, 0, 0]);
});

test('the record follows the title', async () => {
  const { push, writer, storage } = await startWithWriter();
  await push(writer.edit((doc) => doc.getText('title').insert(0, `  ${'long '.repeat(100)}`)));
  const record = await storage.documents.get('d1');
  expect(record?.title.length).toBe(299);
  expect(record?.title.startsWith('long long')).toBe(true);
  await push(writer.edit((doc) => doc.getMap('elements').set('a', 1)));
  expect((await storage.documents.get('d1'))?.title).toBe(record?.title);
});

test('nothing at all is malformed; an update without content gets the current cursor', async () => {
  const { push, engine, rows } = await startWithWriter();
  await expect(push(new Uint8Array())).rejects.toMatchObject({ code: 'malformed_update' });
  expect(await push(Uint8Array.from([0, 0]))).toEqual({ cursor: `${engine.gen}.1` });
  expect((await rows()).length).toBe(1);
});

test('a document that is gone, in the trash, too small for the body or replaced takes nothing', async () => {
  const { push, engine, storage, writer, rows } = await startWithWriter();
  await expect(
    engine.push('d2', { update: writer.type('x'), author: 'ada' }),
  ).rejects.toMatchObject({ code: 'not_found' });
  await expect(push(new Uint8Array(4 * 1024 * 1024 + 1))).rejects.toMatchObject({
    code: 'too_large',
  });
  const lineage = 'another';
  const update = Y.encodeStateAsUpdate(writer.doc);
  await expect(engine.push('d1', { update, author: 'ada', lineage })).rejects.toMatchObject({
    code: 'conflict',
  });
  const sink = await open({ engine });
  await storage.documents.setTrashed('d1', { at: 1, by: 'ada' });
  engine.documentChanged('d1');
  await expect.poll(() => types(sink)).toContain('role');
  await expect(push(update)).rejects.toMatchObject({ code: 'read_only' });
  await storage.documents.setTrashed('d1', null);
  engine.documentChanged('d1');
  await expect.poll(() => types(sink).filter((type) => type === 'role').length).toBe(2);
  expect((await rows()).length).toBe(1);
  await push(update);
});

test('the server edits by the same way; a change that throws leaves nothing behind', async () => {
  const { engine, storage, ...rig } = await startWithWriter();
  const sink = await open({ engine });
  await engine.edit('d1', 'ada', (doc) => doc.getText('title').insert(0, 'New '));
  expect((await storage.documents.get('d1'))?.title).toBe('New Untitled');
  expect(new EngineReplica().takeAll(sink).title).toBe('New Untitled');
  const before = sink.frames.length;
  await expect(
    engine.edit('d1', 'ada', (doc) => {
      doc.getText('title').insert(0, 'half ');
      throw new Error('on purpose');
    }),
  ).rejects.toThrow('on purpose');
  rig.clock.advance(1000);
  expect(sink.frames.length).toBe(before);
  expect((await freshReplica({ engine })).title).toBe('New Untitled');
  expect(await engine.edit('d1', 'ada', () => undefined)).toEqual({ cursor: `${engine.gen}.2` });
});

test('reading shows the durable state, and cannot change it', async () => {
  const { engine, gate, push, writer } = await startWithWriter();
  gate.close();
  const pushed = push(writer.type('!'));
  await expect.poll(() => gate.appends).toBe(1);
  const title = engine.read('d1', (doc) => doc.getText('title').toString());
  gate.open();
  expect(await title).toBe('Untitled!');
  await pushed;
  await engine.read('d1', (doc) => doc.getText('title').insert(0, 'sneaky'));
  expect(await engine.read('d1', (doc) => doc.getText('title').toString())).toBe('Untitled!');
});

test('a storage that is too slow gets no more than it may hold up', async () => {
  const rig = await startEngine({ limits: { pendingBytes: 10_000 } });
  const writer = await freshReplica(rig);
  rig.gate.close();
  const first = rig.engine.push('d1', { update: writer.type('x'.repeat(10_000)), author: 'ada' });
  await expect.poll(() => rig.gate.appends).toBe(1);
  await expect(
    rig.engine.push('d1', { update: writer.type('y'), author: 'ada' }),
  ).rejects.toMatchObject({ code: 'storage_unavailable' });
  rig.gate.open();
  await first;
});

test('whoever breaks the resident doc again and again has to wait', async () => {
  const { engine, writer, clock, push } = await startWithWriter();
  for (let i = 0; i < 5; i++) {
    const broken = engine.edit('d1', 'mallory', (doc) => {
      doc.getText('title').insert(0, 'x');
      throw new Error('broken');
    });
    await expect(broken).rejects.toThrow('broken');
  }
  const update = writer.type('fine');
  await expect(push(update, 'mallory')).rejects.toMatchObject({
    code: 'rate_limited',
    retryAfter: 60,
  });
  await push(update, 'ada');
  clock.advance(60_000);
  await push(writer.type('!'), 'mallory');
});
