import type { BrowserContext, Page } from '@playwright/test';
import { readFile } from 'node:fs/promises';
import { document as frame } from '../../src/lib/strings/document.ts';
import { layoutText } from '../../src/lib/surfaces/board/text/layout.ts';
import { words } from '../../src/lib/surfaces/board/words.ts';
import { png, svg } from '../support/pictures.ts';
import { BoardPage } from './support/board-page.ts';
import { carry } from './support/carry.ts';
import { complaintsOf, expect, test, type Site } from './support/fixtures.ts';

const t = words.io;

type BrowserOf = (person: Site['people']['owner']) => Promise<BrowserContext>;

/** A board with one red box of 100 × 60 whose line has no colour of its own, and what else is given. */
async function open(site: Site, browserOf: BrowserOf, others: readonly object[] = [], files = {}) {
  const client = site.as(site.people.owner);
  const context = await browserOf(site.people.owner);
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const id = await client.createDocument('Plan: “A/B”', 'board');
  const board = await BoardPage.open(context, id, client);
  const red = { strokeColor: '#e03131', backgroundColor: '#e03131', fillStyle: 'solid' };
  const box = { id: 'box', type: 'rectangle', width: 100, height: 60, roughness: 0, ...red };
  const elements = [{ ...box, x: 0, y: 0 }, ...others];
  await carry(board, 'paste', {
    text: JSON.stringify({ type: 'excalidraw/clipboard', elements, files }),
  });
  const labels = elements.filter((one) => 'containerId' in one).length;
  await expect.poll(async () => (await board.elements()).length).toBe(elements.length - labels);
  return { client, context, board };
}

async function choose(page: Page, command: string): Promise<void> {
  await page.getByRole('button', { name: frame.menu.label }).click();
  await page.getByRole('menuitem', { name: command }).click();
}

/** Makes a picture by the dialog, with these buttons pressed. */
async function exported(page: Page, choices: readonly string[]) {
  await choose(page, t.actions.exportPicture);
  const dialog = page.getByRole('dialog', { name: t.dialog.title });
  for (const name of choices) await dialog.getByRole('button', { name, exact: true }).click();
  const saving = page.waitForEvent('download');
  await dialog.getByRole('button', { name: t.dialog.download }).click();
  const saved = await saving;
  await expect(dialog).toBeHidden();
  return { name: saved.suggestedFilename(), bytes: await readFile(await saved.path()) };
}

interface Picture {
  readonly width: number;
  readonly height: number;
  readonly corner: readonly number[];
  readonly middle: readonly number[];
}

/** Size and two pixels of a picture, decoded by the browser. */
function decoded(page: Page, type: string, bytes: Buffer): Promise<Picture> {
  return page.evaluate(
    async ([mimeType, base64]) => {
      const image = new Image();
      image.src = `data:${mimeType};base64,${base64}`;
      await image.decode();
      const { naturalWidth: width, naturalHeight: height } = image;
      const canvas = document.createElement('canvas');
      [canvas.width, canvas.height] = [width, height];
      const context = canvas.getContext('2d');
      context?.drawImage(image, 0, 0);
      const at = (x: number, y: number) => [...(context?.getImageData(x, y, 1, 1).data ?? [])];
      return { width, height, corner: at(1, 1), middle: at(width / 2, height / 2) };
    },
    [type, bytes.toString('base64')] as const,
  );
}

/** How many pixels of a picture are light, and how many dark, of those that are not clear. */
function inkOf(page: Page, type: string, bytes: Buffer): Promise<{ light: number; dark: number }> {
  return page.evaluate(
    async ([mimeType, base64]) => {
      const image = new Image();
      image.src = `data:${mimeType};base64,${base64}`;
      await image.decode();
      const canvas = document.createElement('canvas');
      [canvas.width, canvas.height] = [image.naturalWidth, image.naturalHeight];
      const context = canvas.getContext('2d');
      context?.drawImage(image, 0, 0);
      const data = context?.getImageData(0, 0, canvas.width, canvas.height).data ?? [];
      const count = { light: 0, dark: 0 };
      for (let i = 0; i < data.length; i += 4) {
        if ((data[i + 3] ?? 0) < 128) continue;
        if (Math.min(data[i] ?? 0, data[i + 1] ?? 0, data[i + 2] ?? 0) > 200) count.light += 1;
        if (Math.max(data[i] ?? 0, data[i + 1] ?? 0, data[i + 2] ?? 0) < 100) count.dark += 1;
      }
      return count;
    },
    [type, bytes.toString('base64')] as const,
  );
}

