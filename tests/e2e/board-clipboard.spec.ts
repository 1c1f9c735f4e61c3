import type { BrowserContext } from '@playwright/test';
import { words } from '../../src/lib/surfaces/board/words.ts';
import type { Client } from '../support/client.ts';
import { png } from '../support/pictures.ts';
import { BoardPage, openBoard } from './support/board-page.ts';
import { fieldOf } from './support/board-words.ts';
import { carry } from './support/carry.ts';
import { complaintsOf, expect, test, type Site } from './support/fixtures.ts';

const t = words.io;

type BrowserOf = (person: Site['people']['owner']) => Promise<BrowserContext>;

async function open(site: Site, browserOf: BrowserOf, title = 'Clipboard') {
  const client: Client = site.as(site.people.owner);
  const context = await browserOf(site.people.owner);
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const id = await client.createDocument(title, 'board');
  const board = await BoardPage.open(context, id, client);
  return { client, context, board };
}

/** What Excalidraw puts on the clipboard for so many boxes, in rows of 25, all in one group. */
function manyBoxes(count: number): string {
  const elements = Array.from({ length: count }, (_, i) => ({
    ...{ id: `box-${i}`, type: 'rectangle', width: 30, height: 20, angle: 0, groupIds: ['all'] },
    ...{ x: 1_000 + (i % 25) * 40, y: 1_000 + Math.floor(i / 25) * 30, backgroundColor: '#ffc9c9' },
  }));
  return JSON.stringify({ type: 'excalidraw/clipboard', elements, files: {} });
}

test('500 elements are pasted as one step around the pointer', async ({ site, browserOf }) => {
  const { board } = await open(site, browserOf);
  const complaints = complaintsOf(board.page);
  await board.tool('v');
  await board.page.mouse.move(...(await board.at([420, 260])));
  await board.page.evaluate((text) => navigator.clipboard.writeText(text), manyBoxes(500));
  await board.page.keyboard.press('Control+v');
  const pasted = await board.elements();
  expect(pasted).toHaveLength(500);
  // In their order, under ids of their own, as one group that is not the one on the clipboard.
  expect(new Set(pasted.map(({ id }) => id)).size).toBe(500);
  expect(pasted.some(({ id }) => id.startsWith('box-'))).toBe(false);
  const groups = new Set(pasted.flatMap(({ groupIds }) => groupIds));
  expect(groups.size).toBe(1);
  expect(groups.has('all')).toBe(false);
  const xs = pasted.map(({ x }) => x);
  const ys = pasted.map(({ y }) => y);
  expect((Math.min(...xs) + Math.max(...xs) + 30) / 2).toBeCloseTo(420, -1);
  expect((Math.min(...ys) + Math.max(...ys) + 20) / 2).toBeCloseTo(260, -1);
  const [first] = pasted;
  expect(pasted.map(({ x }) => x - (first?.x ?? 0)).slice(0, 3)).toEqual([0, 40, 80]);
  // They are what is selected.
  await board.page.keyboard.press('Delete');
  expect(await board.elements()).toEqual([]);
  await board.page.keyboard.press('Control+z');
  expect(await board.elements()).toHaveLength(500);
  await board.page.keyboard.press('Control+z');
  expect(await board.elements()).toEqual([]);
  expect(complaints).toEqual([]);
});

test('what is copied comes along to another board: bound arrows, frames, pictures', async ({
  site,
  browserOf,
}) => {
  const { client, context, board } = await open(site, browserOf, 'From');
  await board.tool('f');
  await board.drag([60, 60], [700, 440]);
  await board.tool('r');
  await board.drag([100, 150], [200, 250]);
  await board.tool('r');
  await board.drag([400, 150], [500, 250]);
  await board.tool('a');
  await board.drag([150, 200], [450, 200]);
  await board.page.mouse.move(...(await board.at([300, 360])));
  await carry(board, 'paste', {
    files: [{ name: 'grey.png', type: 'image/png', bytes: png(60, 40) }],
  });
  await expect.poll(async () => (await board.elements()).length).toBe(5);
  const before = await board.elements();
  await board.view.focus();
  await board.page.keyboard.press('Control+a');
  await board.page.keyboard.press('Control+c');

  const other = await client.createDocument('To', 'board');
  const target = await BoardPage.open(context, other, client);
  await target.view.focus();
  // The pictures are fetched before they are on the clipboard.
  await expect
    .poll(() => target.page.evaluate(() => navigator.clipboard.readText()))
    .toContain('data:image/png;base64');
  await target.page.keyboard.press('Control+v');
  await expect.poll(async () => (await target.elements()).length).toBe(5);
  const after = await target.elements();
  expect(after.map(({ type }) => type)).toEqual(before.map(({ type }) => type));
  const ids = new Map(before.map(({ id }, i) => [id, after[i]?.id]));
  for (const [i, element] of before.entries()) {
    expect(after[i]?.id).not.toBe(element.id);
    expect(after[i]?.frameId).toBe(element.frameId === null ? null : ids.get(element.frameId));
    if (element.type !== 'arrow') continue;
    expect(after[i]).toMatchObject({
      startBinding: { elementId: ids.get(element.startBinding?.elementId ?? '') },
      endBinding: { elementId: ids.get(element.endBinding?.elementId ?? '') },
    });
  }
  const picture = after.find(({ type }) => type === 'image');
  if (picture === undefined) throw new Error('There is no picture');
  const middle = [picture.x + picture.width / 2, picture.y + picture.height / 2] as const;
  await expect.poll(() => target.pixel(middle)).toEqual([128, 128, 128]);
});

