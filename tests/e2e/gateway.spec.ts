import { startProxy } from '../support/proxy.ts';
import { DocumentPage } from './support/editor.ts';
import { expect, test } from './support/fixtures.ts';

for (const status of [502, 503]) {
  test(`a gateway that answers ${status} for a while ends nothing`, async ({
    site,
    network,
    browserOf,
  }) => {
    const { editor, owner } = site.people;
    const id = await site.as(editor).createDocument(`Gateway ${status}`);
    const page = await DocumentPage.open(await browserOf(editor), id);
    const refused = page.page.waitForResponse((response) => response.status() === status);
    network.set(status);
    network.cut();
    await refused;
    await page.type('written meanwhile');
    await expect(page.saveState).toContainText('kept on this device');

    network.set('pass');
    const other = await DocumentPage.open(await browserOf(owner, { url: site.server.url }), id);
    await expect(other.text).toContainText('written meanwhile', { timeout: 45_000 });
    await page.saved();
    await other.type(', heard');
    await expect(page.text).toContainText('written meanwhile, heard');
  });
}

test('the server restarts under an open page', async ({ ownSite, browserOf }) => {
  const { server, people } = ownSite;
  const id = await ownSite.as(people.editor).createDocument('Restart');
  const a = await DocumentPage.open(await browserOf(people.editor, { url: server.url }), id);
  const b = await DocumentPage.open(await browserOf(people.writer, { url: server.url }), id);
  await a.type('before ');
  await expect(b.text).toContainText('before');

  await server.stop();
  await a.type('during ');
  await expect(a.saveState).toContainText('kept on this device');
  await server.restart();
  await expect(b.text).toContainText('during', { timeout: 45_000 });
  await server.kill();
  await server.restart();
  await b.type('after');
  await expect(a.text).toContainText('before during after', { timeout: 45_000 });
  await Promise.all([a.saved(), b.saved()]);
});

test('a native EventSource follows a document, and goes on after cuts', async ({
  site,
  browserOf,
}) => {
  const { editor } = site.people;
  const client = site.as(editor);
  const id = await client.createDocument('Native');
  const network = await startProxy(site.server.port);
  const page = await (await browserOf(editor, { url: network.url })).newPage();
  await page.goto('/');
  await page.evaluate((path) => {
    const heard: { type: string; id: string; data: string }[] = [];
    const source = new EventSource(path);
    for (const type of ['hello', 'update', 'ready', 'reset', 'presence', 'bye']) {
      source.addEventListener(type, (event) => {
        heard.push({ type, id: event.lastEventId, data: event.data as string });
      });
    }
    Object.assign(window, { heard, source });
  }, `/api/documents/${id}/events`);
  type Heard = { type: string; id: string; data: string };
  const heard = () => page.evaluate(() => (window as unknown as { heard: Heard[] }).heard);
  const count = async (type: string) => (await heard()).filter((each) => each.type === type).length;
  await expect.poll(() => count('ready')).toBe(1);

  const { Replica } = await import('../support/ydoc.ts');
  const replica = new Replica();
  const [first] = (await heard()).filter(({ type }) => type === 'update');
  replica.apply(Buffer.from(first?.data ?? '', 'base64'));
  const cursor = await client.push(id, replica.write('one'));
  await expect.poll(async () => (await heard()).some((each) => each.id === cursor)).toBe(true);

  network.cut();
  const missed = await client.push(id, replica.write('two'));
  await expect.poll(() => count('ready'), { timeout: 30_000 }).toBe(2);
  const updates = (await heard()).filter(({ type }) => type === 'update');
  expect(updates.at(-1)?.id).toBe(missed);
  // Only what it missed, not the document again, and nothing was reset.
  const follower = new Replica();
  for (const { data } of updates) follower.apply(Buffer.from(data, 'base64'));
  expect(follower.paragraphs).toEqual(['one', 'two']);
  expect(updates).toHaveLength(3);
  expect(await count('reset')).toBe(0);
  await network.close();
});
