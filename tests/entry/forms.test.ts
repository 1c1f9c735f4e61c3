import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { COOKIE_NAME } from '../../src/lib/server/auth/cookie.ts';
import { Client } from '../support/client.ts';
import { sendForm } from '../support/forms.ts';
import { OWNER, startServer, type TestServer } from '../support/server.ts';

const PASSWORD = 'four walking trees';

type Who = 'nobody' | 'viewer' | 'editor' | 'owner' | 'foreign';
const WHO: readonly Who[] = ['nobody', 'viewer', 'editor', 'owner', 'foreign'];

interface Row {
  readonly path: string;
  readonly action: string;
  /** What the owner gets; a code where getting through shows by a refusal of another kind. */
  readonly owner: string | RegExp;
  /** The same for editors and viewers; as the owner if it is not said. */
  readonly editor?: string;
  readonly viewer?: string;
  readonly fields?: (context: Context) => Record<string, string>;
}

interface Context {
  /** Somebody to be managed; for each request another. */
  readonly person: Member;
  /** A live document and one in the trash, for each request others. */
  readonly live: string;
  readonly trashed: string;
}

const forOwners = { editor: 'forbidden', viewer: 'forbidden' };
const user = ({ person }: Context) => ({ user: person.id });

const TABLE: readonly Row[] = [
  { path: '/settings', action: 'name', owner: 'done', fields: () => ({ name: 'Same' }) },
  {
    path: '/settings',
    action: 'password',
    owner: 'bad_credentials',
    fields: () => ({ current: 'wrong wrong wrong', next: PASSWORD }),
  },
  { path: '/settings', action: 'everywhere', owner: 'redirect:/login' },
  {
    ...{ path: '/settings', action: 'role', owner: 'done', ...forOwners },
    fields: (context) => ({ ...user(context), role: 'viewer' }),
  },
  { path: '/settings', action: 'reset', owner: 'done', ...forOwners, fields: user },
  { path: '/settings', action: 'remove', owner: 'done', ...forOwners, fields: user },
  {
    ...{ path: '/settings', action: 'invite', owner: 'done', ...forOwners },
    fields: () => ({ role: 'viewer', note: '', uses: '1', days: '1' }),
  },
  {
    ...{ path: '/settings', action: 'revoke', owner: 'done', ...forOwners },
    fields: () => ({ invitation: 'none' }),
  },
  {
    ...{ path: '/settings', action: 'workspace', owner: 'done', ...forOwners },
    fields: () => ({ workspace: 'Fellside' }),
  },
  { path: '/', action: 'create', owner: /^redirect:\/d\//, viewer: 'forbidden' },
  {
    ...{ path: '/', action: 'rename', owner: 'done', viewer: 'forbidden' },
    fields: ({ live }) => ({ id: live, title: 'Other' }),
  },
  {
    ...{ path: '/', action: 'trash', owner: 'done', viewer: 'forbidden' },
    fields: ({ live }) => ({ id: live }),
  },
  {
    ...{ path: '/', action: 'restore', owner: 'done', viewer: 'forbidden' },
    fields: ({ trashed }) => ({ id: trashed }),
  },
  {
    ...{ path: '/d/[id]', action: 'rename', owner: 'done', viewer: 'forbidden' },
    fields: ({ live }) => ({ id: live, title: 'Other' }),
  },
  {
    ...{ path: '/d/[id]', action: 'trash', owner: 'done', viewer: 'forbidden' },
    fields: ({ live }) => ({ id: live }),
  },
  {
    ...{ path: '/d/[id]', action: 'restore', owner: 'done', viewer: 'forbidden' },
    fields: ({ trashed }) => ({ id: trashed }),
  },
  {
    ...{ path: '/trash', action: 'restore', owner: 'done', viewer: 'forbidden' },
    fields: ({ trashed }) => ({ id: trashed }),
  },
  {
    ...{ path: '/trash', action: 'purge', owner: 'done', viewer: 'forbidden' },
    fields: ({ trashed }) => ({ id: trashed }),
  },
];

/** Forms that need no session; they have tests of their own, here and in the browser. */
const OPEN = [
  '/login default',
  '/logout default',
  '/setup default',
  '/signup/[token] default',
  '/reset/[token] default',
];

interface Member {
  readonly id: string;
  readonly email: string;
}

let server: TestServer;
let owner: Client;
let count = 0;
const members = new Map<Who, Member>();

beforeAll(async () => {
  server = await startServer();
  owner = await server.owner();
  members.set('owner', { id: owner.user.id, email: OWNER.email });
  members.set('editor', await join('editor'));
  members.set('viewer', await join('viewer'));
});
afterAll(() => server.close());

async function invite(fields: Record<string, string> = {}): Promise<string> {
  const form = { role: 'editor', note: '', uses: '1', days: '1', ...fields };
  const { text } = await sendForm(server.url, '/settings?/invite', form, owner);
  const token = /\/signup\/([\w-]{43})/.exec(text)?.[1];
  if (token === undefined) throw new Error(text);
  return token;
}

async function join(role: 'editor' | 'viewer'): Promise<Member> {
  const token = await invite({ role });
  const email = `person${++count}@example.com`;
  const fields = { name: `Person ${count}`, email, password: PASSWORD };
  await sendForm(server.url, `/signup/${token}`, fields);
  return { id: (await signIn(email)).user.id, email };
}

async function login(email: string, password: string): Promise<Response> {
  return fetch(`${server.url}/api/session`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ email, password }),
  });
}

