import type { Browser, Page } from '@playwright/test';
import { COOKIE_NAME } from '../../src/lib/server/auth/cookie.ts';
import { auth, settings, shell } from '../../src/lib/strings/index.ts';
import { OWNER, startServer, type TestServer } from '../support/server.ts';
import { expect, test as base } from './support/fixtures.ts';

const PASSWORD = 'four walking trees';

/** A server on which nobody has an account yet. */
const test = base.extend<{ fresh: TestServer }>({
  fresh: async ({}, use) => {
    const server = await startServer({
      env: { RUNNEL_OWNER_EMAIL: '', RUNNEL_OWNER_PASSWORD: '' },
    });
    await use(server);
    await server.close();
  },
});

async function visitor(browser: Browser, { url }: TestServer): Promise<Page> {
  const context = await browser.newContext({ baseURL: url });
  return context.newPage();
}

async function setUp(page: Page): Promise<void> {
  await page.goto('/');
  await expect(page).toHaveURL(/\/setup$/);
  await page.getByLabel(auth.workspace).fill('Fellside');
  await page.getByLabel(auth.yourName).fill('Ada Lovelace');
  await page.getByLabel(auth.email).fill('ada@example.com');
  await page.getByLabel(auth.password, { exact: true }).fill(PASSWORD);
  await page.getByRole('button', { name: auth.setup.go }).click();
  await expect(page).toHaveURL(/:\d+\/$/);
}

async function signIn(page: Page, email: string, password = PASSWORD): Promise<void> {
  await page.getByLabel(auth.email).fill(email);
  await page.getByLabel(auth.password, { exact: true }).fill(password);
  await page.getByRole('button', { name: auth.login.go }).click();
}

test('what is typed before the scripts have come stays', async ({ browser, fresh }) => {
  const page = await visitor(browser, fresh);
  const held = Promise.withResolvers<void>();
  await page.route('**/_app/immutable/**/*.js', async (route) => {
    await held.promise;
    await route.continue();
  });
  await page.goto('/setup', { waitUntil: 'commit' });
  await page.getByLabel(auth.email).fill('typed@early.example');
  held.resolve();
  // Comes with the scripts.
  await page.getByRole('button', { name: auth.show }).waitFor();
  await expect(page.getByLabel(auth.email)).toHaveValue('typed@early.example');
});

test('from a fresh server to two people: setup, invitation, roles, signing out and in', async ({
  browser,
  fresh,
}) => {
  const owner = await visitor(browser, fresh);
  await setUp(owner);

  await owner.goto('/settings');
  await owner.getByRole('button', { name: settings.invite }).click();
  const link = await owner.getByLabel(settings.link, { exact: true }).inputValue();
  expect(link).toMatch(new RegExp(`^${fresh.url}/signup/[\\w-]{43}$`));

  const guest = await visitor(browser, fresh);
  await guest.goto(link);
  await expect(guest.getByRole('heading')).toHaveText(auth.signup.title('Fellside'));
  await guest.getByLabel(auth.yourName).fill('Grace Hopper');
  await guest.getByLabel(auth.email).fill('ada@example.com');
  await guest.getByLabel(auth.password, { exact: true }).fill(PASSWORD);
  await guest.getByRole('button', { name: auth.signup.go }).click();
  await expect(guest.getByText('Somebody with this email is already here.')).toBeVisible();
  await guest.getByLabel(auth.email).fill('grace@example.com');
  await guest.getByLabel(auth.password, { exact: true }).fill(PASSWORD);
  await guest.getByRole('button', { name: auth.signup.go }).click();
  await expect(guest).toHaveURL(`${fresh.url}/`);

  // The link was for one.
  const late = await visitor(browser, fresh);
  await late.goto(link);
  await expect(late.getByRole('heading')).toHaveText(auth.signup.gone);

  // Only owners invite.
  await guest.goto('/settings');
  await expect(guest.getByRole('heading', { name: settings.title })).toBeVisible();
  await expect(guest.getByRole('button', { name: settings.invite })).toHaveCount(0);

  // Another device of the same person goes with "everywhere".
  await late.goto('/login?next=/trash');
  await signIn(late, 'grace@example.com');
  // The whole address: the door's own ends with where it leads to.
  await expect(late).toHaveURL(`${fresh.url}/trash`);
  await guest.getByRole('button', { name: settings.everywhere }).click();
  await expect(guest).toHaveURL(/\/login/);
  await late.goto('/settings');
  await expect(late).toHaveURL(/\/login\?next=%2Fsettings$/);
  await signIn(late, 'grace@example.com');
  await expect(late).toHaveURL(/\/settings$/);
  await late.getByRole('button', { name: shell.logout, exact: true }).last().click();
  await expect(late).toHaveURL(/\/login/);

  for (const page of [owner, guest, late]) await page.context().close();
});

