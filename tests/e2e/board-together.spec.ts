import type { BrowserContext, Locator } from '@playwright/test';
import * as Y from 'yjs';
import { document as words } from '../../src/lib/strings/document.ts';
import type { Client } from '../support/client.ts';
import type { Person } from '../support/seed.ts';
import { replicaOf } from './support/replica.ts';
import { BoardPage, type Place } from './support/board-page.ts';
import { complaintsOf, expect, test, type Site } from './support/fixtures.ts';

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
  const complaints = [complaintsOf(a.page), complaintsOf(b.page)];
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
  // At once, not when something else happens.
  await a.page.evaluate(
    () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))),
  );
  expect((await cursorPlace(a, cursor)).map(Math.round)).toEqual([300, 240]);
  await expect.poll(async () => (await cursorPlace(a, cursor)).map(Math.round)).toEqual([300, 240]);
  // It goes when it leaves the board, and when nobody sees the board any more.
  await b.page.mouse.move(5, 5);
  await expect(cursor).toHaveCount(0);
  await b.page.mouse.move(...(await b.at([100, 100])));
  await expect(cursor).toHaveCount(1);
  await b.page.evaluate(() => {
    Object.defineProperty(document, 'hidden', { get: () => true });
    document.dispatchEvent(new Event('visibilitychange'));
  });
  await expect(cursor).toHaveCount(0);
  expect(complaints.flat()).toEqual([]);
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

/** Two people with a browser each on one new board. */
async function pair(
  site: Site,
  browserOf: (person: Person) => Promise<BrowserContext>,
  title: string,
): Promise<{ a: BoardPage; b: BoardPage; client: Client; id: string }> {
  const { editor, writer } = site.people;
  const client = site.as(editor);
  const id = await client.createDocument(title, 'board');
  const a = await BoardPage.open(await browserOf(editor), id, client);
  const b = await BoardPage.open(await browserOf(writer), id, client);
  return { a, b, client, id };
}

test('what a stroke shows stays when it becomes an element, and goes when it is given up', async ({
  site,
  browserOf,
}) => {
  const { a, b } = await pair(site, browserOf, 'No flicker');
  const ground = await a.pixel([180, 200]);
  const [x, y] = await a.at([180, 200]);
  const box = await a.view.boundingBox();
  if (box === null) throw new Error('The board is not shown');
  // Of each frame: is there ink?
  await a.page.evaluate(
    ([left, top, red]) => {
      const seen: boolean[] = [];
      Object.assign(window, { seen });
      const look = (): void => {
        const canvas = document.querySelector<HTMLCanvasElement>('.board > .view > canvas');
        const ratio = canvas ? canvas.width / canvas.clientWidth : 1;
        const data = canvas?.getContext('2d')?.getImageData(left * ratio, top * ratio, 1, 1).data;
        seen.push(data?.[0] !== red);
        requestAnimationFrame(look);
      };
      look();
    },
    [x - box.x, y - box.y, ground[0]] as const,
  );
  await b.tool('p');
  await b.press([100, 200], [260, 200]);
  await expect.poll(() => a.pixel([180, 200])).not.toEqual(ground);
  // The others hear that the pen is lifted long before they get the element.
  const lifted = b.page.waitForResponse(
    (answer) =>
      answer.url().includes('/presence') &&
      answer.request().postData()?.includes('"draft"') === false,
  );
  const cursor = a.page.locator('.cursor');
  await b.page.route('**/updates*', async (route) => {
    await lifted;
    await b.page.mouse.move(...(await b.at([300, 250])));
    await expect
      .poll(async () => (await cursorPlace(a, cursor)).map(Math.round))
      .toEqual([300, 250]);
    await route.continue();
  });
  await b.page.mouse.up();
  await b.saved();
  await b.page.unroute('**/updates*');
  // Another one is given up: it goes, and the first stays.
  const other = await a.pixel([180, 300]);
  await b.press([100, 300], [260, 300]);
  await expect.poll(() => a.pixel([180, 300])).not.toEqual(other);
  await b.page.keyboard.press('Escape');
  await b.page.mouse.up();
  await expect.poll(() => a.pixel([180, 300])).toEqual(other);
  const seen = await a.page.evaluate(() => (window as unknown as { seen: boolean[] }).seen);
  const first = seen.indexOf(true);
  expect(first).toBeGreaterThan(0);
  expect(seen.slice(first)).not.toContain(false);
});

