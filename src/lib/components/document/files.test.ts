import { expect, test } from 'vitest';
import { problemOf } from '../../sync/http.ts';
import type { ErrorCode } from '../../protocol/index.ts';
import { DocumentFiles } from './files.ts';

const PICTURE = new Blob(['bytes'], { type: 'image/png' });

function filesOf(answer: (address: string, init: RequestInit) => Response | Promise<Response>) {
  return new DocumentFiles({
    documentId: 'doc 1',
    userId: 'ann',
    fetch: async (address, init = {}) => {
      if (typeof address !== 'string') throw new Error('an address is text here');
      return answer(address, init);
    },
  });
}

function refusal(code: ErrorCode): Response {
  const problem = problemOf(code);
  const headers = { 'content-type': 'application/problem+json' };
  return new Response(JSON.stringify(problem), { status: problem.status, headers });
}

test('a file is sent as it is, for the person whose page it is, and has an address', async () => {
  const asked: unknown[] = [];
  const files = filesOf((address, { method, body }) => {
    asked.push([method, address, body]);
    return Response.json({ id: 'a-b_c', type: 'image/png', size: 5 }, { status: 201 });
  });
  expect(await files.store(PICTURE)).toBe('a-b_c');
  expect(asked).toEqual([['POST', '/api/documents/doc%201/files?person=ann', PICTURE]]);
  expect(files.urlOf('a-b_c')).toBe('/api/documents/doc%201/files/a-b_c');
});

test.each([
  ['too_large', 'too_large'],
  ['unsupported_type', 'unsupported_type'],
  ['quota_exceeded', 'quota'],
  ['read_only', 'read_only'],
  ['storage_unavailable', 'offline'],
  ['not_found', 'failed'],
  ['other_person', 'failed'],
] as const)('a refusal is told in the words of surfaces: %s', async (code, said) => {
  await expect(filesOf(() => refusal(code)).store(PICTURE)).rejects.toMatchObject({
    name: 'SurfaceFileError',
    code: said,
  });
});

test('without a network, or with something else than our server in front, it says so', async () => {
  const gone = filesOf(() => Promise.reject(new TypeError('Failed to fetch')));
  await expect(gone.store(PICTURE)).rejects.toMatchObject({ code: 'offline' });
  const portal = filesOf(() => new Response('<html>Pay here'));
  await expect(portal.store(PICTURE)).rejects.toMatchObject({ code: 'offline' });
  const proxy = filesOf(() => new Response('Bad gateway', { status: 502 }));
  await expect(proxy.store(PICTURE)).rejects.toMatchObject({ code: 'offline' });
  const strict = filesOf(() => new Response('Entity too large', { status: 413 }));
  await expect(strict.store(PICTURE)).rejects.toMatchObject({ code: 'too_large' });
  const odd = filesOf(() => Response.json({}));
  await expect(odd.store(PICTURE)).rejects.toMatchObject({ code: 'failed' });
});

test('a stored file is read from its address, with its type', async () => {
  const asked: unknown[] = [];
  const files = filesOf((address, { method = 'GET' }) => {
    asked.push([method, address]);
    return new Response('bytes', { headers: { 'content-type': 'image/png' } });
  });
  const file = await files.read('a-b_c');
  expect([file.type, await file.text()]).toEqual(['image/png', 'bytes']);
  expect(asked).toEqual([['GET', '/api/documents/doc%201/files/a-b_c']]);
});

test('a file that is not there, or a network that is not, is told when reading', async () => {
  await expect(filesOf(() => refusal('not_found')).read('x')).rejects.toMatchObject({
    code: 'failed',
  });
  const gone = filesOf(() => Promise.reject(new TypeError('Failed to fetch')));
  await expect(gone.read('x')).rejects.toMatchObject({ code: 'offline' });
});