test('cutting takes away what it copies, and pasting in place puts it back', async ({
  site,
  browserOf,
}) => {
  const { board } = await open(site, browserOf);
  await board.tool('o');
  await board.drag([100, 100], [180, 160]);
  const [cut] = await board.elements();
  await board.page.keyboard.press('Control+x');
  expect(await board.elements()).toEqual([]);
  await board.page.mouse.move(...(await board.at([600, 400])));
  await board.page.keyboard.press('Control+Shift+v');
  const back = await board.only();
  expect(back).toEqual({ ...cut, id: back.id, index: back.index, seed: back.seed });
  expect(back.id).not.toBe(cut?.id);
});

test('words become a text, an address one that leads there', async ({ site, browserOf }) => {
  const { board } = await open(site, browserOf);
  await board.view.focus();
  await board.page.mouse.move(...(await board.at([300, 200])));
  const paste = (text: string): Promise<void> => carry(board, 'paste', { text });
  await paste('Two lines\r\nof words\n\n');
  expect(await board.only()).toMatchObject({
    type: 'text',
    text: 'Two lines\nof words',
    autoResize: true,
    link: null,
  });
  await board.page.keyboard.press('Control+z');
  await paste('A long line of words. '.repeat(40));
  expect(await board.only()).toMatchObject({ autoResize: false, width: 600 });
  await board.page.keyboard.press('Control+z');
  await paste('https://example.com/a?b=c');
  expect(await board.only()).toMatchObject({
    type: 'text',
    text: 'https://example.com/a?b=c',
    link: 'https://example.com/a?b=c',
  });
  const mark = board.page.getByRole('link', { name: t.opens('https://example.com/a?b=c') });
  await expect(mark).toHaveAttribute('rel', 'noopener noreferrer');
  await board.page.keyboard.press('Control+z');
  await paste('javascript:alert(1)');
  expect(await board.only()).toMatchObject({ text: 'javascript:alert(1)', link: null });
});

test('a field keeps what is pasted into it', async ({ site, browserOf }) => {
  const { board } = await open(site, browserOf);
  await board.page.evaluate(() => {
    const field = document.createElement('textarea');
    document.querySelector('.board')?.append(field);
    field.focus();
  });
  await board.page.evaluate(() => navigator.clipboard.writeText('for the field'));
  await board.page.keyboard.press('Control+v');
  await expect(board.page.locator('.board > textarea')).toHaveValue('for the field');
  expect(await board.elements()).toEqual([]);
});

test('two megabytes of nothing are refused in words', async ({ site, browserOf }) => {
  const { board } = await open(site, browserOf);
  const complaints = complaintsOf(board.page);
  const garbage = 'x'.repeat(2 ** 21);
  await carry(board, 'paste', { text: garbage });
  await expect(board.page.getByText(t.tooLong(garbage.length))).toBeVisible();
  await carry(board, 'paste', { text: `{"type":"excalidraw/clipboard","elements":[${garbage}` });
  await expect(board.page.getByText(t.notImported.not_json)).toBeVisible();
  expect(await board.elements()).toEqual([]);
  expect(complaints).toEqual([]);
});