const RED = [224, 49, 49, 255];

test('a board is saved as PNG, on paper or on nothing, as large as it is asked for', async ({
  site,
  browserOf,
}) => {
  const { board } = await open(site, browserOf);
  const { page } = board;
  const first = await exported(page, ['PNG', '1×', 'Paper', 'Light', 'All']);
  expect(first.name).toBe('Plan “A B”.png');
  const paper = await decoded(page, 'image/png', first.bytes);
  // The box, half its line on each side, and the margin.
  expect([paper.width, paper.height]).toEqual([150, 110]);
  expect(paper.middle).toEqual(RED);
  expect(paper.corner[3]).toBe(255);
  const second = await exported(page, ['3×', 'Transparent']);
  const bare = await decoded(page, 'image/png', second.bytes);
  expect([bare.width, bare.height]).toEqual([450, 330]);
  expect(bare.middle).toEqual(RED);
  expect(bare.corner).toEqual([0, 0, 0, 0]);
  const third = await exported(page, ['1×', 'Paper', 'Dark']);
  const dark = await decoded(page, 'image/png', third.bytes);
  expect(Math.max(...dark.corner.slice(0, 3))).toBeLessThan(60);
  expect(Math.min(...paper.corner.slice(0, 3))).toBeGreaterThan(200);
});

test('on nothing, labels of arrows have nothing around them', async ({ site, browserOf }) => {
  const points = [
    [0, 0],
    [300, 0],
  ];
  const label = { id: 'label', type: 'text', containerId: 'arrow', text: 'yes', fontSize: 20 };
  const { board } = await open(site, browserOf, [
    {
      id: 'arrow',
      type: 'arrow',
      x: 0,
      y: 120,
      points,
      boundElements: [{ id: 'label', type: 'text' }],
    },
    { ...label, x: 130, y: 110, width: 40, height: 25 },
  ]);
  for (const kind of ['PNG', 'SVG'] as const) {
    const choices = kind === 'PNG' ? ['PNG', '1×', 'Transparent', 'Light', 'All'] : ['SVG'];
    const { bytes } = await exported(board.page, choices);
    const type = kind === 'PNG' ? 'image/png' : 'image/svg+xml';
    const found = await inkOf(board.page, type, bytes);
    expect(found.light, kind).toBe(0);
    expect(found.dark, kind).toBeGreaterThan(200);
  }
});

test('only what is selected is exported when that is asked for', async ({ site, browserOf }) => {
  const far = { id: 'far', type: 'ellipse', x: 600, y: 400, width: 50, height: 50 };
  const { board } = await open(site, browserOf, [far]);
  const [box] = await board.elements();
  if (box === undefined) throw new Error('There is no box');
  await board.view.focus();
  await board.page.keyboard.press('Escape');
  await board.click([box.x + 50, box.y + 30]);
  const one = await exported(board.page, ['PNG', '1×', 'Selected']);
  expect((await decoded(board.page, 'image/png', one.bytes)).width).toBe(150);
  const all = await exported(board.page, ['All']);
  expect((await decoded(board.page, 'image/png', all.bytes)).width).toBeGreaterThan(600);
});

test('a board too large for a picture comes out smaller, and says so', async ({
  site,
  browserOf,
}) => {
  const far = { id: 'far', type: 'ellipse', x: 30_000, y: 0, width: 50, height: 50 };
  const { board } = await open(site, browserOf, [far]);
  const { bytes } = await exported(board.page, ['PNG', '3×', 'All']);
  await expect(board.page.getByText(/was made at \d+ %/)).toBeVisible();
  expect((await decoded(board.page, 'image/png', bytes)).width).toBeLessThanOrEqual(16_384);
});

