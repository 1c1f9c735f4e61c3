import { openBoard, type Elements } from './support/board-page.ts';
import { expect, test } from './support/fixtures.ts';

const box = { type: 'rectangle', width: 100, height: 100, backgroundColor: '#ffffff' } as const;
const three: Elements = {
  a: { ...box, x: 0, y: 0 },
  b: { ...box, x: 200, y: 0 },
  c: { ...box, x: 400, y: 0 },
};

test('what is clicked is moved by the arrow keys, in one step for undo', async ({
  site,
  browserOf,
}) => {
  const board = await openBoard({ site, browserOf }, three);
  await board.click([50, 50]);
  await board.keys('ArrowRight', 'ArrowRight', 'Shift+ArrowDown');
  expect(await board.element('a')).toMatchObject({ x: 2, y: 10 });
  expect(await board.element('b')).toMatchObject({ x: 200, y: 0 });
  await board.keys('Control+KeyZ');
  expect(await board.element('a')).toMatchObject({ x: 0, y: 0 });
  await board.keys('Control+Shift+KeyZ');
  expect(await board.element('a')).toMatchObject({ x: 2, y: 10 });
});

test('a box selects what lies in it as a whole, Shift adds, a click beside leaves it', async ({
  site,
  browserOf,
}) => {
  const board = await openBoard({ site, browserOf }, three);
  await board.drag([-30, -30], [250, 130]);
  await board.keys('Delete');
  expect((await board.elements()).map(({ id }) => id)).toEqual(['b', 'c']);
  await board.keys('Control+KeyZ');
  await board.click([50, 50]);
  await board.holding('Shift', () => board.click([450, 50]));
  await board.keys('Delete');
  expect((await board.elements()).map(({ id }) => id)).toEqual(['b']);
  await board.keys('Control+KeyZ');
  await board.click([50, 50]);
  await board.click([150, 150]);
  await board.keys('Delete');
  expect(await board.elements()).toHaveLength(3);
});

test('a group is one thing until it is opened by a double click', async ({ site, browserOf }) => {
  const board = await openBoard({ site, browserOf }, three);
  await board.drag([-30, -30], [330, 130]);
  await board.keys('Control+KeyG', 'Escape');
  await board.drag([50, 50], [50, 150]);
  expect((await board.elements()).map(({ y }) => y)).toEqual([100, 100, 0]);
  await board.keys('Escape');
  await board.click([250, 150], { double: true });
  await board.keys('ArrowDown');
  expect((await board.elements()).map(({ y }) => y)).toEqual([100, 101, 0]);
  await board.keys('Escape', 'Control+Shift+KeyG', 'Escape');
  await board.click([50, 150]);
  await board.keys('ArrowUp');
  expect((await board.elements()).map(({ y }) => y)).toEqual([99, 101, 0]);
});

test('what is locked is neither selected nor moved nor deleted until it is unlocked', async ({
  site,
  browserOf,
}) => {
  const board = await openBoard({ site, browserOf }, three);
  await board.click([50, 50]);
  await board.keys('Control+Shift+KeyL');
  expect(await board.element('a')).toMatchObject({ locked: true });
  await board.drag([50, 50], [50, 300]);
  await board.keys('Control+KeyA', 'ArrowDown', 'Delete');
  expect(await board.elements()).toEqual([
    expect.objectContaining({ id: 'a', y: 0, locked: true }),
  ]);
  await board.click([50, 50], { right: true });
  await board.keys('Escape', 'Control+Shift+KeyL');
  expect(await board.only()).toMatchObject({ locked: false });
});

test('things snap to each other with a guide, and not with Ctrl', async ({ site, browserOf }) => {
  const board = await openBoard({ site, browserOf }, three);
  await board.press([50, 50], [247, 250]);
  await expect(board.page.locator('.overlay .guide').first()).toBeAttached();
  await board.page.mouse.up();
  await expect(board.page.locator('.overlay .guide')).toHaveCount(0);
  expect(await board.element('a')).toMatchObject({ x: 200, y: 200 });
  await board.holding('Control', () => board.drag([250, 250], [253, 253]));
  expect(await board.element('a')).toMatchObject({ x: 203, y: 203 });
});

