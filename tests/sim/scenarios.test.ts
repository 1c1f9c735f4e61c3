/** Named stories in the simulated world: what users of such a product go through, one at a time. */
import * as Y from 'yjs';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { SimBrowser, SimTab } from './browser.ts';
import { NO_FAULTS, type Exchange } from './network.ts';
import { DOCUMENT } from './server.ts';
import { World } from './world.ts';

let world: World;
beforeEach(async () => {
  world = await World.open(1);
});
afterEach(() => {
  world.close();
});

const pass = (ms: number): Promise<void> => world.clock.advance(ms);
const during = async (work: Promise<unknown>): Promise<void> => {
  await Promise.all([work, pass(1000)]);
};
const type = (tab: SimTab, text: string): void => {
  tab.doc.getText('title').insert(0, text);
};
const titleOf = (tab: SimTab): string => tab.doc.getText('title').toString();
const serverTitle = async (): Promise<string> => {
  const { doc } = await world.server.state();
  return doc.getText('title').toString();
};

async function opened(
  options: { tabs?: boolean } = {},
): Promise<{ browser: SimBrowser; tab: SimTab }> {
  const browser = world.browser(options);
  const tab = browser.open();
  await pass(1000);
  expect(tab.provider.status).toMatchObject({
    connection: 'live',
    loaded: true,
    synced: true,
    pending: 0,
  });
  return { browser, tab };
}

function streamsOf(name: string): Exchange[] {
  return world.network.exchanges.filter(
    ({ path, session }) => path.endsWith('/events') && session.startsWith(name),
  );
}

function updatesIn({ text }: Exchange): number {
  return text.split('\n').filter((line) => line === 'event: update').length;
}

test('edits made offline survive the closed tab and are sent by the next one', async () => {
  const { browser, tab } = await opened();
  browser.offline = true;
  type(tab, 'offline words ');
  await pass(50);
  expect(tab.provider.status.pending).toBe(1);
  tab.close();
  await pass(60_000);
  expect(await serverTitle()).not.toContain('offline words');

  const offline = browser.open();
  await pass(1000);
  // Before the network is back: read from the device, and shown as unsent.
  expect(titleOf(offline)).toContain('offline words');
  expect(offline.provider.status).toMatchObject({ loaded: true, synced: false, pending: 1 });
  browser.offline = false;
  offline.page?.online();
  await pass(1000);
  expect(await serverTitle()).toContain('offline words');
  expect(offline.provider.status).toMatchObject({ connection: 'live', pending: 0 });
});

test('edits that a crashed tab had put on the device are sent by a tab that stayed open', async () => {
  const { browser, tab } = await opened();
  const other = browser.open();
  await pass(1000);
  browser.offline = true;
  type(tab, 'crashed ');
  await pass(50);
  tab.kill();
  browser.offline = false;
  await pass(60_000);
  expect(await serverTitle()).toContain('crashed');
  expect(other.provider.status).toMatchObject({ connection: 'live', pending: 0 });
});

test('two that wrote offline both find both texts', async () => {
  const one = await opened();
  const two = await opened();
  one.browser.offline = true;
  two.browser.offline = true;
  type(one.tab, 'first ');
  type(two.tab, 'second ');
  await pass(60_000);
  await world.level();
  await world.check();
  expect(titleOf(one.tab)).toBe(titleOf(two.tab));
  expect(titleOf(one.tab)).toContain('first ');
  expect(titleOf(one.tab)).toContain('second ');
});

test('a server restored from an older copy is healed, deletions too', async () => {
  const { tab } = await opened();
  const other = await opened();
  type(tab, 'old ');
  await pass(1000);
  const backup = world.server.backup();
  type(tab, 'new ');
  other.tab.doc.getXmlFragment('content').delete(0, 1);
  await pass(1000);
  world.server.restore(backup);
  expect(await serverTitle()).not.toContain('new ');
  await world.level();
  await world.check();
  expect(await serverTitle()).toContain('new ');
  expect(tab.doc.getXmlFragment('content').length).toBe(0);
  expect(tab.replacements).toBe(0);
});

test('a deletion that a restored server lost is made again, though no state vector shows it', async () => {
  const { tab } = await opened();
  await opened();
  const backup = world.server.backup();
  tab.doc.getXmlFragment('content').delete(0, 1);
  await pass(1000);
  world.server.restore(backup);
  await world.level();
  await world.check();
  const { doc } = await world.server.state();
  expect(doc.getXmlFragment('content').length).toBe(0);
});

