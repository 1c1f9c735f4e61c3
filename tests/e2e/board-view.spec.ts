import { openBoard } from './support/board-page.ts';
import { expect, test } from './support/fixtures.ts';

const note = { type: 'note', width: 136, height: 136 } as const;

test('the wheel moves the view, and with Ctrl zooms around the pointer', async ({
  site,
  browserOf,
}) => {
  const board = await openBoard({ site, browserOf }, { a: { ...note, x: 0, y: 0 } });
  const before = await board.camera();
  const [x, y] = await board.at([100, 100]);
  await board.page.mouse.move(x, y);
  await board.page.mouse.wheel(30, 50);
  await expect.poll(() => board.camera()).toEqual({ x: before.x + 30, y: before.y + 50, zoom: 1 });
  await board.holding('Control', () => board.page.mouse.wheel(0, -50));
  await expect.poll(async () => (await board.camera()).zoom).toBeGreaterThan(1.1);
  const [sameX, sameY] = await board.at([130, 150]);
  expect(sameX).toBeCloseTo(x, 3);
  expect(sameY).toBeCloseTo(y, 3);
  await board.holding('Shift', () => board.page.mouse.wheel(0, 100));
  await board.keys('Shift+Digit1');
  await expect.poll(() => board.camera()).toEqual(before);
});

test('the space bar, the middle button and the hand move the view, and nothing on it', async ({
  site,
  browserOf,
}) => {
  const board = await openBoard({ site, browserOf }, { a: { ...note, x: 0, y: 0 } });
  const before = await board.camera();
  await board.view.focus();
  await board.holding('Space', () => board.drag([60, 60], [100, 80]));
  expect(await board.camera()).toEqual({ x: before.x - 40, y: before.y - 20, zoom: 1 });
  const [x, y] = await board.at([60, 60]);
  await board.page.mouse.move(x, y);
  await board.page.mouse.down({ button: 'middle' });
  await board.page.mouse.move(x - 40, y - 20);
  await board.page.mouse.up({ button: 'middle' });
  expect(await board.camera()).toEqual(before);
  await board.keys('h');
  await board.drag([60, 60], [70, 60]);
  expect(await board.camera()).toEqual({ ...before, x: before.x - 10 });
  expect(await board.only()).toMatchObject({ x: 0, y: 0 });
});

test('the middle button moves the view, and pastes nothing that is marked somewhere', async ({
  site,
  browserOf,
}) => {
  const board = await openBoard(
    { site, browserOf },
    { a: { ...note, x: 0, y: 0, text: 'Marked' } },
  );
  // On Linux, what is marked is what the middle button pastes.
  await board.click([40, 24], { double: true });
  await board.page.mouse.dblclick(...(await board.at([40, 24])));
  const field = board.page.locator('.board textarea');
  const marked = await field.evaluate((area: HTMLTextAreaElement) =>
    area.value.slice(area.selectionStart, area.selectionEnd),
  );
  expect(marked).toBe('Marked');
  const [x, y] = await board.at([300, 300]);
  await board.page.mouse.move(x, y);
  await board.page.mouse.down({ button: 'middle' });
  await board.page.mouse.move(x - 40, y - 20, { steps: 3 });
  await board.page.mouse.up({ button: 'middle' });
  await board.keys('h');
  expect(await board.only()).toMatchObject({ text: 'Marked' });
});

test('keys zoom to everything, to the selection and to a hundred percent', async ({
  site,
  browserOf,
}) => {
  const board = await openBoard(
    { site, browserOf },
    { a: { ...note, x: 0, y: 0 }, b: { ...note, x: 4000, y: 3000 } },
  );
  const all = await board.camera();
  expect(all.zoom).toBeLessThan(0.5);
  await board.view.focus();
  await board.keys('Enter', 'Shift+Digit2');
  const [left, top] = await board.at([0, 0]);
  const [right, bottom] = await board.at([136, 136]);
  const view = await board.view.boundingBox();
  if (view === null) throw new Error('The board is not shown');
  expect(left).toBeGreaterThan(view.x);
  expect(right).toBeLessThan(view.x + view.width);
  expect((top + bottom) / 2).toBeCloseTo(view.y + view.height / 2, 0);
  await board.keys('Control+0');
  await expect.poll(async () => (await board.camera()).zoom).toBe(1);
  await board.keys('Control+=');
  await expect.poll(async () => (await board.camera()).zoom).toBe(1.25);
  await board.keys('Shift+Digit1');
  // The panel of what is selected takes room now.
  await expect.poll(async () => (await board.camera()).zoom).toBeLessThan(all.zoom);
  const [first, last] = [await board.at([0, 0]), await board.at([4136, 3136])];
  expect(first[0]).toBeGreaterThan(view.x);
  expect(first[1]).toBeGreaterThan(view.y);
  expect(last[0]).toBeLessThan(view.x + view.width);
  expect(last[1]).toBeLessThan(view.y + view.height);
});

test('a reader looks and points, and changes nothing', async ({ site, browserOf }) => {
  const board = await openBoard({ site, browserOf }, { a: { ...note, x: 0, y: 0 } });
  const client = board.client;
  await client.request('PATCH', `/api/documents/${board.id}`, { body: { trashed: true } });
  await expect(board.page.locator('.board[data-readonly]')).toBeAttached();
  await board.drag([60, 60], [200, 60]);
  await board.tool('r');
  await board.drag([300, 60], [400, 160]);
  await board.keys('Delete');
  expect(await board.stored()).toMatchObject([{ id: 'a', x: 0 }]);
});

test('what is dragged to the edge takes the view along, and goes on with it', async ({
  site,
  browserOf,
}) => {
  const board = await openBoard({ site, browserOf }, { a: { ...note, x: 0, y: 0 } });
  const before = await board.camera();
  const view = await board.view.boundingBox();
  if (view === null) throw new Error('The board is not shown');
  await board.press([68, 68]);
  await board.page.mouse.move(view.x + view.width - 4, view.y + view.height / 2, { steps: 4 });
  await expect.poll(async () => (await board.camera()).x).toBeGreaterThan(before.x + 300);
  await board.page.mouse.up();
  const { x } = await board.camera();
  const moved = await board.only();
  // Under the pointer, by which it was taken at its middle.
  expect(Math.abs(moved.x + 68 - (x + view.width - 4))).toBeLessThan(8);
});

test('the board shows that it has the focus to those who come by keyboard, and only to them', async ({
  site,
  browserOf,
}) => {
  const board = await openBoard({ site, browserOf }, { a: { ...note, x: 0, y: 0 } });
  const ring = async () => board.view.evaluate((view) => getComputedStyle(view).outlineStyle);
  await board.click([300, 300]);
  await expect(board.view).toBeFocused();
  expect(await ring()).toBe('none');
  // Also when the focus comes back from somewhere else.
  await board.click([68, 68], { double: true });
  await expect(board.view).not.toBeFocused();
  await board.keys('Escape');
  await expect(board.view).toBeFocused();
  expect(await ring()).toBe('none');
  await board.keys('Escape', 'Tab', 'Shift+Tab');
  await expect(board.view).toBeFocused();
  expect(await ring()).not.toBe('none');
});
