import { arrowCourse } from '../../src/lib/surfaces/board/geometry/arrow.ts';
import type { BoardElement, Point } from '../../src/lib/surfaces/board/model/types.ts';
import { BoardPage, DESK, openBoard, type Place } from './support/board-page.ts';
import { expect, test } from './support/fixtures.ts';

const box = {
  type: 'rectangle',
  y: 0,
  width: 100,
  height: 100,
  backgroundColor: '#ffffff',
} as const;
const pair = { a: { ...box, x: 0 }, b: { ...box, x: 400 } };

/** Where an arrow runs on a board. */
function course(elements: readonly BoardElement[], id: string): readonly Point[] {
  const arrow = elements.find((element) => element.id === id);
  if (arrow?.type !== 'arrow') throw new Error('There is no such arrow');
  return arrowCourse(arrow, (other) => elements.find((element) => element.id === other));
}

function arrowOf(elements: readonly BoardElement[]): string {
  const arrow = elements.find(({ type }) => type === 'arrow');
  if (arrow === undefined) throw new Error('There is no arrow');
  return arrow.id;
}

test('an arrow stays with the shapes it was drawn between, wherever they go', async ({
  site,
  browserOf,
}) => {
  const board = await openBoard({ site, browserOf }, pair);
  await board.tool('a');
  await board.drag([50, 50], [450, 50]);
  const before = await board.elements();
  const id = arrowOf(before);
  expect(before.find((element) => element.id === id)).toMatchObject({
    startBinding: { elementId: 'a', fixedPoint: [0.5, 0.5], mode: 'orbit' },
    endBinding: { elementId: 'b' },
  });
  const arrow = before.find((element) => element.id === id);
  await board.drag([450, 80], [450, 380]);
  const after = await board.elements();
  // Nothing of the arrow was written: where it runs follows.
  expect(after.find((element) => element.id === id)).toEqual(arrow);
  const [start, end] = [course(after, id)[0], course(after, id).at(-1)];
  expect(start?.[0]).toBeGreaterThan(99);
  expect(end?.[1]).toBeGreaterThan(200);
  // Its line is there on the screen: half way between.
  const middle: Point = [
    ((start?.[0] ?? 0) + (end?.[0] ?? 0)) / 2,
    ((start?.[1] ?? 0) + (end?.[1] ?? 0)) / 2,
  ];
  await board.keys('Escape');
  expect(await board.pixel(middle)).not.toEqual(await board.pixel([middle[0], middle[1] - 40]));
});

test('with Ctrl the end of an arrow is free, with Alt it is held where it was put', async ({
  site,
  browserOf,
}) => {
  const board = await openBoard({ site, browserOf }, pair);
  await board.tool('a');
  await board.holding('Control', () => board.drag([50, 50], [450, 50]));
  const free = await board.elements();
  expect(free.at(-1)).toMatchObject({ type: 'arrow', startBinding: null, endBinding: null });
  await board.keys('Delete', 'a');
  await board.holding('Alt', () => board.drag([200, 50], [410, 20]));
  expect((await board.elements()).at(-1)).toMatchObject({
    startBinding: null,
    endBinding: { elementId: 'b', mode: 'inside', fixedPoint: [0.1, 0.2] },
  });
});

test('an end is pulled off one shape and put on another', async ({ site, browserOf }) => {
  const board = await openBoard({ site, browserOf }, { ...pair, c: { ...box, x: 400, y: 300 } });
  await board.tool('a');
  await board.drag([50, 50], [450, 50]);
  const elements = await board.elements();
  const id = arrowOf(elements);
  const end = course(elements, id).at(-1) ?? [0, 0];
  await board.drag(end, [450, 350]);
  expect(await board.element(id)).toMatchObject({
    startBinding: { elementId: 'a' },
    endBinding: { elementId: 'c' },
  });
  await board.keys('Control+KeyZ');
  expect(await board.element(id)).toMatchObject({ endBinding: { elementId: 'b' } });
});

test('a deleted shape lets its arrow go where it is, and undo binds it again', async ({
  site,
  browserOf,
}) => {
  const board = await openBoard({ site, browserOf }, pair);
  await board.tool('a');
  await board.drag([50, 50], [450, 50]);
  const elements = await board.elements();
  const id = arrowOf(elements);
  const before = course(elements, id);
  await board.click([420, 20]);
  await board.keys('Delete');
  const after = await board.elements();
  expect(after.map((element) => element.id)).not.toContain('b');
  for (const [i, [x, y]] of course(after, id).entries()) {
    expect(x).toBeCloseTo(before[i]?.[0] ?? NaN, 1);
    expect(y).toBeCloseTo(before[i]?.[1] ?? NaN, 1);
  }
  await board.keys('Control+KeyZ');
  expect(await board.elements()).toEqual(elements);
});