test('cursors jump for those who want no motion', async ({ site, browserOf }) => {
  const { editor, writer } = site.people;
  const client = site.as(editor);
  const id = await client.createDocument('No motion', 'board');
  const still = await browserOf(editor, { context: { reducedMotion: 'reduce' } });
  const a = await BoardPage.open(still, id, client);
  const b = await BoardPage.open(await browserOf(writer), id, client);
  await b.page.mouse.move(...(await b.at([100, 100])));
  const cursor = a.page.locator('.cursor');
  await expect.poll(async () => (await cursorPlace(a, cursor)).map(Math.round)).toEqual([100, 100]);
  const places = await cursor.evaluateHandle((node: HTMLElement) => {
    const seen = new Set([node.style.transform]);
    const watch = new MutationObserver(() => seen.add(node.style.transform));
    watch.observe(node, { attributes: true, attributeFilter: ['style'] });
    return seen;
  });
  await b.page.mouse.move(...(await b.at([400, 300])));
  await expect.poll(async () => (await cursorPlace(a, cursor)).map(Math.round)).toEqual([400, 300]);
  expect(await places.evaluate((seen) => seen.size)).toBe(2);
});

test('what somebody has selected is outlined in their hue, with the name of who writes', async ({
  site,
  browserOf,
}) => {
  const { a, b } = await pair(site, browserOf, 'Selections');
  await a.tool('r');
  await a.drag([100, 100], [260, 200]);
  const { id } = await a.only();
  await a.page.keyboard.press('Escape');
  await expect.poll(() => b.pixel([180, 101])).not.toEqual(await b.pixel([400, 400]));
  await b.click([180, 101]);
  const outline = a.page.locator('.outlines path');
  await expect(outline).toHaveAttribute(
    'd',
    'M100.00 100.00L260.00 100.00L260.00 200.00L100.00 200.00Z',
  );
  const look = await outline.evaluate((path) => {
    const { strokeWidth, stroke } = getComputedStyle(path);
    const avatar = document.querySelector('.faces .av');
    return {
      strokeWidth,
      stroke,
      hue: avatar?.className.match(/\bp\d+\b/)?.[0],
      own: path.getAttribute('class'),
    };
  });
  expect(look.strokeWidth).toBe('2px');
  expect(look.own).toContain(look.hue);
  const flag = a.page.locator('.flags .flag');
  await expect(flag).toHaveCount(0);
  await b.page.keyboard.press('Enter');
  await expect(flag).toHaveText(site.people.writer.name.split(' ')[0] ?? '');
  const [place, at] = [await flag.boundingBox(), await a.at([100, 100])];
  expect(Math.abs((place?.y ?? 0) + (place?.height ?? 0) - at[1])).toBeLessThan(3);
  await b.page.keyboard.press('Escape');
  await expect(flag).toHaveCount(0);
  await b.page.keyboard.press('Escape');
  await expect(outline).toHaveCount(0);
  expect((await a.only()).id).toBe(id);
});

test('a laser is seen and is gone', async ({ site, browserOf }) => {
  const { a, b } = await pair(site, browserOf, 'Lasers');
  for (const board of [a, b]) {
    await board.page.evaluate(() => {
      const seen: string[] = [];
      Object.assign(window, { seen });
      new MutationObserver((changes) => {
        for (const { target } of changes) {
          const d = (target as Element).getAttribute('d') ?? '';
          if (d !== '') seen.push(d);
        }
      }).observe(document.querySelector('.board') ?? document.body, {
        ...{ subtree: true, attributes: true, attributeFilter: ['d'] },
      });
    });
  }
  await b.tool('k');
  await b.drag([100, 100], [300, 100], [300, 250]);
  for (const board of [a, b]) {
    const trails = () => board.page.evaluate(() => (window as unknown as { seen: string[] }).seen);
    await expect.poll(async () => (await trails()).length).toBeGreaterThan(3);
    await expect(board.page.locator('.lasers')).toHaveCount(0);
    // It has been all the way: drawn from end to end, in the view's pixels.
    const [[left], [right]] = [await board.at([100, 100]), await board.at([300, 100])];
    const box = await board.view.boundingBox();
    const all =
      (await trails())
        .join(' ')
        .match(/-?\d+\.\d(?= )/g)
        ?.map(Number) ?? [];
    expect(Math.min(...all)).toBeLessThan(left - (box?.x ?? 0) + 12);
    expect(Math.max(...all)).toBeGreaterThan(right - (box?.x ?? 0) - 4);
  }
  expect(await b.elements()).toEqual([]);
});

