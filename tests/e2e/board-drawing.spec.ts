import { openBoard } from './support/board-page.ts';
import { complaintsOf, expect, test } from './support/fixtures.ts';

test('shapes are drawn by pulling them open, squarely with Shift and around the middle with Alt', async ({
  site,
  browserOf,
}) => {
  const board = await openBoard({ site, browserOf });
  const complaints = complaintsOf(board.page);
  for (const [key, type] of [
    ['r', 'rectangle'],
    ['3', 'diamond'],
    ['o', 'ellipse'],
    ['f', 'frame'],
  ] as const) {
    await board.tool(key);
    await board.drag([300, 260], [140, 200]);
    const element = await board.only();
    expect(element).toMatchObject({ type, x: 140, y: 200, width: 160, height: 60 });
    await board.keys('Delete');
    expect(await board.elements()).toEqual([]);
  }
  await board.tool('r');
  await board.holding('Shift', () => board.drag([100, 100], [260, 180]));
  expect(await board.only()).toMatchObject({ x: 100, y: 100, width: 160, height: 160 });
  await board.keys('Delete', 'r');
  await board.holding('Alt', () => board.drag([300, 300], [340, 320]));
  expect(await board.only()).toMatchObject({ x: 260, y: 280, width: 80, height: 40 });
  expect(complaints).toEqual([]);
});

test('a click makes a shape of the usual size, and the tool is put away unless it is kept', async ({
  site,
  browserOf,
}) => {
  const board = await openBoard({ site, browserOf });
  await board.tool('r');
  await board.click([100, 100]);
  expect(await board.only()).toMatchObject({ x: 100, y: 100, width: 160, height: 80 });
  await board.drag([180, 140], [200, 150]);
  expect(await board.only()).toMatchObject({ x: 120, y: 110 });
  await board.keys('q', 'o');
  await board.click([400, 100]);
  await board.click([400, 300]);
  expect((await board.elements()).map(({ type }) => type)).toEqual([
    'rectangle',
    'ellipse',
    'ellipse',
  ]);
});

test('Escape takes back what is being drawn and what is being moved', async ({
  site,
  browserOf,
}) => {
  const board = await openBoard(
    { site, browserOf },
    { a: { type: 'note', x: 0, y: 0, width: 136, height: 136 } },
  );
  await board.tool('d');
  await board.press([300, 0], [400, 100]);
  await board.keys('Escape');
  await board.page.mouse.up();
  await board.keys('v');
  await board.press([60, 60], [260, 260]);
  // The others have seen it on its way.
  await expect.poll(async () => (await board.stored())[0]?.x).not.toBe(0);
  await board.keys('Escape');
  await board.page.mouse.up();
  expect(await board.only()).toMatchObject({ id: 'a', x: 0, y: 0 });
  await board.keys('Control+KeyZ');
  expect(await board.only()).toMatchObject({ id: 'a', x: 0, y: 0 });
});

test('a stroke becomes one element when the pen lifts, and keeps what the mouse passed', async ({
  site,
  browserOf,
}) => {
  const board = await openBoard({ site, browserOf });
  await board.tool('p');
  await board.press([100, 100], [200, 100], [200, 200], [100, 200]);
  expect(await board.stored()).toEqual([]);
  expect(await board.pixel([200, 150])).not.toEqual(await board.pixel([300, 150]));
  await board.page.mouse.up();
  const stroke = await board.only();
  expect(stroke).toMatchObject({ type: 'freedraw', x: 100, y: 100, width: 100, height: 100 });
  // The pen stays in the hand for the next stroke.
  await board.drag([400, 100], [450, 150]);
  expect(await board.elements()).toHaveLength(2);
  await board.keys('Control+KeyZ');
  expect(await board.only()).toEqual(stroke);
});

test('the eraser deletes what it passes over, when it is lifted, and leaves what is locked', async ({
  site,
  browserOf,
}) => {
  const box = { type: 'rectangle', y: 0, width: 80, height: 80 } as const;
  const board = await openBoard(
    { site, browserOf },
    {
      a: { ...box, x: 0, backgroundColor: '#ffc9c9' },
      b: { ...box, x: 120, backgroundColor: '#ffc9c9', locked: true },
      c: { ...box, x: 240, groupIds: ['pair'] },
      d: { ...box, x: 240, y: 200, groupIds: ['pair'] },
      e: { ...box, x: 400 },
      f: { ...box, x: 400, y: 200, groupIds: ['pair'], locked: true },
    },
  );
  await board.tool('e');
  const before = await board.pixel([10, 40]);
  await board.press([-40, 40], [330, 40]);
  expect(await board.pixel([10, 40])).not.toEqual(before);
  expect(await board.stored()).toHaveLength(6);
  await board.page.mouse.up();
  // The other half of the group goes along, but for what is locked.
  expect((await board.elements()).map(({ id }) => id)).toEqual(['b', 'e', 'f']);
  await board.keys('Control+KeyZ');
  expect(await board.elements()).toHaveLength(6);
});

test('what is drawn around things as a frame holds them, and takes them along', async ({
  site,
  browserOf,
}) => {
  const board = await openBoard(
    { site, browserOf },
    {
      a: { type: 'note', x: 0, y: 0, width: 100, height: 100 },
      b: { type: 'note', x: 300, y: 0, width: 100, height: 100 },
    },
  );
  await board.tool('f');
  await board.drag([-40, -60], [200, 160]);
  const [frame, a, b] = await board.elements();
  expect(frame).toMatchObject({ type: 'frame' });
  expect(a).toMatchObject({ id: 'a', frameId: frame?.id });
  expect(b).toMatchObject({ id: 'b', frameId: null });
  // By the place of its name.
  await board.keys('Escape');
  await board.drag([-20, -40], [-20, 260]);
  expect(await board.element('a')).toMatchObject({ x: 0, y: 300 });
  expect(await board.element('b')).toMatchObject({ x: 300, y: 0, frameId: null });
  // Put into the frame, it belongs to it; taken out, it does not.
  await board.drag([350, 50], [150, 350]);
  expect(await board.element('b')).toMatchObject({ frameId: frame?.id });
  await board.drag([150, 350], [600, 350]);
  expect(await board.element('b')).toMatchObject({ frameId: null });
});
