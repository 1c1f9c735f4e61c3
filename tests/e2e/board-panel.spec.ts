import type { Locator } from '@playwright/test';
import { NOTE_COLORS, paint } from '../../src/lib/surfaces/board/render/colour.ts';
import { words } from '../../src/lib/surfaces/board/words.ts';
import { openBoard, type BoardPage, type Elements } from './support/board-page.ts';
import { expect, PHONE, test } from './support/fixtures.ts';

const t = words.panel;
const SKY = NOTE_COLORS.find(([name]) => name === 'sky')?.[1] ?? '';

const box = {
  type: 'rectangle',
  x: 0,
  y: 0,
  width: 100,
  height: 80,
  backgroundColor: '#ffffff',
} as const;
const two: Elements = {
  box,
  note: { type: 'note', x: 200, y: 0, width: 136, height: 136, text: 'Show the size' },
};

function panelOf(board: BoardPage): Locator {
  return board.page.getByRole('region', { name: t.label });
}

function radio(within: Locator, group: string, name: string): Locator {
  return within
    .getByRole('radiogroup', { name: group, exact: true })
    .getByRole('radio', { name, exact: true });
}

test('the panel has what the selection has: a note its colours, a shape its lines', async ({
  site,
  browserOf,
}) => {
  const board = await openBoard({ site, browserOf }, two);
  const panel = panelOf(board);
  await expect(panel).toHaveCount(0);
  await board.click([268, 68]);
  await expect(panel.getByRole('heading')).toHaveText(words.kinds.note);
  const colours = panel.getByRole('radiogroup', { name: t.colour, exact: true });
  await expect(colours.getByRole('radio')).toHaveCount(7);
  await expect(panel.getByRole('radiogroup', { name: t.width })).toHaveCount(0);
  await radio(panel, t.colour, words.colours.sky).click();
  await expect(radio(panel, t.colour, words.colours.sky)).toBeChecked();
  expect(await board.element('note')).toMatchObject({ backgroundColor: SKY });
  // By pointer the focus stays on the board: keys go on to it.
  await board.keys('Escape');
  await board.click([50, 40]);
  await expect(panel.getByRole('heading')).toHaveText(words.kinds.rectangle);
  await radio(panel, t.width, t.widths[4]).click();
  await radio(panel, t.dash, t.dashes.dashed).click();
  await radio(panel, t.hand, t.hands[1]).click();
  await radio(panel, t.corners, t.round).click();
  await radio(panel, t.stroke, words.colours.blue).click();
  await radio(panel, t.fill, words.colours.none).click();
  await expect(panel.getByRole('radiogroup', { name: t.fillStyle })).toHaveCount(0);
  expect(await board.element('box')).toMatchObject({
    strokeWidth: 4,
    strokeStyle: 'dashed',
    roughness: 1,
    roundness: { type: 3 },
    backgroundColor: 'transparent',
  });
});

test('what differs is shown as mixed and is set for all that have it', async ({
  site,
  browserOf,
}) => {
  const board = await openBoard(
    { site, browserOf },
    {
      ...two,
      thick: { type: 'ellipse', x: 0, y: 120, width: 100, height: 80, strokeWidth: 8 },
    },
  );
  await board.click([300, 300]);
  await board.keys('Control+KeyA');
  const panel = panelOf(board);
  await expect(panel.getByRole('heading')).toHaveText(words.elements(3));
  const widths = panel.getByRole('radiogroup', { name: t.width });
  await expect(widths.locator('[aria-checked=true]')).toHaveCount(0);
  // The dashes are the same everywhere: those that notes do not have are not asked.
  await expect(radio(panel, t.dash, t.dashes.solid)).toBeChecked();
  await expect(panel.getByText(t.mixed).first()).toBeVisible();
  await radio(panel, t.width, t.widths[1]).click();
  const [plain, note, thick] = await board.elements();
  expect([plain?.strokeWidth, note?.strokeWidth, thick?.strokeWidth]).toEqual([1, 2, 1]);
  await expect(radio(panel, t.width, t.widths[1])).toBeChecked();
});

test('one pull at the opacity is one step for undo', async ({ site, browserOf }) => {
  const board = await openBoard({ site, browserOf }, two);
  await board.click([50, 40]);
  const slider = panelOf(board).getByRole('slider', { name: t.opacity });
  const thumb = await slider.boundingBox();
  if (thumb === null) throw new Error('There is no slider');
  const y = thumb.y + thumb.height / 2;
  await board.page.mouse.move(thumb.x + thumb.width - 8, y);
  await board.page.mouse.down();
  await board.page.mouse.move(thumb.x + thumb.width / 2, y, { steps: 12 });
  await board.page.mouse.up();
  expect((await board.element('box')).opacity).toBeLessThan(60);
  await board.page.keyboard.press('Control+z');
  expect((await board.element('box')).opacity).toBe(100);
});