test('following shows what the other sees, until something own happens', async ({
  site,
  browserOf,
}) => {
  const { a, b } = await pair(site, browserOf, 'Following');
  const { writer, editor } = site.people;
  const size = async (board: BoardPage) => {
    const box = await board.view.boundingBox();
    return { width: box?.width ?? 0, height: box?.height ?? 0 };
  };
  const middle = async (board: BoardPage) => {
    const [{ x, y, zoom }, { width, height }] = [await board.camera(), await size(board)];
    return [x + width / zoom / 2, y + height / zoom / 2].map((n) => Math.round(n));
  };
  await b.page.setViewportSize({ width: 900, height: 700 });
  const face = a.page.getByRole('button', { name: words.people.follow(writer.name) });
  await face.click();
  const ring = a.page.locator('.board .following');
  await expect(ring).toHaveText(`Following ${writer.name.split(' ')[0] ?? ''}`);
  await expect(ring).toHaveRole('status');
  await b.page.mouse.move(...(await b.at([100, 100])));
  await b.page.mouse.wheel(900, 300);
  await expect.poll(async () => middle(a)).toEqual(await middle(b));
  // All that the other sees is seen.
  const [mine, theirs] = [await a.camera(), await b.camera()];
  const [own, other] = [await size(a), await size(b)];
  const fitting = Math.min(own.width / other.width, own.height / other.height);
  expect(mine.zoom).toBeCloseTo(theirs.zoom * fitting, 2);
  // The other follows back: nobody moves, and nothing runs away.
  await b.page.getByRole('button', { name: words.people.follow(editor.name) }).click();
  await expect(b.page.locator('.board .following')).toHaveText(/Following/);
  await b.page.mouse.move(...(await b.at(await middleOf(b))));
  await expect(a.page.locator('.cursor')).toHaveCount(1);
  expect((await a.camera()).zoom).toBeCloseTo(theirs.zoom * fitting, 2);
  expect((await b.camera()).zoom).toBeCloseTo(theirs.zoom, 2);
  // A wheel of one's own ends it, and it moves the view.
  await b.page.mouse.wheel(0, 200);
  await expect(b.page.locator('.board .following')).toHaveText('');
  await expect.poll(async () => middle(a)).toEqual(await middle(b));
  await a.page.mouse.move(...(await a.at(await middleOf(a))));
  await a.page.mouse.wheel(0, -120);
  await expect(ring).toHaveText('');
  const left = await a.camera();
  await b.page.mouse.wheel(500, 0);
  await b.page.mouse.move(...(await b.at(await middleOf(b))));
  await expect
    .poll(async () => (await cursorPlace(a, a.page.locator('.cursor'))).map(Math.round))
    .toEqual((await middleOf(b)).map(Math.round));
  expect(await a.camera()).toEqual(left);
  // A key that the board takes for itself ends it too, and so does the other's leaving.
  await face.click();
  await expect(ring).toHaveText(/Following/);
  await a.view.focus();
  await a.page.keyboard.press('r');
  await expect(ring).toHaveText('');
  await face.click();
  await expect(ring).toHaveText(/Following/);
  await face.evaluate((button) => button.blur());
  await a.page.keyboard.press('h');
  await expect(ring).toHaveText('');
  await face.click();
  await expect(ring).toHaveText(/Following/);
  await b.page.close();
  await expect(ring).toHaveText('');
  await expect(a.page.locator('.cursor')).toHaveCount(0);
});

