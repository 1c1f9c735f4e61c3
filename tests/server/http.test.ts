import { once } from 'node:events';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startApp, type TestApp } from '../support/app.ts';
import { problemOf, type Client } from '../support/client.ts';

let app: TestApp;
let owner: Client;
let id: string;

beforeAll(async () => {
  app = await startApp({ env: { RUNNEL_MAX_UPDATE_BYTES: '65536' } });
  owner = await app.owner();
  id = await owner.createDocument();
});
afterAll(() => app.close());

test('ER1 ER2: an address that is not there is a problem, not a page', async () => {
  for (const path of [
    '/api',
    '/api/',
    '/api/nothing',
    '/api/documents/',
    `/api/documents/${id}/x`,
    '/api/documents/%2e%2e',
  ]) {
    const problem = await problemOf(await owner.request('GET', path));
    expect(problem, path).toMatchObject({ status: 404, code: 'not_found', type: 'about:blank' });
  }
});

test('ER2: a method that an address does not take is 405 with Allow', async () => {
  const cases = [
    ['GET', '/api/session', 'POST, DELETE, OPTIONS'],
    ['PUT', '/api/documents', 'GET, POST, HEAD, OPTIONS'],
    ['POST', `/api/documents/${id}`, 'GET, PATCH, DELETE, HEAD, OPTIONS'],
    ['POST', `/api/documents/${id}/events`, 'GET, HEAD, OPTIONS'],
    ['GET', `/api/documents/${id}/updates`, 'POST, OPTIONS'],
    ['DELETE', `/api/documents/${id}/presence`, 'POST, OPTIONS'],
    ['PROPFIND', '/healthz', 'GET, HEAD, OPTIONS'],
  ] as const;
  for (const [method, path, allow] of cases) {
    const response = await owner.request(method, path);
    expect(response.headers.get('allow'), `${method} ${path}`).toBe(allow);
    expect(await problemOf(response)).toMatchObject({ status: 405, code: 'method_not_allowed' });
  }
});

test('ER2: OPTIONS names the methods and grants nothing to other sites', async () => {
  const response = await fetch(`${app.url}/api/documents`, {
    method: 'OPTIONS',
    headers: { Origin: 'https://evil.example', 'Access-Control-Request-Method': 'POST' },
  });
  expect(response.status).toBe(204);
  expect(response.headers.get('allow')).toContain('POST');
  expect(response.headers.get('access-control-allow-origin')).toBeNull();
});

test('ER2: HEAD answers as GET, without the body, and ends', async () => {
  for (const path of ['', '/events', '/snapshot']) {
    const response = await owner.request('HEAD', `/api/documents/${id}${path}`);
    expect(response.status, path).toBe(200);
    expect(await response.text()).toBe('');
  }
  expect((await owner.request('HEAD', '/api/documents/none/events')).status).toBe(404);
});

test('ER3: a body of another type is 415', async () => {
  const json = { 'Content-Type': 'application/json' };
  const text = { 'Content-Type': 'text/plain' };
  const cases = [
    owner.request('POST', '/api/session', { body: '{}', headers: text }),
    owner.request('POST', '/api/documents', { body: '{"kind":"text"}', headers: text }),
    owner.request('PATCH', `/api/documents/${id}`, { body: '{"title":"x"}', headers: text }),
    owner.request('POST', `/api/documents/${id}/presence`, { body: '{}', headers: text }),
    owner.request('POST', `/api/documents/${id}/updates`, { body: '{}', headers: json }),
    owner.request('POST', `/api/documents/${id}/updates`),
    owner.request('POST', '/api/documents', {
      body: '{"kind":"text"}',
      headers: { ...json, 'Content-Encoding': 'gzip' },
    }),
  ];
  for (const response of await Promise.all(cases)) {
    expect(await problemOf(response)).toMatchObject({ status: 415, code: 'unsupported_type' });
  }
});

test('ER3: a body that is not well formed is 400 and says what is wrong', async () => {
  const headers = { 'Content-Type': 'application/json; charset=utf-8' };
  const post = (body: string | Uint8Array<ArrayBuffer>) =>
    owner.request('POST', '/api/documents', { body, headers });
  const cases: [string | Uint8Array<ArrayBuffer>, RegExp][] = [
    ['', /JSON/],
    ['{', /JSON/],
    [new Uint8Array([0x22, 0xff, 0x22]), /UTF-8/],
    ['[]', /object/],
    ['null', /object/],
    ['{}', /^kind/],
    ['{"kind":"spreadsheet"}', /^kind/],
    ['{"kind":"text","title":7}', /^title/],
    [`{"kind":"text","title":"${'x'.repeat(301)}"}`, /^title/],
    ['{"kind":"text","owner":"me"}', /owner/],
  ];
  for (const [body, detail] of cases) {
    const problem = await problemOf(await post(body));
    expect(problem, String(body)).toMatchObject({ status: 400, code: 'bad_request' });
    expect(problem.detail, String(body)).toMatch(detail);
  }
  const empty = await owner.request('PATCH', `/api/documents/${id}`, { body: '{}', headers });
  expect((await problemOf(empty)).detail).toMatch(/title or trashed/);
});

