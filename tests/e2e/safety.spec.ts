import { COOKIE_NAME } from '../../src/lib/server/auth/cookie.ts';
import { PASSWORD } from '../support/seed.ts';
import { Replica } from '../support/ydoc.ts';
import { DocumentPage } from './support/editor.ts';
import { complaintsOf, expect, test } from './support/fixtures.ts';

const SCRIPT = `<script>window.hacked = 1</script><img src=x onerror="window.hacked = 2">`;

test('script in titles, names and content stays text', async ({ site, browserOf }) => {
  const { editor, writer } = site.people;
  const client = site.as(editor);
  const id = await client.createDocument(SCRIPT);
  const replica = new Replica();
  const state = await client.request('GET', `/api/documents/${id}/snapshot`);
  replica.applyV2(new Uint8Array(await state.arrayBuffer()));
  await client.push(id, replica.write(SCRIPT));

  const context = await browserOf(writer);
  const home = await context.newPage();
  const complaints = complaintsOf(home);
  await home.goto('/');
  await expect(home.getByText(SCRIPT).first()).toBeVisible();
  const { page } = await DocumentPage.open(context, id);
  await expect(page.locator('.ProseMirror')).toContainText(SCRIPT);
  for (const each of [home, page]) {
    expect(await each.evaluate(() => 'hacked' in window)).toBe(false);
    expect(await each.locator('img[src="x"]').count()).toBe(0);
  }
  expect(complaints).toEqual([]);
});

test('every page has a policy with nonces and no script without one', async ({
  site,
  browser,
  browserOf,
}) => {
  const { editor } = site.people;
  const id = await site.as(editor).createDocument('Policy');
  const context = await browserOf(editor, { worker: true });
  const own = [`/`, `/d/${id}`, '/trash', '/settings'].map((path) => ({ path, visitor: context }));
  const stranger = await browser.newContext({ baseURL: site.server.url });
  for (const { path, visitor } of [...own, { path: '/login', visitor: stranger }]) {
    const page = await visitor.newPage();
    const complaints = complaintsOf(page);
    const response = await page.goto(path);
    const headers = response?.headers() ?? {};
    const policy = headers['content-security-policy'] ?? '';
    const nonce = /'nonce-([^']+)'/.exec(policy)?.[1];
    expect(nonce, path).toBeTruthy();
    const scripts = /script-src ([^;]*)/.exec(policy)?.[1] ?? '';
    expect(scripts, path).not.toMatch(/unsafe-inline|unsafe-eval|https?:|\*/);
    for (const part of [
      `default-src 'self'`,
      `object-src 'none'`,
      `base-uri 'none'`,
      `frame-ancestors 'none'`,
      `form-action 'self'`,
    ]) {
      expect(policy, path).toContain(part);
    }
    expect(headers['x-content-type-options'], path).toBe('nosniff');
    expect(headers['referrer-policy'], path).toBe('same-origin');

    const html = (await response?.text()) ?? '';
    const inline = [...html.matchAll(/<script\b([^>]*)>/g)].map(
      ([, attributes = '']) => attributes,
    );
    for (const attributes of inline) expect(attributes, path).toContain(`nonce="${nonce}"`);
    const handlers = await page.evaluate(() =>
      [...document.querySelectorAll('*')].flatMap((element) =>
        element.getAttributeNames().filter((name) => {
          const value = element.getAttribute(name) ?? '';
          return name.startsWith('on') || /^\s*javascript:/i.test(value);
        }),
      ),
    );
    expect(handlers, path).toEqual([]);
    expect(complaints, path).toEqual([]);
    await page.close();
  }
  await stranger.close();
});

test('the session’s cookie is out of reach of scripts and of other sites', async ({
  site,
  browser,
}) => {
  const context = await browser.newContext({ baseURL: site.server.url });
  const page = await context.newPage();
  await page.goto('/');
  await expect(page).toHaveURL(/\/login/);
  await page.getByLabel('Email').fill(site.people.writer.email);
  await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page).toHaveURL(`${site.server.url}/`);
  const cookie = (await context.cookies()).find(({ name }) => name === COOKIE_NAME);
  expect(cookie).toMatchObject({ httpOnly: true, sameSite: 'Lax', path: '/', secure: false });
  expect(await page.evaluate(() => document.cookie)).not.toContain(COOKIE_NAME);
  await context.close();
});
