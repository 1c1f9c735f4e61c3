import { once } from 'node:events';
import { createServer, get, type IncomingMessage, type ServerResponse } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import type { Sink } from '../sync/engine.ts';
import { responseSink } from './sink.ts';

const server = createServer();
afterEach(() => {
  server.removeAllListeners('request');
  server.closeAllConnections();
  server.close();
});

/** A reader and the sink that writes to it, over a real socket. */
async function connected(stallMs?: number) {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const asked = once(server, 'request') as Promise<[IncomingMessage, ServerResponse]>;
  const request = get({ port: (server.address() as AddressInfo).port, agent: false });
  request.on('error', () => request.destroy());
  const [, res] = await asked;
  const sink: Sink = responseSink(res, stallMs);
  return { request, res, sink };
}

test('the headers go out with the first frame, so that until then another answer can be given', async () => {
  const { request, res, sink } = await connected();
  expect(res.headersSent).toBe(false);
  sink.write('event: ping\ndata: {}\n\n');
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  expect(response.headers['content-type']).toBe('text/event-stream');
  const [chunk] = (await once(response, 'data')) as [Buffer];
  expect(chunk.toString()).toBe('event: ping\ndata: {}\n\n');
});

test('frames as bytes arrive one by one as they are, also with text among them', async () => {
  const { request, sink } = await connected();
  const frames = [': ä\n\n', `data: ${'é'.repeat(9)}\n\n`, ': text\n\n', 'data: end\n\n'];
  for (const [i, frame] of frames.entries()) sink.write(i === 2 ? frame : Buffer.from(frame));
  const shared = Buffer.from(': shared\n\n');
  sink.write(shared);
  sink.write(shared);
  sink.end();
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  const body = await response.setEncoding('utf8').toArray();
  expect(body.join('')).toBe([...frames, ': shared\n\n', ': shared\n\n'].join(''));
});

test('a reader of HTTP/1.0 gets frames without the sizes of chunks', async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  server.once('request', (_req, res) => {
    const sink = responseSink(res);
    sink.write(': first\n\n');
    sink.write(Buffer.from(': second\n\n'));
    sink.end();
  });
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
  socket.write('GET / HTTP/1.0\r\n\r\n');
  const answer = (await socket.setEncoding('utf8').toArray()).join('');
  expect(answer.slice(answer.indexOf('\r\n\r\n') + 4)).toBe(': first\n\n: second\n\n');
});

test('what a reader does not take is counted, and told when it has been taken', async () => {
  const { request, sink } = await connected();
  let drained = 0;
  sink.onDrain(() => (drained += 1));
  sink.write(': hello\n\n');
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  for (let i = 0; i < 16; i++) sink.write(Buffer.alloc(1024 * 1024, 'x'));
  expect(sink.queuedBytes).toBeGreaterThan(1024 * 1024);
  expect(drained).toBe(0);
  response.resume();
  await expect.poll(() => drained).toBeGreaterThan(0);
  expect(sink.queuedBytes).toBe(0);
});

test('a reader that goes away is noticed, also one that went before anybody asked', async () => {
  const { request, res, sink } = await connected();
  request.destroy();
  await once(res, 'close');
  const closed = new Promise<void>((resolve) => sink.onClose(resolve));
  await closed;
  sink.write('into the void');
  sink.end();
});

test('an ended answer whose reader takes nothing is torn down, with what was queued for it', async () => {
  const { request, res, sink } = await connected(50);
  sink.write(': hello\n\n');
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  for (let i = 0; i < 16; i++) sink.write(Buffer.alloc(1024 * 1024, 'x'));
  sink.end();
  await once(res, 'close');
  expect(sink.queuedBytes).toBe(0);
  response.resume();
  await expect(once(response, 'end')).rejects.toThrow('aborted');
});

test('an ended answer whose reader is slow is given to it to the end', async () => {
  const STALL_MS = 400;
  const started = performance.now();
  const { request, sink } = await connected(STALL_MS);
  sink.write(': hello\n\n');
  const size = 8 * 1024 * 1024;
  for (let i = 0; i < 8; i++) sink.write(Buffer.alloc(size / 8, 'x'));
  sink.end();
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  let received = 0;
  response.on('data', (chunk: Buffer) => {
    received += chunk.length;
    // A pause after each chunk: far shorter than what counts as standing still, and all of them far longer.
    response.pause();
    setTimeout(() => response.resume(), STALL_MS / 40);
  });
  await once(response, 'end');
  expect(received).toBe(size + 9);
  // Otherwise it was not slow.
  expect(performance.now() - started).toBeGreaterThan(STALL_MS);
});
