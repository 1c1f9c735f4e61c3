import { firstName } from '../../src/lib/surfaces/text/editor/caret-states.ts';
import { DocumentPage } from './support/editor.ts';
import { complaintsOf, expect, PHONE, test } from './support/fixtures.ts';
import { withoutPauses } from './support/visit.ts';

test('two people write in one paragraph at once, and see each other’s carets and names', async ({
  site,
  browserOf,
}) => {
  const { editor, writer } = site.people;
  const id = await site.as(editor).createDocument('Together');
  const [a, b] = await Promise.all([
    DocumentPage.open(await browserOf(editor), id),
    DocumentPage.open(await browserOf(writer), id),
  ]);
  const complaints = [complaintsOf(a.page), complaintsOf(b.page)];
  await a.type('middle');
  await expect(b.text).toContainText('middle');

  await a.caretAtStart();
  await b.caretAtEnd();
  await Promise.all([
    a.page.keyboard.type('From the left hand side. ', { delay: 15 }),
    b.page.keyboard.type(' And from the right hand side.', { delay: 15 }),
  ]);

  const whole = 'From the left hand side. middle And from the right hand side.';
  await expect.poll(() => a.words()).toBe(whole);
  await expect.poll(() => b.words()).toBe(whole);
  await expect(a.text.locator('.caret .flag')).toHaveText(firstName(writer.name));
  await expect(b.text.locator('.caret .flag')).toHaveText(firstName(editor.name));
  await Promise.all([a.saved(), b.saved()]);
  expect(complaints).toEqual([[], []]);

  const reader = await DocumentPage.open(await browserOf(site.people.owner), id);
  expect(await reader.words()).toBe(whole);
});

test('a phone and a desk write in the same page', async ({ site, browserOf }) => {
  const { editor, writer } = site.people;
  const id = await site.as(editor).createDocument('Phone');
  const desk = await DocumentPage.open(await browserOf(editor), id);
  const phone = await DocumentPage.open(await browserOf(writer, { context: PHONE }), id);
  await phone.text.tap();
  await phone.page.keyboard.type('from the phone');
  await expect(desk.text).toContainText('from the phone');
  await desk.type(' and from the desk');
  await expect.poll(() => phone.words()).toBe('from the phone and from the desk');
  const overflow = await phone.page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  expect(overflow, 'the page is not wider than the phone').toBe(0);
});

test('undo takes back one’s own words and leaves the other’s', async ({ site, browserOf }) => {
  const { editor, writer } = site.people;
  const id = await site.as(editor).createDocument('Undo');
  const a = await DocumentPage.open(await withoutPauses(browserOf(editor)), id);
  const b = await DocumentPage.open(await browserOf(writer), id);
  await a.type('mine ');
  await expect(b.text).toContainText('mine');
  await b.type('yours');
  await expect(a.text).toContainText('yours');

  await a.page.keyboard.press('Control+z');
  await expect.poll(() => a.words()).toBe('yours');
  await expect.poll(() => b.words()).toBe('yours');
  await a.page.keyboard.press('Control+Shift+z');
  await expect.poll(() => b.words()).toBe('mine yours');
  // The other has nothing of mine to undo.
  await b.page.keyboard.press('Control+z');
  await expect.poll(() => a.words()).toBe('mine ');
});

test('the title is written together, and the record follows it', async ({ site, browserOf }) => {
  const { editor, writer } = site.people;
  const id = await site.as(editor).createDocument('Plan');
  const a = await DocumentPage.open(await browserOf(editor), id);
  const b = await DocumentPage.open(await browserOf(writer), id);
  await a.title.focus();
  await a.page.keyboard.press('End');
  await a.page.keyboard.type(' for spring');
  await expect.poll(() => b.titleText()).toBe('Plan for spring');
  await a.saved();
  const answer = await site.as(editor).request('GET', `/api/documents/${id}`);
  expect(((await answer.json()) as { title: string }).title).toBe('Plan for spring');
});

for (const way of ['at once', 'while the network is cut'] as const) {
  test(`one adds a row and the other a column to a table ${way}`, async ({
    site,
    network,
    browserOf,
  }) => {
    const { editor, writer } = site.people;
    const id = await site.as(editor).createDocument('Table');
    const a = await DocumentPage.open(await browserOf(editor), id);
    const b = await DocumentPage.open(await browserOf(writer), id);
    await a.type('/table');
    await a.page.keyboard.press('Enter');
    await a.page.keyboard.type('corner');
    await expect(b.text.locator('table')).toContainText('corner');
    await b.text.locator('tr').nth(1).locator('td').nth(2).click();
    await b.page.keyboard.type('edge');
    await expect(a.text.locator('table')).toContainText('edge');

    if (way === 'while the network is cut') {
      network.set('refuse');
      network.cut();
    }
    await Promise.all([
      a.page.getByRole('button', { name: 'Row', exact: true }).click(),
      b.page.getByRole('button', { name: 'Column', exact: true }).click(),
    ]);
    network.set('pass');

    const shape = (each: DocumentPage) =>
      each.text
        .locator('tr')
        .evaluateAll((rows) => rows.map((row) => row.querySelectorAll('td, th').length));
    for (const each of [a, b]) {
      await expect.poll(() => shape(each), { timeout: 45_000 }).toEqual([4, 4, 4, 4]);
      await each.saved();
      await expect(each.text.locator('table')).toContainText('corner');
      await expect(each.text.locator('table')).toContainText('edge');
    }
    expect(await a.words()).toBe(await b.words());
  });
}
