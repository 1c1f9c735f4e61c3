import { expect, test } from 'vitest';
import {
  connectionOf,
  EngineReplica,
  open,
  person,
  startEngine,
  types,
  type EngineRig,
} from '../../../../tests/support/engine.ts';
import { FakeSink } from './doubles.ts';

function show(
  { engine }: EngineRig,
  sink: FakeSink,
  sessionId: string,
  state: Record<string, unknown> | null,
  clientID = 7,
): void {
  engine.presence('d1', sessionId, { connection: connectionOf(sink), clientID, state });
}

/** Presence events after the first, which tells who was here. */
function told(sink: FakeSink) {
  return sink
    .events()
    .flatMap((event) => (event.type === 'presence' ? [event.states] : []))
    .slice(1);
}

test('changes of a moment are told once, with the identity of the session, and not to their sender', async () => {
  const rig = await startEngine();
  const [ada, bob] = [await open(rig, person('ada')), await open(rig, person('bob'))];
  show(rig, ada, 'ada', { caret: 1, user: { id: 'bob', name: 'Bob' } });
  show(rig, ada, 'ada', { caret: 2 });
  expect(told(bob)).toEqual([]);
  rig.clock.advance(100);
  const [states] = told(bob);
  expect(told(bob).length).toBe(1);
  expect(states).toMatchObject([
    { clientID: 7, state: { caret: 2 }, user: { id: 'ada', name: 'ada', color: 1 } },
  ]);
  expect(states?.[0]?.id).not.toBe(connectionOf(ada));
  expect(told(ada)).toEqual([]);
  expect(bob.frames.join('')).not.toContain(connectionOf(ada));
});

test('everybody gets the same bytes; one who comes later gets everybody after ready', async () => {
  const rig = await startEngine();
  const sinks = [];
  for (const name of ['ada', 'bob', 'eve']) sinks.push(await open(rig, person(name)));
  const [ada, bob, eve] = sinks as [FakeSink, FakeSink, FakeSink];
  show(rig, ada, 'ada', { caret: 1 }, 1);
  show(rig, bob, 'bob', { caret: 2 }, 2);
  rig.clock.advance(100);
  expect(ada.frames.at(-1)).toBe(eve.frames.at(-1));
  expect(told(eve)[0]?.map(({ clientID }) => clientID)).toEqual([1, 2]);
  const late = await open(rig, person('late'));
  expect(types(late).slice(-2)).toEqual(['ready', 'presence']);
  expect(late.events().at(-1)).toMatchObject({ states: [{ clientID: 1 }, { clientID: 2 }] });
});

test('presence and updates of a moment are one write; who sent the update gets the presence alone', async () => {
  const rig = await startEngine();
  const [ada, bob, eve] = [
    await open(rig, person('ada')),
    await open(rig, person('bob')),
    await open(rig, person('eve')),
  ];
  const writer = new EngineReplica().takeAll(ada);
  const push = () =>
    rig.engine.push('d1', {
      ...{ update: writer.type('a'), author: 'ada', sessionId: 'ada' },
      connection: connectionOf(ada),
    });
  await push();
  const before = [ada, bob, eve].map(({ frames }) => frames.length);
  show(rig, bob, 'bob', { caret: 1 });
  await push();
  rig.clock.advance(16);
  const news = [ada, bob, eve].map(({ frames }, i) => frames.slice(before[i]));
  expect(news.map((frames) => frames.length)).toEqual([1, 1, 1]);
  expect(news.map((frames) => frames.join('').match(/(?<=event: )\w+/g))).toEqual([
    ['presence'],
    ['update'],
    ['update', 'presence'],
  ]);
  expect(told(eve)).toMatchObject([[{ state: { caret: 1 } }]]);
});

test('presence that is due waits for updates that are told in a moment, and is told once', async () => {
  const rig = await startEngine({ limits: { coalesceMs: 100, presenceTickMs: 60 } });
  const [ada, eve] = [await open(rig, person('ada')), await open(rig, person('eve'))];
  const writer = new EngineReplica().takeAll(ada);
  const push = () => rig.engine.push('d1', { update: writer.type('a'), author: null });
  await push();
  show(rig, ada, 'ada', { caret: 1 });
  rig.clock.advance(20);
  await push();
  const { length } = eve.frames;
  rig.clock.advance(79);
  expect(eve.frames.length).toBe(length);
  rig.clock.advance(1);
  expect(eve.frames.length).toBe(length + 1);
  expect(told(eve)).toMatchObject([[{ state: { caret: 1 } }]]);
  rig.clock.advance(1000);
  expect(eve.frames.length).toBe(length + 1);
});