test('an SVG has the fonts of its words with it, and no others', async ({ site, browserOf }) => {
  const written = { type: 'text', x: 200, y: 0, fontSize: 20, strokeColor: '#1e1e1e' };
  const others = [
    { ...written, id: 'hand', fontFamily: 5, text: 'Hand written' },
    { ...written, id: 'sans', fontFamily: 6, y: 40, text: 'Set in żółty' },
  ];
  const { context, board } = await open(site, browserOf, others);
  const { bytes } = await exported(board.page, ['SVG', 'Paper', 'Light', 'All']);
  const text = bytes.toString();
  expect(text).not.toContain('JetBrains');
  // Nothing of this page's is there.
  const elsewhere = await context.newPage();
  await elsewhere.setContent(text);
  await elsewhere.evaluate(() => document.fonts.ready);
  for (const { text: line, fontFamily } of others) {
    const { width } = layoutText(line, { fontSize: 20, fontFamily, lineHeight: 1.25 }, null);
    const shown = elsewhere.locator('text', { hasText: line });
    const length = await shown.evaluate((one: SVGTextElement) => one.getComputedTextLength());
    expect(Math.abs(length - width)).toBeLessThan(1);
  }
});

test('an SVG stands alone, with its pictures, and holds nothing that runs', async ({
  site,
  browserOf,
}) => {
  const evil = '"><script>alert(1)</script>\u0001';
  const data = (type: string, bytes: Uint8Array): string =>
    `data:${type};base64,${Buffer.from(bytes).toString('base64')}`;
  const script = svg('<rect width="9" height="9" fill="red"/><script>alert(1)</script>');
  const files = {
    grey: { id: 'grey', mimeType: 'image/png', dataURL: data('image/png', png(40, 40)) },
    drawn: { id: 'drawn', mimeType: 'image/svg+xml', dataURL: data('image/svg+xml', script) },
  };
  const image = { type: 'image', width: 40, height: 40, status: 'saved' };
  const others = [
    { id: 'words', type: 'text', x: 0, y: 100, text: evil, fontSize: 20, fontFamily: 6 },
    { id: 'name', type: 'frame', x: 200, y: 0, width: 90, height: 90, name: evil },
    { ...image, id: 'raster', x: 0, y: 200, fileId: 'grey' },
    { ...image, id: 'drawing', x: 60, y: 200, fileId: 'drawn' },
  ];
  const { board } = await open(site, browserOf, others, files);
  const complaints = complaintsOf(board.page);
  const { name, bytes } = await exported(board.page, ['SVG', 'Paper', 'Light', 'All']);
  expect(name).toBe('Plan “A B”.svg');
  // To our own page's policy, which holds for what it parses, the fonts in it are a style.
  const elsewhere = await board.page.context().newPage();
  const found = await elsewhere.evaluate((text) => {
    const page = new DOMParser().parseFromString(text, 'image/svg+xml');
    return {
      errors: page.querySelectorAll('parsererror').length,
      scripts: page.querySelectorAll('script, foreignObject').length,
      pictures: [...page.querySelectorAll('image')].map((one) => one.getAttribute('href') ?? ''),
      words: page.documentElement.textContent ?? '',
    };
  }, bytes.toString('utf8'));
  expect(found).toMatchObject({ errors: 0, scripts: 0 });
  expect(found.pictures.map((href) => href.slice(0, 22))).toEqual([
    'data:image/png;base64,',
    'data:image/png;base64,',
  ]);
  expect(found.words).toContain('<script>alert(1)</script>');
  const shown = await decoded(board.page, 'image/svg+xml', bytes);
  expect(shown.width).toBeGreaterThan(200);
  expect(complaints).toEqual([]);
});

