import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Awareness } from 'y-protocols/awareness';
import * as Y from 'yjs';
import { VirtualClock } from '../../../tests/sim/clock.ts';
import type { PresenceState } from '../protocol/index.ts';
import { Presence } from './presence.ts';

let clock: VirtualClock;
let awareness: Awareness;
let presence: Presence;
let posts: { connection: string; clientID: number; state: unknown }[];
let signals: AbortSignal[];
let status: number;
let people: (readonly PresenceState[])[];

beforeEach(() => {
  clock = new VirtualClock();
  awareness = new Awareness(new Y.Doc());
  posts = [];
  signals = [];
  people = [];
  status = 204;
  presence = new Presence({
    endpoint: {
      url: '/api',
      documentId: 'd',
      userId: 'ann',
      fetch: (_input, init) => {
        posts.push(JSON.parse(String(init?.body)));
        if (init?.signal) signals.push(init.signal);
        return Promise.resolve(new Response(null, { status }));
      },
    },
    awareness,
    clock,
    random: () => 0,
    onPeople: (list) => people.push(list),
  });
});
afterEach(() => {
  presence.destroy();
  awareness.destroy();
});

function someone(
  id: string,
  clientID: number,
  state: PresenceState['state'] = { at: 1 },
): PresenceState {
  return { id, clientID, user: { id: `user-${id}`, name: id, color: 2 }, state };
}

const shown = (): number[] =>
  [...awareness.getStates().keys()].filter((id) => id !== awareness.clientID);

test('own state is posted on each new connection, and not more often than it may', async () => {
  presence.show(1, { at: 0, user: { name: 'not mine to say' } });
  await clock.advance(1000);
  expect(posts).toEqual([]);
  presence.connected('one');
  await clock.advance(0);
  expect(posts).toEqual([{ connection: 'one', clientID: 1, state: { at: 0 } }]);
  for (let at = 1; at <= 50; at++) {
    presence.show(1, { at });
    await clock.advance(10);
  }
  await clock.advance(1000);
  expect(posts.length).toBeLessThanOrEqual(8);
  expect(posts.at(-1)?.state).toEqual({ at: 50 });
  const before = posts.length;
  presence.disconnected();
  presence.connected('two');
  await clock.advance(0);
  expect(posts.slice(before)).toEqual([{ connection: 'two', clientID: 1, state: { at: 50 } }]);
});

test('a refused post is tried again while the connection stands', async () => {
  status = 429;
  presence.connected('one');
  presence.show(1, { at: 1 });
  await clock.advance(300);
  expect(posts.length).toBe(2);
  status = 204;
  await clock.advance(5000);
  const { length } = posts;
  await clock.advance(60_000);
  expect(posts).toHaveLength(length);
});

test('a state that does not fit is shown without its parts', async () => {
  presence.connected('one');
  presence.show(1, { text: 'ü'.repeat(2000) });
  await clock.advance(0);
  expect(posts).toEqual([{ connection: 'one', clientID: 1, state: {} }]);
});

test('others appear with the user the server vouches for, change, and go', () => {
  const changes: object[] = [];
  awareness.on('change', (change: object) => changes.push(change));
  presence.receive([someone('a', 10, { user: { name: 'liar' }, at: 1 }), someone('b', 11)], true);
  expect(awareness.getStates().get(10)).toEqual({
    at: 1,
    user: { id: 'user-a', name: 'a', color: 2 },
  });
  presence.receive([someone('a', 10, { at: 2 })], false);
  presence.receive([someone('b', 11, null)], false);
  expect(shown()).toEqual([10]);
  expect(changes).toEqual([
    { added: [10, 11], updated: [], removed: [] },
    { added: [], updated: [10], removed: [] },
    { added: [], updated: [], removed: [11] },
  ]);
  expect(people.at(-1)?.map(({ id }) => id)).toEqual(['a']);
  // Everyone who is here: who is not named has gone.
  presence.receive([someone('c', 12)], true);
  expect(shown()).toEqual([12]);
});

test('two connections that speak for one clientID: the one that goes does not take the other with it', () => {
  presence.receive([someone('old', 10)], true);
  presence.receive([someone('new', 10, { at: 2 })], false);
  presence.receive([someone('old', 10, null)], false);
  expect(shown()).toEqual([10]);
  expect(presence.people.map(({ id }) => id)).toEqual(['new']);
});

test('own clientID, and those of one’s other tabs, are not shown', () => {
  presence.receive([someone('me', awareness.clientID), someone('tab', 20), someone('a', 10)], true);
  presence.ownTab('t2', 20);
  expect(presence.people.map(({ id }) => id)).toEqual(['a']);
  expect(awareness.getLocalState()).toEqual({});
  presence.ownTab('t2', null);
  expect(presence.people.map(({ id }) => id)).toEqual(['tab', 'a']);
});

test('a short loss of the connection leaves people on show, a long one does not', async () => {
  presence.connected('one');
  presence.receive([someone('a', 10)], true);
  presence.disconnected();
  await clock.advance(9000);
  expect(shown()).toEqual([10]);
  presence.connected('two');
  await clock.advance(60_000);
  expect(shown()).toEqual([10]);
  presence.disconnected();
  await clock.advance(11_000);
  expect(shown()).toEqual([]);
});

test('people who are still here are not forgotten by Awareness', () => {
  presence.receive([someone('a', 10)], true);
  const meta = awareness.meta.get(10);
  if (!meta) throw new Error('no meta');
  meta.lastUpdated = 0;
  presence.renew();
  expect(meta.lastUpdated).toBeGreaterThan(0);
});

test('a page that goes says so at once', async () => {
  presence.connected('one');
  presence.show(1, { at: 1 });
  await clock.advance(1000);
  presence.leave();
  await vi.waitFor(() =>
    expect(posts.at(-1)).toEqual({ connection: 'one', clientID: 1, state: null }),
  );
});

test('nothing that was on its way arrives after the farewell', async () => {
  presence.connected('one');
  presence.show(1, { at: 1 });
  presence.show(1, { at: 2 });
  presence.leave();
  expect(signals[0]?.aborted).toBe(true);
  await clock.advance(1000);
  expect(posts.map(({ state }) => state)).toEqual([{ at: 1 }, null]);
});

test.each(['destroy', 'disconnected'] as const)(
  'nothing is said on a stream that is over (%s), and what was on its way is given up',
  async (end) => {
    presence.connected('one');
    presence.show(1, { at: 1 });
    presence.show(1, { at: 2 });
    expect(posts).toHaveLength(1);
    presence[end]();
    expect(signals[0]?.aborted).toBe(true);
    await clock.advance(60_000);
    expect(posts).toHaveLength(1);
  },
);
