import { DocumentPage } from './support/editor.ts';
import { expect, test } from './support/fixtures.ts';
import { replicaOf } from './support/replica.ts';

test('seven documents in seven tabs of one browser all work over HTTP/1.1', async ({
  site,
  browserOf,
}) => {
  // Seven pages on a busy machine take their time.
  test.setTimeout(240_000);
  const { editor, writer } = site.people;
  const context = await browserOf(editor, { worker: true });
  const answering = site.as(writer);
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
  for (const [i, id] of ids.entries()) {
    const replica = await replicaOf(answering, id);
    expect(replica.paragraphs.join()).toContain(`written in ${i}`);
    await answering.push(id, replica.write('and answered'));
  }
  for (const tab of tabs) await expect(tab.text).toContainText('and answered');
});