/** The middle of what is seen, in the scene. */
async function middleOf(board: BoardPage): Promise<Place> {
  const [{ x, y, zoom }, box] = [await board.camera(), await board.view.boundingBox()];
  return [x + (box?.width ?? 0) / zoom / 2, y + (box?.height ?? 0) / zoom / 2];
}

test('who leaves takes cursor and draft along', async ({ site, browserOf }) => {
  const { a, b } = await pair(site, browserOf, 'Leaving');
  const ground = await a.pixel([180, 200]);
  await b.tool('p');
  await b.press([100, 200], [260, 200]);
  await expect.poll(() => a.pixel([180, 200])).not.toEqual(ground);
  await expect(a.page.locator('.cursor')).toHaveCount(1);
  await b.page.close();
  await expect(a.page.locator('.cursor')).toHaveCount(0);
  await expect.poll(() => a.pixel([180, 200])).toEqual(ground);
  expect(await a.stored()).toEqual([]);
});

test('a person in two browsers is seen from each, and not by the tab itself', async ({
  site,
  browserOf,
}) => {
  const { editor, writer } = site.people;
  const client = site.as(editor);
  const id = await client.createDocument('Two browsers', 'board');
  const first = await BoardPage.open(await browserOf(writer), id, client);
  const second = await BoardPage.open(await browserOf(writer), id, client);
  const a = await BoardPage.open(await browserOf(editor), id, client);
  await first.page.mouse.move(...(await first.at([100, 100])));
  await second.page.mouse.move(...(await second.at([200, 200])));
  await expect(a.page.locator('.cursor')).toHaveCount(2);
  for (const [own, place] of [
    [first, [200, 200]],
    [second, [100, 100]],
  ] as const) {
    const cursor = own.page.locator('.cursor');
    await expect(cursor).toHaveCount(1);
    await expect
      .poll(async () => (await cursorPlace(own, cursor)).map(Math.round))
      .toEqual([...place]);
  }
});

test('an arrow stays with both shapes while each is moved by somebody else', async ({
  site,
  browserOf,
}) => {
  const { a, b } = await pair(site, browserOf, 'Both ends');
  await a.tool('r');
  await a.drag([100, 100], [200, 200]);
  await a.tool('r');
  await a.drag([400, 100], [500, 200]);
  await a.tool('a');
  await a.drag([150, 150], [450, 150]);
  const before = await a.elements();
  expect(before).toHaveLength(3);
  const course = (board: BoardPage) => board.pixel([300, 150]);
  const ground = await b.pixel([300, 400]);
  await expect.poll(() => course(b)).not.toEqual(ground);
  await a.page.keyboard.press('Escape');
  // Both are held at the same time, and moved in turns.
  await a.press([150, 101], [150, 151]);
  await b.press([450, 101], [450, 201]);
  await a.page.mouse.move(...(await a.at([150, 301])), { steps: 5 });
  await b.page.mouse.move(...(await b.at([480, 351])), { steps: 5 });
  await a.page.mouse.up();
  await b.page.mouse.up();
  await a.saved();
  await b.saved();
  await expect.poll(async () => (await a.stored()).map(({ y }) => Math.round(y))[0]).toBe(300);
  const [from, to, arrow] = await a.stored();
  if (from === undefined || to === undefined || arrow?.type !== 'arrow')
    throw new Error('no arrow');
  expect([from.x, from.y, to.x, to.y].map(Math.round)).toEqual([100, 300, 430, 350]);
  expect([arrow.startBinding?.elementId, arrow.endBinding?.elementId]).toEqual([from.id, to.id]);
  // Seen by both: on the line between the middles there is ink, where it was there is none.
  for (const board of [a, b]) {
    await expect.poll(() => course(board)).toEqual(ground);
    const [x, y] = [(from.x + to.x + 100) / 2, (from.y + to.y + 100) / 2];
    const near = async () => {
      for (let off = -4; off <= 4; off++) {
        if (String(await board.pixel([x, y + off])) !== String(ground)) return true;
      }
      return false;
    };
    await expect.poll(near).toBe(true);
  }
});