test('a wrong password says so, keeps the email, and slows down guessing', async ({
  browser,
  fresh,
}) => {
  const page = await visitor(browser, fresh);
  await setUp(page);
  await page.context().clearCookies();
  for (let i = 0; i < 5; i++) {
    // Not by a reload: of a form that was sent without script that would be another attempt.
    await page.goto('/login?next=//evil.example');
    await signIn(page, 'ada@example.com', 'wrong wrong wrong');
    await expect(page.getByText('The email or the password is wrong.')).toBeVisible();
    await expect(page.getByLabel(auth.email)).toHaveValue('ada@example.com');
  }
  // How many more are let through depends on how fast the test is; most cannot be.
  const guesses = await Promise.all(
    Array.from({ length: 8 }, () =>
      page.request.post('/api/session', {
        data: { email: 'ada@example.com', password: 'wrong wrong wrong' },
        headers: { Origin: fresh.url },
      }),
    ),
  );
  const refused = guesses.filter((each) => each.status() === 429);
  expect(refused.length).toBeGreaterThanOrEqual(4);
  expect(Number(refused[0]?.headers()['retry-after'])).toBeGreaterThan(0);
  await page.context().close();
});

test('it all works with JavaScript off', async ({ browser, fresh }) => {
  const context = await browser.newContext({ baseURL: fresh.url, javaScriptEnabled: false });
  const page = await context.newPage();
  await setUp(page);
  await context.clearCookies();
  await page.goto('/trash');
  await signIn(page, 'ada@example.com', 'wrong wrong wrong');
  await expect(page.getByText('The email or the password is wrong.')).toBeVisible();
  await signIn(page, 'ada@example.com');
  await expect(page).toHaveURL(`${fresh.url}/trash`);
  await context.close();
});

test('a stranger cannot take a fresh server that others can reach', async ({ fresh }) => {
  await expect.poll(() => fresh.output).toContain('Stop with Ctrl-C');
  const code = /setup\?code=([\w-]{20})/.exec(fresh.output)?.[1] ?? 'none printed';
  const form = new URLSearchParams({
    workspace: 'Mine',
    name: 'Eve',
    email: 'eve@example.com',
    password: PASSWORD,
  });
  const setup = (headers: Record<string, string>, given = '') =>
    fetch(`${fresh.url}/setup`, {
      method: 'POST',
      redirect: 'manual',
      headers: { Accept: 'text/html', Origin: fresh.url, ...headers },
      body: new URLSearchParams([...form, ['code', given]]),
    });
  const forwarded = { 'X-Forwarded-For': '192.0.2.7' };
  expect((await setup(forwarded)).status).toBe(403);
  expect((await setup(forwarded, 'x'.repeat(20))).status).toBe(403);
  expect((await setup({ Origin: 'https://evil.example' })).status).toBe(403);
  expect((await setup(forwarded, code)).status).toBe(303);
  // There is one first owner, code or not.
  expect((await setup(forwarded, code)).status).not.toBe(200);
  const login = await fetch(`${fresh.url}/setup`, { redirect: 'manual' });
  expect(login.headers.get('location')).toBe('/login');
});

