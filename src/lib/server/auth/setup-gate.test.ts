import { expect, test } from 'vitest';
import { SetupGate, wasForwarded } from './setup-gate.ts';

const loopback = { host: '127.0.0.1', origin: null, trustProxy: 0 };
const local = { hostname: 'localhost', forwarded: false };

test.each([
  ['on the machine itself', loopback, local, false],
  ['by address', loopback, { hostname: '127.0.0.1', forwarded: false }, false],
  ['by IPv6 address', { ...loopback, host: '::1' }, { hostname: '[::1]', forwarded: false }, false],
  [
    'with a public origin of the machine itself',
    { ...loopback, origin: 'http://localhost:3000' },
    local,
    false,
  ],
  ['listening on every address', { ...loopback, host: '0.0.0.0' }, local, true],
  ['listening on every IPv6 address', { ...loopback, host: '::' }, local, true],
  ['listening in the local network', { ...loopback, host: '192.168.0.4' }, local, true],
  ['behind a configured proxy', { ...loopback, trustProxy: 1 }, local, true],
  ['with a public origin', { ...loopback, origin: 'https://docs.example.com' }, local, true],
  ['through a proxy that is not configured', loopback, { ...local, forwarded: true }, true],
  [
    'by another name (a proxy, or DNS rebinding)',
    loopback,
    { ...local, hostname: 'evil.example' },
    true,
  ],
])('%s', (_name, config, request, required) => {
  expect(new SetupGate(config).requires(request)).toBe(required);
});

test('accepts the code of this start only', () => {
  const gate = new SetupGate(loopback);
  expect(gate.code).toMatch(/^[\w-]{20}$/);
  expect(gate.accepts(gate.code)).toBe(true);
  for (const wrong of [
    null,
    undefined,
    '',
    'x',
    `${gate.code}x`,
    gate.code.slice(1),
    new SetupGate(loopback).code,
  ]) {
    expect(gate.accepts(wrong)).toBe(false);
  }
});

test('the printed link always has the code', () => {
  const gate = new SetupGate(loopback);
  expect(gate.link('http://localhost:3000')).toBe(`http://localhost:3000/setup?code=${gate.code}`);
});

test('sees what proxies add', () => {
  expect(wasForwarded(new Headers({ host: 'localhost' }))).toBe(false);
  for (const name of ['X-Forwarded-For', 'X-Forwarded-Host', 'X-Real-IP', 'Forwarded', 'Via']) {
    expect(wasForwarded(new Headers({ [name]: 'x' }))).toBe(true);
  }
});