test('undo of one’s own move keeps what the other did to the same element', async ({
  site,
  browserOf,
}) => {
  const { a, b, client, id } = await pair(site, browserOf, 'Undo');
  await a.tool('r');
  await a.drag([100, 100], [260, 200]);
  const { id: element } = await a.only();
  await a.page.keyboard.press('Escape');
  await a.drag([180, 101], [280, 151]);
  await expect.poll(async () => (await a.stored())[0]?.x).toBe(200);
  // Another colour and another height, by somebody else.
  await b.click([280, 151]);
  await expect(a.page.locator('.outlines path')).toHaveCount(1);
  const replica = await replicaOf(client, id);
  const map = replica.doc.getMap('elements').get(element);
  if (!(map instanceof Y.Map)) throw new Error('The element is not there');
  const known = Y.encodeStateVector(replica.doc);
  replica.doc.transact(() => map.set('strokeColor', '#e03131').toString());
  await client.push(id, Y.encodeStateAsUpdate(replica.doc, known));
  await b.page.keyboard.press('Shift+ArrowDown');
  await expect.poll(async () => (await a.elements())[0]).toMatchObject({ strokeColor: '#e03131' });
  await b.saved();
  const { y } = (await b.elements())[0] ?? { y: 0 };
  expect(y).toBeGreaterThan(150);
  await expect
    .poll(() => a.pixel([300, y]).then(([red, green]) => red - green))
    .toBeGreaterThan(50);
  await a.view.focus();
  await a.page.keyboard.press('Control+z');
  // Where it was is back, except for what somebody else has set since.
  await expect.poll(async () => (await a.elements())[0]?.x).toBe(100);
  const [only] = await a.elements();
  expect(only).toMatchObject({ x: 100, y, strokeColor: '#e03131', width: 160, height: 100 });
});

test('a note that is erased while somebody writes on it is gone for both, and nothing breaks', async ({
  site,
  browserOf,
}) => {
  const { a, b } = await pair(site, browserOf, 'Erased');
  const complaints = [complaintsOf(a.page), complaintsOf(b.page)];
  const ground = await a.pixel([220, 220]);
  await b.tool('n');
  await b.click([200, 200]);
  await expect(a.page.locator('.flags .flag')).toHaveCount(1);
  await b.page.keyboard.type('Half a tho');
  await expect.poll(async () => (await b.stored())[0]).toMatchObject({ text: 'Half a tho' });
  await expect.poll(() => a.pixel([220, 220])).not.toEqual(ground);
  await a.tool('e');
  await a.drag([150, 240], [250, 240]);
  expect(await a.elements()).toEqual([]);
  await expect(b.page.locator('.board textarea')).toHaveCount(0);
  await expect(a.page.locator('.flags .flag')).toHaveCount(0);
  // The rest of the word goes nowhere, and the board goes on.
  await b.page.keyboard.press('Escape');
  await b.tool('r');
  await b.drag([300, 300], [400, 400]);
  expect(await b.only()).toMatchObject({ type: 'rectangle', text: '' });
  await expect.poll(() => a.pixel([350, 300])).not.toEqual(ground);
  await a.page.keyboard.press('Control+z');
  await expect.poll(async () => (await a.elements()).length).toBe(2);
  expect(complaints.flat()).toEqual([]);
});

/** Someone without a browser on a document, who says what they like. */
async function speaker(client: Client, id: string, clientID: number) {
  const stream = await client.events(id);
  const hello = await stream.next((frame) => frame.event === 'hello');
  const { connection } = JSON.parse(hello.data ?? '{}') as { connection: string };
  return {
    stream,
    say: async (board: unknown) => {
      const answer = await client.presence(id, { connection, clientID, state: { board } });
      expect(answer.status).toBe(204);
    },
  };
}