test('ER4: Content-Length over the limit is refused before the body is sent', async () => {
  const request = httpRequest(`${app.url}/api/documents/${id}/updates`, {
    method: 'POST',
    headers: {
      Authorization: `Bearer ${owner.token}`,
      'Content-Type': 'application/octet-stream',
      'Content-Length': 65537,
      Expect: '100-continue',
    },
  });
  let continued = false;
  request.on('continue', () => (continued = true));
  request.flushHeaders();
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  expect(response.statusCode).toBe(413);
  expect(continued).toBe(false);
  request.destroy();
});

test('ER4: a sender that asks is told to go on when the body is welcome', async () => {
  const request = httpRequest(`${app.url}/api/documents`, {
    method: 'POST',
    headers: {
      Authorization: `Bearer ${owner.token}`,
      'Content-Type': 'application/json',
      Expect: '100-continue',
    },
  });
  request.flushHeaders();
  await once(request, 'continue');
  request.end('{"kind":"text"}');
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  expect(response.statusCode).toBe(201);
  response.resume();
});

test('ER4: a body without a length is refused as soon as it passes the limit', async () => {
  const request = httpRequest(`${app.url}/api/documents/${id}/updates`, {
    method: 'POST',
    headers: {
      Authorization: `Bearer ${owner.token}`,
      'Content-Type': 'application/octet-stream',
      'Transfer-Encoding': 'chunked',
    },
  });
  // The sender never ends its body: only the limit can have answered.
  const answered = once(request, 'response') as Promise<[IncomingMessage]>;
  for (let sent = 0; sent <= 65536; sent += 4096) request.write(Buffer.alloc(4096));
  const [response] = await answered;
  expect(response.statusCode).toBe(413);
  expect(response.headers['content-type']).toBe('application/problem+json');
  request.destroy();
});

test('ER4: after 413 the connection can be used again', async () => {
  const socket = connect(app.port, '127.0.0.1');
  let received = '';
  socket.setEncoding('utf8').on('data', (chunk: string) => (received += chunk));
  const head = (length: number) =>
    `POST /api/documents/${id}/updates HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${owner.token}\r\n` +
    `Content-Type: application/octet-stream\r\nContent-Length: ${length}\r\n\r\n`;
  socket.write(head(200_000));
  socket.write(Buffer.alloc(200_000));
  await expect.poll(() => received).toMatch(/^HTTP\/1.1 413 /);
  socket.write('GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n');
  await expect.poll(() => received).toMatch(/HTTP\/1.1 200 OK/);
  socket.destroy();
});

test('ER4: presence takes 2 KB and no more', async () => {
  const stream = await owner.events(id);
  const { connection } = await stream.event('hello');
  const filler = (length: number) => ({ connection, state: { filler: 'x'.repeat(length) } });
  expect((await owner.presence(id, filler(1800))).status).toBe(204);
  const refused = await problemOf(await owner.presence(id, filler(2048)));
  expect(refused).toMatchObject({ status: 413, code: 'too_large' });
  stream.close();
});

test('ER6: answers about people are not stored by anybody', async () => {
  const paths = ['/api/documents', `/api/documents/${id}`, '/api/documents/none'];
  for (const path of paths) {
    const response = await owner.request('GET', path);
    expect(response.headers.get('cache-control'), path).toBe('no-store');
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    await response.arrayBuffer();
  }
});

test('ER7: what is not HTTP, and headers that are too large, get a problem and the end', async () => {
  const say = async (text: string) => {
    const socket = connect(app.port, '127.0.0.1');
    let received = '';
    socket.setEncoding('utf8').on('data', (chunk: string) => (received += chunk));
    socket.on('error', () => socket.destroy());
    socket.write(text);
    await once(socket, 'close');
    return received;
  };
  const nonsense = await say('this is not HTTP\r\n\r\n');
  expect(nonsense).toMatch(/^HTTP\/1.1 400 .*application\/problem\+json.*"code":"bad_request"/s);
  const large = await say(`GET /healthz HTTP/1.1\r\nHost: x\r\nX: ${'x'.repeat(40_000)}\r\n\r\n`);
  expect(large).toMatch(/^HTTP\/1.1 431 .*application\/problem\+json/s);
});

test('a request target that looks like another host is only a path', async () => {
  const socket = connect(app.port, '127.0.0.1');
  let received = '';
  socket.setEncoding('utf8').on('data', (chunk: string) => (received += chunk));
  socket.write('GET //api/documents HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n');
  await once(socket, 'close');
  expect(received).toMatch(/^HTTP\/1.1 404 /);
});

test('RU1 RU2: health', async () => {
  expect((await fetch(`${app.url}/healthz`)).status).toBe(200);
  const ready = await fetch(`${app.url}/readyz`);
  expect(ready.status).toBe(200);
  expect(await ready.json()).toEqual({ status: 'ready' });
});
