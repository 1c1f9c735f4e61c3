import { expect, test } from 'vitest';
import {
  blankCookie,
  cookieOptions,
  sessionCookie,
  tokenFromBearer,
  tokenFromCookie,
} from './cookie.ts';

test('scripts cannot read the cookie, other sites cannot use it', () => {
  expect(sessionCookie('abc', { secure: false })).toBe(
    'runnel_session=abc; Path=/; Max-Age=34560000; HttpOnly; SameSite=Lax',
  );
  expect(cookieOptions(false)).toMatchObject({
    httpOnly: true,
    sameSite: 'lax',
    path: '/',
    secure: false,
  });
});

test('Secure on https only', () => {
  expect(sessionCookie('abc', { secure: true })).toMatch(/; Secure$/);
  expect(blankCookie({ secure: true })).toMatch(/^runnel_session=; .*Max-Age=0;.*; Secure$/);
  expect(cookieOptions(true).secure).toBe(true);
});

test.each([
  ['runnel_session=abc', 'abc'],
  ['theme=dark; runnel_session=abc; x=y', 'abc'],
  ['theme=dark;runnel_session=abc', 'abc'],
  ['not_runnel_session=abc', null],
  ['runnel_session=', null],
  ['runnel_session', null],
  ['', null],
  [null, null],
  [undefined, null],
])('cookie header %j holds %j', (header, token) => {
  expect(tokenFromCookie(header)).toBe(token);
});

test.each([
  ['Bearer abc', 'abc'],
  ['bearer abc', 'abc'],
  ['Basic abc', null],
  ['Bearer ', null],
  ['Bearer a b', null],
  [undefined, null],
])('authorization %j holds %j', (header, token) => {
  expect(tokenFromBearer(header)).toBe(token);
});
