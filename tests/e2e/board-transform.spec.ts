import { cornersOf } from '../../src/lib/surfaces/board/geometry/bounds.ts';
import type { BoardElement } from '../../src/lib/surfaces/board/model/types.ts';
import { openBoard, type Place } from './support/board-page.ts';
import { expect, test } from './support/fixtures.ts';

const GAP = 4;
const box = { type: 'rectangle', width: 100, height: 100, backgroundColor: '#ffffff' } as const;

/** The handle at a corner of an element that is not turned. */
function corner({ x, y, width, height }: BoardElement, [hx, hy]: Place): Place {
  return [x + width / 2 + hx * (width / 2 + GAP), y + height / 2 + hy * (height / 2 + GAP)];
}

test('a corner is pulled, with Shift in proportion, with Alt from the middle', async ({
  site,
  browserOf,
}) => {
  const board = await openBoard({ site, browserOf }, { a: { ...box, x: 0, y: 0, height: 50 } });
  await board.click([50, 25]);
  await board.drag([104, 54], [154, 74]);
  expect(await board.only()).toMatchObject({ x: 0, y: 0, width: 150, height: 70 });
  await board.keys('Control+KeyZ');
  await board.holding('Shift', () => board.drag([104, 54], [204, 54]));
  expect(await board.only()).toMatchObject({ x: 0, y: 0, width: 200, height: 100 });
  await board.keys('Control+KeyZ');
  await board.holding('Alt', () => board.drag([104, 54], [114, 64]));
  expect(await board.only()).toMatchObject({ x: -10, y: -10, width: 120, height: 70 });
  // A side moves along its own axis only.
  await board.drag([114, 25], [214, 60]);
  expect(await board.only()).toMatchObject({ x: -10, y: -10, width: 220, height: 70 });
});

test('a turned shape is resized along its own sides, and the opposite corner stays where it is', async ({
  site,
  browserOf,
}) => {
  const angle = Math.PI / 6;
  const board = await openBoard(
    { site, browserOf },
    { a: { ...box, x: 0, y: 0, width: 200, height: 100, angle } },
  );
  const before = await board.only();
  await board.click([100, 50]);
  const outwards: Place = [Math.cos(angle), Math.sin(angle)];
  const down: Place = [-Math.sin(angle), Math.cos(angle)];
  const [opposite, , grabbed] = cornersOf(before);
  const at: Place = [
    grabbed[0] + GAP * (outwards[0] + down[0]),
    grabbed[1] + GAP * (outwards[1] + down[1]),
  ];
  await board.drag(at, [
    at[0] + 60 * outwards[0] + 30 * down[0],
    at[1] + 60 * outwards[1] + 30 * down[1],
  ]);
  const after = await board.only();
  expect(after.width).toBeCloseTo(260, 0);
  expect(after.height).toBeCloseTo(130, 0);
  expect(after.angle).toBeCloseTo(angle, 5);
  const [stays] = cornersOf(after);
  expect(stays[0]).toBeCloseTo(opposite[0], 0);
  expect(stays[1]).toBeCloseTo(opposite[1], 0);
});

test('pulled past its opposite side, a shape goes on there', async ({ site, browserOf }) => {
  const board = await openBoard({ site, browserOf }, { a: { ...box, x: 0, y: 0 } });
  await board.click([50, 50]);
  await board.drag([104, 104], [-76, 104]);
  const after = await board.only();
  expect(after.x).toBeCloseTo(-80, 0);
  expect(after.width).toBeCloseTo(80, 0);
});

test('a shape is turned by the handle above it, in steps with Shift', async ({
  site,
  browserOf,
}) => {
  const board = await openBoard({ site, browserOf }, { a: { ...box, x: 0, y: 0 } });
  await board.click([50, 50]);
  await board.drag([50, -28], [128, 50]);
  expect((await board.only()).angle).toBeCloseTo(Math.PI / 2, 3);
  await board.keys('Control+KeyZ');
  await board.holding('Shift', () => board.drag([50, -28], [112, -10]));
  const { angle } = await board.only();
  expect(angle).toBeCloseTo(Math.PI / 4, 5);
});

test('several are resized together, with what lies between them', async ({ site, browserOf }) => {
  const board = await openBoard(
    { site, browserOf },
    {
      a: { ...box, x: 0, y: 0, groupIds: ['g'] },
      b: { ...box, x: 200, y: 100, groupIds: ['g'] },
      line: {
        type: 'line',
        x: 100,
        y: 100,
        points: [
          [0, 0],
          [100, 0],
        ],
        groupIds: ['g'],
      },
    },
  );
  await board.click([50, 50]);
  await board.drag([304, 204], [454, 304]);
  const [a, b, line] = await board.elements();
  expect(a).toMatchObject({ x: 0, y: 0, width: 150, height: 150 });
  expect(b).toMatchObject({ x: 300, y: 150, width: 150, height: 150 });
  expect(line).toMatchObject({ x: 150, y: 150, width: 150 });
});

test('several are turned around their common middle', async ({ site, browserOf }) => {
  const board = await openBoard(
    { site, browserOf },
    { a: { ...box, x: 0, y: 0 }, b: { ...box, x: 200, y: 0 } },
  );
  await board.keys('Control+KeyA');
  await board.drag([150, -28], [228, 50]);
  const [a, b] = await board.elements();
  expect(a?.angle).toBeCloseTo(Math.PI / 2, 3);
  expect(a?.x).toBeCloseTo(100, 0);
  expect(a?.y).toBeCloseTo(-100, 0);
  expect(b?.y).toBeCloseTo(100, 0);
});

test('the corners of a text change its letters, its sides where lines break', async ({
  site,
  browserOf,
}) => {
  const board = await openBoard(
    { site, browserOf },
    { a: { type: 'text', x: 0, y: 0, text: 'Words that stand in a row' } },
  );
  const before = await board.only();
  await board.click([20, 12]);
  await board.drag(corner(before, [1, 1]), [before.width * 2 + 4, before.height * 2 + 4]);
  const large = await board.only();
  expect(large).toMatchObject({ type: 'text', autoResize: true });
  expect(large.type === 'text' && large.fontSize).toBeCloseTo(40, 0);
  await board.drag([large.width + GAP, large.height / 2], [150, large.height / 2]);
  const broken = await board.only();
  expect(broken).toMatchObject({ type: 'text', autoResize: false });
  expect(broken.width).toBeCloseTo(146, 0);
  expect(broken.height).toBeGreaterThan(large.height * 1.9);
});
