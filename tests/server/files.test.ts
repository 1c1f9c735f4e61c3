import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { connect } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createMemoryStorage } from '../../src/lib/server/storage/memory.ts';
import { startApp, type TestApp } from '../support/app.ts';
import { problemOf, type Client } from '../support/client.ts';
import { boardUpdate, manyElements } from '../support/boards.ts';
import { png, svg } from '../support/pictures.ts';

const LIMIT = 64 * 1024;

let app: TestApp;
let owner: Client;
let id: string;

beforeAll(async () => {
  app = await startApp({
    env: {
      RUNNEL_MAX_FILE_BYTES: String(LIMIT),
      RUNNEL_DOCUMENT_FILES_BYTES: String(2 * LIMIT),
    },
  });
  owner = await app.owner();
  id = await owner.createDocument('Wall', 'board');
});
afterAll(() => app.close());

interface Stored {
  readonly id: string;
  readonly type: string;
  readonly size: number;
}

function post(
  body: Uint8Array<ArrayBuffer>,
  { as = owner, to = id, query = '', headers = {} as Record<string, string> } = {},
): Promise<Response> {
  return as.request('POST', `/api/documents/${to}/files${query}`, { body, headers });
}

async function store(body: Uint8Array<ArrayBuffer>, to = id): Promise<Stored> {
  const response = await post(body, { to });
  expect(response.status).toBe(201);
  return (await response.json()) as Stored;
}

const get = (file: string, options: { as?: Client; of?: string; headers?: object } = {}) => {
  const { as = owner, of = id, headers = {} } = options;
  return as.request('GET', `/api/documents/${of}/files/${file}`, { headers: { ...headers } });
};

test('FI1 FI2 FI5: a picture is stored under the hash of its bytes and comes back as what it is', async () => {
  const picture = png(7, 5);
  const response = await post(picture, { headers: { 'Content-Type': 'text/html' } });
  expect(response.status).toBe(201);
  const stored = (await response.json()) as Stored;
  expect(stored).toEqual({
    id: createHash('sha256').update(picture).digest('base64url'),
    type: 'image/png',
    size: picture.byteLength,
  });
  expect(response.headers.get('location')).toBe(`/api/documents/${id}/files/${stored.id}`);
  expect(await store(picture)).toEqual(stored);

  const viewer = await app.person('viewer');
  const back = await get(stored.id, { as: viewer });
  expect(back.status).toBe(200);
  expect(Object.fromEntries(back.headers)).toMatchObject({
    'content-type': 'image/png',
    'content-length': String(picture.byteLength),
    'cache-control': 'private, max-age=31536000, immutable',
    'x-content-type-options': 'nosniff',
    'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; sandbox",
  });
  expect(new Uint8Array(await back.arrayBuffer())).toEqual(picture);
  const etag = back.headers.get('etag') ?? '';
  const again = await get(stored.id, { headers: { 'If-None-Match': etag } });
  expect(again.status).toBe(304);
  expect(await again.text()).toBe('');
  const head = await owner.request('HEAD', `/api/documents/${id}/files/${stored.id}`);
  expect(head.headers.get('content-length')).toBe(String(picture.byteLength));
});

test('FI5: a drawing with scripts in it is served so that they do not run', async () => {
  const { id: file, type } = await store(svg('<script>alert(1)</script>'));
  expect(type).toBe('image/svg+xml');
  const response = await get(file);
  expect(response.headers.get('content-type')).toBe('image/svg+xml');
  expect(response.headers.get('content-security-policy')).toMatch(/default-src 'none';.*sandbox$/);
});

test('FI5: a file belongs to its document', async () => {
  const { id: file } = await store(png(2, 2));
  const other = await owner.createDocument('Other', 'board');
  expect(await problemOf(await get(file, { of: other }))).toMatchObject({ code: 'not_found' });
  expect((await get('a'.repeat(43))).status).toBe(404);
  expect((await get('short')).status).toBe(404);
  expect((await get(file, { of: 'nowhere' })).status).toBe(404);
});

test('FI2: what is no picture is refused, whatever it says', async () => {
  const page = new TextEncoder().encode('<!DOCTYPE html><script>alert(1)</script>');
  const response = await post(page, { headers: { 'Content-Type': 'image/png' } });
  expect(await problemOf(response)).toMatchObject({ status: 415, code: 'unsupported_type' });
  expect((await problemOf(await post(new Uint8Array()))).status).toBe(415);
});