test('a caret outlives its stream by three to five seconds; a stream of the same tab takes its place at once', async () => {
  const rig = await startEngine();
  const [ada, bob] = [await open(rig, person('ada')), await open(rig, person('bob'))];
  show(rig, ada, 'ada', { caret: 1 });
  rig.clock.advance(100);
  ada.close();
  rig.clock.advance(2_900);
  expect(told(bob).length).toBe(1);
  rig.clock.advance(2_100);
  expect(told(bob)[1]).toMatchObject([{ clientID: 7, state: null }]);
  expect(rig.engine.stats().presence).toBe(0);

  const back = await open(rig, person('ada'));
  show(rig, back, 'ada', { caret: 2 });
  rig.clock.advance(100);
  back.close();
  const again = await open(rig, person('ada'));
  show(rig, again, 'ada', { caret: 3 });
  rig.clock.advance(100);
  expect(told(bob)[3]).toMatchObject([{ state: null }, { state: { caret: 3 } }]);
  expect(rig.engine.stats().presence).toBe(1);
});

test('showing nothing any more is told at once', async () => {
  const rig = await startEngine();
  const [ada, bob] = [await open(rig, person('ada')), await open(rig, person('bob'))];
  show(rig, ada, 'ada', { caret: 1 });
  rig.clock.advance(100);
  show(rig, ada, 'ada', null);
  rig.clock.advance(100);
  expect(told(bob)[1]).toMatchObject([{ clientID: 7, state: null }]);
});

test('who goes is out at once, also when the stream has ended before that is said', async () => {
  const rig = await startEngine();
  const [ada, bob] = [await open(rig, person('ada')), await open(rig, person('bob'))];
  show(rig, ada, 'ada', { caret: 1 });
  rig.clock.advance(100);
  ada.close();
  expect(() => show(rig, ada, 'bob', null)).toThrow('foreign_connection');
  show(rig, ada, 'ada', null);
  rig.clock.advance(100);
  expect(told(bob)[1]).toMatchObject([{ clientID: 7, state: null }]);
  expect(rig.engine.stats().presence).toBe(0);
  expect(() => show(rig, ada, 'ada', null)).toThrow('foreign_connection');
});

test('a connection of another session, of nobody, or that is gone is foreign', async () => {
  const rig = await startEngine();
  const ada = await open(rig, person('ada'));
  expect(() => show(rig, ada, 'bob', {})).toThrow('foreign_connection');
  const message = { connection: 'guessed', clientID: 1, state: {} };
  expect(() => rig.engine.presence('d1', 'ada', message)).toThrow('foreign_connection');
  expect(() => rig.engine.presence('d9', 'ada', message)).toThrow('foreign_connection');
  const connection = connectionOf(ada);
  ada.close();
  expect(() => rig.engine.presence('d1', 'ada', { ...message, connection })).toThrow(
    'foreign_connection',
  );
});

test('too much, or a clientID that is none, is refused', async () => {
  const rig = await startEngine();
  const [ada, bob] = [await open(rig, person('ada')), await open(rig, person('bob'))];
  expect(() => show(rig, ada, 'ada', { text: 'é'.repeat(1100) })).toThrow('too_large');
  for (const clientID of [-1, 0.5, NaN, 2 ** 32]) {
    expect(() => show(rig, ada, 'ada', {}, clientID)).toThrow('bad_request');
  }
  rig.clock.advance(1000);
  expect(told(bob)).toEqual([]);
});

test('a reader that is behind is told the latest of each when it comes back, and queues nothing', async () => {
  const rig = await startEngine({ limits: { queueBytes: 100 } });
  const slow = new FakeSink();
  const ada = await open(rig, person('ada'));
  await open(rig, person('slow'), { sink: slow });
  slow.stall();
  const edit = (text: string) =>
    rig.engine.edit('d1', null, (doc) => doc.getText('title').insert(0, text));
  await edit('a'.repeat(200));
  rig.clock.advance(20);
  await edit('b');
  rig.clock.advance(20);
  expect(rig.engine.stats().behind).toBe(1);
  const queued = slow.queuedBytes;
  for (let i = 0; i < 100; i++) {
    show(rig, ada, 'ada', { caret: i });
    rig.clock.advance(100);
  }
  expect(slow.queuedBytes).toBe(queued);
  slow.drain();
  await expect.poll(() => told(slow).length).toBe(1);
  expect(told(slow)[0]).toMatchObject([{ state: { caret: 99 } }]);
});

test('people are those with a stream, once each', async () => {
  const rig = await startEngine();
  const first = await open(rig, person('ada'));
  await open(rig, person('ada'));
  await open(rig, person('bob'));
  await open(rig, person('poll'), { poll: true });
  expect(rig.engine.people('d1').map(({ id }) => id)).toEqual(['ada', 'bob']);
  first.close();
  expect(rig.engine.people('d1').length).toBe(2);
  expect(rig.engine.people('d2')).toEqual([]);
});