test('place, size and angle are numbers for those who do not pull', async ({ site, browserOf }) => {
  const board = await openBoard({ site, browserOf }, two);
  await board.click([50, 40]);
  const panel = panelOf(board);
  const set = async (label: string, value: string): Promise<void> => {
    const field = panel.getByRole('spinbutton', { name: label, exact: true });
    await field.fill(value);
    await field.press('Enter');
  };
  await set(t.measures.x, '-20');
  await set(t.measures.width, '160');
  await set(t.measures.height, '90');
  await set(t.measures.angle, '90');
  const turned = await board.element('box');
  expect(turned).toMatchObject({ x: -20, width: 160, height: 90 });
  expect(turned.angle).toBeCloseTo(Math.PI / 2, 6);
  // What is no size is refused and does not stay.
  await set(t.measures.width, '0');
  await expect(panel.getByRole('spinbutton', { name: t.measures.width })).toHaveValue('160');
  await panel.getByRole('spinbutton', { name: t.measures.width }).press('Escape');
  await expect(board.view).toBeFocused();
  await board.keys('Control+KeyZ');
  expect((await board.element('box')).angle).toBe(0);
});

test('several elements are moved and resized by numbers together', async ({ site, browserOf }) => {
  const board = await openBoard({ site, browserOf }, { box, far: { ...box, x: 300 } });
  await board.click([600, 300]);
  await board.keys('Control+KeyA');
  const panel = panelOf(board);
  const width = panel.getByRole('spinbutton', { name: t.measures.width });
  await expect(width).toHaveValue('400');
  await width.fill('200');
  await width.press('Enter');
  const [near, far] = await board.elements();
  expect(near).toMatchObject({ x: 0, width: 50 });
  expect(far).toMatchObject({ x: 150, width: 50 });
  await expect(panel.getByRole('spinbutton', { name: t.measures.angle })).toHaveCount(0);
});

test('arrows: heads at both ends, straight, curved or at right angles', async ({
  site,
  browserOf,
}) => {
  const points = [
    [0, 0],
    [200, 100],
  ] as const;
  const board = await openBoard(
    { site, browserOf },
    { arrow: { type: 'arrow', x: 0, y: 0, points } },
  );
  await board.click([100, 50]);
  const panel = panelOf(board);
  await panel.getByRole('combobox', { name: t.start }).selectOption('circle');
  await panel.getByRole('combobox', { name: t.end }).selectOption('none');
  await radio(panel, t.course, t.courses.elbow).click();
  expect(await board.only()).toMatchObject({
    startArrowhead: 'circle',
    endArrowhead: null,
    elbowed: true,
  });
  await radio(panel, t.course, t.courses.curved).click();
  expect(await board.only()).toMatchObject({ elbowed: false, roundness: { type: 2 } });
});

test('a colour of one’s own; what is none is refused', async ({ site, browserOf }) => {
  const board = await openBoard({ site, browserOf }, two);
  await board.click([50, 40]);
  const panel = panelOf(board);
  await panel.getByRole('button', { name: t.ownColour(t.fill) }).click();
  const code = panel.getByRole('textbox', { name: t.colourCode });
  await code.fill('url(javascript:alert(1))');
  await code.press('Enter');
  await expect(panel.getByRole('alert')).toHaveText(t.wrongColour);
  await code.fill('C0FFEE');
  await code.press('Enter');
  await expect(panel.getByRole('alert')).toHaveCount(0);
  expect(await board.element('box')).toMatchObject({ backgroundColor: '#c0ffee' });
});

test('a link is checked, opened and taken away', async ({ site, browserOf }) => {
  const board = await openBoard({ site, browserOf }, two);
  await board.click([50, 40]);
  await board.keys('Control+KeyK');
  const panel = panelOf(board);
  const address = panel.getByRole('textbox', { name: t.address });
  await expect(address).toBeFocused();
  await address.fill('javascript:alert(1)');
  await address.press('Enter');
  await expect(panel.getByRole('alert')).toHaveText(t.wrongLink);
  await address.fill('fellside.example/plan');
  await address.press('Enter');
  const link = panel.getByRole('link');
  await expect(link).toHaveAttribute('href', 'https://fellside.example/plan');
  await expect(link).toHaveAttribute('rel', /noopener/);
  expect(await board.element('box')).toMatchObject({ link: 'https://fellside.example/plan' });
  await panel.getByRole('button', { name: t.removeLink }).click();
  expect(await board.element('box')).toMatchObject({ link: null });
});

