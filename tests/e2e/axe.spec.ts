import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { launchServer } from '../support/server.ts';
import { violations } from './support/axe.ts';
import { DocumentPage } from './support/editor.ts';
import { expect, PHONE, test } from './support/fixtures.ts';
import { visit } from './support/visit.ts';

// What lies over the pages, and the pages on a phone; the pages themselves are in access.spec.ts.
test('axe finds nothing on a phone, in both themes', async ({ site, browser, browserOf }) => {
  const { owner } = site.people;
  const id = await site.as(owner).createDocument('On a phone');
  const context = await browserOf(owner, { context: PHONE });
  const opened = await DocumentPage.open(context, id);
  await opened.type('Some words.');
  await opened.saved();
  expect(await violations(opened.page), 'document').toEqual([]);
  const { page } = opened;
  for (const path of ['/', '/trash', '/settings', '/d/nothing-here']) {
    await page.goto(path);
    expect(await violations(page), path).toEqual([]);
  }
  await visit(page, '/');
  await page.getByRole('button', { name: 'Open sidebar' }).click();
  await expect(page.getByRole('button', { name: 'Close' })).toBeFocused();
  expect(await violations(page), 'sheet').toEqual([]);
  const stranger = await browser.newContext({
    ...PHONE,
    baseURL: site.server.url,
  });
  const login = await stranger.newPage();
  await login.goto('/login');
  expect(await violations(login), '/login').toEqual([]);
  await stranger.close();
});

test('axe finds nothing in menus, dialogs and banners, in both themes', async ({
  site,
  network,
  browserOf,
}) => {
  const { owner } = site.people;
  const client = site.as(owner);
  const id = await client.createDocument('Under a dialog');
  const context = await browserOf(owner, { context: { reducedMotion: 'reduce' } });
  const opened = await DocumentPage.open(context, id);
  const { page } = opened;
  await page.getByRole('button', { name: 'Page menu' }).click();
  await expect(page.getByRole('menu')).toBeVisible();
  expect(await violations(page), 'menu').toEqual([]);
  await page.getByRole('menuitem', { name: 'Rename' }).click();
  await expect(page.getByRole('dialog', { name: 'Rename page' })).toBeVisible();
  expect(await violations(page), 'rename').toEqual([]);
  await page.keyboard.press('Escape');
  await page.keyboard.press('Control+k');
  await page.keyboard.type('under');
  await expect(page.getByRole('option', { name: 'Under a dialog', exact: true })).toBeVisible();
  expect(await violations(page), 'palette').toEqual([]);
  await page.keyboard.type(' no such thing');
  await expect(page.getByRole('option', { name: 'Under a dialog', exact: true })).toHaveCount(0);
  expect(await violations(page), 'empty palette').toEqual([]);
  await page.keyboard.press('Escape');
  await opened.saveState.click();
  await expect(page.getByText('Last heard')).toBeVisible();
  expect(await violations(page), 'save state').toEqual([]);
  await page.keyboard.press('Escape');
  network.set('refuse');
  network.cut();
  await opened.type('offline words');
  await expect(page.getByText('You are offline')).toBeVisible();
  expect(await violations(page), 'offline').toEqual([]);
});

test('axe finds nothing on setup, in both themes and at both widths', async ({ browser }) => {
  const dataDir = await mkdtemp(join(tmpdir(), 'runnel-setup-'));
  const fresh = { RUNNEL_OWNER_EMAIL: '', RUNNEL_OWNER_PASSWORD: '' };
  const server = await launchServer(dataDir, 0, fresh);
  for (const size of [{}, PHONE]) {
    const context = await browser.newContext({ baseURL: server.url, ...size });
    const page = await context.newPage();
    await page.goto('/');
    await expect(page.getByRole('heading', { name: 'Welcome to Runnel' })).toBeVisible();
    expect(await violations(page)).toEqual([]);
    await context.close();
  }
  server.child.kill('SIGKILL');
  await rm(dataDir, { recursive: true, force: true });
});
