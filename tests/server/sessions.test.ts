import { afterAll, beforeAll, expect, test } from 'vitest';
import { COOKIE_NAME } from '../../src/lib/server/auth/cookie.ts';
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
