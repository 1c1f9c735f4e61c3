import { once } from 'node:events';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { COOKIE_NAME } from '../../src/lib/server/auth/cookie.ts';
import { createMemoryStorage } from '../../src/lib/server/storage/memory.ts';
import { PASSWORD, startApp, type TestApp } from '../support/app.ts';
import { Client, problemOf } from '../support/client.ts';
import { Replica } from '../support/ydoc.ts';

let app: TestApp;
let owner: Client;
let id: string;

beforeAll(async () => {
  app = await startApp();
  owner = await app.owner();
  id = await owner.createDocument();
});
afterAll(() => app.close());
afterEach(() => {
  vi.useRealTimers();
});

function login(body: object, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(`${app.url}/api/session`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
}

test('AU4: signing in answers the person, a token and the cookie', async () => {
  const response = await login({ email: 'Owner@Example.com ', password: PASSWORD });
  expect(response.status).toBe(200);
  const body = (await response.json()) as { user: object; token: string };
  expect(body.user).toEqual({
    id: owner.user.id,
    email: 'owner@example.com',
    name: 'Olga Owner',
    color: owner.user.color,
    role: 'owner',
  });
  const cookie = response.headers.get('set-cookie') ?? '';
  expect(cookie).toMatch(new RegExp(`^${COOKIE_NAME}=${body.token};`));
  expect(cookie).toMatch(/; HttpOnly/);
  expect(cookie).toMatch(/; SameSite=Lax/);
  expect(cookie).not.toMatch(/Secure/);
  expect(response.headers.get('cache-control')).toBe('no-store');

  const byCookie = await fetch(`${app.url}/api/documents`, {
    headers: { Cookie: `${COOKIE_NAME}=${body.token}` },
  });
  expect(byCookie.status).toBe(200);
  const byToken = await new Client(app.url, { ...body, user: owner.user }).request(
    'GET',
    '/api/documents',
  );
  expect(byToken.status).toBe(200);
});

test('AU4: behind a proxy that is believed, https makes the cookie Secure', async () => {
  const proxied = await startApp({ env: { RUNNEL_TRUST_PROXY: '1' } });
  await proxied.owner();
  const signIn = async (proto: string) => {
    const response = await fetch(`${proxied.url}/api/session`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'X-Forwarded-Proto': proto },
      body: JSON.stringify({ email: 'owner@example.com', password: PASSWORD }),
    });
    return response.headers.get('set-cookie');
  };
  expect(await signIn('https')).toMatch(/; Secure/);
  expect(await signIn('http')).not.toMatch(/; Secure/);
  // The proxy's word stands right of the client's.
  expect(await signIn('https, http')).not.toMatch(/; Secure/);
  await proxied.close();
});

test('AU4: an unknown email and a wrong password get the same answer', async () => {
  const answers = await Promise.all([
    login({ email: 'nobody@example.com', password: PASSWORD }),
    login({ email: 'owner@example.com', password: 'wrong wrong wrong' }),
  ]);
  const problems = await Promise.all(answers.map(problemOf));
  expect(problems[0]).toMatchObject({ status: 401, code: 'bad_credentials' });
  expect(problems[1]).toEqual(problems[0]);
});

test('AU5: many wrong attempts have to wait', async () => {
  const own = await startApp();
  const attempt = async () => {
    const response = await fetch(`${own.url}/api/session`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ email: 'guess@example.com', password: 'wrong wrong wrong' }),
    });
    return { response, code: (await problemOf(response)).code };
  };
  let last = await attempt();
  for (let i = 0; i < 50 && last.code !== 'rate_limited'; i++) last = await attempt();
  expect(last.response.status).toBe(429);
  expect(Number(last.response.headers.get('retry-after'))).toBeGreaterThan(0);
  await own.close();
});

test('AU6 EV10: signing out ends the session and its streams, and nobody else’s', async () => {
  const editor = await app.person('editor');
  const second = await app.signIn(editor);
  const streams = await Promise.all([editor.events(id), editor.events(id), second.events(id)]);
  await Promise.all(streams.map((stream) => stream.event('ready')));

  const response = await editor.request('DELETE', '/api/session');
  expect(response.status).toBe(204);
  expect(response.headers.get('set-cookie')).toMatch(/Max-Age=0/);

  await Promise.all([streams[0].closed, streams[1].closed]);
  expect((await editor.request('GET', '/api/documents')).status).toBe(401);

  await owner.push(id, new Replica().write('still here'));
  await streams[2].event('update');
  streams[2].close();
});