async function signIn(email: string, password = PASSWORD): Promise<Client> {
  const response = await login(email, password);
  if (response.status !== 200) throw new Error(`login: ${response.status}`);
  return new Client(server.url, (await response.json()) as ConstructorParameters<typeof Client>[1]);
}

test('the table has every form action that needs a session', async () => {
  const pages = import.meta.glob<{ actions?: object }>('../../src/routes/**/+page.server.ts');
  const served = await Promise.all(
    Object.entries(pages).map(async ([file, load]) => {
      const route = file.replace(/^.*\/routes|\/\([^)]*\)|\/\+page\.server\.ts$/g, '') || '/';
      return Object.keys((await load()).actions ?? {}).map((action) => `${route} ${action}`);
    }),
  );
  const tested = TABLE.map(({ path, action }) => `${path} ${action}`);
  expect([...tested, ...OPEN].sort()).toEqual(served.flat().sort());
});

describe.each(TABLE)('$path ?/$action', (row) => {
  test.each(WHO)('%s', async (who) => {
    const live = await owner.createDocument();
    const trashed = await owner.createDocument();
    await owner.request('DELETE', `/api/documents/${trashed}`);
    const context = { person: await join('editor'), live, trashed };
    const member = members.get(who === 'foreign' ? 'owner' : who);
    // A session of its own: one row signs out everywhere.
    const session =
      member &&
      (await signIn(member.email, member.email === OWNER.email ? OWNER.password : PASSWORD));
    const answer = await sendForm(
      server.url,
      `${row.path.replace('[id]', live)}?/${row.action}`,
      row.fields?.(context) ?? {},
      { token: session?.token, ...(who === 'foreign' ? { origin: 'https://evil.example' } : {}) },
    );
    expect(answer.outcome).toMatch(expected(row, who));
    if (row.action === 'everywhere' && who === 'owner') owner = await server.owner();
  });
});

function expected(row: Row, who: Who): string | RegExp {
  switch (who) {
    case 'nobody':
      return /^redirect:\/login\b/;
    case 'foreign':
      return 'foreign_origin';
    default:
      return row[who] ?? row.owner;
  }
}

test('what somebody may do is that of the end of the form, not of its beginning', async () => {
  const second = await join('editor');
  await sendForm(server.url, '/settings?/role', { user: second.id, role: 'owner' }, owner);
  const { token } = await signIn(second.email);
  const begin = async (path: string, form: string) => {
    const request = httpRequest(`${server.url}${path}`, {
      method: 'POST',
      headers: {
        ...{ Accept: 'application/json', Origin: server.url, Expect: '100-continue' },
        Cookie: `${COOKIE_NAME}=${token}`,
        'Content-Type': 'application/x-www-form-urlencoded',
        'Content-Length': form.length,
      },
    });
    request.flushHeaders();
    await once(request, 'continue');
    return async () => {
      request.end(form);
      const [response] = (await once(request, 'response')) as [IncomingMessage];
      return (await response.setEncoding('utf8').toArray()).join('');
    };
  };
  const forms = [
    await begin('/settings?/workspace', 'workspace=Mine'),
    await begin('/settings?/invite', 'role=editor&note=&uses=9&days=9'),
    await begin('/?/create', 'title=Late'),
  ];
  // By now the beginning of each has been looked at: this one comes after them.
  await sendForm(server.url, '/settings?/remove', { user: second.id }, owner);
  for (const finish of forms) expect(await finish()).toMatch(/"type":"redirect".*\/login/);
});

// ── Invitations ──────────────────────────────────────────────────────────────

const guest = (more: Record<string, string> = {}) => ({
  name: 'Guest',
  email: `guest${++count}@example.com`,
  password: PASSWORD,
  ...more,
});

test('an invitation for one lets in one of two who come at the same moment', async () => {
  const token = await invite();
  const answers = await Promise.all(
    [guest(), guest()].map((fields) => sendForm(server.url, `/signup/${token}`, fields)),
  );
  expect(answers.map(({ outcome }) => outcome).sort()).toEqual(['not_found', 'redirect:/']);
});

test('fields that the form does not have change nothing: the role is the invitation’s', async () => {
  const token = await invite({ role: 'viewer' });
  const fields = guest({ role: 'owner', id: 'mine', userRole: 'owner', invitation: 'x' });
  expect((await sendForm(server.url, `/signup/${token}`, fields)).outcome).toBe('redirect:/');
  const answer = (await (await login(fields.email, PASSWORD)).json()) as { user: { role: string } };
  expect(answer.user.role).toBe('viewer');
  const inviting = { role: 'owner', note: '', uses: '1', days: '1' };
  const refused = await sendForm(server.url, '/settings?/invite', inviting, owner);
  expect(refused.outcome).toBe('bad_request');
});

