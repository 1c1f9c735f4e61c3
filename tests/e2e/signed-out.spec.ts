import type { BrowserContext, Page } from '@playwright/test';
import { PASSWORD, type Person } from '../support/seed.ts';
import { auth, document as words } from '../../src/lib/strings/index.ts';
import { DocumentPage } from './support/editor.ts';
import { expect, test, type Site } from './support/fixtures.ts';
import { comeBack, visit } from './support/visit.ts';

/** A session of the test's own, as it will be ended. */
async function sessionOf(site: Site, person: Person): Promise<Person> {
  const response = await fetch(`${site.server.url}/api/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email: person.email, password: PASSWORD }),
  });
  const { token } = (await response.json()) as { token: string };
  return { ...person, token };
}

async function end(site: Site, { token }: Person): Promise<void> {
  await fetch(`${site.server.url}/api/session`, {
    method: 'DELETE',
    headers: { authorization: `Bearer ${token}` },
  });
}

async function signIn(context: BrowserContext, person: Person): Promise<Page> {
  const page = await context.newPage();
  await page.goto('/login');
  await fillIn(page, person);
  return page;
}

/** At the door. */
async function fillIn(page: Page, person: Person): Promise<void> {
  await page.getByLabel(auth.email).fill(person.email);
  await page.getByLabel(auth.password, { exact: true }).fill(PASSWORD);
  await page.getByRole('button', { name: auth.login.go }).click();
  await page.locator('.app').waitFor();
}

/** What comes back to the window asks who is signed in. */
const askedWhoIsIn = (page: Page, status: number) =>
  page.waitForResponse(
    (response) =>
      new URL(response.url()).pathname === '/api/documents' && response.status() === status,
  );

const signedOut = (opened: DocumentPage) =>
  expect(opened.page.getByRole('alert')).toContainText('You are signed out.');

test('tabs that were signed out go on by themselves after signing in in another one', async ({
  site,
  browserOf,
}) => {
  const { writer, owner } = site.people;
  const person = await sessionOf(site, writer);
  const id = await site.as(writer).createDocument('Signed in elsewhere');
  const context = await browserOf(person, { worker: true });
  const leader = await DocumentPage.open(context, id);
  const follower = await DocumentPage.open(context, id);
  await leader.type('stored');
  for (const tab of [leader, follower]) {
    await tab.saved();
    await expect(tab.text).toContainText('stored');
  }
  await end(site, person);
  await signedOut(leader);
  await signedOut(follower);
  await leader.type(', from the leader');
  await expect(follower.text).toContainText('from the leader');
  // Words of another tab that the server has not stored are not saved here either.
  await expect(follower.saveState).toContainText('Not stored');
  await follower.type(', from the follower');
  await expect(leader.text).toContainText('from the follower');
  await expect(leader.saveState).toContainText('Not stored');

  // Coming back while nobody is signed in leads nowhere, and certainly not away from the words.
  const refused = askedWhoIsIn(leader.page, 401);
  await comeBack(leader.page);
  await refused;
  await signIn(context, writer);
  // In the follower: it is the one that somebody looks at.
  await comeBack(follower.page);
  for (const tab of [leader, follower]) {
    await tab.saved();
    await expect(tab.page).toHaveURL(`/d/${id}`);
    await expect(tab.page.getByRole('alert')).toHaveCount(0);
  }
  const elsewhere = await DocumentPage.open(await browserOf(owner), id);
  await expect.poll(() => elsewhere.words()).toBe('stored, from the leader, from the follower');
});

test('words of a tab that was closed while signed out arrive after signing in', async ({
  site,
  browserOf,
}) => {
  const { writer } = site.people;
  const person = await sessionOf(site, writer);
  const id = await site.as(writer).createDocument('Closed in between');
  const context = await browserOf(person, { worker: true });
  const before = await DocumentPage.open(context, id);
  await before.saved();
  await end(site, person);
  await signedOut(before);
  await before.type('kept on this device');
  await expect(before.saveState).toContainText('Not stored. Kept on this device');
  await before.kept();
  await before.page.close({ runBeforeUnload: false });

  const page = await signIn(context, writer);
  await page.goto(`/d/${id}`);
  const after = await DocumentPage.on(page);
  await expect.poll(() => after.words()).toBe('kept on this device');
  await after.saved();
});

test('logging out in one tab and in again leaves the other tab its words, and a device to keep the next', async ({
  site,
  browserOf,
}) => {
  const { writer } = site.people;
  const client = site.as(writer);
  const id = await client.createDocument('Stays open');
  await client.createDocument('Opened afterwards');
  const context = await browserOf(await sessionOf(site, writer), { worker: true });
  const stays = await DocumentPage.open(context, id);
  await stays.type('before');
  await stays.saved();
  const other = await context.newPage();
  await visit(other, '/settings');
  await other.getByRole('button', { name: 'Log out', exact: true }).click();
  await expect(other).toHaveURL(/\/login$/);
  await signedOut(stays);
  await stays.type(', after');
  await expect(stays.saveState).toContainText('Not stored');

  await signIn(context, writer);
  await comeBack(stays.page);
  await stays.saved();
  await expect.poll(() => stays.words()).toBe('before, after');
  await stays.page.getByRole('link', { name: 'Opened afterwards' }).first().click();
  await expect(stays.page).not.toHaveURL(`/d/${id}`);
  const next = await DocumentPage.on(stays.page);
  await next.type('on the device again');
  await next.saved();
  expect(await stays.page.evaluate(async () => (await indexedDB.databases()).length)).toBe(1);
});

test('words that a tab could not send wait while somebody else is signed in, and arrive under their author', async ({
  site,
  network,
  browserOf,
}) => {
  const { writer: ann, editor: ben, owner } = site.people;
  const session = await sessionOf(site, ann);
  const id = await site.as(ann).createDocument('Whose words');
  const lastAuthor = async () => {
    const response = await site.as(owner).request('GET', `/api/documents/${id}`);
    return ((await response.json()) as { updatedBy: { id: string } }).updatedBy.id;
  };
  const context = await browserOf(session, { worker: true });
  const stays = await DocumentPage.open(context, id);
  const other = await DocumentPage.open(context, id);
  await stays.type('stored');
  for (const tab of [stays, other]) {
    await tab.saved();
    await expect(tab.text).toContainText('stored');
  }
  await context.route('**/api/**', (route) => route.abort('connectionrefused'));
  network.cut();
  await stays.type(', unsent');
  await expect(other.text).toContainText('unsent');
  await stays.kept();

  await end(site, session);
  await other.page.goto('/login');
  await fillIn(other.page, ben);
  await context.unroute('**/api/**');
  await comeBack(stays.page);
  const banner = stays.page.getByRole('alert').filter({ hasText: words.banner.otherPerson.title });
  await expect(banner).toContainText(words.banner.otherPerson.onDevice);
  // Ben sees, and writes, what is on the server.
  await other.page.goto(`/d/${id}`);
  const bens = await DocumentPage.on(other.page);
  await bens.saved();
  expect(await bens.words()).toBe('stored');
  await bens.caretAtStart();
  await bens.page.keyboard.type('Ben: ');
  await bens.saved();
  expect(await lastAuthor()).toBe(ben.id);

  // Nobody adds to Ann's words, nor takes from them, and coming back does not make it Ben's tab.
  await expect(stays.text).toHaveAttribute('contenteditable', 'false');
  await stays.title.press('Control+z');
  const refused = askedWhoIsIn(stays.page, 403);
  await comeBack(stays.page);
  await refused;
  expect(await stays.words()).toBe('stored, unsent');

  await banner.getByRole('link', { name: words.banner.signedOut.act }).click();
  await fillIn(stays.page, ann);
  await expect(stays.page).toHaveURL(`/d/${id}`);
  const again = await DocumentPage.on(stays.page);
  await again.saved();
  await expect.poll(() => again.words()).toBe('Ben: stored, unsent');
  const elsewhere = await DocumentPage.open(await browserOf(owner), id);
  await expect.poll(() => elsewhere.words()).toBe('Ben: stored, unsent');
  expect(await lastAuthor()).toBe(ann.id);
});
