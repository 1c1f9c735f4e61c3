import { shell } from '../../src/lib/strings/shell.ts';
import { words } from '../../src/lib/surfaces/board/words.ts';
import { violations } from './support/axe.ts';
import { openBoard, type Elements } from './support/board-page.ts';
import { complaintsOf, expect, PHONE, test } from './support/fixtures.ts';

const retro: Elements = {
  well: { type: 'frame', x: 0, y: 0, width: 320, height: 200, name: 'Went well' },
  lift: { type: 'note', x: 20, y: 40, width: 136, height: 136, text: 'A lift', frameId: 'well' },
  test: { type: 'note', x: 170, y: 40, width: 136, height: 136, text: 'A test', frameId: 'well' },
  plan: { type: 'rectangle', x: 0, y: 300, width: 120, height: 60, text: 'Plan' },
  check: { type: 'rectangle', x: 240, y: 300, width: 120, height: 60, text: 'Check' },
  way: {
    type: 'arrow',
    x: 120,
    y: 330,
    points: [
      [0, 0],
      [120, 0],
    ],
    startBinding: { elementId: 'plan', fixedPoint: [0.5, 0.5], mode: 'orbit' },
    endBinding: { elementId: 'check', fixedPoint: [0.5, 0.5], mode: 'orbit' },
  },
};

test('a right click opens what can be done with what lies there', async ({ site, browserOf }) => {
  const board = await openBoard({ site, browserOf }, retro);
  const complaints = complaintsOf(board.page);
  await board.click([20, 330], { right: true });
  const menu = board.page.getByRole('menu', { name: words.menu.label });
  await expect(menu).toBeFocused();
  await board.page.keyboard.press('d');
  await expect(menu.getByRole('menuitem', { name: words.actions.duplicate })).toBeFocused();
  await board.page.keyboard.press('Enter');
  await expect(menu).toHaveCount(0);
  await expect(board.view).toBeFocused();
  expect(await board.elements()).toHaveLength(7);
  // On the floor there is nothing to delete.
  await board.click([600, 500], { right: true });
  await expect(menu.getByRole('menuitem', { name: words.actions.selectAll })).toBeVisible();
  await expect(menu.getByRole('menuitem', { name: words.actions.remove })).toHaveCount(0);
  await board.page.keyboard.press('Escape');
  await expect(menu).toHaveCount(0);
  expect(complaints).toEqual([]);
});

test('the menu opens by key at the selection, and goes by a press elsewhere', async ({
  site,
  browserOf,
}) => {
  const board = await openBoard({ site, browserOf }, retro);
  await board.click([60, 330]);
  await board.keys('Shift+F10');
  const menu = board.page.getByRole('menu', { name: words.menu.label });
  await expect(menu).toBeFocused();
  await board.page.keyboard.press('ArrowUp');
  await expect(menu.getByRole('menuitem', { name: words.actions.remove })).toBeFocused();
  const [x, y] = await board.at([600, 500]);
  await board.page.mouse.click(x, y);
  await expect(menu).toHaveCount(0);
  expect(await board.elements()).toHaveLength(6);
});

test('the outline is a tree that is walked, selects, edits and deletes', async ({
  site,
  browserOf,
}) => {
  const board = await openBoard({ site, browserOf }, retro);
  await board.keys('Alt+o');
  const tree = board.page.getByRole('tree', { name: words.tree.label });
  await expect(tree).toBeFocused();
  const items = tree.getByRole('treeitem');
  await expect(items).toHaveText([
    'Frame: Went well',
    'Note: A lift',
    'Note: A test',
    'Rectangle: Plan',
    'Rectangle: Check',
    'Arrow from Plan to Check',
  ]);
  await expect(items.nth(1)).toHaveAttribute('aria-level', '2');
  await expect(items.nth(1)).toHaveAttribute('aria-setsize', '2');
  const current = async (): Promise<string | null> => {
    const id = await tree.getAttribute('aria-activedescendant');
    return board.page.locator(`[id="${id ?? ''}"]`).textContent();
  };
  await board.keys('ArrowDown', 'ArrowDown');
  expect((await current())?.trim()).toBe('Note: A test');
  await board.keys('Enter');
  await expect(items.nth(2)).toHaveAttribute('aria-selected', 'true');
  await board.keys('ArrowLeft');
  expect((await current())?.trim()).toBe('Frame: Went well');
  await board.keys('ArrowLeft');
  await expect(items).toHaveCount(4);
  await expect(items.first()).toHaveAttribute('aria-expanded', 'false');
  await board.keys('ArrowRight', 'End', 'Delete');
  await expect(items).toHaveCount(5);
  expect((await board.elements()).map(({ id }) => id)).not.toContain('way');
  await board.keys('Home', 'ArrowDown', 'F2');
  await board.page.keyboard.press('Control+a');
  await board.page.keyboard.type('A cable car');
  await board.page.keyboard.press('Escape');
  expect(await board.element('lift')).toMatchObject({ text: 'A cable car' });
  await tree.focus();
  await board.keys('Escape');
  await expect(tree).toHaveCount(0);
  await expect(board.view).toBeFocused();
});