const HOSTILE: readonly unknown[] = [
  7,
  [],
  'board',
  { pointer: [1e308, -1e308], view: [0, 0, 1e-308, 1e308, 1e308] },
  { pointer: { x: 1 }, selected: { length: 1e9 }, count: -1, editing: 5, following: [[]] },
  { selected: Array.from({ length: 300 }, () => ''), placed: 'x'.repeat(1_000) },
  { draft: { id: '__proto__', type: 'rectangle', width: 1e300, height: -1e300 } },
  { draft: { id: 'constructor', type: 'text', text: '<img src=x onerror=alert(1)>' } },
  { draft: { id: 'a', type: 'freedraw', points: 'gICAgICAgICAgICAgICAgICAgIA=' } },
  { draft: { id: 'a', type: 'freedraw', points: 'BP////////////////////8=' } },
  { draft: { id: 'a', type: 'arrow', points: 'BAAAAAA=', startBinding: { elementId: 'a' } } },
  {
    draft: {
      id: 'a',
      type: 'rectangle',
      fillStyle: 'hachure',
      width: 1e6,
      height: 1e6,
      roughness: 10,
      strokeWidth: 200,
    },
  },
  { laser: [9e15, 'BAAA', [0]] },
  { laser: [0, '////', { length: 1e9 }] },
];

test('whatever is said about a person, the board goes on', async ({ site, browserOf }) => {
  const { editor, writer } = site.people;
  const client = site.as(editor);
  const id = await client.createDocument('Hostile', 'board');
  const a = await BoardPage.open(await browserOf(editor), id, client);
  const complaints = complaintsOf(a.page);
  const { stream, say } = await speaker(site.as(writer), id, 77);
  const cursor = a.page.locator('.cursor');
  for (const state of HOSTILE) {
    await say(state);
    // It has been heard: what comes next is shown.
    await say({ pointer: [50, 60] });
    await expect(cursor).toHaveCount(1);
    await say(null);
    await expect(cursor).toHaveCount(0);
  }
  for (const state of HOSTILE) await say(state);
  await a.tool('r');
  await a.drag([100, 100], [200, 200]);
  const only = await a.only();
  expect(only).toMatchObject({ type: 'rectangle', width: 100 });
  // More than can be told is counted.
  await say({ selected: [only.id], count: 40 });
  await expect(a.page.locator('.flags .flag')).toHaveText(/^\S+ \+39$/);
  expect(complaints).toEqual([]);
  stream.close();
  await stream.closed;
});

test('forty people who move are a write for each in a frame, and none when they rest', async ({
  site,
  browserOf,
}) => {
  const { editor, writer } = site.people;
  const client = site.as(editor);
  const id = await client.createDocument('Crowd', 'board');
  const a = await BoardPage.open(await browserOf(editor), id, client);
  const all = await Promise.all(
    Array.from({ length: 40 }, (_, i) => speaker(site.as(writer), id, 1_000 + i)),
  );
  await Promise.all(all.map(({ say }, i) => say({ pointer: [i * 20, i * 10] })));
  await expect(a.page.locator('.cursor')).toHaveCount(40);
  await a.page.evaluate(() => {
    // Of each frame: changes of elements anywhere on the board.
    const frames: number[] = [];
    let nodes = 0;
    let written = 0;
    Object.assign(window, { report: () => ({ most: Math.max(0, ...frames), nodes }) });
    new MutationObserver((changes) => {
      written += changes.length;
      nodes += changes.filter(({ type }) => type === 'childList').length;
    }).observe(document.querySelector('.board') ?? document.body, {
      ...{ subtree: true, attributes: true, childList: true },
    });
    const count = (): void => {
      frames.push(written);
      written = 0;
      requestAnimationFrame(count);
    };
    count();
  });
  for (let round = 1; round <= 5; round++) {
    await Promise.all(
      all.map(({ say }, i) => say({ pointer: [i * 20 + round * 7, i * 10 + round * 5] })),
    );
  }
  const last = a.page.locator('.cursor[data-client="1039"]');
  await expect
    .poll(async () => (await cursorPlace(a, last)).map(Math.round))
    .toEqual([39 * 20 + 35, 39 * 10 + 25]);
  const { most, nodes } = await a.page.evaluate(() =>
    (window as unknown as { report: () => { most: number; nodes: number } }).report(),
  );
  expect(most).toBeGreaterThan(0);
  // A transform for each, and at most as often another look of its flag.
  expect(most).toBeLessThanOrEqual(80);
  expect(nodes).toBe(0);
  for (const { stream } of all) stream.close();
  await expect(a.page.locator('.cursor')).toHaveCount(0);
});
