import { expect, test } from 'vitest';
import * as Y from 'yjs';
import {
  connectionOf,
  EngineReplica,
  freshReplica,
  open,
  person,
  settle,
  startEngine,
  types,
  type EngineRig,
} from '../../../../tests/support/engine.ts';
import { FakeSink, parseFrames } from './doubles.ts';
import { coalesceTime, DEFAULT_LIMITS, waitAfter } from './limits.ts';

/** Pushes these texts one after the other, and returns the cursors. */
async function write(
  { engine }: Pick<EngineRig, 'engine'>,
  writer: EngineReplica,
  texts: string[],
) {
  const cursors: string[] = [];
  for (const text of texts) {
    const { cursor } = await engine.push('d1', { update: writer.type(text), author: 'ada' });
    cursors.push(cursor);
  }
  return cursors;
}

/** What came after the first `ready`. */
function live(sink: FakeSink) {
  const events = sink.events();
  return events.slice(events.findIndex(({ type }) => type === 'ready') + 2);
}

test('without a cursor: hello, the full state, ready at its state vector, who is here', async () => {
  const rig = await startEngine();
  const sink = await open(rig);
  expect(types(sink)).toEqual(['hello', 'update', 'ready', 'presence']);
  const [hello, update, ready] = sink.events();
  expect(hello).toMatchObject({ role: 'editor', gen: rig.engine.gen, lineage: 'l1' });
  expect(update).toMatchObject({ cursor: `${rig.engine.gen}.1` });
  const replica = new EngineReplica().takeAll(sink);
  expect(replica.title).toBe('Untitled');
  expect(ready).toMatchObject({
    cursor: `${rig.engine.gen}.1`,
    stateVector: Y.encodeStateVector(replica.doc),
  });
});

test('with a cursor: exactly what is missing, and nothing for a reader that lacks nothing', async () => {
  const rig = await startEngine();
  const writer = await freshReplica(rig);
  const [two, , , five] = await write(rig, writer, ['a', 'b', 'c', 'd']);
  const rows = await rig.storage.updates.read('d1', { after: 2, upTo: 5, maxBytes: 1e6 });
  const behind = await open(rig, person('behind'), { cursor: two ?? '' });
  const [, update] = behind.events();
  expect(types(behind)).toEqual(['hello', 'update', 'ready', 'presence']);
  expect(update).toEqual({
    type: 'update',
    cursor: five,
    update: Y.mergeUpdates(rows.map((row) => row.update)),
  });
  const level = await open(rig, person('level'), { cursor: five ?? '' });
  expect(types(level)).toEqual(['hello', 'ready', 'presence']);
});

test.each([
  ['unknown', () => 'nonsense'],
  ['unknown', () => ''],
  ['ahead', (gen: string) => `${gen}.9`],
  ['generation', () => 'other.1'],
  ['generation', (gen: string) => `${gen}.0`],
])('a cursor that cannot be continued: reset (%s), then the full state', async (reason, cursor) => {
  const rig = await startEngine();
  const sink = await open(rig, person('lost'), { cursor: cursor(rig.engine.gen) });
  expect(types(sink)).toEqual(['hello', 'reset', 'update', 'ready', 'presence']);
  expect(sink.events()[1]).toEqual({ type: 'reset', reason, gen: rig.engine.gen, lineage: 'l1' });
  expect(new EngineReplica().takeAll(sink).title).toBe('Untitled');
});

test('a restart costs nobody anything: a cursor of the start before continues', async () => {
  const before = await startEngine();
  const writer = await freshReplica(before);
  const [two] = await write(before, writer, ['a']);
  const storage = before.storage.reopen({});
  const rig = await startEngine({ storage, clock: before.clock });
  expect(rig.engine.gen).not.toBe(before.engine.gen);
  const [three] = await write(rig, writer, ['b']);
  expect(three).toBe(`${rig.engine.gen}.3`);
  const sink = await open(rig, person('back'), { cursor: two ?? '' });
  expect(types(sink)).toEqual(['hello', 'update', 'ready', 'presence']);
  const wrong = await open(rig, person('wrong'), { cursor: `${rig.engine.gen}.2` });
  expect(types(wrong)).toContain('reset');
});

