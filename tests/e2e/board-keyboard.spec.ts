import { words } from '../../src/lib/surfaces/board/words.ts';
import { openBoard, type Elements } from './support/board-page.ts';
import { complaintsOf, expect, test } from './support/fixtures.ts';

const box = { type: 'rectangle', width: 100, height: 80 } as const;
const three: Elements = {
  a: { ...box, x: 0, y: 0, text: 'Start' },
  b: { ...box, x: 200, y: 0, text: 'Between' },
  c: { ...box, x: 400, y: 0, text: 'End' },
};

test('two of several shapes are chosen and joined by keyboard alone', async ({
  site,
  browserOf,
}) => {
  const board = await openBoard({ site, browserOf }, three);
  await board.view.focus();
  await board.keys('Alt+o');
  const tree = board.page.getByRole('tree', { name: words.tree.label });
  await expect(tree).toBeFocused();
  await expect(tree).toHaveAttribute('aria-multiselectable', 'true');
  await board.keys('Enter', 'ArrowDown', 'Shift+Space', 'ArrowDown', 'Shift+Space', 'ArrowUp');
  await expect(tree.locator('[aria-selected=true]')).toHaveCount(3);
  await board.keys('Shift+Space');
  await expect(tree.locator('[aria-selected=true]')).toHaveCount(2);
  await board.keys('Control+Alt+KeyA', 'Escape');
  await expect(board.view).toBeFocused();
  expect((await board.elements()).at(-1)).toMatchObject({
    type: 'arrow',
    startBinding: { elementId: 'a' },
    endBinding: { elementId: 'c' },
  });
});

test('the look of what is selected is set by keyboard alone', async ({ site, browserOf }) => {
  const board = await openBoard({ site, browserOf }, three);
  const complaints = complaintsOf(board.page);
  const panel = board.page.getByRole('region', { name: words.panel.label });
  await board.view.focus();
  // Tab goes through the board.
  await board.keys('Enter', 'Tab', 'Alt+p');
  const strokes = panel.getByRole('radiogroup', { name: words.panel.stroke, exact: true });
  await expect(strokes.getByRole('radio', { checked: true })).toBeFocused();
  await board.keys('ArrowRight');
  const chosen = await strokes.getByRole('radio', { checked: true }).getAttribute('aria-label');
  expect(chosen).not.toBe(words.colours.ink);
  const { strokeColor } = await board.element('b');
  expect(strokeColor).not.toBe('#1e1e1e');
  expect((await board.element('a')).strokeColor).not.toBe(strokeColor);
  // Escape goes back to the board and leaves the selection.
  await board.keys('Escape');
  await expect(board.view).toBeFocused();
  await board.keys('Delete');
  expect((await board.elements()).map(({ id }) => id)).toEqual(['a', 'c']);
  // A panel that was put away comes for who asks, also for what a tool will make.
  await board.keys('Tab', 'r');
  await panel.getByRole('button', { name: words.panel.hide }).click();
  await board.view.focus();
  await board.keys('Alt+p');
  await expect(panel).toBeVisible();
  await expect(panel.locator(':focus')).toHaveCount(1);
  await board.keys('Escape', 'Enter');
  expect(await board.elements()).toHaveLength(3);
  expect(complaints).toEqual([]);
});
