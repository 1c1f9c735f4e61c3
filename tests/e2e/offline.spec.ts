import { DocumentPage } from './support/editor.ts';
import { expect, test } from './support/fixtures.ts';

test('what is written offline in a tab that is closed arrives from the next one', async ({
  site,
  network,
  browserOf,
}) => {
  const { editor } = site.people;
  const id = await site.as(editor).createDocument('Offline');
  const context = await browserOf(editor);
  const first = await DocumentPage.open(context, id);
  await first.type('online ');
  await first.saved();

  network.set('refuse');
  network.cut();
  await first.type('offline');
  await expect(first.saveState).toContainText('kept on this device');
  await first.kept();
  await first.page.close({ runBeforeUnload: false });

  network.set('pass');
  const second = await DocumentPage.open(context, id);
  await expect.poll(() => second.words()).toBe('online offline');
  await second.saved();
  const elsewhere = await DocumentPage.open(await browserOf(site.people.owner), id);
  expect(await elsewhere.words()).toBe('online offline');
});

test('two people write offline, and both texts are there afterwards', async ({
  site,
  network,
  browserOf,
}) => {
  const { editor, writer } = site.people;
  const id = await site.as(editor).createDocument('Both offline');
  const a = await DocumentPage.open(await browserOf(editor), id);
  const b = await DocumentPage.open(await browserOf(writer), id);
  await a.type('|');
  await expect(b.text).toContainText('|');

  network.set('refuse');
  network.cut();
  await a.caretAtStart();
  await a.page.keyboard.type('left');
  await b.type('right');
  await expect(a.saveState).toContainText('kept on this device');
  await expect(b.saveState).toContainText('kept on this device');
  expect([await a.words(), await b.words()]).toEqual(['left|', '|right']);

  network.set('pass');
  await expect.poll(() => a.words(), { timeout: 45_000 }).toBe('left|right');
  await expect.poll(() => b.words(), { timeout: 45_000 }).toBe('left|right');
  await Promise.all([a.saved(), b.saved()]);
});

test('a stalled network is noticed, and what was written meanwhile is sent', async ({
  site,
  network,
  browserOf,
}) => {
  const { editor, owner } = site.people;
  const id = await site.as(editor).createDocument('Stalled');
  const a = await DocumentPage.open(await browserOf(editor), id);
  const b = await DocumentPage.open(await browserOf(owner, { url: site.server.url }), id);
  network.set('stall');
  await a.type('into the void');
  await expect(a.saveState).toContainText('Saving');
  network.cut();
  network.set('pass');
  await expect(b.text).toContainText('into the void', { timeout: 45_000 });
  await a.saved();
});

test('a page opened before opens without any network, is edited, and is sent later', async ({
  site,
  network,
  browserOf,
}) => {
  const { editor, owner } = site.people;
  const id = await site.as(editor).createDocument('Shelf');
  const context = await browserOf(editor, { worker: true });
  const before = await DocumentPage.open(context, id);
  await before.type('seen before');
  await before.saved();
  await before.page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  // Twice: the second visit goes through the service worker.
  await before.page.reload();
  await DocumentPage.on(before.page);
  await before.page.close();

  network.set('refuse');
  network.cut();
  const offline = await DocumentPage.open(context, id);
  await expect.poll(() => offline.words()).toBe('seen before');
  await offline.type(', changed without a network');
  await expect(offline.saveState).toContainText('kept on this device');

  network.set('pass');
  const other = await DocumentPage.open(await browserOf(owner, { url: site.server.url }), id);
  await expect(other.text).toContainText('changed without a network', { timeout: 45_000 });
});