test('an invitation that was withdrawn, or is of another site’s form, lets nobody in', async () => {
  const note = `withdrawn ${++count}`;
  const token = await invite({ note });
  const foreign = { origin: 'https://evil.example' };
  expect((await sendForm(server.url, `/signup/${token}`, guest(), foreign)).outcome).toBe(
    'foreign_origin',
  );
  const Cookie = `${COOKIE_NAME}=${owner.token}`;
  const page = await (await fetch(`${server.url}/settings`, { headers: { Cookie } })).text();
  const id = new RegExp(`${note}.*?name="invitation" value="([^"]+)"`, 's').exec(page)?.[1];
  await sendForm(server.url, '/settings?/revoke', { invitation: id ?? '' }, owner);
  expect((await sendForm(server.url, `/signup/${token}`, guest())).outcome).toBe('not_found');
});

test('who is removed does not come back by an open invitation that was withdrawn with them', async () => {
  const token = await invite({ uses: '9' });
  const [first, second] = [await join('editor'), await join('editor')];
  const Cookie = `${COOKIE_NAME}=${owner.token}`;
  const page = await (await fetch(`${server.url}/settings`, { headers: { Cookie } })).text();
  expect(page).toMatch(/<input type="checkbox" name="withdraw" checked/);
  await sendForm(server.url, '/settings?/remove', { user: first.id }, owner);
  expect((await sendForm(server.url, `/signup/${token}`, guest())).outcome).toBe('redirect:/');
  const fields = { user: second.id, withdraw: 'on' };
  expect((await sendForm(server.url, '/settings?/remove', fields, owner)).outcome).toBe('done');
  expect((await sendForm(server.url, `/signup/${token}`, guest())).outcome).toBe('not_found');
});

// ── A new password by a link ─────────────────────────────────────────────────

const resetIn = (text: string) => /\/reset\/[\w-]{43}/.exec(text)?.[0] ?? 'no link';

test('a link opens for nobody on another site’s page, and once for its person', async () => {
  const { id, email } = await join('editor');
  const before = await signIn(email);
  const { text } = await sendForm(server.url, '/settings?/reset', { user: id }, owner);
  const link = resetIn(text);
  const form = { password: 'a new password for me', role: 'owner', email: OWNER.email };
  const foreign = await sendForm(server.url, link, form, { origin: 'https://evil.example' });
  expect(foreign.outcome).toBe('foreign_origin');
  // Previews of links in chats look at it too: that uses nothing up.
  const page = await fetch(`${server.url}${link}`);
  expect(page.status).toBe(200);
  expect(await page.text()).toContain('no-referrer');

  const used = await sendForm(server.url, link, form);
  expect(used.outcome).toBe('redirect:/');
  const again = new Client(server.url, { token: used.token ?? '', user: before.user });
  expect((await again.request('GET', '/api/documents')).status).toBe(200);
  expect((await before.request('GET', '/api/documents')).status).toBe(401);
  expect((await sendForm(server.url, link, form)).outcome).toBe('not_found');
  expect((await login(email, PASSWORD)).status).toBe(401);
  const answer = (await (await login(email, form.password)).json()) as { user: object };
  expect(answer.user).toMatchObject({ id, email, role: 'editor' });
});

const run = promisify(execFile);

function resetPassword(...args: string[]) {
  const env = { PATH: process.env['PATH'], RUNNEL_DATA_DIR: server.dataDir };
  const quiet = '--disable-warning=ExperimentalWarning';
  return run(process.execPath, [quiet, 'scripts/reset-password.ts', ...args], { env });
}

test('npm run reset-password prints a link while the server runs, for an owner too', async () => {
  const { stdout } = await resetPassword('Owner@Example.com');
  expect(stdout).toContain('24 hours');
  const before = owner;
  const form = { password: OWNER.password };
  expect((await sendForm(server.url, resetIn(stdout), form)).outcome).toBe('redirect:/');
  expect((await before.request('GET', '/api/documents')).status).toBe(401);
  owner = await server.owner();

  for (const args of [[], ['nobody@example.com']]) {
    await expect(resetPassword(...args)).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^[^\n]+\n$/) as string,
    });
  }
});

// ── Pages and what cannot be read ────────────────────────────────────────────

test('addresses of pages that cannot be decoded are refused, and the server lives', async () => {
  const Cookie = `${COOKIE_NAME}=${owner.token}`;
  for (const path of [
    '/d/%',
    '/d/%zz',
    '/d/%E0%A4%A',
    '/d/%00',
    '/signup/%ff',
    '/reset/%2e%2e',
    '/%c0%ae',
  ]) {
    const { status } = await fetch(`${server.url}${path}`, { headers: { Cookie } });
    expect([path, status >= 200 && status < 500]).toEqual([path, true]);
  }
  const huge = await fetch(`${server.url}/login`, {
    method: 'POST',
    headers: { Origin: server.url, 'Content-Type': 'application/x-www-form-urlencoded' },
    body: `email=${'x'.repeat(600_000)}`,
  });
  expect(huge.status).toBe(413);
  expect((await fetch(`${server.url}/healthz`)).status).toBe(200);
});