test('a server restored once more, before it was healed, is healed of both', async () => {
  const { tab } = await opened();
  const oldest = world.server.backup();
  await during(
    world.server.engine.edit(DOCUMENT, null, (doc) =>
      doc.getText('title').insert(0, 'by the server '),
    ),
  );
  const older = world.server.backup();
  // It builds on nothing, so the server could take it without asking for more.
  tab.doc.getMap('elements').set('mine', true);
  await pass(1000);
  expect(titleOf(tab)).toBe('by the server Title ');
  const handle = world.server.handle;
  world.server.handle = (request) =>
    request.path.endsWith('/updates')
      ? Promise.resolve({ status: 503, headers: {}, body: '' })
      : handle(request);
  for (const backup of [older, oldest]) {
    world.server.restore(backup);
    await pass(5000);
    expect(tab.provider.status.connection).toBe('live');
    expect(tab.provider.status.pending).toBeGreaterThan(0);
  }
  world.server.handle = handle;
  await world.level();
  await world.check();
  expect(await serverTitle()).toBe('by the server Title ');
});

test('a deletion whose frame never came is sent again to a restored server', async () => {
  const { browser, tab } = await opened();
  const backup = world.server.backup();
  // The acknowledgement arrives, the stream's word of it does not.
  const frames = world.network.exchanges.length;
  world.network.faults = { ...NO_FAULTS, cut: 1 };
  tab.doc.getXmlFragment('content').delete(0, 1);
  await world.clock.until(() => tab.provider.status.pending === 0, 1000);
  browser.offline = true;
  await pass(1000);
  expect(
    world.network.exchanges.slice(frames).filter(({ text }) => text.includes('g0.2')),
  ).toHaveLength(1);
  world.server.restore(backup);
  await world.level();
  await world.check();
  const { doc } = await world.server.state();
  expect(doc.getXmlFragment('content').length).toBe(0);
});

test('an acknowledgement that comes after the greeting of a restored server is not believed', async () => {
  const people = [await opened(), await opened(), await opened(), await opened()];
  const backup = world.server.backup();
  const { handle } = world.server;
  world.server.handle = async (request) => {
    const answer = await handle(request);
    // Its way back is a long one.
    world.network.faults = { ...NO_FAULTS, delayMs: 20_000 };
    return answer;
  };
  for (const { tab } of people) type(tab, `${tab.name} `);
  await world.clock.until(() => world.server.acknowledged.length === people.length, 1000);
  world.server.handle = handle;
  world.network.faults = NO_FAULTS;
  world.server.restore(backup);
  await pass(60_000);
  for (const { tab } of people) expect(await serverTitle()).toContain(`${tab.name} `);
  await world.level();
  await world.check();
});

test('words that a restored server lost are sent by somebody who was a reader in between', async () => {
  const { browser, tab } = await opened();
  const backup = world.server.backup();
  // The acknowledgement arrives, the stream's word of it does not.
  world.network.faults = { ...NO_FAULTS, cut: 1 };
  type(tab, 'mine ');
  await world.clock.until(() => tab.provider.status.pending === 0, 1000);
  browser.offline = true;
  await pass(1000);
  world.server.restore(backup);
  world.server.setRole(browser.name, 'viewer');
  world.network.faults = NO_FAULTS;
  browser.offline = false;
  await pass(60_000);
  expect(tab.provider.status).toMatchObject({ connection: 'live', role: 'viewer' });
  const { handle } = world.server;
  world.server.handle = () => Promise.resolve({ status: 503, headers: {}, body: '' });
  world.server.setRole(browser.name, 'editor');
  await pass(1000);
  expect(tab.provider.status.pending).toBe(1);
  world.server.handle = handle;
  await pass(5000);
  expect(await serverTitle()).toContain('mine ');
  await world.level();
  await world.check();
});

test('a replaced document leaves unsent words aside, offers them, and never merges them', async () => {
  const { browser, tab } = await opened();
  const reader = await opened();
  browser.offline = true;
  type(tab, 'unsent ');
  await pass(60_000);
  await world.server.replace();
  await pass(5000);
  expect(reader.tab.replacements).toBe(1);
  expect(reader.tab.provider.status.kept).toBeNull();

  browser.offline = false;
  tab.page?.online();
  await pass(5000);
  expect(tab.replacements).toBe(1);
  const { kept } = tab.provider.status;
  expect(kept?.lineage).toBe('lineage-0');
  const copy = new Y.Doc();
  Y.applyUpdate(copy, kept?.update ?? new Uint8Array([0, 0]));
  expect(copy.getText('title').toString()).toBe('unsent Title ');
  expect(titleOf(tab)).toBe('Title ');
  await world.level();
  await world.check();

  // It is still there for the next visit, until its user lets it go.
  tab.close();
  const next = browser.open();
  await pass(1000);
  expect(next.provider.status.kept?.lineage).toBe('lineage-0');
  await during(next.provider.discardKept());
  expect(next.provider.status.kept).toBeNull();
  next.close();
  const last = browser.open();
  await pass(1000);
  expect(last.provider.status.kept).toBeNull();
});

