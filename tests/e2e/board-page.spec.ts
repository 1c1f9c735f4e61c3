import type { Page } from '@playwright/test';
import { document as words, shell } from '../../src/lib/strings/index.ts';
import { Replica } from '../support/ydoc.ts';
import { complaintsOf, expect, test } from './support/fixtures.ts';
import { visit } from './support/visit.ts';

/** Waits until the board's surface stands in the place of the server's page. */
async function surfaceOf(page: Page): Promise<void> {
  await expect(page.locator('main.stage > .shown')).toBeAttached();
}

const crumb = (page: Page) => page.getByRole('navigation', { name: shell.breadcrumb });

test('a board is made from home, by the sidebar, by keys and from the palette', async ({
  site,
  browserOf,
}) => {
  const { owner } = site.people;
  await site.as(owner).createDocument('So that home is not empty');
  const page = await (await browserOf(owner)).newPage();
  const complaints = complaintsOf(page);
  const ways = [
    () => page.getByRole('banner').getByRole('button', { name: shell.newBoard }).click(),
    () => page.locator('#sidebar').getByRole('button', { name: shell.newBoard }).click(),
    () => page.keyboard.press('Alt+Shift+KeyN'),
    async () => {
      await page.keyboard.press('Control+k');
      await page.keyboard.type('>new board');
      await page.keyboard.press('Enter');
    },
    async () => {
      await page.keyboard.press('Control+k');
      await page.keyboard.type('Flow of rivers');
      await page
        .getByRole('option', { name: shell.palette.newBoardNamed('Flow of rivers') })
        .click();
    },
  ];
  for (const make of ways) {
    await visit(page, '/');
    await make();
    await surfaceOf(page);
  }
  await expect(page).toHaveTitle(/^Flow of rivers/);
  await visit(page, '/');
  const kinds = await site.as(owner).request('GET', '/api/documents');
  const { documents } = (await kinds.json()) as { documents: { kind: string; title: string }[] };
  expect(documents.filter(({ kind }) => kind === 'board')).toHaveLength(ways.length);
  expect(complaints).toEqual([]);
});

test('a board is made without scripts', async ({ site, browserOf }) => {
  const { owner } = site.people;
  await site.as(owner).createDocument('So that home is not empty');
  const page = await (await browserOf(owner, { context: { javaScriptEnabled: false } })).newPage();
  await page.goto('/');
  await page.getByRole('banner').getByRole('button', { name: shell.newBoard }).click();
  await expect(page).toHaveURL(/\/d\/[\w-]+$/);
  await expect(page.locator('main.stage')).toBeVisible();
});

test('a board fills the window below the bar, does not scroll, and is renamed by its name', async ({
  site,
  browserOf,
}) => {
  const { editor } = site.people;
  const id = await site.as(editor).createDocument('Planning', 'board');
  const page = await (await browserOf(editor)).newPage();
  await page.goto(`/d/${id}`);
  await surfaceOf(page);
  const { bar, main } = await page.evaluate(() => ({
    bar: document.querySelector('.topbar')?.getBoundingClientRect().bottom,
    main: document.querySelector('main')?.getBoundingClientRect().toJSON() as DOMRect | undefined,
  }));
  expect(main?.top).toBe(bar);
  expect(main?.bottom).toBe(page.viewportSize()?.height);
  await expect(page.locator('main')).toHaveCSS('overflow', 'hidden');

  await crumb(page).getByRole('button', { name: 'Planning' }).click();
  const field = page.getByLabel(words.rename.label);
  await expect(field).toBeFocused();
  await field.fill('Planning flow');
  await page.keyboard.press('Enter');
  await expect(crumb(page).getByRole('button', { name: 'Planning flow' })).toBeVisible();
  await expect(page.getByLabel(words.save.label)).toContainText(words.save.saved);
  const record = await site.as(editor).request('GET', `/api/documents/${id}`);
  expect(((await record.json()) as { title: string }).title).toBe('Planning flow');
});

test('who may only read a board is not offered to rename it', async ({ site, browserOf }) => {
  const { editor, viewer } = site.people;
  const id = await site.as(editor).createDocument('To look at', 'board');
  const page = await (await browserOf(viewer)).newPage();
  await page.goto(`/d/${id}`);
  await surfaceOf(page);
  await expect(crumb(page).getByText('To look at')).toBeVisible();
  await expect(crumb(page).getByRole('button')).toHaveCount(0);
});

test('a board that is newer than this version is shown for reading, and asks to reload', async ({
  site,
  browserOf,
}) => {
  const { editor } = site.people;
  const client = site.as(editor);
  const id = await client.createDocument('From tomorrow', 'board');
  const page = await (await browserOf(editor)).newPage();
  await page.goto(`/d/${id}`);
  await surfaceOf(page);
  await expect(crumb(page).getByRole('button', { name: 'From tomorrow' })).toBeVisible();
  const replica = new Replica();
  const stream = await client.events(id, { poll: true });
  replica.apply((await stream.event('update')).update);
  await client.push(
    id,
    replica.edit((doc) => doc.getMap('meta').set('schemaVersion', 99)),
  );
  await expect(page.getByText(words.banner.reload.title)).toBeVisible();
  await expect(crumb(page).getByRole('button')).toHaveCount(0);
});
