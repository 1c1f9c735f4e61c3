import { shell } from '../../src/lib/strings/shell.ts';
import { words } from '../../src/lib/surfaces/board/words.ts';
import { openBoard, type BoardPage } from './support/board-page.ts';
import { fieldOf } from './support/board-words.ts';
import { carry } from './support/carry.ts';
import { expect, PHONE, test } from './support/fixtures.ts';

const LAPTOP = { context: { viewport: { width: 1440, height: 900 } } };
const note = { type: 'note', width: 136, height: 136 } as const;
const corners = {
  a: { ...note, x: 0, y: 0 },
  b: { ...note, x: 900, y: 0 },
  c: { ...note, x: 900, y: 560 },
} as const;

interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** What stands over the board, in the window. */
async function covers(board: BoardPage): Promise<Box[]> {
  const parts = board.page.locator('.board > :is(.bar, .panel, .outline)');
  return parts.evaluateAll((all) =>
    all.map((part) => {
      const { left, top, right, bottom } = part.getBoundingClientRect();
      return { left, top, right, bottom };
    }),
  );
}

/** How many elements something stands over; with an id, of that one. */
async function covered(board: BoardPage, only?: string): Promise<number> {
  const over = await covers(board);
  let count = 0;
  for (const { id, x, y, width, height } of await board.elements()) {
    if (only !== undefined && id !== only) continue;
    const [left, top] = await board.at([x, y]);
    const [right, bottom] = await board.at([x + width, y + height]);
    const isUnder = (box: Box): boolean =>
      box.left < right && box.right > left && box.top < bottom && box.bottom > top;
    if (over.some(isUnder)) count += 1;
  }
  return count;
}

test('showing everything leaves nothing under the panel, the outline and the bars', async ({
  site,
  browserOf,
}) => {
  const board = await openBoard({ site, browserOf }, corners, LAPTOP);
  await board.view.focus();
  await board.keys('Control+a');
  await expect(board.page.getByRole('region', { name: words.panel.label })).toBeVisible();
  expect(await covered(board)).toBeGreaterThan(0);
  await board.keys('Shift+Digit1');
  await expect.poll(() => covered(board)).toBe(0);
  await board.keys('Shift+Digit2');
  await expect.poll(() => covered(board)).toBe(0);
  await board.keys('Alt+o');
  await expect(board.page.getByRole('tree')).toBeVisible();
  await board.view.focus();
  await board.keys('Shift+Digit1');
  await expect.poll(() => covered(board)).toBe(0);
  expect((await board.camera()).zoom).toBeGreaterThan(0.3);
});

test('what is opened over the selection moves it out from under itself, once', async ({
  site,
  browserOf,
}) => {
  const board = await openBoard({ site, browserOf }, corners, LAPTOP);
  await board.click([68, 68]);
  const before = await board.camera();
  await board.keys('Alt+o');
  await expect(board.page.getByRole('tree')).toBeVisible();
  await expect.poll(() => covered(board, 'a')).toBe(0);
  const { x, y, zoom } = await board.camera();
  expect(x).toBeLessThan(before.x);
  expect([y, zoom]).toEqual([before.y, before.zoom]);
  // Who then moves it under there has it there.
  await board.page.mouse.move(800, 500);
  await board.page.mouse.wheel(200, 0);
  await expect.poll(() => covered(board, 'a')).toBe(1);
  await board.view.focus();
  await board.keys('Alt+o');
  await expect(board.page.getByRole('tree')).toHaveCount(0);
  const after = await board.camera();
  expect(after.x).toBeCloseTo(x + 200, 3);
  await board.keys('Escape', 'Alt+o');
  await expect(board.page.getByRole('tree')).toBeVisible();
  expect(await board.camera()).toEqual(after);
});

test.describe('what the page says', () => {
  for (const [name, options] of [
    ['on a desk', LAPTOP],
    ['on a phone', { context: PHONE }],
  ] as const) {
    test(`is not over the tools ${name}`, async ({ site, browserOf }) => {
      const board = await openBoard({ site, browserOf }, {}, options);
      const bytes = new TextEncoder().encode('{"type":"something else"}');
      await carry(board, 'drop', { files: [{ name: 'a.excalidraw', type: '', bytes }] });
      const said = board.page.getByText(words.io.notImported.not_excalidraw);
      await expect(said).toBeVisible();
      const toast = await board.page.locator('.toast').boundingBox();
      const tools = await board.page.getByRole('radio').first().boundingBox();
      if (toast === null || tools === null) throw new Error('They are not shown');
      expect(toast.y + toast.height).toBeLessThan(tools.y);
    });
  }
});

test('the list of shortcuts begins at its beginning, and its way out is seen', async ({
  site,
  browserOf,
}) => {
  const board = await openBoard({ site, browserOf }, {}, LAPTOP);
  await board.keys('?');
  const list = board.page.getByRole('dialog', { name: shell.shortcuts.title });
  await expect(list.getByRole('heading', { name: shell.shortcuts.title })).toBeInViewport();
  await expect(list.getByRole('button', { name: shell.close })).toBeInViewport({ ratio: 1 });
  await expect(list.getByRole('button', { name: shell.close })).toBeFocused();
});

test('a note grows while it is written on, and its frame cuts nothing off', async ({
  site,
  browserOf,
}) => {
  const board = await openBoard({ site, browserOf }, { a: { ...note, x: 0, y: 0 } });
  await board.click([68, 68]);
  await board.keys('Enter');
  const line = 'words that a note of this size cannot hold\n'.repeat(4).trim();
  await board.page.keyboard.insertText(line);
  await expect.poll(async () => (await board.element('a')).height).toBeGreaterThan(200);
  const { y, height } = await board.element('a');
  expect(y).toBe(0);
  const field = await fieldOf(board).boundingBox();
  const [, bottom] = await board.at([0, height]);
  // The field has room for the caret around its words.
  expect((field?.y ?? 0) + (field?.height ?? 0) - 12).toBeLessThan(bottom);
  await board.keys('Control+a');
  await board.page.keyboard.insertText('few');
  await expect.poll(async () => (await board.element('a')).height).toBe(136);
});