test('words typed while the replacement is being told are kept too', async () => {
  const { tab } = await opened();
  const replacing = world.server.replace();
  type(tab, 'in between ');
  await pass(5000);
  await replacing;
  expect(tab.replacements).toBe(1);
  expect(tab.provider.status.kept).not.toBeNull();
  expect(await serverTitle()).toBe('Title ');
});

test('502 and 503 in between, and pages of captive portals, end nobody', async () => {
  const { tab } = await opened();
  world.network.faults = { ...NO_FAULTS, proxy: 1 };
  world.server.restart();
  type(tab, 'patient ');
  await pass(120_000);
  expect(tab.provider.status).toMatchObject({ connection: 'offline', pending: 1, problem: null });
  world.network.faults = NO_FAULTS;
  await pass(60_000);
  expect(tab.provider.status).toMatchObject({ connection: 'live', pending: 0 });
  expect(await serverTitle()).toContain('patient');
});

test('a stream that is held back becomes polling, and a stream again when it may', async () => {
  const { tab: writer } = await opened();
  const browser = world.browser();
  browser.holdsBack = true;
  const tab = browser.open();
  await pass(8000);
  expect(tab.provider.status).toMatchObject({ connection: 'polling', loaded: true, synced: true });
  type(writer, 'from afar ');
  type(tab, 'from behind ');
  await pass(10_000);
  expect(titleOf(tab)).toContain('from afar');
  expect(titleOf(writer)).toContain('from behind');
  expect(tab.provider.status.pending).toBe(0);
  // Only what is missing, each time: the cursor is the same one.
  const polls = streamsOf(browser.name).filter(({ query }) => query.get('poll') === '1');
  expect(polls.length).toBeGreaterThan(2);
  expect(polls.slice(1).every(({ query }) => query.get('cursor') !== null)).toBe(true);
  expect(polls.reduce((sum, poll) => sum + updatesIn(poll), 0)).toBeLessThanOrEqual(3);
  browser.holdsBack = false;
  await pass(6 * 60_000);
  expect(tab.provider.status.connection).toBe('live');
});

test('seven tabs of one browser are all live on one stream', async () => {
  const { browser } = await opened();
  for (let count = 1; count < 7; count++) browser.open();
  await pass(2000);
  const tabs = [...browser.tabs];
  expect(tabs).toHaveLength(7);
  expect(world.network.openStreams).toHaveLength(1);
  tabs.forEach((tab, index) => {
    type(tab, `tab${index} `);
  });
  await pass(2000);
  for (const tab of tabs) {
    expect(tab.provider.status).toMatchObject({ connection: 'live', synced: true, pending: 0 });
    for (let index = 0; index < 7; index++) expect(titleOf(tab)).toContain(`tab${index} `);
  }
  expect(streamsOf(browser.name)).toHaveLength(1);

  // The leader goes; another takes over from where it was.
  tabs[0]?.kill();
  await pass(2000);
  expect(world.network.openStreams).toHaveLength(1);
  const streams = streamsOf(browser.name);
  expect(streams).toHaveLength(2);
  expect(updatesIn(streams[1] as Exchange)).toBe(0);
  await world.level();
  await world.check();
});

test('without locks and channels each tab is live by itself', async () => {
  const { browser } = await opened({ tabs: false });
  browser.open();
  await pass(1000);
  expect(world.network.openStreams).toHaveLength(2);
  for (const tab of browser.tabs) type(tab, `${tab.name} `);
  await world.level();
  await world.check();
});