test('AU6: after signing out an update is refused and changes nothing', async () => {
  const editor = await app.person('editor');
  const target = await owner.createDocument();
  await editor.request('DELETE', '/api/session');
  const before = await app.app.storage.documents.get(target);
  expect((await problemOf(await editor.post(target, new Replica().write('late')))).status).toBe(
    401,
  );
  expect(await app.app.storage.documents.get(target)).toEqual(before);
});

test.each([
  ['POST', 'updates'],
  ['POST', 'presence'],
  ['GET', 'events'],
  ['GET', 'snapshot'],
])('AU8: %s %s for somebody else than the session’s person is refused', async (method, address) => {
  const editor = await app.person('editor');
  const target = await owner.createDocument();
  const before = await app.app.storage.documents.get(target);
  const ask = (person: string): Promise<Response> =>
    editor.request(method, `/api/documents/${target}/${address}?poll=1&person=${person}`, {
      ...(method === 'POST' && { body: new Uint8Array(new Replica().write('not mine')) }),
      headers: { 'Content-Type': 'application/octet-stream' },
    });
  expect((await problemOf(await ask(owner.user.id))).code).toBe('other_person');
  expect(await app.app.storage.documents.get(target)).toEqual(before);
  // What is wrong with it otherwise is looked at for one's own person only.
  expect((await ask(editor.user.id)).status).toBe(address === 'presence' ? 415 : 200);
});

test('EV10: ending all sessions of a person ends all their streams', async () => {
  const editor = await app.person('editor');
  const second = await app.signIn(editor);
  const streams = await Promise.all([editor.events(id), second.events(id)]);
  await Promise.all(streams.map((stream) => stream.event('ready')));
  await app.app.accounts.logoutEverywhere(editor.user.id);
  await Promise.all(streams.map((stream) => stream.closed));
});

test('EV10: a role that changes is told to the streams and holds at once', async () => {
  const editor = await app.person('editor');
  const stream = await editor.events(id);
  expect((await stream.event('hello')).role).toBe('editor');
  await stream.event('ready');
  const [record] = (await app.app.storage.accounts.users()).filter(({ role }) => role === 'owner');
  if (!record) throw new Error('no owner');

  await app.app.accounts.changeRole(record, editor.user.id, 'viewer');
  expect((await stream.event('role')).role).toBe('viewer');
  const refused = await problemOf(await editor.post(id, new Replica().write('no more')));
  expect(refused).toMatchObject({ status: 403, code: 'read_only' });

  await app.app.accounts.changeRole(record, editor.user.id, 'editor');
  expect((await stream.event('role')).role).toBe('editor');
  await editor.push(id, new Replica().write('again'));
  stream.close();
});

test('EV10: when its session expires an open stream ends, without a word about coming back', async () => {
  // The clocks of engine and sessions are the one that a test can move; timers go on as ever.
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() });
  const own = await startApp({ limits: { lifetimeMs: 1e12, stallMs: 1e12 } });
  const person = await own.owner();
  const document = await person.createDocument();
  const stream = await person.events(document);
  await stream.event('ready');
  const [session] = await own.app.storage.accounts.sessionsOf(person.user.id);
  if (!session) throw new Error('no session');

  vi.setSystemTime(session.expiresAt);
  await stream.closed;
  expect(stream.frames.map(({ event }) => event)).not.toContain('bye');
  expect((await person.request('GET', '/api/documents')).status).toBe(401);
  expect(own.app.sync.stats().subscribers).toBe(0);
  await own.close();
});

test('AU6 EV10: who signs out while a stream is being opened does not keep it', async () => {
  const storage = createMemoryStorage();
  const own = await startApp({ storage });
  const person = await own.owner();
  const document = await person.createDocument();
  const again = storage.reopen();
  await own.close({ keepData: true });

  const loading = Promise.withResolvers<void>();
  const load = again.updates.load.bind(again.updates);
  const asked = vi.spyOn(again.updates, 'load').mockImplementation(async (id) => {
    await loading.promise;
    return load(id);
  });
  const next = await startApp({ storage: again });
  const opening = person.at(next.url).events(document);
  await expect.poll(() => asked.mock.calls.length).toBe(1);
  expect((await person.at(next.url).request('DELETE', '/api/session')).status).toBe(204);
  loading.resolve();
  await (
    await opening
  ).closed;
  expect(next.app.sync.stats().subscribers).toBe(0);
  await next.close();
});

