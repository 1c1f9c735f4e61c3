import { afterAll, beforeAll, expect, test } from 'vitest';
import { startApp, type TestApp } from '../support/app.ts';
import { problemOf, type Client } from '../support/client.ts';
import type { SseReader } from '../support/sse.ts';

let app: TestApp;
let owner: Client;
let editor: Client;
let id: string;

beforeAll(async () => {
  app = await startApp({ limits: { presenceGraceMs: 50 } });
  owner = await app.owner();
  editor = await app.person('editor', 'Edda');
});
afterAll(() => app.close());

async function open(client: Client): Promise<{ stream: SseReader; connection: string }> {
  const stream = await client.events(id);
  const { connection } = await stream.event('hello');
  await stream.event('presence');
  return { stream, connection };
}

/** The next presence of this person that the stream brings. */
async function stateOf(stream: SseReader, userId: string) {
  for (;;) {
    const { states } = await stream.event('presence');
    const found = states.find(({ user }) => user.id === userId);
    if (found) return found;
  }
}

test('PR1 PR3: a state reaches the others with the name that the session has, whatever it claims', async () => {
  id = await owner.createDocument();
  const a = await open(owner);
  const b = await open(editor);
  const state = {
    user: { id: owner.user.id, name: 'The Owner', color: 9 },
    name: 'The Owner',
    cursor: { anchor: 1 },
  };
  const posted = await editor.presence(id, { connection: b.connection, clientID: 42, state });
  expect(posted.status).toBe(204);
  const seen = await stateOf(a.stream, editor.user.id);
  expect(seen).toEqual({
    id: seen.id,
    clientID: 42,
    user: { id: editor.user.id, name: 'Edda', color: editor.user.color },
    state,
  });
  expect(seen.id).not.toBe(b.connection);
  a.stream.close();
  b.stream.close();
});

test('PR1: viewers are present too', async () => {
  id = await owner.createDocument();
  const viewer = await app.person('viewer');
  const a = await open(owner);
  const v = await open(viewer);
  expect((await viewer.presence(id, { connection: v.connection })).status).toBe(204);
  await stateOf(a.stream, viewer.user.id);
  a.stream.close();
  v.stream.close();
});

test('PR2: the connection of another person, of another session, of another document, or of nobody is 403', async () => {
  id = await owner.createDocument();
  const a = await open(owner);
  const b = await open(editor);
  const elsewhere = await owner.createDocument();
  const again = await app.signIn(editor);
  // Everybody can see the public id; it opens nothing.
  await editor.presence(id, { connection: b.connection });
  const { id: publicId } = await stateOf(a.stream, editor.user.id);
  const refused = [
    owner.presence(id, { connection: b.connection }),
    again.presence(id, { connection: b.connection }),
    editor.presence(elsewhere, { connection: b.connection }),
    owner.presence(id, { connection: publicId }),
    owner.presence(id, { connection: 'nobody' }),
  ];
  for (const response of await Promise.all(refused)) {
    expect(await problemOf(response)).toMatchObject({ status: 403, code: 'foreign_connection' });
  }
  a.stream.close();
  b.stream.close();
});

test('PR1: what is not a presence is 400', async () => {
  id = await owner.createDocument();
  const { stream, connection } = await open(owner);
  const wrong = [
    { clientID: -1 },
    { clientID: 2 ** 32 },
    { clientID: 1.5 },
    { state: 'here' },
    { state: [] },
    { connection: '' },
  ];
  for (const each of wrong) {
    const problem = await problemOf(await owner.presence(id, { connection, ...each }));
    expect(problem, JSON.stringify(each)).toMatchObject({ status: 400, code: 'bad_request' });
  }
  stream.close();
});

test('EV6: who comes later is told who is here', async () => {
  id = await owner.createDocument();
  const a = await open(owner);
  await owner.presence(id, { connection: a.connection, clientID: 5, state: { at: 'home' } });
  const late = await editor.events(id);
  await late.event('ready');
  const { states } = await late.event('presence');
  expect(states).toMatchObject([
    { clientID: 5, user: { id: owner.user.id }, state: { at: 'home' } },
  ]);
  a.stream.close();
  late.close();
});

test('PR4: who goes is gone for the others', async () => {
  id = await owner.createDocument();
  const a = await open(owner);
  const b = await open(editor);
  await editor.presence(id, { connection: b.connection, state: { here: true } });
  expect((await stateOf(a.stream, editor.user.id)).state).toEqual({ here: true });
  b.stream.close();
  expect((await stateOf(a.stream, editor.user.id)).state).toBeNull();
  a.stream.close();
});