test('a resumed stream brings exactly what was missed', async () => {
  const { browser, tab } = await opened();
  const { tab: writer } = await opened();
  for (let count = 0; count < 50; count++) {
    type(writer, `word${count} `);
    await pass(100);
  }
  browser.offline = true;
  world.server.restart();
  await pass(5000);
  type(writer, 'missed ');
  await pass(5000);
  const before = streamsOf(browser.name).length;
  const { seq } = await world.server.state();
  browser.offline = false;
  tab.page?.online();
  await pass(2000);
  expect(titleOf(tab)).toBe(titleOf(writer));
  const stream = streamsOf(browser.name)
    .slice(before)
    .find(({ status }) => status === 200);
  if (!stream) throw new Error('no stream was opened');
  expect(stream.query.get('cursor')).toBe(`g0.${seq - 1}`);
  expect(stream.text).not.toContain('event: reset');
  expect(updatesIn(stream)).toBe(1);
  expect(stream.text).toContain(`id: g1.${seq}\n`);
  const data = /event: update\ndata: (.*)\n/.exec(stream.text)?.[1] ?? '';
  const missed = Buffer.from(data, 'base64');
  expect(missed.byteLength).toBeLessThan(40);
  const { structs } = Y.decodeUpdate(missed);
  expect(structs.map(({ length }) => length)).toEqual(['missed '.length]);
});

test('a reader sends nothing; an editor who may not write any more keeps the words and sends them later', async () => {
  const { browser, tab } = await opened();
  world.server.setRole(browser.name, 'viewer');
  await pass(1000);
  expect(tab.provider.status.role).toBe('viewer');
  const before = world.network.exchanges.length;
  type(tab, 'not allowed ');
  await pass(60_000);
  const posts = world.network.exchanges
    .slice(before)
    .filter(({ path }) => path.endsWith('/updates'));
  expect(posts).toHaveLength(0);
  expect(tab.provider.status).toMatchObject({ pending: 1, role: 'viewer' });
  expect(tab.provider.status.kept?.lineage).toBe('lineage-0');

  world.server.setRole(browser.name, 'editor');
  await pass(1000);
  expect(tab.provider.status).toMatchObject({ pending: 0, role: 'editor', kept: null });
  expect(await serverTitle()).toContain('not allowed');
});

test('a reader who lets unsent words go gets the document as it is', async () => {
  const { browser, tab } = await opened();
  const beside = browser.open();
  await pass(1000);
  browser.offline = true;
  type(tab, 'unwanted ');
  await pass(1000);
  world.server.setRole(browser.name, 'viewer');
  browser.offline = false;
  await pass(60_000);
  expect(tab.provider.status.kept).not.toBeNull();
  await during(tab.provider.discardKept());
  await pass(5000);
  for (const each of [tab, beside]) {
    expect(each.replacements).toBe(1);
    expect(titleOf(each)).toBe('Title ');
    expect(each.provider.status).toMatchObject({ pending: 0, kept: null, synced: true });
  }
});

test('a push that is refused stops with a problem, keeps the edits, and goes on when asked', async () => {
  const { tab } = await opened();
  const handle = world.server.handle.bind(world.server);
  let refusals = 0;
  world.server.handle = (request) => {
    if (!request.path.endsWith('/updates')) return handle(request);
    refusals++;
    return Promise.resolve({
      status: 401,
      headers: { 'content-type': 'application/problem+json' },
      body: JSON.stringify({ status: 401, code: 'unauthenticated', title: 'Sign in first.' }),
    });
  };
  type(tab, 'signed out ');
  await pass(60_000);
  expect(refusals).toBe(1);
  expect(tab.provider.status).toMatchObject({ pending: 1, slow: true });
  expect(tab.provider.status.problem?.code).toBe('unauthenticated');
  await expect(tab.provider.flush()).rejects.toMatchObject({ code: 'unauthenticated' });
  world.server.handle = handle;
  tab.provider.retry();
  const flushed = tab.provider.flush();
  await pass(1000);
  await flushed;
  expect(tab.provider.status).toMatchObject({ pending: 0, problem: null, slow: false });
});

test('a server that lacks what an edit builds on is given the whole difference', async () => {
  const { tab } = await opened();
  type(tab, 'base ');
  await pass(1000);
  const handle = world.server.handle.bind(world.server);
  let first = true;
  const bodies: number[] = [];
  world.server.handle = async (request) => {
    if (!request.path.endsWith('/updates')) return handle(request);
    bodies.push(request.body?.length ?? 0);
    if (!first) return handle(request);
    first = false;
    const stateVector = Buffer.from(Y.encodeStateVector(new Y.Doc())).toString('base64');
    return {
      status: 409,
      headers: { 'content-type': 'application/problem+json' },
      body: JSON.stringify({ status: 409, code: 'missing_updates', title: '', stateVector }),
    };
  };
  type(tab, 'more ');
  await pass(1000);
  expect(tab.provider.status.pending).toBe(0);
  expect(bodies).toHaveLength(2);
  expect(bodies[1]).toBeGreaterThan(bodies[0] ?? 0);
  await world.check();
});