test('pages need a session, and forms our own origin', async ({ site }) => {
  const { url } = site.server;
  const Cookie = `${COOKIE_NAME}=${site.people.owner.token}`;
  const get = (path: string, headers: Record<string, string> = {}) =>
    fetch(`${url}${path}`, { redirect: 'manual', headers });
  for (const path of ['/', '/trash', '/settings', '/d/anything']) {
    const next = path === '/' ? '' : `?next=${encodeURIComponent(path)}`;
    const answer = await get(path);
    expect([path, answer.status, answer.headers.get('location')]).toEqual([
      path,
      303,
      `/login${next}`,
    ]);
    const data = await get(`${path === '/' ? '' : path}/__data.json`);
    expect(await data.json()).toMatchObject({ type: 'redirect', location: `/login${next}` });
  }
  expect((await get('/nowhere')).status).toBe(404);
  // A session that has ended is forgotten by the browser.
  const ended = await get('/', { Cookie: `${COOKIE_NAME}=${'a'.repeat(40)}` });
  expect(ended.headers.get('set-cookie')).toMatch(new RegExp(`^${COOKIE_NAME}=; Max-Age=0;`));

  const headers = (await get('/', { Cookie })).headers;
  expect(Object.fromEntries(headers)).toMatchObject({
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'same-origin',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'cache-control': 'private, no-cache',
  });
  expect(headers.get('permissions-policy')).toContain('camera=()');
  expect(headers.get('strict-transport-security')).toBeNull();

  const name = (sent: Record<string, string>) =>
    fetch(`${url}/settings?/name`, {
      method: 'POST',
      headers: { Cookie, Accept: 'text/html', ...sent },
      body: new URLSearchParams({ name: site.people.owner.name }),
    });
  const https = url.replace('http:', 'https:');
  expect((await name({})).status).toBe(403);
  expect((await name({ Origin: 'https://evil.example' })).status).toBe(403);
  expect((await name({ Origin: 'null' })).status).toBe(403);
  expect((await name({ 'Sec-Fetch-Site': 'cross-site' })).status).toBe(403);
  expect((await name({ Origin: https })).status).toBe(403);
  expect((await name({ Origin: url })).status).toBe(200);
  expect((await name({ 'Sec-Fetch-Site': 'same-origin' })).status).toBe(200);
  // A proxy that ends TLS, of which the server was not told.
  expect((await name({ Origin: https, 'Sec-Fetch-Site': 'same-origin' })).status).toBe(200);
});

test('behind a configured proxy: Secure cookies, HSTS, and addresses that count', async () => {
  const server = await startServer({ env: { RUNNEL_TRUST_PROXY: '1' } });
  try {
    const proxied = {
      Origin: server.url.replace('http:', 'https:'),
      'X-Forwarded-Proto': 'https',
      Accept: 'text/html',
    };
    const signed = await fetch(`${server.url}/login`, {
      method: 'POST',
      redirect: 'manual',
      headers: { ...proxied, 'X-Forwarded-For': '192.0.2.1' },
      body: new URLSearchParams(OWNER),
    });
    expect(signed.status).toBe(303);
    expect(signed.headers.get('set-cookie')).toMatch(/; HttpOnly; Secure; SameSite=Lax$/);
    const page = await fetch(`${server.url}/login`, { headers: proxied });
    expect(page.headers.get('strict-transport-security')).toBe('max-age=31536000');

    // What a client sends itself stands left of what the proxy saw, and buys it nothing.
    const guess = (email: string, claimed: string) =>
      fetch(`${server.url}/api/session`, {
        method: 'POST',
        headers: {
          ...proxied,
          'Content-Type': 'application/json',
          'X-Forwarded-For': `${claimed}, 192.0.2.2`,
        },
        body: JSON.stringify({ email, password: 'wrong wrong wrong' }),
      });
    const guesses = await Promise.all(
      Array.from({ length: 40 }, (_, i) => guess(`nobody${i}@example.com`, `203.0.113.${i}`)),
    );
    // Thirty are free, and then it depends on how fast the test is how many more.
    const statuses = guesses.map((each) => each.status);
    expect(statuses.filter((status) => status === 401).length).toBeGreaterThanOrEqual(30);
    expect(statuses).toContain(429);
  } finally {
    await server.close();
  }
});
