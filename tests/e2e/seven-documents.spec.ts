import { DocumentPage } from './support/editor.ts';
import { expect, test } from './support/fixtures.ts';

test('seven documents in seven tabs of one browser all work over HTTP/1.1', async ({
  site,
  browserOf,
}) => {
  // Fifteen pages on a busy machine take their time.
  test.setTimeout(240_000);
  const { editor, writer } = site.people;
  const context = await browserOf(editor, { worker: true });
  const others = await browserOf(writer);
  const ids: string[] = [];
  for (let i = 0; i < 7; i++) ids.push(await site.as(editor).createDocument(`Number ${i}`));

  const tabs: DocumentPage[] = [];
  for (const [i, id] of ids.entries()) {
    const tab = await DocumentPage.open(context, id);
    await tab.type(`written in ${i}`);
    await tab.saved();
    tabs.push(tab);
  }
  // Those that opened last have no stream, and hear of changes all the same.
  for (const [i, tab] of tabs.entries()) {
    const other = await DocumentPage.open(others, ids[i] ?? '');
    await expect(other.text).toContainText(`written in ${i}`);
    await other.type(' and answered');
    await expect(tab.text).toContainText('and answered', { timeout: 30_000 });
    await other.page.close();
  }
});
