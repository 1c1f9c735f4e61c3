import { words } from '../../src/lib/surfaces/board/words.ts';
import { BoardPage } from './support/board-page.ts';
import { complaintsOf, expect, PHONE, test } from './support/fixtures.ts';

test('the bar of tools is one stop for Tab, in which arrows choose', async ({
  site,
  browserOf,
}) => {
  const { owner } = site.people;
  const client = site.as(owner);
  const id = await client.createDocument('Bar', 'board');
  const board = await BoardPage.open(await browserOf(owner), id, client);
  const complaints = complaintsOf(board.page);
  const tools = board.page.getByRole('radiogroup', { name: words.bars.tools });
  const radio = (name: string) => tools.getByRole('radio', { name, exact: true });
  await expect(radio(words.tools.select)).toBeChecked();
  await radio(words.tools.select).focus();
  await board.page.keyboard.press('ArrowRight');
  await board.page.keyboard.press('ArrowRight');
  await expect(radio(words.tools.note)).toBeChecked();
  await expect(radio(words.tools.note)).toBeFocused();
  await expect(tools.locator('[tabindex="0"]')).toHaveCount(1);
  // Enter goes on to the board, where it puts the note down.
  await board.page.keyboard.press('Enter');
  await expect(board.view).toBeFocused();
  await board.page.keyboard.press('Enter');
  expect(await board.only()).toMatchObject({ type: 'note' });
  expect(complaints).toEqual([]);
});

test('a tool from “more shapes” takes a place in the bar, also next time', async ({
  site,
  browserOf,
}) => {
  const { owner } = site.people;
  const client = site.as(owner);
  const id = await client.createDocument('Extra tools', 'board');
  const context = await browserOf(owner);
  const board = await BoardPage.open(context, id, client);
  const diamond = (of: BoardPage) =>
    of.page.getByRole('radio', { name: words.tools.diamond, exact: true });
  await expect(diamond(board)).toHaveCount(0);
  await board.page.getByRole('button', { name: words.bars.moreShapes }).click();
  // Letters find a row of the menu; they are not shortcuts there.
  await board.page.keyboard.press('d');
  await expect(board.page.getByRole('menuitem', { name: words.tools.diamond })).toBeFocused();
  await board.page.keyboard.press('Enter');
  await expect(diamond(board)).toBeChecked();
  await board.drag([100, 100], [220, 180]);
  expect(await board.only()).toMatchObject({ type: 'diamond' });
  await expect(diamond(board)).not.toBeChecked();
  const again = await BoardPage.open(context, id, client);
  await expect(diamond(again)).toBeVisible();
});

test('a kept tool draws one after the other', async ({ site, browserOf }) => {
  const { owner } = site.people;
  const client = site.as(owner);
  const id = await client.createDocument('Kept', 'board');
  const board = await BoardPage.open(await browserOf(owner), id, client);
  const keep = board.page.getByRole('button', { name: words.actions.keepTool });
  await expect(keep).toHaveAttribute('aria-pressed', 'false');
  await keep.click();
  await expect(keep).toHaveAttribute('aria-pressed', 'true');
  await board.tool('r');
  await board.drag([100, 100], [160, 160]);
  await board.drag([200, 100], [260, 160]);
  expect(await board.elements()).toHaveLength(2);
  await expect(board.page.getByRole('radio', { name: words.tools.rectangle })).toBeChecked();
});

test('the zoom bar zooms, fits, undoes and redoes', async ({ site, browserOf }) => {
  const { owner } = site.people;
  const client = site.as(owner);
  const id = await client.createDocument('Zoom', 'board');
  const board = await BoardPage.open(await browserOf(owner), id, client);
  const bar = board.page.getByRole('group', { name: words.bars.view });
  const button = (name: string) => bar.getByRole('button', { name, exact: true });
  await expect(button(words.actions.undo)).toBeDisabled();
  await board.tool('r');
  await board.drag([100, 100], [300, 200]);
  await button(words.actions.zoomIn).click();
  await expect(bar).toContainText('125 %');
  expect((await board.camera()).zoom).toBe(1.25);
  await button(words.bars.zoomNow('125 %')).click();
  expect((await board.camera()).zoom).toBe(1);
  await button(words.actions.zoomOut).click();
  expect((await board.camera()).zoom).toBe(0.8);
  await button(words.bars.fit).click();
  expect((await board.camera()).zoom).toBe(1);
  await button(words.actions.undo).click();
  expect(await board.elements()).toEqual([]);
  await button(words.actions.redo).click();
  expect(await board.elements()).toHaveLength(1);
});

test('those who may only read have no tools that draw', async ({ site, browserOf }) => {
  const { owner, viewer } = site.people;
  const id = await site.as(owner).createDocument('Read only', 'board');
  const board = await BoardPage.open(await browserOf(viewer), id, site.as(viewer));
  await expect(board.page.getByRole('radio')).toHaveText(['', '', '']);
  for (const tool of ['select', 'hand', 'laser'] as const) {
    await expect(board.page.getByRole('radio', { name: words.tools[tool] })).toBeVisible();
  }
  await expect(board.page.getByRole('button', { name: words.actions.undo })).toHaveCount(0);
});

test('on a phone the tools are at the bottom, the rest of them in a sheet', async ({
  site,
  browserOf,
}) => {
  const { owner } = site.people;
  const client = site.as(owner);
  const id = await client.createDocument('Phone', 'board');
  const board = await BoardPage.open(await browserOf(owner, { context: PHONE }), id, client);
  const complaints = complaintsOf(board.page);
  const tools = board.page.getByRole('radiogroup', { name: words.bars.tools });
  await expect(tools.getByRole('radio')).toHaveCount(6);
  for (const button of await tools.getByRole('radio').all()) {
    const box = await button.boundingBox();
    expect(Math.min(box?.width ?? 0, box?.height ?? 0)).toBeGreaterThanOrEqual(44);
  }
  await board.page.getByRole('button', { name: words.bars.moreTools }).click();
  const sheet = board.page.getByRole('dialog', { name: words.bars.tools });
  await expect(sheet).toBeFocused();
  await sheet.getByRole('radio', { name: words.tools.ellipse }).tap();
  await expect(sheet).toHaveCount(0);
  await expect(tools.getByRole('radio', { name: words.tools.ellipse })).toBeChecked();
  await board.drag([340, 200], [460, 280]);
  expect(await board.only()).toMatchObject({ type: 'ellipse' });
  await board.page.getByRole('button', { name: words.actions.undo }).tap();
  expect(await board.elements()).toEqual([]);
  await board.page.getByRole('button', { name: words.bars.moreTools }).tap();
  await board.page.keyboard.press('Escape');
  await expect(sheet).toHaveCount(0);
  await expect(board.page.getByRole('button', { name: words.bars.moreTools })).toBeFocused();
  expect(complaints).toEqual([]);
});