test('the sender gets its own updates as ids alone; a foreign connection is ignored', async () => {
  const rig = await startEngine();
  const [mine, other] = [await open(rig, person('ada')), await open(rig, person('bob'))];
  const writer = new EngineReplica().takeAll(mine);
  const connection = connectionOf(mine);
  const push = (text: string, sessionId: string) =>
    rig.engine.push('d1', { update: writer.type(text), author: 'ada', connection, sessionId });
  const { cursor } = await push('a', 'ada');
  expect(live(mine)).toEqual([]);
  rig.clock.advance(1000);
  expect(live(mine)).toEqual([{ type: 'cursor', cursor }]);
  expect(live(other)).toMatchObject([{ type: 'update', cursor }]);
  rig.clock.advance(1000);
  await push('b', 'bob');
  expect(live(mine).map(({ type }) => type)).toEqual(['cursor', 'update']);
});

test('the id of an own update is not told by itself if a later frame or the end of the stream tells it', async () => {
  const rig = await startEngine();
  const [mine, other] = [await open(rig, person('ada')), await open(rig, person('bob'))];
  const writer = new EngineReplica().takeAll(mine);
  const push = (text: string, sink: FakeSink, sessionId: string) =>
    rig.engine.push('d1', {
      ...{ update: writer.type(text), author: sessionId },
      ...{ connection: connectionOf(sink), sessionId },
    });
  await push('a', mine, 'ada');
  rig.clock.advance(16);
  await push('b', other, 'bob');
  rig.clock.advance(1000);
  expect(live(mine)).toMatchObject([{ type: 'update', cursor: `${rig.engine.gen}.3` }]);
  const { cursor } = await push('c', mine, 'ada');
  await rig.engine.drain();
  expect(live(mine).slice(1)).toMatchObject([{ type: 'cursor', cursor }, { type: 'bye' }]);
});

test('one person’s edits are stored at once, those of several in turn every 16 ms', async () => {
  const rig = await startEngine({ limits: { gather: true } });
  const writer = new EngineReplica().takeAll(await open(rig));
  const push = (author: string) => rig.engine.push('d1', { update: writer.type(author), author });
  await push('ada');
  await push('ada');
  expect(rig.gate.appends).toBe(2);
  const pushes = ['bob', 'ada', 'eve'].map(push);
  rig.clock.advance(15);
  await settle();
  expect(rig.gate.appends).toBe(2);
  rig.clock.advance(1);
  await Promise.all(pushes);
  expect(rig.gate.appends).toBe(3);
  rig.clock.advance(100);
  await push('bob');
  expect(rig.gate.appends).toBe(4);
  // Whoever needs the document at rest does not wait for the clock.
  const last = push('ada');
  await rig.engine.read('d1', () => undefined);
  await last;
  expect(rig.gate.appends).toBe(5);
});

test('a clock that is set back delays nobody', () => {
  expect([90, 100, 105, 116, 200].map((now) => waitAfter(100, 16, now))).toEqual([
    16, 16, 11, 0, -84,
  ]);
});

test('who writes without a pause is told the cursor within a second', async () => {
  const rig = await startEngine();
  const mine = await open(rig, person('ada'));
  const writer = new EngineReplica().takeAll(mine);
  const connection = connectionOf(mine);
  for (let i = 0; i < 11; i++) {
    const update = writer.type('a');
    await rig.engine.push('d1', { update, author: 'ada', connection, sessionId: 'ada' });
    await rig.engine.push('d1', {
      update: writer.type('b'),
      author: 'ada',
      connection,
      sessionId: 'ada',
    });
    if (i < 10) rig.clock.advance(100);
  }
  expect(live(mine).map(({ type }) => type)).toEqual(['cursor']);
});

