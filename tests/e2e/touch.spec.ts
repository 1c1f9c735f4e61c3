import type { Page } from '@playwright/test';
import { DocumentPage } from './support/editor.ts';
import { expect, PHONE, test } from './support/fixtures.ts';
import { visit } from './support/visit.ts';

test('on a phone everything that can be pressed around the text is 44 px large', async ({
  site,
  browserOf,
  browser,
}) => {
  const { owner, editor, writer } = site.people;
  const client = site.as(owner);
  const id = await client.createDocument('Thumbs');
  const trashed = await client.createDocument('Trashed thumbs');
  await client.request('PATCH', `/api/documents/${trashed}`, { body: { trashed: true } });
  // Nothing is measured on its way.
  const context = await browserOf(owner, { context: { ...PHONE, reducedMotion: 'reduce' } });
  const page = await context.newPage();

  await visit(page, '/');
  expect(await small(page), 'home').toEqual([]);
  await page.getByRole('button', { name: 'Open sidebar' }).click();
  await expect(page.getByRole('button', { name: 'Close', exact: true })).toBeFocused();
  expect(await small(page, '#sidebar'), 'sidebar').toEqual([]);
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Search', exact: true }).last().click();
  expect(await small(page, 'dialog[open]'), 'palette').toEqual([]);
  await page.keyboard.press('Escape');
  await page.goto('/?rename=' + id);
  await page.locator('.app[data-live=true]').waitFor();
  expect(await small(page), 'renaming').toEqual([]);

  await visit(page, '/trash');
  expect(await small(page), 'trash').toEqual([]);
  await page.getByRole('button', { name: 'Delete “Trashed thumbs” for good' }).click();
  expect(await small(page, 'dialog[open]'), 'confirmation').toEqual([]);
  await page.keyboard.press('Escape');

  await visit(page, '/settings');
  await page.getByLabel('For whom').fill('Thumbs');
  await page.getByRole('button', { name: 'Create link' }).click();
  await expect(page.getByLabel('Invitation link')).toBeVisible();
  expect(await small(page), 'settings').toEqual([]);

  for (const person of [editor, writer]) await DocumentPage.open(await browserOf(person), id);
  await page.goto(`/d/${id}`);
  const opened = await DocumentPage.on(page);
  await opened.saved();
  await expect(page.getByRole('group', { name: 'People here' })).toBeVisible();
  expect(await small(page), 'document').toEqual([]);
  await page.getByRole('button', { name: 'Page menu' }).click();
  expect(await small(page, '[role=menu]'), 'menu').toEqual([]);
  await page.getByRole('menuitem', { name: 'Rename' }).click();
  expect(await small(page, 'dialog[open]'), 'rename').toEqual([]);

  const stranger = await (
    await browser.newContext({ ...PHONE, baseURL: site.server.url })
  ).newPage();
  await stranger.goto('/login');
  expect(await small(stranger), 'door').toEqual([]);
  await stranger.context().close();
});

/** What can be pressed under `root` and is smaller, with the size of what takes the finger. */
async function small(page: Page, root = 'body'): Promise<string[]> {
  await page.locator(root).waitFor();
  return page.evaluate((selector) => {
    const CAN =
      'a[href], button, input:not([type=hidden]), select, [role=option], [role^=menuitem]';
    const SIZE = 44;
    const found: string[] = [];
    for (const element of document.querySelector(selector)?.querySelectorAll<HTMLElement>(CAN) ??
      []) {
      // The text surface has its own bars and its own test.
      if (element.closest('.ProseMirror, .doc, [inert], .skip, .phone-bar')) continue;
      if (!element.checkVisibility({ visibilityProperty: true, opacityProperty: true })) continue;
      element.scrollIntoView({ block: 'center', inline: 'center' });
      const box = element.getBoundingClientRect();
      const x = box.left + box.width / 2;
      const y = box.top + box.height / 2;
      // Something else lies over it.
      const takes = (dx: number, dy: number) => {
        const hit = document.elementFromPoint(x + dx, y + dy);
        return hit !== null && (element.contains(hit) || hit.closest('label')?.contains(element));
      };
      if (!takes(0, 0)) continue;
      const reach = (dx: number, dy: number) => {
        let far = 0;
        while (far < SIZE && takes(dx * (far + 1), dy * (far + 1))) far++;
        return far;
      };
      // The pixel in the middle is of neither half.
      const width = reach(-1, 0) + 1 + reach(1, 0);
      const height = reach(0, -1) + 1 + reach(0, 1);
      if (width >= SIZE && height >= SIZE) continue;
      const name = element.getAttribute('aria-label') ?? element.textContent.trim();
      found.push(`${element.tagName} ${element.className} “${name}” ${width}×${height}`);
    }
    return found;
  }, root);
}
