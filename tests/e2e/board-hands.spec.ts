import type { BrowserContext } from '@playwright/test';
import { words } from '../../src/lib/surfaces/board/words.ts';
import { fieldOf } from './support/board-words.ts';
import { openBoard, type BoardPage, type Place } from './support/board-page.ts';
import { complaintsOf, expect, PHONE, test, type Site } from './support/fixtures.ts';
import { Hands } from './support/hands.ts';

const note = { type: 'note', width: 136, height: 136 } as const;

/** A board with one note, open on a phone. */
async function onPhone(
  site: Site,
  browserOf: (person: Site['people']['owner']) => Promise<BrowserContext>,
) {
  const a = { ...note, x: 0, y: 0 };
  const board = await openBoard({ site, browserOf }, { a }, { context: PHONE });
  return { board, hands: await Hands.on(board) };
}

async function typesOn(board: BoardPage): Promise<string[]> {
  return (await board.elements()).map(({ type }) => type);
}

test('two fingers pinch and move the view, also when one of them had begun to draw', async ({
  site,
  browserOf,
}) => {
  const { board, hands } = await onPhone(site, browserOf);
  await board.tool('p');
  const [x, y] = await board.at([68, 68]);
  await hands.touch('touchStart', [x - 50, y]);
  await hands.touch('touchMove', [x - 60, y]);
  await hands.touch('touchStart', [x - 60, y], [x + 60, y]);
  await hands.touch('touchMove', [x - 120, y], [x + 120, y]);
  await expect.poll(async () => (await board.camera()).zoom).toBeCloseTo(2, 1);
  const [sameX, sameY] = await board.at([68, 68]);
  expect(sameX).toBeCloseTo(x, 0);
  expect(sameY).toBeCloseTo(y, 0);
  await hands.touch('touchMove', [x - 120, y + 50], [x + 120, y + 50]);
  await expect.poll(async () => (await board.at([68, 68]))[1]).toBeCloseTo(y + 50, 0);
  await hands.touch('touchEnd');
  // One finger draws again.
  await hands.swipe([x, y], [x + 30, y], [x + 60, y]);
  expect(await typesOn(board)).toEqual(['note', 'freedraw']);
});

test('a second finger does not take back what the first has drawn', async ({ site, browserOf }) => {
  const { board, hands } = await onPhone(site, browserOf);
  await board.tool('p');
  const [x, y] = await board.at([68, 200]);
  await hands.touch('touchStart', [x, y]);
  for (const by of [20, 40, 60]) await hands.touch('touchMove', [x + by, y]);
  await hands.touch('touchStart', [x + 60, y], [x - 20, y + 80]);
  await hands.touch('touchMove', [x + 60, y + 30], [x - 20, y + 110]);
  await expect.poll(async () => (await board.at([68, 200]))[1]).toBeCloseTo(y + 30, 0);
  await hands.touch('touchEnd');
  expect(await typesOn(board)).toEqual(['note', 'freedraw']);
});

test('with a pen in use a finger moves the view instead of drawing, and pressure is kept', async ({
  site,
  browserOf,
}) => {
  const { board, hands } = await onPhone(site, browserOf);
  await board.tool('p');
  const [x, y] = await board.at([68, 200]);
  await hands.pen([x, y, 0.2], [x + 20, y, 0.6], [x + 40, y, 0.9]);
  const stroke = (await board.elements()).at(-1);
  if (stroke?.type !== 'freedraw') throw new Error('Nothing was drawn');
  expect(stroke.simulatePressure).toBe(false);
  expect(stroke.pressures.at(-1)).toBeGreaterThan(stroke.pressures[0] ?? 1);
  // The hand comes down before the pen that it holds, and stays.
  await hands.touch('touchStart', [x + 60, y + 60]);
  await hands.pen([x, y, 0.5], [x + 20, y, 0.5]);
  await hands.touch('touchEnd');
  expect(await board.elements()).toHaveLength(3);
  const before = await board.camera();
  await hands.swipe([x, y], [x, y - 30]);
  await expect.poll(async () => (await board.camera()).y).toBeCloseTo(before.y + 30, 0);
  expect(await board.elements()).toHaveLength(3);
});

test('what a pen does to fingers is said, and they draw again when that is put away', async ({
  site,
  browserOf,
}) => {
  const { board, hands } = await onPhone(site, browserOf);
  const chip = board.page.getByRole('status').filter({ hasText: words.bars.penMode });
  await board.tool('p');
  await expect(chip).toHaveCount(0);
  const [x, y] = await board.at([68, 200]);
  await hands.pen([x, y, 0.5], [x + 40, y, 0.5]);
  await expect(chip).toBeVisible();
  const { y: top } = await board.camera();
  await hands.swipe([x, y], [x, y - 30]);
  await expect.poll(async () => (await board.camera()).y).toBeCloseTo(top + 30, 0);
  await chip.getByRole('button', { name: words.bars.penModeOff }).click();
  await expect(chip).toHaveCount(0);
  await board.tool('p');
  await hands.swipe([x, y], [x + 20, y], [x + 40, y]);
  expect(await typesOn(board)).toEqual(['note', 'freedraw', 'freedraw']);
});

