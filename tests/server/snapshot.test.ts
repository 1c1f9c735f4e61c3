import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startApp, type TestApp } from '../support/app.ts';
import type { Client } from '../support/client.ts';
import { Replica } from '../support/ydoc.ts';

let app: TestApp;
let owner: Client;
let id: string;

beforeAll(async () => {
  app = await startApp();
  owner = await app.owner();
  id = await owner.createDocument('Snapped');
  await owner.push(id, new Replica().write('words '.repeat(2000)));
});
afterAll(() => app.close());

/** The answer with its body as it travelled, not decoded. */
async function get(headers: Record<string, string> = {}) {
  const asked = request(`${app.url}/api/documents/${id}/snapshot`, {
    headers: { Authorization: `Bearer ${owner.token}`, ...headers },
  });
  asked.end();
  const [response] = (await once(asked, 'response')) as [IncomingMessage];
  return { status: response.statusCode, headers: response.headers, body: await buffer(response) };
}

test('SN1: the merged state, one Yjs v2 update', async () => {
  const { status, headers, body } = await get();
  expect(status).toBe(200);
  expect(headers['content-type']).toBe('application/vnd.yjs.update-v2');
  expect(headers['content-encoding']).toBeUndefined();
  expect(Number(headers['content-length'])).toBe(body.length);
  expect(headers['runnel-cursor']).toMatch(/^[0-9a-z]{1,16}\.\d+$/);
  expect(headers['cache-control']).toBe('private, no-cache');
  const replica = new Replica();
  replica.applyV2(body);
  expect(replica.title).toBe('Snapped');
  expect(replica.paragraphs[0]).toMatch(/^words words/);
});

test('SN3: compressed as the client accepts', async () => {
  const plain = (await get()).body;
  const br = await get({ 'Accept-Encoding': 'gzip, deflate, br' });
  expect(br.headers['content-encoding']).toBe('br');
  expect(brotliDecompressSync(br.body)).toEqual(plain);
  const gzip = await get({ 'Accept-Encoding': 'gzip' });
  expect(gzip.headers['content-encoding']).toBe('gzip');
  expect(gunzipSync(gzip.body)).toEqual(plain);
  for (const none of ['identity', 'br;q=0', 'br;q=0, gzip;q=0, *', 'zstd']) {
    const { headers, body } = await get({ 'Accept-Encoding': none });
    expect(headers['content-encoding'], none).toBeUndefined();
    expect(body).toEqual(plain);
  }
  expect(
    (await get({ 'Accept-Encoding': 'br;q=0.1, gzip;q=0.9' })).headers['content-encoding'],
  ).toBe('gzip');
  expect(br.headers.vary).toMatch(/Accept-Encoding/);
});

test('SN4: the tag comes from the cursor, and with it nothing is sent twice', async () => {
  const first = await get();
  const { etag = '' } = first.headers;
  expect(etag).toContain(first.headers['runnel-cursor']);
  for (const tag of [etag, `"other", ${etag}`, '*', etag.replace('W/', '')]) {
    const second = await get({ 'If-None-Match': tag });
    expect(second.status, tag).toBe(304);
    expect(second.body.length).toBe(0);
    expect(second.headers.etag).toBe(etag);
  }
  expect((await get({ 'If-None-Match': '"other"' })).status).toBe(200);
});

test('SN2: the stream from its cursor completes it', async () => {
  const { headers, body } = await get();
  const replica = new Replica();
  replica.applyV2(body);
  await owner.push(id, new Replica().write('after the snapshot'));
  const stream = await owner.events(id, { cursor: String(headers['runnel-cursor']), poll: true });
  await stream.closed;
  expect(stream.frames.map((frame) => frame.event)).not.toContain('reset');
  for (const { event, data = '' } of stream.frames) {
    if (event === 'update') replica.apply(Buffer.from(data, 'base64'));
  }
  expect(replica.paragraphs).toContain('after the snapshot');
});
