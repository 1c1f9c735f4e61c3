import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Kind } from '../../src/lib/protocol/index.ts';
import { ROUTES } from '../../src/lib/server/http/api.ts';
import { COOKIE_NAME } from '../../src/lib/server/auth/cookie.ts';
import { startApp, type TestApp } from '../support/app.ts';
import { problemOf, type Client } from '../support/client.ts';
import { png } from '../support/pictures.ts';
import { Replica } from '../support/ydoc.ts';

/** Who asks. All but `nobody` have a session; `foreign` is the owner's browser on another site's page. */
type Who = 'nobody' | 'viewer' | 'editor' | 'owner' | 'foreign' | 'neither';

interface Row {
  readonly method: string;
  readonly path: string;
  /** Status and, for a refusal, code, for each who asks; where it is not said, the default of `expected`. */
  readonly answers: { readonly ok: number; readonly viewer?: string };
  readonly body?: (context: Context) => object | Uint8Array<ArrayBuffer>;
  readonly type?: string;
  /** Of the document that is asked for; text, if not said. */
  readonly kind?: Kind;
}

interface Context {
  /** A live text document, new for each request. */
  readonly id: string;
  readonly connection: string;
}

const picture = () => png(3, 2);
const update = () => new Uint8Array(new Replica().write('forced'));

const TABLE: readonly Row[] = [
  { method: 'DELETE', path: '/api/session', answers: { ok: 204 } },
  { method: 'GET', path: '/api/documents', answers: { ok: 200 } },
  {
    method: 'POST',
    path: '/api/documents',
    answers: { ok: 201, viewer: 'forbidden' },
    body: () => ({ kind: 'text' }),
  },
  { method: 'GET', path: '/api/documents/:id', answers: { ok: 200 } },
  {
    method: 'PATCH',
    path: '/api/documents/:id',
    answers: { ok: 200, viewer: 'forbidden' },
    body: () => ({ title: 'Forced' }),
  },
  { method: 'DELETE', path: '/api/documents/:id', answers: { ok: 204, viewer: 'forbidden' } },
  { method: 'GET', path: '/api/documents/:id/events?poll=1', answers: { ok: 200 } },
  {
    method: 'POST',
    path: '/api/documents/:id/updates',
    answers: { ok: 200, viewer: 'read_only' },
    body: update,
    type: 'application/octet-stream',
  },
  {
    method: 'POST',
    path: '/api/documents/:id/presence',
    answers: { ok: 204 },
    body: ({ connection }) => ({ connection, clientID: 1, state: {} }),
  },
  { method: 'GET', path: '/api/documents/:id/snapshot', answers: { ok: 200 } },
  {
    method: 'POST',
    path: '/api/documents/:id/files',
    answers: { ok: 201, viewer: 'read_only' },
    body: picture,
    type: 'image/png',
  },
  { method: 'GET', path: '/api/documents/:id/files/:fileId', answers: { ok: 200 } },
  { method: 'GET', path: '/api/documents/:id/thumbnail.svg', answers: { ok: 200 }, kind: 'board' },
];

/** `POST /api/session` and health need no session; they have tests of their own. */
const OPEN = ['POST /api/session', 'GET /healthz', 'GET /readyz'];

const WHO: readonly Who[] = ['nobody', 'viewer', 'editor', 'owner', 'foreign', 'neither'];

let app: TestApp;
const people = new Map<Who, Client>();

beforeAll(async () => {
  app = await startApp();
  people.set('owner', await app.owner());
  people.set('editor', await app.person('editor'));
  people.set('viewer', await app.person('viewer'));
});
afterAll(() => app.close());

test('the table has every address and method that needs a session', () => {
  const served = ROUTES.flatMap(({ path, methods }) =>
    Object.keys(methods).map((method) => {
      const readable = path.source
        .replace(/^\^|\$$/g, '')
        .replaceAll(/\\([/.])/g, '$1')
        .replace(/\(\?<(\w+)>[^)]*\)/g, ':$1');
      return `${method} ${readable}`;
    }),
  );
  const tested = TABLE.map(({ method, path }) => `${method} ${path.replace(/\?.*/, '')}`);
  expect([...tested, ...OPEN].sort()).toEqual(served.sort());
});

describe.each(TABLE)('$method $path', (row) => {
  test.each(WHO)('AU1 AU3 AU7: %s', async (who) => {
    const { status, code } = expected(row, who);
    const response = await ask(row, who);
    expect({ status: response.status, code: await codeOf(response) }).toEqual({ status, code });
  });
});

function expected({ method, answers }: Row, who: Who): { status: number; code: string | null } {
  const changes = method !== 'GET';
  switch (who) {
    case 'nobody':
      return { status: 401, code: 'unauthenticated' };
    case 'viewer':
      return answers.viewer === undefined
        ? { status: answers.ok, code: null }
        : { status: 403, code: answers.viewer };
    case 'editor':
    case 'owner':
      return { status: answers.ok, code: null };
    case 'foreign':
    case 'neither':
      return changes ? { status: 403, code: 'foreign_origin' } : { status: answers.ok, code: null };
  }
}