test('AU7 EV10: a role that changes while a stream is being opened is told to it', async () => {
  const storage = createMemoryStorage();
  const own = await startApp({ storage });
  const editor = await own.person('editor');
  const document = await (await own.owner()).createDocument();
  const again = storage.reopen();
  await own.close({ keepData: true });

  const loading = Promise.withResolvers<void>();
  const load = again.updates.load.bind(again.updates);
  const asked = vi.spyOn(again.updates, 'load').mockImplementation(async (id) => {
    await loading.promise;
    return load(id);
  });
  const next = await startApp({ storage: again });
  const [record] = (await again.accounts.users()).filter(({ role }) => role === 'owner');
  if (!record) throw new Error('no owner');
  const opening = editor.at(next.url).events(document);
  await expect.poll(() => asked.mock.calls.length).toBe(1);
  await next.app.accounts.changeRole(record, editor.user.id, 'viewer');
  loading.resolve();
  expect((await (await opening).event('role')).role).toBe('viewer');
  (await opening).close();
  await next.close();
});

/** A request whose body is held back after its head has been taken; `finish` sends it. */
async function begun(client: Client, method: string, path: string, type: string, body: Uint8Array) {
  const request = httpRequest(`${client.url}${path}`, {
    method,
    headers: {
      Authorization: `Bearer ${client.token}`,
      'Content-Type': type,
      'Content-Length': body.length,
      Expect: '100-continue',
    },
  });
  request.flushHeaders();
  // Said after the session was looked at: the server is now waiting for the body.
  await once(request, 'continue');
  return async () => {
    request.end(body);
    const [response] = (await once(request, 'response')) as [IncomingMessage];
    response.resume();
    return response.statusCode;
  };
}

test('AU6 AU7: what a session may do is that of the end of the body, not of its beginning', async () => {
  const target = await owner.createDocument('Before');
  const [record] = (await app.app.storage.accounts.users()).filter(({ role }) => role === 'owner');
  if (!record) throw new Error('no owner');
  const requests = (client: Client) => {
    const json = (value: object) => new TextEncoder().encode(JSON.stringify(value));
    const one = `/api/documents/${target}`;
    return Promise.all([
      begun(client, 'POST', `${one}/updates`, 'application/octet-stream', new Replica().write('x')),
      begun(client, 'PATCH', one, 'application/json', json({ title: 'After' })),
      begun(client, 'POST', '/api/documents', 'application/json', json({ kind: 'text' })),
    ]);
  };
  const before = await app.app.storage.documents.list({ trashed: false });

  const demoted = await app.person('editor');
  const asEditor = await requests(demoted);
  await app.app.accounts.changeRole(record, demoted.user.id, 'viewer');
  expect(await Promise.all(asEditor.map((finish) => finish()))).toEqual([403, 403, 403]);

  const gone = await app.person('editor');
  const signedIn = await requests(gone);
  await gone.request('DELETE', '/api/session');
  expect(await Promise.all(signedIn.map((finish) => finish()))).toEqual([401, 401, 401]);
  expect(await app.app.storage.documents.list({ trashed: false })).toEqual(before);
});

