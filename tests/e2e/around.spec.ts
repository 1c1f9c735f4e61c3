import { PASSWORD } from '../support/seed.ts';
import { DocumentPage } from './support/editor.ts';
import { expect, PHONE, test } from './support/fixtures.ts';
import { visit } from './support/visit.ts';

test('a click on a face follows that person until one scrolls oneself', async ({
  site,
  browserOf,
}) => {
  const { editor, writer } = site.people;
  const id = await site.as(editor).createDocument('Far apart');
  const a = await DocumentPage.open(await browserOf(editor), id);
  await a.type('first');
  for (let i = 0; i < 60; i++) await a.page.keyboard.press('Enter');
  await a.page.keyboard.type('last');
  await a.saved();
  await a.page.locator('main').evaluate((main) => main.scrollTo(0, 0));
  const b = await DocumentPage.open(await browserOf(writer), id);
  await b.caretAtEnd();
  await expect(a.text.locator('.caret')).toBeAttached();

  const face = a.page.getByRole('button', { name: `Follow ${writer.name}` });
  await face.click();
  await expect(face).toHaveAttribute('aria-pressed', 'true');
  await expect(a.text.locator('.caret')).toBeInViewport();
  await b.caretAtStart();
  await expect
    .poll(() => a.page.locator('main').evaluate((main) => main.scrollTop))
    .toBeLessThan(200);
  await a.page.mouse.move(600, 400);
  await a.page.mouse.wheel(0, 50);
  await expect(face).toHaveAttribute('aria-pressed', 'false');
});

test('who comes and goes is announced once', async ({ site, browserOf }) => {
  const { editor, writer } = site.people;
  const id = await site.as(editor).createDocument('Visitors');
  const context = await browserOf(editor);
  await context.clock.install();
  const a = await DocumentPage.open(context, id);
  await a.saved();
  const face = a.page.getByRole('button', { name: `Follow ${writer.name}` });
  const spoken = (what: string) => a.page.getByRole('status').filter({ hasText: what });
  // Who comes and goes within a moment is announced together: it passes when the test says so.
  await context.clock.pauseAt(Date.now() + 5_000);
  const b = await DocumentPage.open(await browserOf(writer), id);
  await expect(face).toBeVisible();
  await expect(spoken('Willem')).toHaveCount(0);
  await context.clock.fastForward(5_000);
  await expect(spoken('Willem joined')).toBeAttached();
  await b.page.close();
  await expect(face).toHaveCount(0);
  await context.clock.fastForward(5_000);
  await expect(spoken('Willem left')).toBeAttached();
});

test('nobody meets oneself: not in another browser, not after a reload', async ({
  site,
  browserOf,
}) => {
  const { editor, writer } = site.people;
  const id = await site.as(editor).createDocument('Mirror');
  const mine = await DocumentPage.open(await browserOf(editor), id);
  const also = await DocumentPage.open(await browserOf(editor), id);
  await also.type('here too');
  await expect(mine.text).toContainText('here too');
  // Who came later is here, so whoever came before has been heard of.
  await DocumentPage.open(await browserOf(writer), id);
  const faces = (opened: DocumentPage) =>
    opened.page.getByRole('group', { name: 'People here' }).getByRole('button');
  for (const opened of [mine, also]) {
    await expect(faces(opened)).toHaveCount(1);
    await expect(faces(opened)).toHaveAccessibleName(`Follow ${writer.name}`);
  }
});

test('a page that somebody moves to the trash can be read, is restored, and is written on', async ({
  site,
  browserOf,
}) => {
  const { editor, owner } = site.people;
  const id = await site.as(editor).createDocument('In and out');
  const reading = await DocumentPage.open(await browserOf(editor), id);
  await reading.type('some words');
  await reading.saved();
  const other = await DocumentPage.open(await browserOf(owner), id);
  await other.page.getByRole('button', { name: 'Page menu' }).click();
  await other.page.getByRole('menuitem', { name: 'Move to trash' }).click();

  await expect(reading.page.getByText('This page is in the trash.')).toBeVisible();
  await expect(reading.text).toHaveAttribute('contenteditable', 'false');
  await expect(reading.saveState).toContainText('Read only');
  await reading.page.getByRole('button', { name: 'Restore' }).click();
  await expect(reading.text).toHaveAttribute('contenteditable', 'true');
  await expect(reading.page.getByText('This page is in the trash.')).toHaveCount(0);
  await reading.type(', more of them');
  await expect(other.text).toContainText('some words, more of them');
});

