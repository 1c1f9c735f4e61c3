import type { Request } from '@playwright/test';
import { DocumentPage } from './support/editor.ts';
import { expect, test } from './support/fixtures.ts';

test('seven tabs of one browser are all live over HTTP/1.1, with one stream', async ({
  site,
  browserOf,
}) => {
  // Eight pages on a busy machine take their time.
  test.setTimeout(180_000);
  const { editor, writer } = site.people;
  const id = await site.as(editor).createDocument('Seven');
  const context = await browserOf(editor);
  const streams = new Set<Request>();
  context.on('request', (request) => {
    if (request.url().includes(`/api/documents/${id}/events`)) streams.add(request);
  });
  // A request of a tab that was closed ends without a word.
  const open = () => [...streams].filter((request) => !request.frame().page().isClosed()).length;
  context.on('requestfinished', (request) => streams.delete(request));
  context.on('requestfailed', (request) => streams.delete(request));

  const tabs: DocumentPage[] = [];
  for (let i = 0; i < 7; i++) tabs.push(await DocumentPage.open(context, id));
  const outside = await DocumentPage.open(await browserOf(writer), id);
  await outside.type('to all of you ');
  for (const tab of tabs) await expect(tab.text).toContainText('to all of you');
  for (const [i, tab] of tabs.entries()) {
    await tab.type(`${i}`);
    await tab.saved();
  }
  for (const tab of [...tabs, outside]) {
    await expect.poll(() => tab.words()).toBe('to all of you 0123456');
  }
  expect(open()).toBe(1);

  // The tab that holds the stream goes; another takes over.
  await tabs[0]?.page.close();
  await outside.type(' and again');
  for (const tab of tabs.slice(1)) await expect(tab.text).toContainText('and again');
  await expect.poll(open).toBe(1);
});