test('EV10: who is removed loses streams and session at once; what they wrote stays, with their name', async () => {
  const [record] = (await app.app.storage.accounts.users()).filter(({ role }) => role === 'owner');
  if (!record) throw new Error('no owner');
  const gone = await app.person('editor', 'Greta Gone');
  const target = await gone.createDocument('Hers');
  const second = await app.signIn(gone);
  const streams = await Promise.all([gone.events(target), second.events(id)]);
  await Promise.all(streams.map((stream) => stream.event('ready')));
  const { connection } = await (await gone.events(target)).event('hello');
  await app.app.accounts.removePerson(record, gone.user.id);
  await Promise.all(streams.map((stream) => stream.closed));

  const late = [
    gone.post(target, new Replica().write('late')),
    gone.presence(target, { connection }),
    gone.request('GET', `/api/documents/${target}`),
    second.request('GET', `/api/documents/${target}/events`),
    login({ email: 'nobody@example.com', password: PASSWORD }),
  ];
  for (const answer of await Promise.all(late)) expect(answer.status).toBe(401);
  const { updatedBy } = (await (await owner.request('GET', `/api/documents/${target}`)).json()) as {
    updatedBy: unknown;
  };
  expect(updatedBy).toEqual({ id: gone.user.id, name: 'Greta Gone', color: gone.user.color });
  const listed = await app.app.documents.records({ ...record }, { trashed: false });
  expect(listed.find((each) => each.id === target)?.updatedBy?.name).toBe('Greta Gone');
  expect(app.app.sync.people(target)).toEqual([]);
});

test('EV10: a new password by a link ends the streams of every session', async () => {
  const [record] = (await app.app.storage.accounts.users()).filter(({ role }) => role === 'owner');
  if (!record) throw new Error('no owner');
  const editor = await app.person('editor');
  const stream = await editor.events(id);
  await stream.event('ready');
  const { token } = await app.app.accounts.offerReset(record, editor.user.id);
  await app.app.accounts.resetPassword(token, 'another password altogether');
  await stream.closed;
  expect((await editor.request('GET', '/api/documents')).status).toBe(401);
});

// ── Without a proxy that is believed ─────────────────────────────────────────

test('AU4: a client that claims to have come by https, or to another host, is not believed', async () => {
  const claims = {
    'X-Forwarded-Proto': 'https',
    'X-Forwarded-Host': 'evil.example',
    Forwarded: 'for=192.0.2.1;proto=https;host=evil.example',
    'X-Runnel-Protocol': 'https',
  };
  const response = await login({ email: 'owner@example.com', password: PASSWORD }, claims);
  expect(response.status).toBe(200);
  expect(response.headers.get('set-cookie')).not.toMatch(/Secure/);
  const foreign = { ...claims, Origin: 'https://evil.example' };
  const refused = await login({ email: 'owner@example.com', password: PASSWORD }, foreign);
  expect(await problemOf(refused)).toMatchObject({ status: 403, code: 'foreign_origin' });
});

test('AU5: a new X-Forwarded-For for each guess does not make each a new address', async () => {
  const own = await startApp();
  const guess = (i: number) =>
    fetch(`${own.url}/api/session`, {
      method: 'POST',
      headers: {
        'Content-Type': 'application/json',
        'X-Forwarded-For': `203.0.113.${i}`,
        'X-Real-IP': `203.0.113.${i}`,
        Forwarded: `for=203.0.113.${i}`,
        'X-Runnel-Address': `203.0.113.${i}`,
      },
      body: JSON.stringify({ email: `nobody${i}@example.com`, password: 'wrong wrong wrong' }),
    });
  const guesses = await Promise.all(Array.from({ length: 40 }, (_, i) => guess(i)));
  expect(guesses.map(({ status }) => status)).toContain(429);
  await own.close();
});

test('AU5: guessing from everywhere does not lock the owner out of where they have signed in', async () => {
  const own = await startApp({ env: { RUNNEL_TRUST_PROXY: '1' } });
  await own.owner();
  const signIn = (address: string, password: string) =>
    fetch(`${own.url}/api/session`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'X-Forwarded-For': address },
      body: JSON.stringify({ email: 'owner@example.com', password }),
    });
  expect((await signIn('192.0.2.1', PASSWORD)).status).toBe(200);
  const guesses = Array.from({ length: 12 }, (_, i) => signIn(`198.51.100.${i}`, 'wrong wrong'));
  const statuses = (await Promise.all(guesses)).map(({ status }) => status);
  expect(statuses).toContain(429);
  // While the attack goes on: not from a place of which nothing is known, but from the owner's own.
  expect((await signIn('192.0.2.1', PASSWORD)).status).toBe(200);
  // Nor is that place one to guess from without end.
  const near = Array.from({ length: 12 }, () => signIn('192.0.2.1', 'wrong wrong'));
  expect((await Promise.all(near)).map(({ status }) => status)).toContain(429);
  await own.close();
});