test('a page that was deleted says so and keeps what is on the screen', async ({
  site,
  browserOf,
}) => {
  const { editor, owner } = site.people;
  const client = site.as(editor);
  const id = await client.createDocument('Going, gone');
  const opened = await DocumentPage.open(await browserOf(editor), id);
  await opened.type('still here');
  await opened.saved();
  const page = await (await browserOf(owner)).newPage();
  await visit(page, '/');
  const toTrash = page.getByRole('button', { name: 'Move “Going, gone” to trash' });
  await toTrash.click();
  // Leaving the page earlier would take the request back.
  await expect(toTrash).toHaveCount(0);
  await visit(page, '/trash');
  await page.getByRole('button', { name: 'Delete “Going, gone” for good' }).click();
  await page.getByRole('button', { name: 'Delete page' }).click();
  await expect(opened.page.getByRole('alert')).toContainText('This page was deleted');
  await expect(opened.text).toContainText('still here');
  await expect(opened.text).toHaveAttribute('contenteditable', 'false');
});

test('an ended session asks to sign in again, and the words written meanwhile arrive', async ({
  site,
  browserOf,
}) => {
  const { writer } = site.people;
  const login = await fetch(`${site.server.url}/api/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email: writer.email, password: PASSWORD }),
  });
  const { token } = (await login.json()) as { token: string };
  const id = await site.as(writer).createDocument('Signed out');
  const opened = await DocumentPage.open(await browserOf({ ...writer, token }), id);
  await opened.type('before');
  await opened.saved();
  await fetch(`${site.server.url}/api/session`, {
    method: 'DELETE',
    headers: { authorization: `Bearer ${token}` },
  });
  await expect(opened.page.getByRole('alert')).toContainText('You are signed out.');
  await opened.type(', after');
  await opened.kept();
  await opened.page.getByRole('link', { name: 'Sign in again' }).click();
  await opened.page.getByLabel('Email').fill(writer.email);
  await opened.page.getByLabel('Password', { exact: true }).fill(PASSWORD);
  await opened.page.getByRole('button', { name: 'Sign in' }).click();
  await expect(opened.page).toHaveURL(`/d/${id}`);
  const again = await DocumentPage.on(opened.page);
  await expect.poll(() => again.words()).toBe('before, after');
  await again.saved();
});

test('the tab and the breadcrumb follow the title as it is typed', async ({ site, browserOf }) => {
  const { editor, owner } = site.people;
  const id = await site.as(editor).createDocument('Old name');
  const a = await DocumentPage.open(await browserOf(editor), id);
  const b = await DocumentPage.open(await browserOf(owner, { context: PHONE }), id);
  await a.title.fill('New name');
  await expect(b.page.getByRole('navigation', { name: 'Breadcrumb' })).toContainText('New name');
  await expect(b.page).toHaveTitle('New name · Brookside');
});

test('on paper there is the document and nothing else', async ({ site, browserOf }) => {
  const { editor } = site.people;
  const id = await site.as(editor).createDocument('On paper');
  const opened = await DocumentPage.open(await browserOf(editor), id);
  await opened.type('ink');
  await opened.page.emulateMedia({ media: 'print' });
  await expect(opened.text).toBeVisible();
  await expect(opened.title).toBeVisible();
  for (const part of [
    opened.page.getByRole('banner'),
    opened.page.getByRole('navigation', { name: 'Workspace' }),
    opened.page.getByRole('button'),
  ]) {
    await expect(part.filter({ visible: true })).toHaveCount(0);
  }
});
