import { BoardPage } from './support/board-page.ts';
import { complaintsOf, expect, test } from './support/fixtures.ts';

test('shapes are drawn by pulling them open', async ({ site, browserOf }) => {
  const { owner } = site.people;
  const client = site.as(owner);
  const id = await client.createDocument('Shapes', 'board');
  const board = await BoardPage.open(await browserOf(owner), id, client);
  const complaints = complaintsOf(board.page);
  for (const [key, type] of [
    ['r', 'rectangle'],
    ['d', 'diamond'],
    ['o', 'ellipse'],
  ] as const) {
    await board.tool(key);
    await board.drag([100, 100], [260, 200]);
    const element = await board.only();
    expect(element).toMatchObject({ type, x: 100, y: 100, width: 160, height: 100 });
    await board.page.keyboard.press('Delete');
    expect(await board.elements()).toEqual([]);
  }
  expect(complaints).toEqual([]);
});

test('an arrow stays with the shapes it was drawn between', async ({ site, browserOf }) => {
  const { owner } = site.people;
  const client = site.as(owner);
  const id = await client.createDocument('Arrow', 'board');
  const board = await BoardPage.open(await browserOf(owner), id, client);
  await board.tool('r');
  await board.drag([100, 100], [200, 200]);
  await board.tool('r');
  await board.drag([400, 100], [500, 200]);
  await board.tool('a');
  await board.drag([150, 150], [450, 150]);
  const [from, to, arrow] = await board.elements();
  expect(arrow).toMatchObject({
    type: 'arrow',
    startBinding: { elementId: from?.id },
    endBinding: { elementId: to?.id },
  });
  await board.page.screenshot({ path: '/tmp/shot-arrow.png' });
});
