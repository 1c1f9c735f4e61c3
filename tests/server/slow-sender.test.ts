import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startApp, type TestApp } from '../support/app.ts';
import { Replica } from '../support/ydoc.ts';

let app: TestApp;
beforeAll(async () => {
  app = await startApp({ times: { headersMs: 200, wholeMs: 200, checkMs: 20 } });
});
afterAll(() => app.close());

/** A sender that says this much and then nothing, and never hangs up by itself. */
async function stalled(text: string): Promise<{ socket: Socket; answer: Promise<string> }> {
  const socket = connect({ port: app.port, host: '127.0.0.1', allowHalfOpen: true });
  let received = '';
  socket.setEncoding('utf8').on('data', (chunk: string) => (received += chunk));
  socket.on('error', () => socket.destroy());
  const answer = once(socket, 'end').then(() => received);
  await once(socket, 'connect');
  socket.write(text);
  return { socket, answer };
}

const TIMED_OUT = /^HTTP\/1.1 408 .*application\/problem\+json.*"status":408/s;

test('ER7: a body that comes too slowly is 408, and its connection is let go', async () => {
  const owner = await app.owner();
  const before = await app.connections();
  const { socket, answer } = await stalled(
    `POST /api/documents HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${owner.token}\r\n` +
      'Content-Type: application/json\r\nContent-Length: 100\r\n\r\n{"kind":',
  );
  expect(await answer).toMatch(TIMED_OUT);
  // The sender keeps its end open for as long as it likes.
  await expect.poll(() => app.connections()).toBeLessThanOrEqual(before);
  const list = (await (await owner.request('GET', '/api/documents')).json()) as { documents: [] };
  expect(list.documents).toEqual([]);
  socket.destroy();
});

test('ER7: headers that never end are 408, and many such senders hold no connection', async () => {
  const before = await app.connections();
  const senders = await Promise.all(
    Array.from({ length: 20 }, () => stalled('GET /api/documents HTTP/1.1\r\nHost: x\r\nX-')),
  );
  for (const { answer } of senders) expect(await answer).toMatch(TIMED_OUT);
  await expect.poll(() => app.connections()).toBeLessThanOrEqual(before);
  for (const { socket } of senders) socket.destroy();
});

test('ER7 EV1: a stream outlives the time that a request has', async () => {
  const owner = await app.owner();
  const id = await owner.createDocument();
  const stream = await owner.events(id);
  await stream.event('ready');
  // Another sender has used up that time since.
  const { socket, answer } = await stalled('POST /api/session HTTP/1.1\r\nHost: x\r\n');
  expect(await answer).toMatch(TIMED_OUT);
  socket.destroy();
  await owner.push(id, new Replica().write('still here'));
  await stream.event('update');
  stream.close();
});
