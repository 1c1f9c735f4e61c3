import type { Page } from '@playwright/test';
import { DocumentPage } from './support/editor.ts';
import { expect, PHONE, test } from './support/fixtures.ts';
import { comeBack } from './support/visit.ts';

const sidebar = (page: Page) => page.getByRole('navigation', { name: 'Workspace' });

test('the sidebar and the palette have the name of the open page as it is typed', async ({
  site,
  browserOf,
}) => {
  const { editor, owner } = site.people;
  const id = await site.as(editor).createDocument('Working title');
  const a = await DocumentPage.open(await browserOf(editor), id);
  const b = await DocumentPage.open(await browserOf(owner), id);
  await a.title.fill('Final title');
  for (const { page } of [a, b]) {
    await expect(sidebar(page).getByRole('link', { name: 'Final title' })).toBeVisible();
    await expect(sidebar(page).getByRole('link', { name: 'Working title' })).toHaveCount(0);
    await expect(page).toHaveTitle('Final title · Brookside');
  }
  await b.page.keyboard.press('Control+k');
  await b.page.keyboard.type('final');
  await expect(b.page.getByRole('option', { name: /^Final title/ })).toBeVisible();
  await a.saved();
  await a.page.getByRole('link', { name: 'Home' }).first().click();
  await expect(sidebar(a.page).getByRole('link', { name: 'Final title' })).toBeVisible();
});

test('who comes back to the window finds the names that others gave meanwhile', async ({
  site,
  browserOf,
}) => {
  const { editor } = site.people;
  const client = site.as(editor);
  const id = await client.createDocument('Stays open');
  const other = await client.createDocument('Old name of another');
  const { page } = await DocumentPage.open(await browserOf(editor), id);
  await expect(sidebar(page).getByRole('link', { name: 'Old name of another' })).toBeVisible();
  await client.request('PATCH', `/api/documents/${other}`, {
    body: { title: 'New name of another' },
  });
  await client.createDocument('Made meanwhile');
  await comeBack(page);
  await expect(sidebar(page).getByRole('link', { name: 'New name of another' })).toBeVisible();
  await expect(sidebar(page).getByRole('link', { name: 'Made meanwhile' })).toBeVisible();
});

test('on a phone the sheet has the present name too', async ({ site, browserOf }) => {
  const { editor } = site.people;
  const id = await site.as(editor).createDocument('Before');
  const opened = await DocumentPage.open(await browserOf(editor, { context: PHONE }), id);
  await opened.title.fill('After');
  await opened.page.getByRole('button', { name: 'Open sidebar' }).click();
  await expect(sidebar(opened.page).getByRole('link', { name: 'After' })).toBeVisible();
});