test('things snap to where the space between them is the same, and show it', async ({
  site,
  browserOf,
}) => {
  const box = { type: 'rectangle', width: 100, height: 100, backgroundColor: '#eeeeee' } as const;
  const board = await openBoard(
    { site, browserOf },
    {
      first: { ...box, x: 0, y: 0 },
      second: { ...box, x: 140, y: 10 },
      third: { ...box, x: 500, y: 37, width: 62, height: 81 },
    },
  );
  // As far from the second as the second from the first, give or take four.
  await board.press([530, 77], [314, 77]);
  await expect(board.page.locator('.overlay .guide')).toHaveCount(2);
  await board.page.mouse.up();
  expect(await board.element('third')).toMatchObject({ x: 280, y: 37 });
});

test('on the grid things are moved from dot to dot', async ({ site, browserOf }) => {
  const board = await openBoard({ site, browserOf }, three);
  await board.click([50, 50]);
  await board.keys("Control+'");
  // Not where it was clicked: that would be a double click.
  await board.drag([20, 20], [31, 279]);
  const { x, y } = await board.element('a');
  expect([x, y]).toEqual([0, 264]);
  await board.keys('ArrowRight');
  expect((await board.element('a')).x).toBe(x + 24);
});

test('with Alt a copy is pulled off, and Ctrl D puts one beside', async ({ site, browserOf }) => {
  const board = await openBoard(
    { site, browserOf },
    {
      ...three,
      way: {
        type: 'arrow',
        points: [
          [0, 0],
          [1, 1],
        ],
        startBinding: { elementId: 'a', fixedPoint: [0.5, 0.5], mode: 'orbit' },
        endBinding: { elementId: 'b', fixedPoint: [0.5, 0.5], mode: 'orbit' },
      },
    },
  );
  await board.drag([-30, -30], [330, 130]);
  await board.holding('Alt', () => board.drag([50, 50], [50, 250]));
  const elements = await board.elements();
  expect(elements.slice(0, 4).map(({ id }) => id)).toEqual(['a', 'b', 'c', 'way']);
  const [, , , , a, b, way] = elements;
  expect([a?.y, b?.y]).toEqual([200, 200]);
  expect(way).toMatchObject({
    startBinding: { elementId: a?.id },
    endBinding: { elementId: b?.id },
  });
  await board.keys('Control+KeyZ');
  expect(await board.elements()).toHaveLength(4);
  await board.click([450, 50]);
  await board.keys('Control+KeyD');
  expect((await board.elements()).at(-1)).toMatchObject({ x: 416, y: 16 });
});

test('things are brought to the front and back, and the order is the same for everybody', async ({
  site,
  browserOf,
}) => {
  const board = await openBoard(
    { site, browserOf },
    {
      a: { ...box, x: 0, y: 0, backgroundColor: '#ffc9c9' },
      b: { ...box, x: 40, y: 0, backgroundColor: '#b2f2bb' },
      c: { ...box, x: 80, y: 0, backgroundColor: '#a5d8ff' },
    },
  );
  const order = async () => (await board.elements()).map(({ id }) => id).join('');
  await board.click([10, 50]);
  await board.keys('Control+BracketRight');
  expect(await order()).toBe('bac');
  await board.keys('Control+Shift+BracketRight');
  expect(await order()).toBe('bca');
  const [, green] = await board.pixel([90, 50]);
  expect(green).toBeLessThan(230);
  await board.keys('Control+Shift+BracketLeft');
  expect(await order()).toBe('abc');
});

test('things are aligned and distributed', async ({ site, browserOf }) => {
  const board = await openBoard(
    { site, browserOf },
    {
      a: { ...box, x: 0, y: 0 },
      b: { ...box, x: 130, y: 40 },
      c: { ...box, x: 400, y: 80 },
    },
  );
  await board.keys('Control+KeyA', 'Control+Shift+ArrowUp');
  expect((await board.elements()).map(({ y }) => y)).toEqual([0, 0, 0]);
  await board.keys('Alt+Shift+KeyH');
  expect((await board.elements()).map(({ x }) => x)).toEqual([0, 200, 400]);
});

test('by keyboard alone things are made, walked through, moved and deleted', async ({
  site,
  browserOf,
}) => {
  const board = await openBoard({ site, browserOf }, three);
  await board.view.focus();
  await board.keys('Enter', 'Tab', 'ArrowDown');
  expect(await board.element('b')).toMatchObject({ y: 1 });
  await board.keys('Shift+Tab', 'ArrowUp');
  expect(await board.element('a')).toMatchObject({ y: -1 });
  await board.keys('Escape', 'r', 'Enter');
  const made = (await board.elements()).at(-1);
  expect(made).toMatchObject({ type: 'rectangle', width: 160, height: 80 });
  await board.keys('Control+KeyA', 'Delete');
  expect(await board.elements()).toEqual([]);
});
