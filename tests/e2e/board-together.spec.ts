import type { Locator } from '@playwright/test';
import { BoardPage, type Place } from './support/board-page.ts';
import { complaintsOf, expect, test } from './support/fixtures.ts';

/** The scene point at which a board shows somebody's cursor. */
async function cursorPlace(board: BoardPage, cursor: Locator): Promise<Place> {
  const box = await board.view.boundingBox();
  const at = await cursor.evaluate((node) => {
    const { m41, m42 } = new DOMMatrix(getComputedStyle(node).transform);
    const { left, top } = (node.parentElement ?? node).getBoundingClientRect();
    return [left + m41, top + m42] as const;
  });
  if (box === null) throw new Error('The board is not shown');
  const { x, y, zoom } = await board.camera();
  return [x + (at[0] - box.x) / zoom, y + (at[1] - box.y) / zoom];
}

test('a cursor is where its person points, whatever each of them looks at', async ({
  site,
  browserOf,
}) => {
  const { editor, writer } = site.people;
  const client = site.as(editor);
  const id = await client.createDocument('Cursors', 'board');
  const a = await BoardPage.open(await browserOf(editor), id, client);
  const b = await BoardPage.open(await browserOf(writer), id, client);
  const complaints = [...complaintsOf(a.page), ...complaintsOf(b.page)];
  await b.page.mouse.move(...(await b.at([120, 80])));
  const cursor = a.page.locator('.cursor');
  await expect(cursor.locator('.flag')).toHaveText(writer.name.split(' ')[0] ?? '');
  for (const place of [
    [120, 80],
    [300, 240],
  ] as const) {
    await b.page.mouse.move(...(await b.at(place)));
    await expect
      .poll(async () => (await cursorPlace(a, cursor)).map(Math.round))
      .toEqual([...place]);
  }
  // Each looks elsewhere, at another zoom: it stays where it points in the scene.
  await a.page.mouse.move(...(await a.at([200, 200])));
  await a.page.mouse.wheel(70, -40);
  await a.page.keyboard.down('Control');
  await a.page.mouse.wheel(0, -60);
  await a.page.keyboard.up('Control');
  expect((await a.camera()).zoom).toBeGreaterThan(1.2);
  await expect.poll(async () => (await cursorPlace(a, cursor)).map(Math.round)).toEqual([300, 240]);
  // It goes when it leaves the board.
  await b.page.mouse.move(5, 5);
  await expect(cursor).toHaveCount(0);
  expect(complaints).toEqual([]);
});

test('a stroke is seen while it is drawn, and is one element when the pen lifts', async ({
  site,
  browserOf,
}) => {
  const { editor, writer } = site.people;
  const client = site.as(editor);
  const id = await client.createDocument('Strokes', 'board');
  const a = await BoardPage.open(await browserOf(editor), id, client);
  const b = await BoardPage.open(await browserOf(writer), id, client);
  const pushed: number[] = [];
  b.page.on('request', (request) => {
    if (request.method() === 'POST' && request.url().includes('/updates')) {
      pushed.push(request.postDataBuffer()?.byteLength ?? 0);
    }
  });
  const ground = await a.pixel([180, 200]);
  await b.tool('p');
  await b.press([100, 200], [260, 200]);
  await expect.poll(() => a.pixel([180, 200])).not.toEqual(ground);
  expect(await a.stored()).toEqual([]);
  expect(pushed).toEqual([]);
  const [x, y] = await b.at([260, 200]);
  for (let i = 0; i < 122; i++) {
    await b.page.mouse.move(x + i * 2, y + 60 * Math.sin(i / 9));
  }
  await b.page.mouse.up();
  const stroke = await b.only();
  if (stroke.type !== 'freedraw') throw new Error('It is no stroke');
  expect(stroke.points.length).toBeGreaterThanOrEqual(122);
  expect(pushed).toHaveLength(1);
  expect(pushed[0]).toBeLessThan(1_500);
  await expect.poll(() => a.pixel([180, 200])).not.toEqual(ground);
});
