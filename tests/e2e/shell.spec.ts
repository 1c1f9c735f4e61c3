import { PASSWORD } from '../support/seed.ts';
import { DocumentPage } from './support/editor.ts';
import { complaintsOf, expect, PHONE, test } from './support/fixtures.ts';
import { visit } from './support/visit.ts';

test('the palette finds pages and commands by keyboard alone', async ({ site, browserOf }) => {
  const { owner } = site.people;
  const id = await site.as(owner).createDocument('Zebra crossing');
  const page = await (await browserOf(owner)).newPage();
  const complaints = complaintsOf(page);
  await visit(page, '/');
  await page.keyboard.press('Control+k');
  await page.keyboard.type('zebra');
  await expect(page.getByRole('option', { name: 'Zebra crossing', exact: true })).toHaveAttribute(
    'aria-selected',
    'true',
  );
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(`/d/${id}`);
  await DocumentPage.on(page);

  await page.keyboard.press('Control+k');
  await page.keyboard.type('>trash');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await page.keyboard.press('Control+k');
  await page.keyboard.type('A brand new thing');
  await page.keyboard.press('Enter');
  await expect(page).not.toHaveURL(`/d/${id}`);
  await expect
    .poll(async () => (await DocumentPage.on(page)).titleText())
    .toBe('A brand new thing');
  expect(complaints).toEqual([]);
});

test('the palette opens again at once after Esc, and stays', async ({ site, browserOf }) => {
  const page = await (await browserOf(site.people.owner)).newPage();
  await visit(page, '/');
  await page.keyboard.press('Control+k');
  const palette = page.getByRole('dialog', { name: 'Search and commands' });
  await expect(palette).toBeVisible();
  // In one task, before the browser tells of the closing: as quick hands on a busy machine.
  const closed = await palette.evaluate((dialog: HTMLDialogElement) => {
    const told = new Promise((resolve) =>
      dialog.addEventListener('close', () => setTimeout(() => resolve(true)), { once: true }),
    );
    dialog.requestClose();
    const key = { key: 'k', code: 'KeyK', ctrlKey: true, bubbles: true };
    document.body.dispatchEvent(new KeyboardEvent('keydown', key));
    return told;
  });
  expect(closed).toBe(true);
  await expect(palette).toBeVisible();
  await page.keyboard.type('>tra');
  await expect(palette.getByRole('combobox')).toHaveValue('>tra');
});

test('? lists the shortcuts, but not while writing', async ({ site, browserOf }) => {
  const { owner } = site.people;
  const id = await site.as(owner).createDocument('Questions');
  const context = await browserOf(owner);
  const opened = await DocumentPage.open(context, id);
  await opened.type('Really?');
  await expect(opened.text).toContainText('Really?');
  await expect(opened.page.getByRole('dialog')).toHaveCount(0);
  await visit(opened.page, '/');
  await opened.page.keyboard.press('?');
  await expect(opened.page.getByRole('dialog', { name: 'Keyboard shortcuts' })).toBeVisible();
  await opened.page.keyboard.press('Escape');
  await expect(opened.page.getByRole('dialog')).toHaveCount(0);
});

test('a chosen theme is in the page before any script runs', async ({ site, browserOf }) => {
  const context = await browserOf(site.people.editor, { context: { colorScheme: 'light' } });
  const page = await context.newPage();
  await visit(page, '/settings');
  await page.getByRole('button', { name: 'Dark' }).click();
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  const html = await (await page.request.get('/')).text();
  expect(html).toContain('data-theme="dark"');
});

test('the sidebar goes and stays away, and comes as a sheet on a phone', async ({
  site,
  browserOf,
}) => {
  const { owner } = site.people;
  const desk = await (await browserOf(owner)).newPage();
  await visit(desk, '/');
  await desk.getByRole('button', { name: 'Hide sidebar' }).click();
  await desk.reload();
  await expect(desk.getByRole('navigation', { name: 'Workspace' })).toBeHidden();
  await desk.getByRole('button', { name: 'Show sidebar' }).click();
  await expect(desk.getByRole('navigation', { name: 'Workspace' })).toBeVisible();

  const phone = await (await browserOf(owner, { context: PHONE })).newPage();
  await visit(phone, '/');
  await expect(phone.getByRole('navigation', { name: 'Workspace' })).toBeHidden();
  await phone.getByRole('button', { name: 'Open sidebar' }).click();
  await expect(phone.getByRole('button', { name: 'Close' })).toBeFocused();
  await phone.keyboard.press('Escape');
  await expect(phone.getByRole('navigation', { name: 'Workspace' })).toBeHidden();
  await expect(phone.getByRole('button', { name: 'Open sidebar' })).toBeFocused();
  await phone.getByRole('button', { name: 'Open sidebar' }).click();
  await phone.getByRole('link', { name: 'Trash' }).click();
  await expect(phone).toHaveURL('/trash');
  await expect(phone.getByRole('navigation', { name: 'Workspace' })).toBeHidden();
});

