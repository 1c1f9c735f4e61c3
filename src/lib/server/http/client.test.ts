import type { IncomingMessage } from 'node:http';
import { expect, test } from 'vitest';
import { clientOf } from './client.ts';

function request(headers: Record<string, string>, encrypted = false): IncomingMessage {
  const socket = { remoteAddress: '10.0.0.1', encrypted };
  return { headers: { host: 'docs.example', ...headers }, socket } as unknown as IncomingMessage;
}

const LIES = { 'x-forwarded-for': '1.1.1.1', 'x-forwarded-proto': 'https' };

test('without a trusted proxy, what a client says of itself counts nothing', () => {
  expect(clientOf(request(LIES), { origin: null, trustProxy: 0 })).toEqual({
    address: '10.0.0.1',
    secure: false,
    ownOrigin: 'http://docs.example',
  });
});

test('one trusted proxy: the last entry is its own', () => {
  const headers = { 'x-forwarded-for': '1.1.1.1, 2.2.2.2', 'x-forwarded-proto': 'https' };
  expect(clientOf(request(headers), { origin: null, trustProxy: 1 })).toEqual({
    address: '2.2.2.2',
    secure: true,
    ownOrigin: 'https://docs.example',
  });
});

test('two trusted proxies: the last entry but one is what the outer one saw', () => {
  const headers = { 'x-forwarded-for': '1.1.1.1, 2.2.2.2, 3.3.3.3' };
  const { address } = clientOf(request(headers), { origin: null, trustProxy: 2 });
  expect(address).toBe('2.2.2.2');
  const short = clientOf(request({ 'x-forwarded-for': '3.3.3.3' }), {
    origin: null,
    trustProxy: 2,
  });
  expect(short.address).toBe('3.3.3.3');
});

test('a trusted proxy that says nothing leaves the socket’s word', () => {
  const plain = clientOf(request({}), { origin: null, trustProxy: 1 });
  expect(plain).toMatchObject({ address: '10.0.0.1', secure: false });
  const tls = clientOf(request({}, true), { origin: null, trustProxy: 1 });
  expect(tls.secure).toBe(true);
});

test('a configured origin goes before everything', () => {
  const config = { origin: 'https://public.example', trustProxy: 0 };
  expect(clientOf(request({}), config)).toMatchObject({
    secure: true,
    ownOrigin: 'https://public.example',
  });
});
