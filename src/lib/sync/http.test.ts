import { expect, test } from 'vitest';
import { addressOf, headersOf, problemOf, readProblem, type Endpoint } from './http.ts';

const endpoint: Endpoint = {
  fetch,
  url: 'https://notes.test/api',
  documentId: 'a/b?c',
  userId: 'ann',
};

test('addresses are escaped, and parameters that are null left out', () => {
  expect(addressOf(endpoint, 'updates', { connection: 'x y', lineage: null })).toBe(
    'https://notes.test/api/documents/a%2Fb%3Fc/updates?person=ann&connection=x+y',
  );
  expect(addressOf(endpoint, 'presence')).toBe(
    'https://notes.test/api/documents/a%2Fb%3Fc/presence?person=ann',
  );
});

test('a token is sent as a bearer, and nothing in its place without one', () => {
  expect(headersOf({ ...endpoint, token: 't' }, { accept: 'x' })).toEqual({
    accept: 'x',
    authorization: 'Bearer t',
  });
  expect(headersOf(endpoint)).toEqual({});
});

test('a problem is what our server says, with a code that we know', async () => {
  const answer = (body: string, type: string): Response =>
    new Response(body, { status: 403, headers: { 'content-type': type } });
  const body = JSON.stringify({ code: 'read_only', detail: 'In the trash.', status: 1 });
  expect(await readProblem(answer(body, 'application/problem+json; charset=utf-8'))).toEqual(
    problemOf('read_only', { detail: 'In the trash.' }),
  );
  for (const [text, type] of [
    [body, 'application/json'],
    [body.slice(0, 9), 'application/problem+json'],
    ['null', 'application/problem+json'],
    ['{"code":"made_up"}', 'application/problem+json'],
    ['<h1>Forbidden</h1>', 'text/html'],
  ] as const) {
    expect(await readProblem(answer(text, type))).toBeNull();
  }
});