test('an invitation is made, opened and used', async ({ site, browser, browserOf }) => {
  const owner = await (await browserOf(site.people.owner)).newPage();
  await visit(owner, '/settings');
  await owner.getByLabel('For whom').fill('The new one');
  await owner.getByRole('button', { name: 'Create link' }).click();
  const link = await owner.getByLabel('Invitation link').inputValue();
  await expect(owner.getByText('The new one')).toBeVisible();
  // The next one is for somebody else.
  await expect(owner.getByLabel('For whom')).toHaveValue('');
  await expect(owner.getByRole('spinbutton', { name: 'People' })).toHaveValue('1');
  await expect(owner.getByLabel('Days')).toHaveValue('7');

  const context = await browser.newContext();
  const stranger = await context.newPage();
  await stranger.goto(link);
  await stranger.getByLabel('Your name').fill('Nora New');
  await stranger.getByLabel('Email').fill('nora@example.com');
  await stranger.getByLabel('Password', { exact: true }).fill('short');
  await stranger.getByRole('button', { name: 'Show the password' }).click();
  await stranger.getByRole('button', { name: 'Create your account' }).click();
  await expect(stranger.getByRole('alert')).toContainText('at least 10');
  await expect(stranger.getByLabel('Email')).toHaveValue('nora@example.com');
  await stranger.getByLabel('Password', { exact: true }).fill(PASSWORD);
  await stranger.getByRole('button', { name: 'Create your account' }).click();
  await expect(stranger.getByRole('link', { name: 'Account: Nora New' })).toBeVisible();
  await stranger.goto(link.replace(/.$/, 'x'));
  await context.close();

  const again = await browser.newContext();
  const late = await again.newPage();
  await late.goto(link);
  await expect(
    late.getByRole('heading', { name: 'This invitation no longer works' }),
  ).toBeVisible();
  await again.close();
});

test('logging out asks first while edits are unsent, and then leaves nothing behind', async ({
  site,
  network,
  browserOf,
}) => {
  const { writer } = site.people;
  const client = site.as(writer);
  const id = await client.createDocument('Unsent');
  const context = await browserOf(
    {
      ...writer,
      token: await signIn(site.server.url, writer.email),
    },
    { worker: true },
  );
  const opened = await DocumentPage.open(context, id);
  await opened.type('on the server');
  await opened.saved();
  await opened.page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  network.set('refuse');
  network.cut();
  await opened.type(' not on the server');
  await expect(opened.saveState).toContainText('kept on this device');

  await opened.page.keyboard.press('Escape');
  await opened.page.keyboard.press('Control+k');
  await opened.page.keyboard.type('log out');
  await opened.page.keyboard.press('Enter');
  await expect(opened.page.getByRole('dialog')).toContainText(
    /Kept on this device only: \d+ changes? in 1 page/,
  );
  await expect(opened.page.getByRole('button', { name: 'Stay logged in' })).toBeFocused();
  await opened.page.keyboard.press('Enter');

  network.set('pass');
  await opened.saved();
  await visit(opened.page, '/settings');
  await opened.page.getByRole('button', { name: 'Log out', exact: true }).click();
  await expect(opened.page).toHaveURL(/\/login$/);
  const left = await opened.page.evaluate(async () => ({
    databases: (await indexedDB.databases()).map(({ name }) => name),
    pages: (
      await Promise.all(
        (await caches.keys()).map(async (name) =>
          (await (await caches.open(name)).keys()).map(({ url }) => url),
        ),
      )
    )
      .flat()
      .filter((url) => /\/d\/|\/$|\/offline$/.test(url)),
  }));
  expect(left).toEqual({ databases: [], pages: [] });
});

/** A session of the test's own, as it will be ended. */
async function signIn(url: string, email: string): Promise<string> {
  const response = await fetch(`${url}/api/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email, password: PASSWORD }),
  });
  return ((await response.json()) as { token: string }).token;
}
