import type { Page } from '@playwright/test';
import * as Y from 'yjs';
import { DocumentPage } from './support/editor.ts';
import { complaintsOf, expect, test } from './support/fixtures.ts';
import { replicaOf } from './support/replica.ts';
import { withoutPauses } from './support/visit.ts';

/** Where a word is on the page. */
const placeOf = (page: Page, word: string) =>
  page.locator('.ProseMirror').evaluate((root, wanted) => {
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    for (let text = walker.nextNode(); text; text = walker.nextNode()) {
      const at = text.textContent?.indexOf(wanted) ?? -1;
      if (at < 0) continue;
      const range = document.createRange();
      range.setStart(text, at + 1);
      range.setEnd(text, at + 2);
      const { left, top, height } = range.getBoundingClientRect();
      return { x: left + 1, y: top + height / 2 };
    }
    throw new Error(`no ${wanted} on the page`);
  }, word);

test('every click counts while somebody else types', async ({ site, browserOf }) => {
  const { editor, writer } = site.people;
  const client = site.as(editor);
  const id = await client.createDocument('Clicks');
  const replica = await replicaOf(client, id);
  const words = Array.from({ length: 20 }, (_, i) => `w${String(i).padStart(2, '0')}`);
  await client.push(id, replica.write(words.join(' ')));
  await client.push(id, replica.write('Elsewhere: '));
  const a = await DocumentPage.open(await browserOf(editor), id);
  const b = await DocumentPage.open(await browserOf(writer), id);
  await expect(a.text).toContainText('Elsewhere');
  await b.caretAtEnd();
  let typing = true;
  const others = (async () => {
    while (typing) await b.page.keyboard.type('somebody else types here ');
  })();
  // Each click puts the caret behind the first letter of a word, and a letter goes there.
  for (const word of words) {
    const { x, y } = await placeOf(a.page, word);
    await a.page.mouse.click(x, y);
    await a.page.keyboard.type('x');
    await expect.poll(() => a.words()).toContain(`${word.slice(0, 1)}x${word.slice(1)}`);
  }
  typing = false;
  await others;
});

test('a name shows while its person types, then folds away', async ({ site, browserOf }) => {
  const { editor, writer } = site.people;
  const id = await site.as(editor).createDocument('Names');
  const context = await browserOf(editor);
  await context.clock.install();
  const a = await DocumentPage.open(context, id);
  const b = await DocumentPage.open(await browserOf(writer), id);
  await a.type('Here we are.');
  await expect(b.text).toContainText('Here we are.');
  // Where time stands still, a name stays until the test has seen it. (A long jump would end the stream.)
  await context.clock.pauseAt(Date.now() + 5_000);
  await b.type(' Yes.');
  const caret = a.text.locator('.caret');
  await expect(a.text).toContainText('Yes.');
  await expect(caret).not.toHaveClass(/idle/);
  await context.clock.fastForward(3_000);
  await expect(caret).toHaveClass(/idle/);
  // At the end of a line the caret's place in the document stays the same while words come before it.
  await b.page.keyboard.type(' Really.');
  await expect(caret).not.toHaveClass(/idle/);
  await context.clock.resume();
  // A flag takes no clicks.
  const taken = await caret.locator('.flag').evaluate((flag) => {
    const { x, y, width, height } = flag.getBoundingClientRect();
    return document.elementFromPoint(x + width / 2, y + height / 2)?.closest('.caret') !== null;
  });
  expect(taken).toBe(false);
});

test('undo of a list that somebody else has written in leaves their words', async ({
  site,
  browserOf,
}) => {
  const { editor, writer } = site.people;
  const id = await site.as(editor).createDocument('Undo of a list');
  const a = await DocumentPage.open(await withoutPauses(browserOf(editor)), id);
  const b = await DocumentPage.open(await browserOf(writer), id);
  await a.type('- mine');
  await expect.poll(() => b.words()).toBe('mine');
  await b.type(' yours');
  await expect(a.text).toContainText('yours');
  await a.page.keyboard.press('Control+z');
  await expect.poll(() => a.words()).toBe(' yours');
  await expect.poll(() => b.words()).toBe(' yours');
});

const FOREIGN: readonly [string, RegExp, (doc: Y.Doc) => void][] = [
  [
    'an unknown block',
    /cannot edit/,
    (doc) => {
      const block = new Y.XmlElement('callout');
      block.insert(0, [new Y.XmlText('from the future')]);
      doc.getXmlFragment('content').push([block]);
    },
  ],
  ['a newer schema', /newer version/, (doc) => doc.getMap('meta').set('schemaVersion', 99)],
];

for (const [what, notice, change] of FOREIGN) {
  test(`${what} is shown and kept, and nobody here edits it`, async ({ site, browserOf }) => {
    const { editor } = site.people;
    const client = site.as(editor);
    const id = await client.createDocument('From elsewhere');
    const open = await DocumentPage.open(await browserOf(editor), id);
    const complaints = complaintsOf(open.page);
    await open.type('words of today');
    await open.saved();

    const replica = await replicaOf(client, id);
    await client.push(id, replica.edit(change));
    await expect(open.page.getByText(notice)).toBeVisible();
    await expect(open.text).toHaveCount(0);
    await expect(open.page.locator('.doc-body')).toContainText('words of today');

    const page = await (await browserOf(editor)).newPage();
    await page.goto(`/d/${id}`);
    await expect(page.getByText(notice)).toBeVisible();
    await expect(page.locator('.doc-body')).toContainText('words of today');
    await page.locator('.doc-body').click();
    await page.keyboard.type('x');

    const after = await replicaOf(client, id);
    expect(after.doc.getXmlFragment('content').toString()).toBe(
      replica.doc.getXmlFragment('content').toString(),
    );
    expect(complaints).toEqual([]);
  });
}