test('a line gets points by clicks, a bend by its middle, and loses a point by a double click', async ({
  site,
  browserOf,
}) => {
  const board = await openBoard({ site, browserOf });
  await board.tool('l');
  for (const place of [
    [100, 100],
    [200, 100],
    [200, 200],
  ] as const)
    await board.click(place);
  await board.keys('Enter');
  const line = await board.only();
  expect(line).toMatchObject({
    type: 'line',
    points: [
      [0, 0],
      [100, 0],
      [100, 100],
    ],
  });
  await board.drag([150, 100], [150, 60]);
  expect(await board.only()).toMatchObject({
    points: [
      [0, 0],
      [50, -40],
      [100, 0],
      [100, 100],
    ],
  });
  await board.click([150, 60], { double: true });
  expect(await board.only()).toMatchObject({
    points: [
      [0, 0],
      [100, 0],
      [100, 100],
    ],
  });
});

test('clicked back to where it began, a line is closed', async ({ site, browserOf }) => {
  const board = await openBoard({ site, browserOf });
  await board.tool('l');
  for (const place of [
    [100, 100],
    [200, 100],
    [200, 200],
    [100, 100],
  ] as const) {
    await board.click(place);
  }
  expect(await board.only()).toMatchObject({
    type: 'line',
    polygon: true,
    points: [
      [0, 0],
      [100, 0],
      [100, 100],
      [0, 0],
    ],
  });
});

test('with Shift lines run in steps of fifteen degrees', async ({ site, browserOf }) => {
  const board = await openBoard({ site, browserOf });
  await board.tool('l');
  await board.holding('Shift', () => board.drag([100, 100], [300, 110]));
  const line = await board.only();
  expect(line).toMatchObject({ height: 0 });
});

test('while both shapes are moved by two people at once, the arrow stays with both', async ({
  site,
  browserOf,
}) => {
  const ours = await openBoard({ site, browserOf }, pair);
  const { editor } = site.people;
  const theirs = await BoardPage.open(
    await browserOf(editor, { context: DESK }),
    ours.id,
    site.as(editor),
  );
  await ours.tool('a');
  await ours.drag([50, 50], [450, 50]);
  await ours.saved();
  await expect.poll(async () => (await theirs.stored()).length).toBe(3);
  await ours.press([10, 80], [10, 230]);
  await theirs.press([490, 80], [490, 480]);
  await ours.page.mouse.up();
  await theirs.page.mouse.up();
  await ours.saved();
  await theirs.saved();
  const elements = await ours.elements();
  const [a, b] = ['a', 'b'].map((id) => elements.find((element) => element.id === id));
  expect([a?.y, b?.y]).toEqual([150, 400]);
  const way = course(elements, arrowOf(elements));
  // At the edges of both, with the gap that arrows keep.
  expect(way[0]?.[0]).toBeGreaterThan(100);
  expect(way[0]?.[0]).toBeLessThan(107);
  expect(way.at(-1)?.[0]).toBeGreaterThan(393);
  expect(way.at(-1)?.[0]).toBeLessThan(400);
  // On both screens its middle is painted.
  const middle: Point = [250, ((way[0]?.[1] ?? 0) + (way.at(-1)?.[1] ?? 0)) / 2];
  for (const board of [ours, theirs]) {
    await board.keys('Escape', 'Escape');
    await expect
      .poll(async () => (await board.pixel(middle)).join())
      .not.toBe((await board.pixel([middle[0], middle[1] - 60])).join());
  }
});

test('keys in the middle of a pull change nothing under it', async ({ site, browserOf }) => {
  const board = await openBoard({ site, browserOf }, pair);
  await board.tool('a');
  await board.press([50, 50], [450, 50]);
  await board.keys('Enter', 'r', 'Control+KeyZ', 'Delete');
  await board.page.mouse.up();
  const drawn = await board.elements();
  expect(drawn.at(-1)).toMatchObject({ type: 'arrow', endBinding: { elementId: 'b' } });
  await board.press([10, 10], [10, 110]);
  await board.keys('Control+KeyD', 'Delete', 'Control+KeyA');
  await board.page.mouse.up();
  const moved = await board.elements();
  expect(moved.map(({ id, y }) => [id, y])).toEqual([
    ['a', 100],
    ['b', 0],
    [arrowOf(drawn), expect.anything()],
  ]);
});

test('what an arrow would be held by is marked along its edge, not by a box', async ({
  site,
  browserOf,
}) => {
  const ball = { type: 'ellipse', x: 300, y: 100, width: 160, height: 100 } as const;
  const board = await openBoard({ site, browserOf }, { ball });
  await board.tool('a');
  await board.press([60, 150], [310, 150]);
  const mark = board.page.locator('.overlay .target');
  await expect(mark).toBeVisible();
  /** Whether the mark goes through a place of the scene, give or take two pixels. */
  const isOn = async ([x, y]: Place): Promise<boolean> => {
    const box = await board.view.boundingBox();
    const [left, top] = await board.at([x, y]);
    const at = { x: left - (box?.x ?? 0), y: top - (box?.y ?? 0) };
    return mark.evaluate((path, point) => {
      const way = path as SVGPathElement;
      const length = way.getTotalLength();
      return Array.from({ length: Math.ceil(length) }, (_, i) => way.getPointAtLength(i)).some(
        (one) => Math.hypot(one.x - point.x, one.y - point.y) < 2,
      );
    }, at);
  };
  expect(await isOn([300, 150])).toBe(true);
  expect(await isOn([380, 200])).toBe(true);
  expect(await isOn([300, 100])).toBe(false);
  await board.page.mouse.up();
  await expect(mark).toHaveCount(0);
});
