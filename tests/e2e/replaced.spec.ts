import { document as words } from '../../src/lib/strings/document.ts';
import { replaceDocument } from '../support/replace.ts';
import { DocumentPage } from './support/editor.ts';
import { expect, test } from './support/fixtures.ts';
import { comeBack } from './support/visit.ts';

test('a page that was replaced under unsent words shows the new content and offers the words', async ({
  ownSite,
  browserOf,
}) => {
  const { server, people } = ownSite;
  const client = ownSite.as(people.editor);
  const id = await client.createDocument('Replaced');
  const context = await browserOf(people.editor, { url: server.url, worker: true });
  const page = await DocumentPage.open(context, id);
  await page.type('sent words');
  await page.saved();

  await server.stop();
  await page.type(' and unsent ones');
  await expect(page.saveState).toContainText('kept on this device');
  await replaceDocument(server.dataDir, id, 'What came instead.');
  await server.restart();

  await comeBack(page.page);
  await expect(page.page.getByText(words.banner.kept.title)).toBeVisible({ timeout: 45_000 });
  await expect.poll(() => page.words()).toBe('What came instead.');
  const other = await DocumentPage.open(await browserOf(people.owner, { url: server.url }), id);
  expect(await other.words(), 'never merged').toBe('What came instead.');

  await page.page.getByRole('button', { name: words.banner.kept.open }).click();
  await expect(page.page).not.toHaveURL(new RegExp(id));
  const copy = await DocumentPage.on(page.page);
  await expect.poll(() => copy.words()).toBe('sent words and unsent ones');
});

test('a page that was replaced under nothing unsent just shows the new content', async ({
  ownSite,
  browserOf,
}) => {
  const { server, people } = ownSite;
  const id = await ownSite.as(people.editor).createDocument('Replaced quietly');
  const page = await DocumentPage.open(
    await browserOf(people.editor, { url: server.url, worker: true }),
    id,
  );
  await page.type('old words');
  await page.saved();
  await server.stop();
  await replaceDocument(server.dataDir, id, 'What came instead.');
  await server.restart();
  await comeBack(page.page);
  await expect.poll(() => page.words(), { timeout: 45_000 }).toBe('What came instead.');
  await expect(page.page.getByText(words.banner.kept.title)).toBeHidden();
  await page.type(' Go on.');
  await page.saved();
});