test('with many readers, frames are further apart', () => {
  expect([1, 100, 200, 300, 1_000].map((readers) => coalesceTime(DEFAULT_LIMITS, readers))).toEqual(
    [16, 20, 40, 60, 100],
  );
});

test('a quiet room tells at once; under load what comes within 16 ms is one frame, encoded once', async () => {
  const rig = await startEngine();
  const [one, two] = [await open(rig, person('one')), await open(rig, person('two'))];
  const writer = new EngineReplica().takeAll(one);
  const cursors = await write(rig, writer, ['a', 'b', 'c', 'd']);
  expect(live(one)).toMatchObject([{ cursor: cursors[0] }]);
  rig.clock.advance(16);
  expect(live(one)).toMatchObject([{ cursor: cursors[0] }, { cursor: cursors[3] }]);
  expect(one.frames.at(-1)).toBe(two.frames.at(-1));
  expect(new EngineReplica().takeAll(two).title).toBe('Untitledabcd');
});

test('a reader that comes before the others are told gets what is stored, ready at it, and nothing twice', async () => {
  const rig = await startEngine();
  const other = await open(rig, person('other'));
  const writer = new EngineReplica().takeAll(other);
  const [two, three] = await write(rig, writer, ['a', 'b']);
  expect(live(other)).toMatchObject([{ cursor: two }]);
  const [behind, fresh] = [
    await open(rig, person('behind'), { cursor: two ?? '' }),
    await open(rig, person('fresh')),
  ];
  for (const sink of [behind, fresh]) {
    expect(types(sink)).toEqual(['hello', 'update', 'ready', 'presence']);
    const ready = sink.events()[2];
    expect(ready).toMatchObject({ cursor: three });
    expect(ready).toMatchObject({ stateVector: Y.encodeStateVector(writer.doc) });
  }
  rig.clock.advance(100);
  for (const sink of [behind, fresh]) expect(live(sink)).toEqual([]);
  expect(live(other)).toMatchObject([{ cursor: two }, { cursor: three }]);
});

test('a reader that comes while an append is in flight gets it once', async () => {
  const rig = await startEngine();
  const writer = await freshReplica(rig);
  const sinks: FakeSink[] = [];
  for (let i = 0; i < 20; i++) {
    rig.gate.close();
    const pushed = rig.engine.push('d1', { update: writer.type(`${i} `), author: 'ada' });
    await expect.poll(() => rig.gate.appends).toBe(i + 1);
    // Some open before the commit, some in the very moment of it, some after.
    const opened = [0, 1, 2].map(async (when) => {
      const sink = new FakeSink();
      sinks.push(sink);
      for (let k = 0; k < when * 3; k++) await Promise.resolve();
      await open(rig, person(`reader ${i} ${when}`), { sink });
    });
    rig.gate.open();
    await Promise.all([...opened, pushed]);
    if (i % 3 === 0) rig.clock.advance(20);
  }
  rig.clock.advance(20);
  for (const sink of sinks) {
    expect(new EngineReplica().takeAll(sink).title).toBe(writer.title);
    const seqs = sink
      .events()
      .flatMap((event) => (event.type === 'update' ? [Number(event.cursor.split('.')[1])] : []));
    expect(seqs).toEqual([...new Set(seqs)].sort((a, b) => a - b));
    // Nothing twice: what the frames bring adds up to what there is.
    const clocks = sink
      .events()
      .flatMap((event) => (event.type === 'update' ? [Y.parseUpdateMeta(event.update)] : []));
    let end = 0;
    for (const { from, to } of clocks) {
      expect(from.get(writer.doc.clientID) ?? end).toBe(end);
      end = to.get(writer.doc.clientID) ?? end;
    }
  }
});

test('with poll the same frames come up to ready, and the answer ends', async () => {
  const rig = await startEngine();
  const sink = await open(rig, person('poll'), { poll: true });
  expect(types(sink)).toEqual(['hello', 'update', 'ready']);
  expect(sink.ended).toBe(true);
  expect(rig.engine.stats().subscribers).toBe(0);
  const again = await open(rig, person('poll'), { poll: true, cursor: `${rig.engine.gen}.1` });
  expect(types(again)).toEqual(['hello', 'ready']);
});