test('the look of one element is given to another', async ({ site, browserOf }) => {
  const { board } = await open(site, browserOf);
  const look = { strokeColor: '#e03131', strokeWidth: 4, backgroundColor: '#b2f2bb', opacity: 60 };
  await carry(board, 'paste', {
    text: JSON.stringify({
      type: 'excalidraw/clipboard',
      elements: [
        { id: 'a', type: 'rectangle', x: 0, y: 0, width: 80, height: 60, ...look },
        { id: 'b', type: 'ellipse', x: 200, y: 0, width: 80, height: 60 },
      ],
    }),
  });
  const [from, to] = await board.elements();
  if (from === undefined || to === undefined) throw new Error('Nothing was pasted');
  await board.view.focus();
  await board.page.keyboard.press('Escape');
  await board.click([from.x + 40, from.y + 30]);
  await board.page.keyboard.press('Control+Alt+c');
  await board.click([to.x + 2, to.y + 30]);
  await board.page.keyboard.press('Control+Alt+v');
  const [, styled] = await board.elements();
  expect(styled).toMatchObject({ type: 'ellipse', ...look });
});

test('somebody who only reads copies, and pastes nothing', async ({ site, browserOf }) => {
  const { client, board } = await open(site, browserOf);
  await board.tool('n');
  await board.click([200, 200]);
  await board.saved();
  const context = await browserOf(site.people.viewer);
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const reader = await BoardPage.open(context, board.id, client);
  await reader.view.focus();
  await reader.page.keyboard.press('Control+a');
  await reader.page.keyboard.press('Control+c');
  const copied = await reader.page.evaluate(() => navigator.clipboard.readText());
  expect(JSON.parse(copied)).toMatchObject({ type: 'excalidraw/clipboard', elements: [{}] });
  await reader.page.keyboard.press('Control+x');
  await reader.page.keyboard.press('Control+v');
  await expect(reader.page.getByText(t.readOnly)).toBeVisible();
  expect(await board.elements()).toHaveLength(1);
});

test('without HTTPS a board is copied too, also with a picture that the server does not have', async ({
  site,
  browserOf,
}) => {
  const board = await openBoard(
    { site, browserOf },
    {
      box: { type: 'rectangle', x: 100, y: 100, width: 80, height: 60 },
      lost: { type: 'image', fileId: 'lost', x: 300, y: 100, width: 60, height: 40 },
    },
  );
  await board.page.addInitScript(() => {
    Reflect.deleteProperty(Navigator.prototype, 'clipboard');
    const count = (): void => {
      const { dataset } = document.documentElement;
      dataset['copies'] = `${dataset['copies'] ?? ''}.`;
    };
    document.addEventListener('copy', count, { capture: true });
  });
  await board.page.reload();
  const complaints = complaintsOf(board.page);
  await board.page.locator('main > .shown').waitFor({ state: 'attached' });
  await board.view.focus();
  await board.keys('Control+a', 'Control+c');
  // The event of the keys, and one more when the pictures were asked for.
  const root = board.page.locator('html');
  await expect(root).toHaveAttribute('data-copies', '..');
  await board.keys('Control+v');
  expect((await board.elements()).map(({ type }) => type)).toEqual([
    ...['rectangle', 'image', 'rectangle', 'image'],
  ]);
  await expect(root).toHaveAttribute('data-copies', '..');
  // Where the browser refuses, that is said.
  await board.page.evaluate(() => (document.execCommand = () => false));
  await board.keys('Control+a', 'Control+c');
  await expect(board.page.getByText(t.notCopied.refused)).toBeVisible();
  expect(complaints.filter((complaint) => !complaint.includes('404'))).toEqual([]);
});

test('words dropped into a field are for it, files for the board, and the writing goes on', async ({
  site,
  browserOf,
}) => {
  const board = await openBoard(
    { site, browserOf },
    { note: { type: 'note', x: 100, y: 100, width: 200, height: 200 } },
  );
  await board.click([200, 200], { double: true });
  const field = fieldOf(board);
  await board.page.keyboard.type('Before');
  const drop = (file: string | null): Promise<boolean> =>
    field.evaluate((target, base64) => {
      const dataTransfer = new DataTransfer();
      if (base64 === null) dataTransfer.setData('text/plain', 'dropped words');
      else {
        const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
        dataTransfer.items.add(new File([bytes], 'grey.png', { type: 'image/png' }));
      }
      const all = { bubbles: true, cancelable: true, dataTransfer, clientX: 500, clientY: 300 };
      const taken = ['dragover', 'drop'].map((step) => {
        return !target.dispatchEvent(new DragEvent(step, all));
      });
      return taken.every(Boolean);
    }, file);
  expect(await drop(null)).toBe(false);
  expect(await board.elements()).toHaveLength(1);
  await expect(field).toBeFocused();
  // The browser would leave the page for a file.
  expect(await drop(Buffer.from(png(60, 40)).toString('base64'))).toBe(true);
  await expect.poll(async () => (await board.elements()).length).toBe(2);
  await board.page.keyboard.type(' and after');
  await expect(field).toHaveValue('Before and after');
});
