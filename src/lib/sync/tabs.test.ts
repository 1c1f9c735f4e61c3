import { afterEach, expect, test, vi } from 'vitest';
import { lockTabs, noTabs, type TabGroup, type TabMessage } from './tabs.ts';

// Node has both, as browsers do.
const tabs = lockTabs(navigator.locks, (name) => new BroadcastChannel(name));
const open: TabGroup[] = [];
let count = 0;
afterEach(() => {
  for (const group of open.splice(0)) group.leave();
  count++;
});

function join(name = `group${count}`) {
  const heard: TabMessage[] = [];
  const events: string[] = [];
  const group = tabs.join(name, {
    onMessage: (message) => heard.push(message),
    onLead: () => events.push('lead'),
    onDeposed: () => events.push('deposed'),
  });
  open.push(group);
  return { group, heard, events };
}

const message: TabMessage = { type: 'ask', from: 'me', lineage: null };

test('one tab leads, and when it leaves another does', async () => {
  const [one, two, three] = [join(), join(), join()];
  one.group.stand();
  await vi.waitFor(() => expect(one.events).toEqual(['lead']));
  two.group.stand();
  three.group.stand();
  // Asked after them: when this is answered, they wait.
  expect((await navigator.locks.query()).pending?.length).toBeGreaterThanOrEqual(2);
  expect([...two.events, ...three.events]).toEqual([]);
  one.group.leave();
  await vi.waitFor(() => expect(two.events).toEqual(['lead']));
  expect(three.events).toEqual([]);
});

test('a tab that left while it waited never leads', async () => {
  const [one, two, three] = [join(), join(), join()];
  one.group.stand();
  await vi.waitFor(() => expect(one.events).toEqual(['lead']));
  two.group.stand();
  three.group.stand();
  two.group.leave();
  one.group.leave();
  await vi.waitFor(() => expect(three.events).toEqual(['lead']));
  expect(two.events).toEqual([]);
});

test('the lead can be taken from a tab that does not answer, and that tab can wait again', async () => {
  const [one, two] = [join(), join()];
  one.group.stand();
  await vi.waitFor(() => expect(one.events).toEqual(['lead']));
  two.group.stand();
  two.group.takeOver();
  await vi.waitFor(() => expect(two.events).toEqual(['lead']));
  await vi.waitFor(() => expect(one.events).toEqual(['lead', 'deposed']));
  one.group.stand();
  two.group.leave();
  await vi.waitFor(() => expect(one.events).toEqual(['lead', 'deposed', 'lead']));
});

test('messages reach all other tabs of the group, in order, and nobody who left', async () => {
  const [one, two, three] = [join(), join(), join()];
  const other = join('elsewhere');
  three.group.leave();
  one.group.post(message);
  one.group.post({ type: 'alive', from: 'me', lineage: 'L' });
  await vi.waitFor(() => expect(two.heard).toHaveLength(2));
  expect(two.heard.map(({ type }) => type)).toEqual(['ask', 'alive']);
  expect([...one.heard, ...three.heard, ...other.heard]).toEqual([]);
});

test('a tab by itself leads at once', async () => {
  const events: string[] = [];
  const group = noTabs.join('alone', {
    onMessage: () => events.push('message'),
    onLead: () => events.push('lead'),
    onDeposed: () => events.push('deposed'),
  });
  group.stand();
  await vi.waitFor(() => expect(events).toEqual(['lead']));
  group.post(message);
  group.takeOver();
  group.leave();
  expect(events).toEqual(['lead']);
});