test('a document that is not there is not found before anything is written', async () => {
  const { engine } = await startEngine();
  const sink = new FakeSink();
  const options = { cursor: null, poll: false, sink };
  await expect(engine.subscribe('d2', person('ada'), options)).rejects.toMatchObject({
    code: 'not_found',
  });
  expect(sink.frames).toEqual([]);
  expect(engine.stats().rooms).toBe(0);
});

// ── Slow readers ─────────────────────────────────────────────────────────────

test('a reader that takes nothing while 50 MB pass costs a bounded queue, and catches up exactly', async () => {
  const rig = await startEngine();
  const slow = new FakeSink();
  await open(rig, person('slow'), { sink: slow });
  const writer = new EngineReplica().takeAll(slow);
  slow.stall();
  const page = 'x'.repeat(500_000);
  for (let i = 0; i < 100; i++) {
    const update = writer.edit((doc) => doc.getMap<string>('elements').set('page', `${i}${page}`));
    await rig.engine.push('d1', { update, author: 'ada' });
    rig.clock.advance(50);
  }
  const frame = (page.length * 4) / 3 + 1000;
  expect(slow.peakBytes).toBeLessThan(1024 * 1024 + frame);
  expect(rig.engine.stats().behind).toBe(1);
  expect(rig.engine.stats().recentBytes).toBeLessThan(256 * 1024 + page.length + 1000);

  slow.drain();
  await expect.poll(() => rig.engine.stats().behind).toBe(0);
  const replica = new EngineReplica().takeAll(slow);
  expect(replica.doc.getMap('elements').get('page')).toBe(`99${page}`);
  expect(replica.cursor).toBe(`${rig.engine.gen}.101`);
  // And goes on live.
  const frames = slow.frames.length;
  await rig.engine.push('d1', { update: writer.type('!'), author: 'ada' });
  rig.clock.advance(20);
  expect(slow.frames.length).toBe(frames + 1);
});

test('one that was behind by little gets exactly the entries that it lacks', async () => {
  const rig = await startEngine({ limits: { queueBytes: 200, recentBytes: 0 } });
  const slow = new FakeSink();
  await open(rig, person('slow'), { sink: slow });
  const writer = new EngineReplica().takeAll(slow);
  slow.stall();
  for (let i = 0; i < 10; i++) {
    await write(rig, writer, [`entry ${i} `]);
    rig.clock.advance(50);
  }
  const had = slow.frames.length;
  const last = slow.events().at(-1);
  const after = last?.type === 'update' ? Number(last.cursor.split('.')[1]) : 0;
  expect(after).toBeLessThan(11);
  slow.drain();
  await expect.poll(() => rig.engine.stats().behind).toBe(0);
  const rows = await rig.storage.updates.read('d1', { after, upTo: 11, maxBytes: 1e6 });
  expect(parseFrames(slow.frames.slice(had))).toEqual([
    {
      type: 'update',
      cursor: `${rig.engine.gen}.11`,
      update: Y.mergeUpdates(rows.map(({ update }) => update)),
    },
  ]);
});

test('one that comes back by the full state gets nothing of it again', async () => {
  const rig = await startEngine({ limits: { queueBytes: 100, replayBytes: 100, recentBytes: 0 } });
  const slow = new FakeSink();
  await open(rig, person('slow'), { sink: slow });
  const writer = new EngineReplica().takeAll(slow);
  slow.stall();
  for (let i = 0; i < 5; i++) {
    await write(rig, writer, ['x'.repeat(200)]);
    rig.clock.advance(50);
  }
  await write(rig, writer, ['y']);
  // Stored but not yet told to anybody.
  await write(rig, writer, ['z']);
  const had = slow.frames.length;
  slow.drain();
  await expect.poll(() => rig.engine.stats().behind).toBe(0);
  rig.clock.advance(100);
  expect(parseFrames(slow.frames.slice(had))).toMatchObject([
    { type: 'update', cursor: `${rig.engine.gen}.8` },
  ]);
  expect(new EngineReplica().takeAll(slow).title).toBe(writer.title);
});