test('arranging from the panel; the board keeps the focus when the panel goes', async ({
  site,
  browserOf,
}) => {
  const board = await openBoard({ site, browserOf }, two);
  await board.click([50, 40]);
  const panel = panelOf(board);
  const button = (name: string) => panel.getByRole('button', { name, exact: true });
  await button(words.actions.front).click();
  expect((await board.elements()).map(({ id }) => id)).toEqual(['note', 'box']);
  await board.keys('Control+KeyA');
  await button(words.actions.alignTop).click();
  await button(words.actions.group).click();
  await expect(button(words.actions.ungroup)).toBeVisible();
  const grouped = await board.elements();
  expect(grouped.every(({ groupIds }) => groupIds.length === 1)).toBe(true);
  await button(words.actions.remove).focus();
  await board.page.keyboard.press('Enter');
  await expect(panel).toHaveCount(0);
  await expect(board.view).toBeFocused();
  expect(await board.elements()).toEqual([]);
});

test('the panel is put away until it is wanted, also next time; it shows what a tool will make', async ({
  site,
  browserOf,
}) => {
  const board = await openBoard({ site, browserOf }, two);
  const panel = panelOf(board);
  await board.tool('r');
  await expect(panel.getByRole('heading')).toHaveText(words.tools.rectangle);
  await radio(panel, t.stroke, words.colours.red).click();
  await board.drag([0, 200], [100, 300]);
  const drawn = (await board.elements()).at(-1);
  expect(paint(drawn?.strokeColor ?? '', 'stroke', 'light')).not.toBe(
    paint('#1e1e1e', 'stroke', 'light'),
  );
  await panel.getByRole('button', { name: t.hide }).click();
  await expect(panel).toHaveCount(0);
  await board.page.reload();
  await board.page.locator('main > .shown').waitFor({ state: 'attached' });
  await board.click([50, 40]);
  const show = board.page.getByRole('button', { name: t.show });
  await expect(show).toBeVisible();
  await show.click();
  await expect(panel.getByRole('heading')).toHaveText(words.kinds.rectangle);
});

test('the panel is out of the way while something is dragged', async ({ site, browserOf }) => {
  const board = await openBoard({ site, browserOf }, two);
  await board.click([50, 40]);
  const panel = panelOf(board);
  await expect(panel).toHaveCSS('opacity', '1');
  await board.press([20, 20], [80, 60]);
  await expect(panel).toHaveCSS('opacity', '0');
  await expect(panel).toHaveCSS('pointer-events', 'none');
  await board.page.mouse.up();
  await expect(panel).toHaveCSS('opacity', '1');
  await board.tool('p');
  await board.press([50, 200], [180, 260]);
  await expect(panel).toHaveCSS('opacity', '0');
  await board.page.mouse.up();
  await expect(panel).toHaveCSS('opacity', '1');
});

test('on a phone the selection has a bar, and its styles a sheet', async ({ site, browserOf }) => {
  const board = await openBoard({ site, browserOf }, two, { context: PHONE });
  await board.click([268, 68]);
  const bar = board.page.getByRole('toolbar', { name: words.bars.selection(words.kinds.note) });
  await expect(bar).toBeVisible();
  for (const button of await bar.getByRole('button').all()) {
    const { width = 0, height = 0 } = (await button.boundingBox()) ?? {};
    expect(Math.min(width, height)).toBeGreaterThanOrEqual(44);
  }
  await bar.getByRole('button', { name: `${t.align}: ${t.aligns.left}` }).tap();
  expect(await board.element('note')).toMatchObject({ textAlign: 'center' });
  await bar.getByRole('button', { name: t.colour }).tap();
  const sheet = board.page.getByRole('dialog', { name: words.kinds.note });
  await radio(sheet, t.colour, words.colours.sky).tap();
  expect(await board.element('note')).toMatchObject({ backgroundColor: SKY });
  await board.page.keyboard.press('Escape');
  await expect(sheet).toHaveCount(0);
  await bar.getByRole('button', { name: words.actions.remove }).tap();
  await expect(bar).toHaveCount(0);
  expect((await board.elements()).map(({ id }) => id)).toEqual(['box']);
});
