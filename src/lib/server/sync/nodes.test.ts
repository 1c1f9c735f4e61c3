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
import type { Bus } from '../bus/bus.ts';
import { MemoryHub } from '../bus/memory.ts';

/** Two nodes on one storage; what `lose` says is lost on the way to the second. */
async function startNodes(lose: (count: number) => boolean = () => false) {
  const hub = new MemoryHub();
  const joined = hub.join();
  let count = 0;
  const lossy: Bus = {
    publishDocument: (id, message) => joined.publishDocument(id, message),
    subscribeDocument: (id, listener) =>
      joined.subscribeDocument(id, (message) => {
        if (!lose(++count)) listener(message);
      }),
    publishPeople: (message) => joined.publishPeople(message),
    subscribePeople: (listener) => joined.subscribePeople(listener),
    close: () => joined.close(),
  };
  const one = await startEngine({ bus: hub.join() });
  const two = await startEngine({ bus: lossy, storage: one.storage, clock: one.clock });
  return { one, two };
}

test('an edit on one node reaches the readers of the other, with one cursor for all', async () => {
  const { one, two } = await startNodes();
  const [here, there] = [await open(one), await open(two)];
  const writer = new EngineReplica().takeAll(here);
  const { cursor } = await one.engine.push('d1', { update: writer.type('!'), author: 'ada' });
  await expect.poll(() => new EngineReplica().takeAll(there).title).toBe('Untitled!');
  expect(new EngineReplica().takeAll(there).cursor).toBe(cursor);
  // A cursor is valid on every node, whoever accepted the entry.
  expect(types(await open(two, person('moved'), { cursor }))).not.toContain('reset');
});

test('a gap on the bus is read from the log: nothing is lost, nothing comes twice', async () => {
  const { one, two } = await startNodes((count) => count % 3 !== 0);
  const sink = await open(two);
  const writer = await freshReplica(one);
  for (let i = 0; i < 30; i++) {
    await one.engine.push('d1', { update: writer.type(`${i} `), author: 'ada' });
    one.clock.advance(20);
  }
  await expect.poll(() => new EngineReplica().takeAll(sink).title).toBe(writer.title);
  let end = 0;
  for (const event of sink.events()) {
    if (event.type !== 'update') continue;
    const { from, to } = Y.parseUpdateMeta(event.update);
    expect(from.get(writer.doc.clientID) ?? end).toBe(end);
    end = to.get(writer.doc.clientID) ?? end;
  }
});

test('both nodes write at once: one order, one content, one state', async () => {
  const { one, two } = await startNodes((count) => count % 4 === 0);
  const sinks = [await open(one, person('ada')), await open(two, person('bob'))];
  const [ada, bob] = sinks.map((sink) => new EngineReplica().takeAll(sink));
  if (!ada || !bob) throw new Error('two sinks');
  for (let i = 0; i < 40; i++) {
    await Promise.all([
      one.engine.push('d1', { update: ada.type('a'), author: 'ada' }),
      two.engine.push('d1', { update: bob.type('b'), author: 'bob' }),
    ]);
    one.clock.advance(20);
  }
  const [fresh1, fresh2] = [await freshReplica(one), await freshReplica(two)];
  expect(fresh1.title.length).toBe(8 + 80);
  await expect
    .poll(() => sinks.map((sink) => stateOf(new EngineReplica().takeAll(sink).doc)))
    .toEqual([stateOf(fresh1.doc), stateOf(fresh1.doc)]);
  expect(stateOf(fresh2.doc)).toBe(stateOf(fresh1.doc));
  expect(await two.engine.read('d1', stateOf)).toBe(stateOf(fresh1.doc));
});

test('what builds on an entry that this node has not heard of is found in the log', async () => {
  const { one, two } = await startNodes(() => true);
  await two.engine.read('d1', () => undefined);
  const writer = await freshReplica(one);
  await one.engine.push('d1', { update: writer.type('first '), author: 'ada' });
  const { cursor } = await two.engine.push('d1', { update: writer.type('second'), author: 'ada' });
  expect(cursor).toBe(`${two.engine.gen}.3`);
  expect((await freshReplica(two)).title).toBe('Untitledfirst second');
});

test('a cursor that this node has not heard of is found in the log', async () => {
  const { one, two } = await startNodes(() => true);
  await open(two);
  const writer = await freshReplica(one);
  const { cursor } = await one.engine.push('d1', { update: writer.type('x'), author: 'ada' });
  expect(types(await open(two, person('moved'), { cursor }))).toEqual([
    'hello',
    'ready',
    'presence',
  ]);
});

test('a node that slept over a compaction of the other catches up', async () => {
  const hub = new MemoryHub();
  const limits = { compactEntries: 600, keepEntries: 10 };
  const one = await startEngine({ bus: hub.join(), limits });
  let deaf = true;
  const end = hub.join();
  const bus: Bus = {
    publishDocument: (id, message) => end.publishDocument(id, message),
    subscribeDocument: (id, hear) =>
      end.subscribeDocument(id, (message) => {
        if (!deaf) hear(message);
      }),
    publishPeople: (message) => end.publishPeople(message),
    subscribePeople: (hear) => end.subscribePeople(hear),
    close: () => end.close(),
  };
  const two = await startEngine({ bus, storage: one.storage, clock: one.clock, limits });
  const sink = await open(two);
  const writer = await freshReplica(one);
  for (let i = 0; i < 620; i++) {
    await one.engine.push('d1', { update: writer.type('x'), author: 'ada' });
  }
  await expect.poll(async () => (await one.storage.updates.segments('d1', 0)).length).toBe(1);
  deaf = false;
  await one.engine.push('d1', { update: writer.type('!'), author: 'ada' });
  await expect.poll(() => new EngineReplica().takeAll(sink).title).toBe(writer.title);
  expect(types(sink)).not.toContain('reset');
  await two.engine.push('d1', { update: writer.type('?'), author: 'ada' });
  expect(await two.engine.read('d1', stateOf)).toBe(stateOf(writer.doc));
});

test('logout, roles, trash and replacement reach the other node', async () => {
  const { one, two } = await startNodes();
  const [ada, bob] = [await open(two, person('ada')), await open(two, person('bob'))];
  one.engine.sessionEnded('ada');
  await expect.poll(() => ada.ended).toBe(true);
  one.engine.roleChanged('bob', 'viewer');
  await expect.poll(() => bob.events().at(-1)).toEqual({ type: 'role', role: 'viewer' });
  const content = new Y.Doc();
  content.getText('title').insert(0, 'Other');
  await one.engine.replace('d1', null, Y.encodeStateAsUpdate(content));
  await expect.poll(() => types(bob).slice(-4)).toEqual(['reset', 'update', 'ready', 'presence']);
  one.engine.roleChanged('bob', null);
  await expect.poll(() => bob.ended).toBe(true);
});