test('a reader of which nothing drains loses its stream', async () => {
  const rig = await startEngine({ limits: { stallMs: 60_000 } });
  const [dead, slow] = [new FakeSink(), new FakeSink()];
  await open(rig, person('dead'), { sink: dead });
  await open(rig, person('slow'), { sink: slow });
  dead.stall();
  slow.stall();
  for (let i = 0; i < 7; i++) {
    rig.clock.advance(9_000);
    slow.drain({ stallAgain: true });
  }
  rig.clock.advance(20_000);
  expect(dead.ended).toBe(true);
  expect(slow.ended).toBe(false);
});

test('a replay larger than the limit is the full state', async () => {
  const rig = await startEngine({ limits: { replayBytes: 1000, recentBytes: 0 } });
  const writer = await freshReplica(rig);
  const [two] = await write(rig, writer, [
    'abcd'.repeat(99),
    'e'.repeat(400),
    'f'.repeat(400),
    'g'.repeat(400),
  ]);
  const sink = await open(rig, person('away'), { cursor: two ?? '' });
  expect(types(sink)).toEqual(['hello', 'update', 'ready', 'presence']);
  expect(new EngineReplica().takeAll(sink).title).toBe(writer.title);
});

test('a reader that goes in the middle of anything leaves nothing', async () => {
  const rig = await startEngine();
  const writer = await freshReplica(rig);
  const sink = new FakeSink();
  const opened = open(rig, person('gone'), { sink });
  sink.close();
  await opened;
  await write(rig, writer, ['x']);
  expect(rig.engine.stats().subscribers).toBe(0);
});

// ── Other content, other rights ──────────────────────────────────────────────

test('replaced content: reset, the new state, ready; and what was on its way is stored before', async () => {
  const rig = await startEngine();
  const sink = await open(rig);
  const writer = new EngineReplica().takeAll(sink);
  rig.gate.close();
  const pushed = rig.engine.push('d1', { update: writer.type('old'), author: 'ada' });
  await expect.poll(() => rig.gate.appends).toBe(1);
  const content = new Y.Doc();
  content.getText('title').insert(0, 'Other');
  const replaced = rig.engine.replace('d1', 'bob', Y.encodeStateAsUpdate(content));
  const late = rig.engine.push('d1', {
    update: writer.type(' late'),
    author: 'ada',
    lineage: 'l1',
  });
  rig.gate.open();
  expect(await pushed).toEqual({ cursor: `${rig.engine.gen}.2` });
  await replaced;
  await expect(late).rejects.toMatchObject({ code: 'conflict' });
  await settle();
  const events = live(sink);
  expect(events.map(({ type }) => type)).toEqual([
    'update',
    'reset',
    'update',
    'ready',
    'presence',
  ]);
  const [, reset, update] = events;
  const record = await rig.storage.documents.get('d1');
  expect(reset).toMatchObject({ reason: 'generation', lineage: record?.lineage });
  expect(record).toMatchObject({ title: 'Other', seq: 3, baseSeq: 3 });
  const replica = new EngineReplica();
  if (update) replica.take(update);
  expect(replica.title).toBe('Other');
  expect(replica.cursor).toBe(`${rig.engine.gen}.3`);
  const old = await open(rig, person('old'), { cursor: `${rig.engine.gen}.2` });
  expect(types(old)).toContain('reset');
});

test('replacing by something that is not a state changes nothing', async () => {
  const rig = await startEngine();
  const sink = await open(rig);
  const writer = new EngineReplica().takeAll(sink);
  for (const update of [writer.type('x'), Uint8Array.from([1, 2, 3])]) {
    const code = update.length > 3 ? 'invalid_update' : 'malformed_update';
    await expect(rig.engine.replace('d1', null, update)).rejects.toMatchObject({ code });
  }
  expect(live(sink)).toEqual([]);
});