test('a board that is saved and imported elsewhere is the same, with its pictures', async ({
  site,
  browserOf,
}) => {
  const grey = `data:image/png;base64,${Buffer.from(png(40, 30)).toString('base64')}`;
  const binding = { focus: 0, gap: 4 };
  const others = [
    { id: 'to', type: 'ellipse', x: 300, y: 20, width: 80, height: 80, groupIds: ['g'] },
    {
      ...{
        id: 'arrow',
        type: 'arrow',
        x: 110,
        y: 30,
        points: [
          [0, 0],
          [180, 20],
        ],
      },
      startBinding: { ...binding, elementId: 'box' },
      endBinding: { ...binding, elementId: 'to' },
    },
    { id: 'words', type: 'text', x: 0, y: 100, text: 'Words', fontSize: 28, fontFamily: 5 },
    { id: 'image', type: 'image', x: 0, y: 200, width: 40, height: 30, fileId: 'grey' },
    { id: 'odd', type: 'hologram', x: 100, y: 200, width: 70, height: 70, depth: [1, 2, 3] },
  ];
  const files = { grey: { id: 'grey', mimeType: 'image/png', dataURL: grey } };
  const { board, client, context } = await open(site, browserOf, others, files);
  const before = await board.elements();
  const saving = board.page.waitForEvent('download');
  await choose(board.page, t.actions.exportFile);
  const saved = await saving;
  expect(saved.suggestedFilename()).toBe('Plan “A B”.excalidraw');
  const path = await saved.path();

  const other = await client.createDocument('Imported', 'board');
  const target = await BoardPage.open(context, other, client);
  const chooser = target.page.waitForEvent('filechooser');
  await choose(target.page, t.actions.importFile);
  await (
    await chooser
  ).setFiles({
    name: 'plan.excalidraw',
    mimeType: 'application/octet-stream',
    buffer: await readFile(path),
  });
  await expect(target.page.getByText(t.imported(before.length))).toBeVisible();
  expect(await target.elements()).toEqual(before);
  const image = before.find(({ type }) => type === 'image');
  if (image === undefined) throw new Error('There is no picture');
  await expect.poll(() => target.pixel([image.x + 20, image.y + 15])).toEqual([128, 128, 128]);
  // Once more: beside what is there, under other ids, and looked at.
  await carry(target, 'drop', {
    files: [{ name: 'plan.excalidraw', type: '', bytes: await readFile(path) }],
  });
  await expect.poll(async () => (await target.elements()).length).toBe(before.length * 2);
  const twice = await target.elements();
  expect(new Set(twice.map(({ id }) => id)).size).toBe(before.length * 2);
  await target.page.keyboard.press('Control+z');
  expect(await target.elements()).toEqual(before);
});

test('a file that is broken, or no board at all, says so', async ({ site, browserOf }) => {
  const { board } = await open(site, browserOf);
  const drop = (text: string): Promise<void> =>
    carry(board, 'drop', {
      files: [{ name: 'a.excalidraw', type: '', bytes: new TextEncoder().encode(text) }],
    });
  await drop('{"type":"excalidraw","elements":[');
  await expect(board.page.getByText(t.notImported.not_json)).toBeVisible();
  await drop('{"type":"something else"}');
  await expect(board.page.getByText(t.notImported.not_excalidraw)).toBeVisible();
  expect(await board.elements()).toHaveLength(1);
});

test('a picture of the selection goes to the clipboard', async ({ site, browserOf }) => {
  const { board } = await open(site, browserOf);
  await board.view.focus();
  await board.page.keyboard.press('Control+a');
  await board.page.keyboard.press('Alt+Shift+c');
  await expect(board.page.getByText(t.copied)).toBeVisible();
  const bytes = await board.page.evaluate(async () => {
    const [item] = await navigator.clipboard.read();
    const blob = await item?.getType('image/png');
    return [...new Uint8Array((await blob?.arrayBuffer()) ?? new ArrayBuffer(0))];
  });
  const picture = await decoded(board.page, 'image/png', Buffer.from(bytes));
  expect(picture.middle).toEqual(RED);
  expect(picture.corner).toEqual([0, 0, 0, 0]);
});

test('Ctrl and a click follow the link of an element', async ({ site, browserOf }) => {
  const linked = { id: 'link', type: 'rectangle', x: 300, y: 0, width: 100, height: 60 };
  const { board, context } = await open(site, browserOf, [
    { ...linked, backgroundColor: '#ffec99', link: '/settings' },
  ]);
  const [, element] = await board.elements();
  if (element === undefined) throw new Error('There is no link');
  await board.view.focus();
  await board.page.keyboard.press('Escape');
  const opened = context.waitForEvent('page');
  await board.page.keyboard.down('Control');
  await board.click([element.x + 50, element.y + 30]);
  await board.page.keyboard.up('Control');
  const page = await opened;
  await page.waitForURL('**/settings');
  expect(await page.evaluate(() => window.opener)).toBeNull();
});
