import { words } from '../../src/lib/surfaces/board/words.ts';
import { openBoard, type BoardPage } from './support/board-page.ts';
import { expect, test } from './support/fixtures.ts';

const t = words.panel;
const box = { type: 'rectangle', width: 100, height: 80, backgroundColor: '#ffffff' } as const;

/** Where the thumb of a slider is, and the middle of its track, in the window. */
async function trackOf(board: BoardPage) {
  const slider = board.page.getByRole('slider', { name: t.opacity });
  const place = await slider.boundingBox();
  if (place === null) throw new Error('There is no slider');
  const y = place.y + place.height / 2;
  return {
    slider,
    thumb: [place.x + place.width - 8, y],
    half: [place.x + place.width / 2, y],
  } as const;
}

test('Escape takes back what is being pulled, and the rest of the pull changes nothing', async ({
  site,
  browserOf,
}) => {
  const board = await openBoard({ site, browserOf }, { box });
  const { mouse } = board.page;
  await board.click([50, 40]);
  const { slider, thumb, half } = await trackOf(board);
  await mouse.move(...thumb);
  await mouse.down();
  await mouse.move(...half, { steps: 6 });
  // The others see it while it goes on.
  await expect.poll(async () => (await board.stored())[0]?.opacity).toBeLessThan(60);
  await board.keys('Escape');
  await expect(slider).toHaveValue('100');
  await mouse.move(half[0] - 20, half[1], { steps: 3 });
  await mouse.up();
  await expect(slider).toHaveValue('100');
  expect((await board.element('box')).opacity).toBe(100);
  // It is not the selection that Escape was for, and the next pull is one of its own.
  await mouse.move(...thumb);
  await mouse.down();
  await mouse.move(...half, { steps: 6 });
  await mouse.up();
  expect((await board.element('box')).opacity).toBeLessThan(60);
  await board.keys('Control+KeyZ');
  expect((await board.element('box')).opacity).toBe(100);
});

test('a key that is held at the slider is one pull', async ({ site, browserOf }) => {
  const board = await openBoard({ site, browserOf }, { box });
  await board.click([50, 40]);
  const { slider } = await trackOf(board);
  await slider.focus();
  for (let i = 0; i < 12; i++) await board.page.keyboard.down('ArrowLeft');
  await board.page.keyboard.up('ArrowLeft');
  expect((await board.element('box')).opacity).toBe(88);
  await board.keys('ArrowLeft', 'Control+KeyZ');
  expect((await board.element('box')).opacity).toBe(88);
  await board.keys('Control+KeyZ');
  expect((await board.element('box')).opacity).toBe(100);
});

test('a colour is pulled as one step', async ({ site, browserOf }) => {
  const board = await openBoard({ site, browserOf }, { box });
  await board.click([50, 40]);
  await board.page.getByRole('button', { name: t.ownColour(t.fill) }).click();
  const chooser = board.page.getByLabel(t.pick);
  // The chooser is a window of the browser: what it tells the page is all that there is to see of it.
  const tell = (...events: (readonly [type: string, value: string])[]): Promise<void> =>
    chooser.evaluate((input: HTMLInputElement, told) => {
      for (const [type, value] of told) {
        input.value = value;
        input.dispatchEvent(new Event(type, { bubbles: true }));
      }
    }, events);
  await tell(['input', '#ff0000'], ['input', '#00ff00']);
  await expect.poll(() => board.pixel([50, 40])).toEqual([0, 255, 0]);
  await tell(['input', '#0000ff'], ['change', '#0000ff']);
  expect((await board.element('box')).backgroundColor).toBe('#0000ff');
  await tell(['input', '#123456'], ['change', '#123456']);
  expect((await board.element('box')).backgroundColor).toBe('#123456');
  await board.keys('Control+KeyZ');
  expect((await board.element('box')).backgroundColor).toBe('#0000ff');
  await board.keys('Control+KeyZ');
  expect((await board.element('box')).backgroundColor).toBe('#ffffff');
});