test('a finger that rests on something selects it, whatever the tool', async ({
  site,
  browserOf,
}) => {
  const { board, hands } = await onPhone(site, browserOf);
  await board.tool('p');
  await hands.touch('touchStart', await board.at([68, 68]));
  await expect(board.page.locator('.overlay .frame')).toBeAttached();
  await hands.touch('touchEnd');
  await board.keys('Delete');
  expect(await board.elements()).toEqual([]);
});

test('a finger that rests opens the menu of what is under it, and what it was about to move stays', async ({
  site,
  browserOf,
}) => {
  const { board, hands } = await onPhone(site, browserOf);
  const complaints = complaintsOf(board.page);
  const menu = board.page.getByRole('menu', { name: words.menu.label });
  const [x, y] = await board.at([68, 68]);
  // As much as a finger trembles.
  await hands.touch('touchStart', [x, y]);
  await hands.touch('touchMove', [x + 4, y + 3]);
  await expect(menu).toBeVisible();
  await hands.touch('touchMove', [x + 40, y + 40]);
  await hands.touch('touchEnd');
  await expect(menu).toBeVisible();
  expect(await board.only()).toMatchObject({ x: 0, y: 0 });
  await menu.getByRole('menuitem', { name: words.actions.duplicate }).tap();
  await expect(menu).toHaveCount(0);
  expect(await typesOn(board)).toEqual(['note', 'note']);
  // A finger that goes somewhere opens nothing.
  const [fromX, fromY] = await board.at([10, 10]);
  await hands.touch('touchStart', [fromX, fromY]);
  await hands.touch('touchMove', [fromX, fromY + 60]);
  await expect.poll(async () => (await board.stored()).some((each) => each.y > 20)).toBe(true);
  await hands.touch('touchEnd');
  await expect(menu).toHaveCount(0);
  expect(complaints).toEqual([]);
});

test('the key for menus opens that of the selection, from the board and from its panel', async ({
  site,
  browserOf,
}) => {
  const board = await openBoard({ site, browserOf }, { a: { ...note, x: 0, y: 0 } });
  const menu = board.page.getByRole('menu', { name: words.menu.label });
  await board.view.focus();
  // First with nothing selected: what can be done with the board.
  await board.keys('ContextMenu');
  await expect(menu).toBeFocused();
  await expect(menu.getByRole('menuitem', { name: words.actions.selectAll })).toBeVisible();
  await board.keys('Escape');
  await expect(board.view).toBeFocused();
  await board.keys('Enter', 'ContextMenu');
  await expect(menu).toBeFocused();
  await board.keys('ArrowUp');
  await expect(menu.getByRole('menuitem', { name: words.actions.remove })).toBeFocused();
  // Some systems ask for their own menu when the key is lifted: it does not open over this one.
  const asked = await board.page.evaluate(() => {
    const event = new MouseEvent('contextmenu', { bubbles: true, cancelable: true });
    return document.activeElement?.dispatchEvent(event);
  });
  expect(asked).toBe(false);
  await board.keys('Escape');
  await board.page.getByRole('slider').focus();
  await board.keys('ContextMenu', 'ArrowUp', 'Enter');
  expect(await board.elements()).toEqual([]);
  await expect(board.view).toBeFocused();
});

test('who may only read from now on stops in the middle of a word, and what was written stays', async ({
  site,
  browserOf,
}) => {
  const board = await openBoard({ site, browserOf }, { a: { ...note, x: 0, y: 0, text: 'Plan' } });
  const complaints = complaintsOf(board.page);
  const field = fieldOf(board);
  const trash = (trashed: boolean): Promise<Response> =>
    board.client.request('PATCH', `/api/documents/${board.id}`, { body: { trashed } });
  const readOnly = board.page.locator('.board[data-readonly]');
  const middle: Place = [68, 68];
  await board.click(middle, { double: true });
  await board.keys('End');
  await board.page.keyboard.type(' of');
  await expect.poll(async () => (await board.stored())[0]).toMatchObject({ text: 'Plan of' });
  await trash(true);
  await expect(readOnly).toBeAttached();
  await expect(field).toHaveCount(0);
  await board.page.keyboard.type(' some');
  await board.click(middle, { double: true });
  await board.keys('Enter');
  await expect(field).toHaveCount(0);
  await trash(false);
  await expect(readOnly).toHaveCount(0);
  await board.click(middle, { double: true });
  await board.keys('End');
  await board.page.keyboard.type(' action');
  await board.keys('Escape');
  expect(await board.only()).toMatchObject({ text: 'Plan of action' });
  // A text that nobody has written yet leaves nothing.
  await board.click([300, 300], { double: true });
  await expect(field).toBeFocused();
  await trash(true);
  await expect(field).toHaveCount(0);
  await trash(false);
  await expect(readOnly).toHaveCount(0);
  expect(await typesOn(board)).toEqual(['note']);
  expect(complaints).toEqual([]);
});