/** Asks as a browser does: with the cookie and the headers of a page; `neither` is a cookie without them. */
async function ask(row: Row, who: Who): Promise<Response> {
  const owner = await app.owner();
  const id = await owner.createDocument('Table', row.kind);
  const person = people.get(who === 'foreign' || who === 'neither' ? 'owner' : who);
  // A session of its own: one row signs out.
  const session = person && (await app.signIn(person));
  const stream = session && (await session.events(id));
  const connection = stream ? (await stream.event('hello')).connection : 'none';
  const body = row.body?.({ id, connection });
  try {
    const path = row.path.replace(':id', id).replace(':fileId', await fileOf(row, id));
    return await fetch(`${app.url}${path}`, {
      method: row.method,
      headers: {
        ...(session ? { Cookie: `${COOKIE_NAME}=${session.token}` } : {}),
        ...(body ? { 'Content-Type': row.type ?? 'application/json' } : {}),
        ...pageHeaders(who),
      },
      ...(body ? { body: body instanceof Uint8Array ? body : JSON.stringify(body) } : {}),
    });
  } finally {
    stream?.close();
  }
}

/** The id of a file of the document, where the row asks for one. */
async function fileOf(row: Row, id: string): Promise<string> {
  if (!row.path.includes(':fileId')) return '';
  const owner = await app.owner();
  const stored = await owner.request('POST', `/api/documents/${id}/files`, { body: picture() });
  return ((await stored.json()) as { id: string }).id;
}

function pageHeaders(who: Who): Record<string, string> {
  switch (who) {
    case 'neither':
      return {};
    case 'foreign':
      return { Origin: 'https://evil.example' };
    default:
      return { Origin: app.url };
  }
}

async function codeOf(response: Response): Promise<string | null> {
  if (response.ok) {
    await response.arrayBuffer();
    return null;
  }
  return (await problemOf(response)).code;
}

describe('more about origins', () => {
  const rename = async (headers: Record<string, string>) => {
    const owner = await app.owner();
    const id = await owner.createDocument();
    return fetch(`${app.url}/api/documents/${id}`, {
      method: 'PATCH',
      headers: { 'Content-Type': 'application/json', ...headers },
      body: '{"title":"x"}',
    });
  };
  const cookie = async () => `${COOKIE_NAME}=${(await app.owner()).token}`;

  test('AU3: without Origin, Sec-Fetch-Site decides', async () => {
    const Cookie = await cookie();
    expect((await rename({ Cookie, 'Sec-Fetch-Site': 'same-origin' })).status).toBe(200);
    for (const site of ['same-site', 'cross-site', 'none']) {
      expect((await rename({ Cookie, 'Sec-Fetch-Site': site })).status).toBe(403);
    }
  });

  test('AU3: an opaque origin, another port and another scheme are foreign', async () => {
    const Cookie = await cookie();
    const { port } = new URL(app.url);
    const others = ['null', `https://127.0.0.1:${port}`, 'http://127.0.0.1', 'http://127.0.0.1:1'];
    for (const Origin of others) {
      expect((await rename({ Cookie, Origin })).status, Origin).toBe(403);
    }
  });

  test('AU2 AU3: a bearer request may come from anywhere', async () => {
    const { token } = await app.owner();
    const Origin = 'https://evil.example';
    expect((await rename({ Authorization: `Bearer ${token}`, Origin })).status).toBe(200);
  });

  test('AU2: a wrong bearer token is not helped by a good cookie', async () => {
    const Cookie = await cookie();
    const wrong = ['Bearer wrong', 'Bearer ', `Bearer ${'a'.repeat(40)}`];
    for (const Authorization of wrong) {
      const response = await rename({ Cookie, Authorization, Origin: app.url });
      expect(response.status, Authorization).toBe(401);
    }
  });

  test('AU2: credentials of another scheme, for a proxy on the way, leave the cookie its say', async () => {
    const Cookie = await cookie();
    const Authorization = 'Basic dXNlcjpwYXNz';
    expect((await rename({ Cookie, Authorization, Origin: app.url })).status).toBe(200);
    expect((await rename({ Cookie, Authorization, Origin: 'https://evil.example' })).status).toBe(
      403,
    );
  });

  test('AU3: signing in from another site is refused, also without a cookie', async () => {
    const response = await fetch(`${app.url}/api/session`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', Origin: 'https://evil.example' },
      body: JSON.stringify({ email: 'owner@example.com', password: 'x' }),
    });
    expect((await problemOf(response)).code).toBe('foreign_origin');
  });
});