test('trashed: everybody is a viewer; restored: everybody is what they were; purged: it is over', async () => {
  const rig = await startEngine();
  const [editor, viewer] = [new FakeSink(), new FakeSink()];
  await open(rig, person('ada'), { sink: editor });
  await open(rig, person('vic', { role: 'viewer' }), { sink: viewer });
  await rig.storage.documents.setTrashed('d1', { at: 1, by: null });
  rig.engine.documentChanged('d1');
  await expect.poll(() => live(editor)).toEqual([{ type: 'role', role: 'viewer' }]);
  const late = await open(rig, person('late'));
  expect(late.events()[0]).toMatchObject({ type: 'hello', role: 'viewer' });
  await rig.storage.documents.setTrashed('d1', null);
  rig.engine.documentChanged('d1');
  await expect.poll(() => live(editor).at(-1)).toEqual({ type: 'role', role: 'editor' });
  expect(live(viewer)).toEqual([]);
  await rig.storage.documents.purge('d1');
  rig.engine.documentChanged('d1');
  await expect.poll(() => [editor.ended, viewer.ended, late.ended]).toEqual([true, true, true]);
  expect(rig.engine.stats().rooms).toBe(0);
  await expect(open(rig)).rejects.toMatchObject({ code: 'not_found' });
});

test('a document that is purged under a push is not found, and its streams end', async () => {
  const rig = await startEngine();
  const sink = await open(rig);
  const writer = new EngineReplica().takeAll(sink);
  await rig.storage.documents.purge('d1');
  await expect(
    rig.engine.push('d1', { update: writer.type('x'), author: 'ada' }),
  ).rejects.toMatchObject({ code: 'not_found' });
  await expect.poll(() => sink.ended).toBe(true);
});

test('logout, expiry, another role and no role at all reach the streams', async () => {
  const rig = await startEngine();
  const [ada, bob, eve, vic] = [new FakeSink(), new FakeSink(), new FakeSink(), new FakeSink()];
  await open(rig, person('ada'), { sink: ada });
  await open(rig, person('bob'), { sink: bob });
  await open(rig, person('eve', { expiresAt: rig.clock.now() + 5_000 }), { sink: eve });
  await open(rig, person('vic'), { sink: vic });
  rig.engine.sessionEnded('ada');
  expect(ada.ended).toBe(true);
  rig.engine.roleChanged('bob', 'viewer');
  expect(live(bob)).toEqual([{ type: 'role', role: 'viewer' }]);
  rig.engine.roleChanged('vic', null);
  expect(vic.ended).toBe(true);
  rig.clock.advance(4_900);
  expect(eve.ended).toBe(false);
  rig.clock.advance(1_000);
  expect(eve.ended).toBe(true);
  expect(bob.ended).toBe(false);
});

test('a ping at least every 15 s; a long stream ends with bye', async () => {
  const rig = await startEngine();
  const sink = await open(rig);
  rig.clock.advance(15_000);
  expect(live(sink)).toEqual([{ type: 'ping' }]);
  rig.clock.advance(45 * 60_000 * (4 / 3));
  expect(sink.ended).toBe(true);
  expect(live(sink).filter(({ type }) => type === 'ping').length).toBeGreaterThan(100);
  expect(live(sink).at(-1)).toMatchObject({ type: 'bye' });
});

test('a storage that fails while a reader is brought on ends its stream, nothing else', async () => {
  const rig = await startEngine();
  const well = await open(rig);
  const { storage } = rig;
  const genAt = storage.updates.genAt;
  const writer = new EngineReplica().takeAll(well);
  await write(rig, writer, ['x']);
  storage.updates.genAt = () => Promise.reject(new Error('disk'));
  const sink = await open(rig, person('late'), { cursor: `${rig.engine.gen}.1` });
  storage.updates.genAt = genAt;
  expect(types(sink)).toEqual(['hello']);
  expect(sink.ended).toBe(true);
  expect(well.ended).toBe(false);
});
