import { auth, document, settings } from '../../src/lib/strings/index.ts';
import { PASSWORD } from '../support/seed.ts';
import { DocumentPage } from './support/editor.ts';
import { expect, test } from './support/fixtures.ts';
import { visit } from './support/visit.ts';

test('an owner gives a person a new password by a link, then removes them while they write', async ({
  browser,
  browserOf,
  ownSite,
}) => {
  const { owner, editor } = ownSite.people;
  const { url } = ownSite.server;
  const id = await ownSite.as(editor).createDocument('Hers');
  const page = await (await browserOf(owner, { url })).newPage();
  await visit(page, '/settings');

  // The person is somewhere else, has forgotten the password, and gets the link.
  await page.getByRole('button', { name: settings.manage(editor.name) }).click();
  await page.getByRole('menuitem', { name: settings.reset }).click();
  const made = page.getByLabel(settings.resetLink(editor.name), { exact: true });
  const link = await made.inputValue();
  const guest = await browser.newContext({ baseURL: url });
  const door = await guest.newPage();
  await door.goto(link);
  await expect(door.getByRole('heading')).toHaveText(auth.reset.title);
  await door.getByRole('button', { name: auth.show }).waitFor();
  await door.getByLabel(auth.reset.password, { exact: true }).fill('short');
  await door.getByRole('button', { name: auth.reset.go }).click();
  await expect(door.getByText('Use at least 10 characters.')).toBeVisible();
  await door.getByLabel(auth.reset.password, { exact: true }).fill(`${PASSWORD} again`);
  await door.getByRole('button', { name: auth.reset.go }).click();
  await expect(door).toHaveURL(`${url}/`);
  // It worked once, and the owner sees it only once.
  const late = await (await browser.newContext({ baseURL: url })).newPage();
  await late.goto(link);
  await expect(late.getByRole('heading')).toHaveText(auth.reset.gone);
  await page.reload();
  await expect(made).toHaveCount(0);

  const opened = await DocumentPage.open(guest, id);
  await opened.type('My words.');
  await opened.saved();

  await visit(page, '/settings');
  await page.getByRole('button', { name: settings.manage(editor.name) }).click();
  await page.getByRole('menuitem', { name: settings.remove }).click();
  await expect(page.getByRole('dialog')).toContainText(settings.removeTitle(editor.name));
  await page.getByRole('dialog').getByRole('button', { name: settings.removeGo }).click();
  await expect(page.getByText(settings.removed(editor.name))).toBeVisible();
  await expect(page.getByText(editor.email)).toHaveCount(0);
  // Nobody manages themselves.
  await expect(page.getByRole('button', { name: settings.manage(owner.name) })).toHaveCount(0);

  // The one who was removed is told so where they write, and cannot come back.
  await expect(opened.page.getByText(document.banner.signedOut.title)).toBeVisible();
  await late.goto('/login');
  // Comes with the scripts.
  await late.getByRole('button', { name: auth.show }).waitFor();
  await late.getByLabel(auth.email).fill(editor.email);
  await late.getByLabel(auth.password, { exact: true }).fill(`${PASSWORD} again`);
  await late.getByRole('button', { name: auth.login.go }).click();
  await expect(late.getByText('The email or the password is wrong.')).toBeVisible();

  // What they wrote is there.
  await visit(page, `/d/${id}`);
  await expect(page.getByText('My words.')).toBeVisible();
  await guest.close();
  await late.context().close();
});
