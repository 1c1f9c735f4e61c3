import { DocumentPage } from './support/editor.ts';
import { complaintsOf, expect, PHONE, test } from './support/fixtures.ts';
import { visit } from './support/visit.ts';

test('a page is made, renamed, moved to the trash, brought back, and deleted for good', async ({
  site,
  browserOf,
}) => {
  const page = await (await browserOf(site.people.owner)).newPage();
  await page.clock.install();
  const complaints = complaintsOf(page);
  await visit(page, '/');
  await page.getByRole('button', { name: 'New page' }).last().click();
  const made = await DocumentPage.on(page);
  // A new page begins with its name.
  await expect(made.title).toBeFocused();
  await page.keyboard.type('Walls');
  await made.saved();
  await page.getByRole('link', { name: 'Home' }).first().click();

  const all = page.getByRole('region', { name: 'All pages' });
  await all.getByRole('link', { name: 'Rename “Walls”' }).click();
  await page.getByLabel('Page name').fill('Dry stone walls');
  await page.keyboard.press('Enter');
  await expect(all.getByRole('link', { name: 'Dry stone walls', exact: true })).toBeVisible();
  // Under the pointer the actions stand in its place.
  await page.mouse.move(0, 0);
  await expect(all.getByText('You edited, just now').first()).toBeVisible();

  // What can be undone goes away after some seconds: here not before it has been.
  await page.clock.pauseAt(Date.now() + 10_000);
  await all.getByRole('button', { name: 'Move “Dry stone walls” to trash' }).click();
  await expect(all.getByRole('link', { name: 'Dry stone walls', exact: true })).toHaveCount(0);
  // Other tests have pages of their own here, and one may be called so.
  await page.getByRole('button', { name: 'Undo', exact: true }).click();
  await expect(all.getByRole('link', { name: 'Dry stone walls', exact: true })).toBeVisible();
  await page.clock.resume();

  await all.getByRole('button', { name: 'Move “Dry stone walls” to trash' }).click();
  await page.getByRole('link', { name: 'Trash' }).click();
  await page.getByRole('button', { name: 'Delete “Dry stone walls” for good' }).click();
  // The safest answer has the focus.
  await expect(page.getByRole('button', { name: 'Keep it' })).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await page.getByRole('button', { name: 'Delete “Dry stone walls” for good' }).click();
  await page.getByRole('button', { name: 'Delete page' }).click();
  await expect(page.getByText('“Dry stone walls” was deleted')).toBeVisible();
  await expect(page.getByRole('main').getByRole('link', { name: 'Dry stone walls' })).toHaveCount(
    0,
  );
  expect(complaints).toEqual([]);
});

test('everything on home and in the trash works without script', async ({ site, browserOf }) => {
  const { owner } = site.people;
  await site.as(owner).createDocument('Paper');
  const page = await (await browserOf(owner, { context: { javaScriptEnabled: false } })).newPage();
  await page.goto('/');
  const line = page.getByRole('listitem').filter({ hasText: 'Paper' });
  await line.getByRole('link', { name: 'Rename “Paper”' }).click();
  await page.getByLabel('Page name').fill('Blotting paper');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.goto('/');
  await page.getByRole('button', { name: 'Move “Blotting paper” to trash' }).click();
  await page.goto('/trash');
  await page.getByRole('button', { name: 'Delete “Blotting paper” for good' }).click();
  await expect(page.getByText('Delete “Blotting paper” for everyone?')).toBeVisible();
  await page.getByRole('link', { name: 'Keep it' }).click();
  await page.getByRole('button', { name: 'Restore “Blotting paper”' }).click();
  await page.goto('/');
  await expect(page.getByRole('link', { name: 'Blotting paper' }).first()).toBeVisible();
});

test('home says who is in a page now', async ({ site, browserOf }) => {
  const { editor, owner } = site.people;
  const id = await site.as(editor).createDocument('Busy place');
  const page = await (await browserOf(owner)).newPage();
  await DocumentPage.open(await browserOf(editor), id);
  await expect(async () => {
    await visit(page, '/');
    const line = page.getByRole('region', { name: 'All pages' }).getByRole('listitem');
    await expect(line.filter({ hasText: 'Busy place' }).getByText(editor.name)).toBeAttached({
      timeout: 1_000,
    });
  }).toPass();
});

test('a viewer is offered nothing that would be refused', async ({ site, browserOf }) => {
  await site.as(site.people.editor).createDocument('Only to read');
  const page = await (await browserOf(site.people.viewer)).newPage();
  await visit(page, '/');
  await expect(page.getByRole('link', { name: 'Only to read' }).first()).toBeVisible();
  await expect(page.getByRole('button', { name: /New page|to trash/ })).toHaveCount(0);
  await visit(page, '/settings');
  await expect(page.getByRole('heading', { name: 'Invitations' })).toHaveCount(0);
  await expect(page.getByRole('combobox')).toHaveCount(0);
});

test('a phone has targets for a thumb and nothing that scrolls sideways', async ({
  site,
  browserOf,
}) => {
  const { owner } = site.people;
  await site.as(owner).createDocument('A name that is rather long for a phone, as names are');
  const page = await (await browserOf(owner, { context: PHONE })).newPage();
  for (const path of ['/', '/trash', '/settings']) {
    await visit(page, path);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect(wide, path).toBeLessThanOrEqual(0);
    const small = await page.evaluate(() =>
      [...document.querySelectorAll<HTMLElement>('main :is(button, a.ib, a.btn), header button')]
        .filter((each) => each.checkVisibility({ visibilityProperty: true }))
        .map((each) => ({
          name: each.ariaLabel ?? each.textContent.trim(),
          box: each.getBoundingClientRect(),
        }))
        .filter(({ box }) => box.height < 40 || box.width < 40)
        .map(({ name, box }) => `${name} ${box.width}×${box.height}`),
    );
    expect(small, path).toEqual([]);
  }
});
