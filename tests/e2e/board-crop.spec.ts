import { words } from '../../src/lib/surfaces/board/words.ts';
import { BoardPage, DESK } from './support/board-page.ts';
import { carry } from './support/carry.ts';
import { expect, test } from './support/fixtures.ts';

const RED = [255, 0, 0];
const BLUE = [0, 0, 255];
/** Red on the left, blue on the right, 200 × 100 pixels. */
const TWO_HALVES = {
  name: 'halves.svg',
  type: 'image/svg+xml',
  bytes: new TextEncoder().encode(
    `<svg xmlns="http://www.w3.org/2000/svg" width="200" height="100">
      <rect width="100" height="100" fill="#f00"/><rect x="100" width="100" height="100" fill="#00f"/>
    </svg>`,
  ),
};

type Fixtures = Parameters<Parameters<typeof test>[2]>[0];

/** A board with the picture from (300, 200) to (500, 300). */
async function open({ site, browserOf }: Pick<Fixtures, 'site' | 'browserOf'>): Promise<BoardPage> {
  const { owner } = site.people;
  const client = site.as(owner);
  const id = await client.createDocument('Crop', 'board');
  const board = await BoardPage.open(await browserOf(owner, { context: DESK }), id, client);
  await carry(board, 'drop', { files: [TWO_HALVES] }, [400, 250]);
  await expect.poll(async () => (await board.elements()).length).toBe(1);
  expect(await board.only()).toMatchObject({ x: 300, y: 200, width: 200, height: 100 });
  await expect.poll(() => board.pixel([480, 250])).toEqual(BLUE);
  return board;
}

test('a picture that was just dropped can be cropped by its panel', async ({ site, browserOf }) => {
  const board = await open({ site, browserOf });
  await board.page.getByRole('button', { name: words.actions.crop }).click();
  await expect(board.page.locator('.board .whole img')).toBeVisible();
});

test('a double click crops a picture: its edges are pulled, and it is moved behind them', async ({
  site,
  browserOf,
}) => {
  const board = await open({ site, browserOf });
  const faint = board.page.locator('.board .whole img');
  await board.click([400, 250], { double: true });
  await expect(faint).toBeVisible();
  await board.drag([500, 250], [400, 250]);
  const half = { x: 0, y: 0, width: 100, height: 100, naturalWidth: 200, naturalHeight: 100 };
  expect(await board.only()).toMatchObject({ x: 300, width: 100, height: 100, crop: half });
  await expect.poll(() => board.pixel([350, 250])).toEqual(RED);
  await expect.poll(() => board.pixel([450, 250])).not.toEqual(BLUE);
  await board.drag([350, 250], [290, 250]);
  expect(await board.only()).toMatchObject({ x: 300, width: 100, crop: { ...half, x: 60 } });
  await expect.poll(() => board.pixel([390, 250])).toEqual(BLUE);
  await board.click([700, 500]);
  await expect(faint).toHaveCount(0);
  await board.keys('Control+KeyZ');
  expect(await board.only()).toMatchObject({ crop: half });
  await board.keys('Control+KeyZ');
  expect(await board.only()).toMatchObject({ x: 300, width: 200, crop: null });
});

test('a picture is cropped by keyboard alone, and shown as a whole again', async ({
  site,
  browserOf,
}) => {
  const board = await open({ site, browserOf });
  await board.view.focus();
  await board.keys('Escape', 'Enter', 'Enter');
  await expect(board.page.getByRole('status', { name: words.said.label })).toContainText(
    'Cropping',
  );
  await board.keys('Alt+ArrowLeft', 'Alt+ArrowLeft', 'Alt+Shift+ArrowDown', 'Shift+ArrowLeft');
  expect(await board.only()).toMatchObject({
    ...{ x: 300, y: 210, width: 180, height: 90 },
    crop: { x: 10, y: 10, width: 180, height: 90 },
  });
  // Now they move the picture itself again.
  await board.keys('Enter', 'ArrowRight');
  expect(await board.only()).toMatchObject({ x: 301, width: 180 });
  await board.click([390, 250], { right: true });
  await board.page.getByRole('menuitem', { name: words.actions.cropWhole }).click();
  expect(await board.only()).toMatchObject({ x: 291, y: 200, width: 200, height: 100, crop: null });
});

test('a gesture at an edge that is taken back leaves the picture whole', async ({
  site,
  browserOf,
}) => {
  const board = await open({ site, browserOf });
  await board.click([400, 250], { double: true });
  await board.press([300, 200], [360, 240]);
  await expect.poll(() => board.pixel([320, 210])).not.toEqual(RED);
  await board.keys('Escape');
  await board.page.mouse.up();
  expect(await board.only()).toMatchObject({ x: 300, width: 200, crop: null });
  await board.keys('Escape');
  await expect(board.page.locator('.board .whole')).toHaveCount(0);
});