test('an edit larger than the server takes is explained, and not lost; smaller ones are sent in parts', async () => {
  const { browser, tab } = await opened();
  browser.offline = true;
  for (let count = 0; count < 3; count++) {
    type(tab, 'x'.repeat(1_500_000));
    await pass(100);
  }
  browser.offline = false;
  tab.page?.online();
  await pass(10_000);
  expect(tab.provider.status).toMatchObject({ pending: 0, problem: null });

  type(tab, 'y'.repeat(5_000_000));
  await pass(60_000);
  expect(tab.provider.status.pending).toBe(1);
  expect(tab.provider.status.problem?.code).toBe('too_large');
  expect(tab.provider.status.problem?.detail).toContain('MB');
  expect((await browser.device.unsent())[0]?.count).toBe(1);
});

test('a device that fails leaves the edits in memory, and says so', async () => {
  const { browser, tab } = await opened();
  browser.deviceFailing = 1;
  browser.offline = true;
  type(tab, 'memory ');
  await pass(1000);
  expect(tab.provider.status).toMatchObject({ deviceFailed: true, pending: 1 });
  browser.offline = false;
  tab.page?.online();
  await pass(5000);
  expect(tab.provider.status).toMatchObject({ connection: 'live', pending: 0 });
  expect(await serverTitle()).toContain('memory');
});

test('a follower whose device failed hands its edits to the leader', async () => {
  const { browser } = await opened();
  const follower = browser.open();
  await pass(1000);
  browser.deviceFailing = 1;
  type(follower, 'handed over ');
  await pass(2000);
  expect(follower.provider.status).toMatchObject({ deviceFailed: true, pending: 0 });
  expect(await serverTitle()).toContain('handed over');
});

test('a leader that does not answer is taken over by the tab that somebody looks at', async () => {
  const { browser, tab } = await opened();
  const follower = browser.open();
  await pass(2000);
  tab.freeze();
  type(follower, 'is anybody there ');
  await pass(20_000);
  expect(follower.provider.status).toMatchObject({ connection: 'live', pending: 0 });
  expect(await serverTitle()).toContain('is anybody there');
  // It wakes up, and follows.
  tab.thaw();
  await pass(5000);
  expect(world.network.openStreams).toHaveLength(1);
  expect(titleOf(tab)).toContain('is anybody there');
  await world.level();
  await world.check();
});

test('a page that goes away asks, and sends what it has in a request that outlives it', async () => {
  const { tab } = await opened();
  const { tab: reader } = await opened();
  expect(tab.page?.unsaved()).toBe(false);
  type(tab, 'last words ');
  expect(tab.page?.unsaved()).toBe(true);
  tab.close();
  await pass(1000);
  expect(titleOf(reader)).toContain('last words');
});

test('a stream that goes quiet is given up and opened again', async () => {
  const { browser, tab } = await opened();
  const { tab: writer } = await opened();
  browser.offline = true;
  type(writer, 'unheard ');
  await pass(1000);
  browser.offline = false;
  await pass(60_000);
  expect(titleOf(tab)).toContain('unheard');
  expect(tab.provider.status.connection).toBe('live');
});

test('an orderly shutdown brings everybody back within seconds', async () => {
  const { tab } = await opened();
  await Promise.all([world.server.drainAndRestart(), pass(3000)]);
  await pass(5000);
  expect(tab.provider.status.connection).toBe('live');
});

test('people see each other, and one person shows one caret for all tabs', async () => {
  const one = await opened();
  const two = await opened();
  const second = two.browser.open();
  await pass(1000);
  one.tab.awareness.setLocalStateField('cursor', { at: 1 });
  await pass(1000);
  for (const tab of [two.tab, second]) {
    const shown = tab.awareness.getStates().get(one.tab.awareness.clientID);
    expect(shown).toEqual({
      cursor: { at: 1 },
      user: { id: 'browser0', name: 'browser0', color: 1 },
    });
    expect(tab.provider.people).toHaveLength(1);
  }
  second.awareness.setLocalState({ cursor: { at: 2 }, user: { name: 'Somebody else' } });
  await pass(1000);
  const [shown, ...more] = one.tab.provider.people;
  expect(more).toEqual([]);
  expect(shown).toMatchObject({
    clientID: second.awareness.clientID,
    user: { name: 'browser1' },
    state: { cursor: { at: 2 } },
  });
  two.tab.close();
  second.close();
  await pass(10_000);
  expect(one.tab.provider.people).toEqual([]);
  expect(one.tab.awareness.getStates().size).toBe(1);
});
