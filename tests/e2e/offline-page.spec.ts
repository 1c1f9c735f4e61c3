import { DocumentPage } from './support/editor.ts';
import { expect, test } from './support/fixtures.ts';
import { visit } from './support/visit.ts';

test('a lost connection is explained after a moment, and its end needs no word', async ({
  site,
  network,
  browserOf,
}) => {
  const { editor } = site.people;
  const id = await site.as(editor).createDocument('Tunnel');
  const opened = await DocumentPage.open(await browserOf(editor), id);
  await opened.type('before ');
  await opened.saved();
  network.set('refuse');
  network.cut();
  await opened.type('inside');
  const banner = opened.page.getByRole('alert');
  await expect(banner).toContainText('You are offline. Keep writing.');
  await expect(opened.page).toHaveTitle(/\(offline\)/);
  await banner.getByRole('button', { name: 'Close' }).click();
  await expect(banner).toHaveCount(0);
  await expect(opened.saveState).toContainText('kept on this device');
  network.set('pass');
  await opened.saved();
  await expect(opened.page.getByRole('alert')).toHaveCount(0);
});

test('Try now tries now', async ({ site, network, browserOf }) => {
  const { editor } = site.people;
  const id = await site.as(editor).createDocument('Impatient');
  const page = await (await browserOf(editor)).newPage();
  await page.clock.install();
  await page.goto(`/d/${id}`);
  const opened = await DocumentPage.on(page);
  await opened.saved();
  network.set('refuse');
  network.cut();
  await opened.type('soon');
  await expect(opened.saveState).toContainText('kept on this device');
  // From here on nothing happens in the page because time passes: what comes back, somebody asked for.
  await page.clock.pauseAt(Date.now() + 60_000);
  const again = page.getByRole('button', { name: 'Try now' });
  await again.click();
  await expect(again).toBeVisible();
  network.set('pass');
  // Pressed until it is answered, for one refused attempt may still be under way.
  await expect
    .poll(async () => {
      await again.evaluateAll((all) => all.forEach((button) => (button as HTMLElement).click()));
      return again.count();
    })
    .toBe(0);
  await page.clock.resume();
  await opened.saved();
});

test('a page opened inside the app once opens as a whole, and from inside, with the network gone', async ({
  site,
  network,
  browserOf,
}) => {
  const { editor } = site.people;
  const id = await site.as(editor).createDocument('In the pocket');
  const context = await browserOf(editor, { worker: true });
  const page = await context.newPage();
  await visit(page, '/');
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  await page.getByRole('link', { name: 'In the pocket' }).first().click();
  const opened = await DocumentPage.on(page);
  await opened.type('kept');
  await opened.saved();
  await expect.poll(() => kept(page)).toContain(`/d/${id}`);
  await expect.poll(() => kept(page)).toContain('/offline');
  await page.getByRole('link', { name: 'Home' }).first().click();
  // Home was not opened here before: it has to be there before the network goes.
  await expect(page.getByRole('region', { name: 'All pages' })).toBeVisible();

  network.set('refuse');
  network.cut();
  await page.getByRole('link', { name: 'In the pocket' }).first().click();
  const inside = await DocumentPage.on(page);
  await expect.poll(() => inside.words()).toBe('kept');
  await page.reload();
  await expect.poll(async () => (await DocumentPage.on(page)).words()).toBe('kept');
});

test('home opened first opens without a network', async ({ site, network, browserOf }) => {
  const { editor } = site.people;
  await site.as(editor).createDocument('On the list');
  const page = await (await browserOf(editor, { worker: true })).newPage();
  await visit(page, '/');
  await expect.poll(() => kept(page)).toContain('/');
  network.set('refuse');
  network.cut();
  await page.reload();
  await expect(page.getByRole('link', { name: 'On the list' }).first()).toBeVisible();
  await page.locator('.app[data-live=true]').waitFor();
});

test('a page that this device has not seen says so', async ({ site, network, browserOf }) => {
  const { editor } = site.people;
  const client = site.as(editor);
  const seen = await client.createDocument('Seen');
  const unseen = await client.createDocument('Unseen');
  const context = await browserOf(editor, { worker: true });
  const opened = await DocumentPage.open(context, seen);
  await opened.page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  await expect.poll(() => kept(opened.page)).toContain('/offline');
  network.set('refuse');
  network.cut();
  await opened.page.goto(`/d/${unseen}`);
  await expect(
    opened.page.getByRole('heading', { name: 'This page is not on this device' }),
  ).toBeVisible();
  // Its scripts and styles came too, although it answers for another address than its own.
  await opened.page.locator('.app[data-live=true]').waitFor();
});

test('a device that was signed out of shows nothing of what was open', async ({
  site,
  network,
  browserOf,
}) => {
  const { editor } = site.people;
  const id = await site.as(editor).createDocument('Private');
  const context = await browserOf(editor, { worker: true });
  const opened = await DocumentPage.open(context, id);
  await opened.page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  await expect.poll(() => kept(opened.page)).toContain(`/d/${id}`);
  await context.clearCookies();
  await opened.page.goto('/login');
  await opened.page.getByLabel('Email').fill('nobody@example.com');
  await opened.page.getByLabel('Password', { exact: true }).fill('not the password');
  await opened.page.getByRole('button', { name: 'Sign in' }).click();
  await expect(opened.page.getByRole('alert')).toBeVisible();
  await expect.poll(() => kept(opened.page)).toEqual([]);
  network.set('refuse');
  network.cut();
  await expect(opened.page.goto(`/d/${id}`)).rejects.toThrow();
});

for (const door of ['/signup/token', '/reset/token']) {
  test(`whoever may have come in by ${door} finds no pages of another person`, async ({
    site,
    browserOf,
  }) => {
    const page = await (await browserOf(site.people.editor, { worker: true })).newPage();
    await visit(page, '/');
    await expect.poll(() => kept(page)).toContain('/');
    await page.evaluate((path) => fetch(path, { method: 'POST' }).then(() => undefined), door);
    await expect.poll(() => kept(page)).toEqual([]);
  });
}

/** Paths of the pages that the service worker has at hand. */
function kept(page: DocumentPage['page']): Promise<string[]> {
  return page.evaluate(async () => {
    const names = (await caches.keys()).filter((name) => name.startsWith('runnel-pages-'));
    const caches_ = await Promise.all(names.map((name) => caches.open(name)));
    const requests = (await Promise.all(caches_.map((cache) => cache.keys()))).flat();
    return requests.map(({ url }) => new URL(url).pathname);
  });
}
