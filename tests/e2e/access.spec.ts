import { firstName } from '../../src/lib/surfaces/text/editor/caret-states.ts';
import { violations } from './support/axe.ts';
import { DocumentPage } from './support/editor.ts';
import { expect, test } from './support/fixtures.ts';

test('axe finds nothing on login, home, trash, settings and a document, in both themes', async ({
  site,
  browser,
  browserOf,
}) => {
  const { editor, owner } = site.people;
  const id = await site.as(editor).createDocument('A page for everyone');
  const context = await browserOf(owner);
  const opened = await DocumentPage.open(context, id);
  await opened.type('Some words.');
  await opened.saved();
  // A second person, so that faces and carets are looked at too.
  const other = await DocumentPage.open(await browserOf(editor), id);
  await other.type(' More words.');
  await expect(opened.text.locator('.caret .flag')).toHaveText(firstName(editor.name));
  expect(await violations(opened.page)).toEqual([]);

  const { page } = opened;
  for (const path of ['/', '/trash', '/settings']) {
    await page.goto(path);
    expect(await violations(page), path).toEqual([]);
  }
  const stranger = await browser.newContext({ baseURL: site.server.url });
  const login = await stranger.newPage();
  await login.goto('/login');
  expect(await violations(login), '/login').toEqual([]);
  await stranger.close();
});