test('of a large board the outline shows the rows that are seen', async ({ site, browserOf }) => {
  const many: Elements = Object.fromEntries(
    Array.from({ length: 1_500 }, (_, i) => [
      `n${i}`,
      { type: 'note', x: 0, y: i * 200, width: 100, height: 100, text: `Note ${i}` } as const,
    ]),
  );
  const board = await openBoard({ site, browserOf }, many);
  await board.keys('Alt+o');
  const tree = board.page.getByRole('tree', { name: words.tree.label });
  await expect(tree.getByText('Note: Note 0', { exact: true })).toBeVisible();
  expect(await tree.getByRole('treeitem').count()).toBeLessThan(80);
  await board.keys('End');
  const last = tree.getByText('Note: Note 1499', { exact: true });
  await expect(last).toBeInViewport();
  await board.keys('Enter');
  const { y } = await board.camera();
  expect(y).toBeGreaterThan(200_000);
});

test('what is selected, made, deleted and undone is said', async ({ site, browserOf }) => {
  const board = await openBoard({ site, browserOf }, retro);
  const said = board.page.getByRole('status', { name: words.said.label });
  await board.click([60, 330]);
  await expect(said).toHaveText('Rectangle: Plan, 4 of 6');
  await board.keys('Control+a');
  await expect(said).toHaveText(words.said.selected(6));
  await board.keys('Escape');
  await expect(said).toHaveText(words.said.nothing);
  await board.click([60, 330]);
  await board.keys('Delete');
  await expect(said).toHaveText(words.said.deleted('Rectangle: Plan'));
  await board.keys('Control+z');
  await expect(said).toHaveText(words.said.undone);
  await board.keys('Control+Shift+z');
  await expect(said).toHaveText(words.said.redone);
  await board.keys('n', 'Enter');
  await expect(said).toHaveText(/^Note added/);
});

test('the overview shows what is seen and moves it', async ({ site, browserOf }) => {
  const board = await openBoard({ site, browserOf }, retro);
  const map = board.page.getByRole('application', { name: words.minimap.label });
  const before = await board.camera();
  await map.focus();
  await board.page.keyboard.press('ArrowRight');
  expect((await board.camera()).x).toBeGreaterThan(before.x);
  const box = await map.boundingBox();
  if (box === null) throw new Error('There is no overview');
  await board.page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  await board.page.mouse.down();
  const middle = await board.camera();
  await board.page.mouse.move(box.x + box.width / 2, box.y + 4, { steps: 4 });
  await board.page.mouse.up();
  expect((await board.camera()).y).toBeLessThan(middle.y);
  // A note is on the picture, not only its frame.
  const coloured = await map.locator('canvas').evaluate((canvas: HTMLCanvasElement) => {
    const { data } = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height) ?? {};
    return (
      data?.some((value, i) => i % 4 === 2 && value < 200 && (data[i + 1] ?? 0) > 200) ?? false
    );
  });
  expect(coloured).toBe(true);
  await map.hover();
  await board.page.getByRole('button', { name: words.minimap.hide }).click();
  await expect(map).toHaveCount(0);
  await board.page.reload();
  await expect(board.page.getByRole('button', { name: words.minimap.show })).toBeVisible();
});

test('an empty board says how to begin, until somebody does', async ({ site, browserOf }) => {
  const board = await openBoard({ site, browserOf });
  const hint = board.page.getByText(words.hint.title);
  await expect(hint).toBeVisible();
  await board.tool('r');
  await board.drag([100, 100], [200, 200]);
  await expect(hint).toHaveCount(0);
});

test('axe finds nothing on a board with all that floats over it, in both themes', async ({
  site,
  browserOf,
}) => {
  const board = await openBoard({ site, browserOf }, retro);
  await board.keys('Alt+o');
  await board.click([60, 330]);
  await expect(board.page.getByRole('region', { name: words.panel.label })).toBeVisible();
  expect(await violations(board.page), 'panel and outline').toEqual([]);
  await board.keys('Control+k');
  await board.click([60, 330], { right: true });
  await expect(board.page.getByRole('menu')).toBeVisible();
  expect(await violations(board.page), 'menu').toEqual([]);
  await board.page.keyboard.press('Escape');
  await board.page.getByRole('button', { name: words.bars.moreShapes }).click();
  await expect(board.page.getByRole('menu')).toBeVisible();
  expect(await violations(board.page), 'more shapes').toEqual([]);
});

test('axe finds nothing on a board on a phone, in both themes', async ({ site, browserOf }) => {
  const board = await openBoard({ site, browserOf }, retro, { context: PHONE });
  await board.click([60, 330]);
  const bar = board.page.getByRole('toolbar');
  await expect(bar).toBeVisible();
  expect(await violations(board.page), 'bars').toEqual([]);
  await bar.getByRole('button', { name: words.panel.label }).tap();
  await expect(board.page.getByRole('dialog')).toBeVisible();
  expect(await violations(board.page), 'styles').toEqual([]);
  await board.page.keyboard.press('Escape');
  await board.page.getByRole('button', { name: words.bars.moreTools }).tap();
  expect(await violations(board.page), 'tools').toEqual([]);
  await board.page.getByRole('button', { name: words.tree.show }).tap();
  await expect(board.page.getByRole('tree')).toBeVisible();
  expect(await violations(board.page), 'outline').toEqual([]);
});

test('the list of shortcuts has those of the board while one is open', async ({
  site,
  browserOf,
}) => {
  const board = await openBoard({ site, browserOf });
  await board.keys('?');
  const list = board.page.getByRole('dialog', { name: shell.shortcuts.title });
  await expect(list.getByRole('heading', { name: words.shortcuts.tools })).toBeVisible();
  await expect(list.getByText(words.actions.keepTool)).toBeVisible();
  await expect(list.getByRole('heading', { name: shell.shortcuts.writing })).toHaveCount(0);
});