test('FI3: too many bytes, too many pixels, and too much in one document', async () => {
  const board = await owner.createDocument('Full', 'board');
  const refused = async (body: Uint8Array<ArrayBuffer>) =>
    problemOf(await post(body, { to: board }));
  expect(await refused(svg('x'.repeat(LIMIT)))).toMatchObject({ status: 413, code: 'too_large' });
  for (const declared of [
    [16_385, 1],
    [1, 16_385],
    [10_001, 10_000],
  ])
    expect(await refused(png(1, 1, { declared }))).toMatchObject({
      status: 413,
      code: 'too_large',
    });
  await store(png(1, 1, { declared: [16_384, 6_000] }), board);

  const large = (letter: string) => svg(`<!--${letter.repeat(LIMIT - 200)}-->`);
  await store(large('a'), board);
  await store(large('b'), board);
  expect(await refused(large('c'))).toMatchObject({ status: 507, code: 'quota_exceeded' });
  // What is there already needs no room, and other documents have their own.
  await store(large('a'), board);
  await store(large('c'));
});

test('FI4: who may only read stores nothing, nor does anybody in the trash', async () => {
  const viewer = await app.person('viewer');
  const body = png(3, 3);
  expect(await problemOf(await post(body, { as: viewer }))).toMatchObject({
    status: 403,
    code: 'read_only',
  });
  expect((await problemOf(await post(body, { to: 'nowhere' }))).code).toBe('not_found');
  expect((await problemOf(await post(body, { query: `?person=${viewer.user.id}` }))).code).toBe(
    'other_person',
  );
  const board = await owner.createDocument('Thrown away', 'board');
  const { id: file } = await store(png(4, 4), board);
  await owner.request('DELETE', `/api/documents/${board}`);
  expect((await problemOf(await post(body, { to: board }))).code).toBe('read_only');
  expect((await get(file, { of: board })).status).toBe(200);

  await owner.request('DELETE', `/api/documents/${board}?forever=1`);
  expect((await get(file, { of: board })).status).toBe(404);
});

test('FI4: who may not write is refused before the picture is sent', async () => {
  const viewer = await app.person('viewer');
  const socket = connect({ port: app.port, host: '127.0.0.1' });
  socket.setEncoding('utf8');
  socket.write(
    `POST /api/documents/${id}/files HTTP/1.1\r\nHost: x\r\n` +
      `Authorization: Bearer ${viewer.token}\r\nContent-Length: 40000\r\n\r\n`,
  );
  const [answer] = (await once(socket, 'data')) as [string];
  expect(answer).toMatch(/^HTTP\/1.1 403 /);
  socket.destroy();
});

test('FI1 FI4: what the disk does not take is refused, and can be sent again', async () => {
  const storage = createMemoryStorage();
  const own = await startApp({ storage });
  const client = await own.owner();
  const board = await client.createDocument('Wall', 'board');
  storage.failNext();
  const send = () => client.request('POST', `/api/documents/${board}/files`, { body: png(2, 3) });
  expect(await problemOf(await send())).toMatchObject({ status: 503, code: 'storage_unavailable' });
  expect((await send()).status).toBe(201);
  await own.close();
});

test('FI7: a board has a small picture, which follows what is on it', async () => {
  const board = await owner.createDocument('Planning', 'board');
  const picture = (headers: Record<string, string> = {}) =>
    owner.request('GET', `/api/documents/${board}/thumbnail.svg`, { headers });
  const empty = await picture();
  expect(empty.status).toBe(200);
  expect(Object.fromEntries(empty.headers)).toMatchObject({
    'content-type': 'image/svg+xml',
    'cache-control': 'private, no-cache',
    'content-security-policy': expect.stringMatching(/default-src 'none';.*sandbox$/) as string,
  });
  const blank = await empty.text();
  expect(blank).toMatch(/^<svg xmlns="http:\/\/www.w3.org\/2000\/svg".*><\/svg>$/);

  await owner.push(board, boardUpdate(manyElements(2_000)));
  // Of a machine that is busy it may be the one before for a moment.
  await expect.poll(async () => (await picture()).text()).not.toBe(blank);
  const full = await picture();
  const text = await full.text();
  expect(text).toContain('style="color-scheme:light dark;');
  expect(text.length).toBeGreaterThan(2_000);
  expect(text.length).toBeLessThan(64_000);
  const etag = full.headers.get('etag') ?? '';
  expect((await picture({ 'If-None-Match': etag })).status).toBe(304);
  const head = await owner.request('HEAD', `/api/documents/${board}/thumbnail.svg`);
  expect(head.headers.get('content-length')).toBe(String(Buffer.byteLength(text)));
});

test('FI7: a text has none', async () => {
  const text = await owner.createDocument('Words');
  const response = await owner.request('GET', `/api/documents/${text}/thumbnail.svg`);
  expect(await problemOf(response)).toMatchObject({ status: 404, code: 'not_found' });
});
