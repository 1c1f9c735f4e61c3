import type { BrowserContext } from '@playwright/test';
import { words } from '../../src/lib/surfaces/board/words.ts';
import type { BoardElement } from '../../src/lib/surfaces/board/model/types.ts';
import { png, svg } from '../support/pictures.ts';
import { BoardPage, type Place } from './support/board-page.ts';
import { carry } from './support/carry.ts';
import { complaintsOf, expect, test, type Site } from './support/fixtures.ts';

const t = words.io;
const GREY = [128, 128, 128];

type BrowserOf = (person: Site['people']['owner']) => Promise<BrowserContext>;

async function open(site: Site, browserOf: BrowserOf) {
  const client = site.as(site.people.owner);
  const context = await browserOf(site.people.owner);
  const id = await client.createDocument('Pictures', 'board');
  return { client, context, board: await BoardPage.open(context, id, client) };
}

function middleOf({ x, y, width, height }: BoardElement): Place {
  return [x + width / 2, y + height / 2];
}

function picture(name = 'grey.png', width = 60, height = 40) {
  return { name, type: 'image/png', bytes: png(width, height) };
}

/** A GIF that browsers show, of so many bytes: one pixel and long comments. */
function gif(size: number): Uint8Array {
  const head = 'GIF89a\x01\x00\x01\x00\x80\x00\x00\x80\x80\x80\xff\xff\xff';
  const comment = Buffer.concat([Buffer.from([255]), Buffer.alloc(255, 97)]);
  const comments = Array.from({ length: Math.ceil(size / 256) }, () => comment);
  const pixel = ',\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02D\x01\x00;';
  return Buffer.concat([
    Buffer.from(head, 'latin1'),
    Buffer.from([0x21, 0xfe]),
    ...comments,
    Buffer.from([0]),
    Buffer.from(pixel, 'latin1'),
  ]);
}

test('a picture is chosen by the tool, and everybody sees it', async ({ site, browserOf }) => {
  const { board } = await open(site, browserOf);
  const complaints = complaintsOf(board.page);
  const chooser = board.page.waitForEvent('filechooser');
  await board.tool('9');
  const { name, type, bytes } = picture();
  await (await chooser).setFiles({ name, mimeType: type, buffer: Buffer.from(bytes) });
  await expect.poll(async () => (await board.elements()).length).toBe(1);
  const shown = await board.only();
  expect(shown).toMatchObject({ type: 'image', width: 60, height: 40 });
  const view = await board.view.boundingBox();
  const [x, y] = await board.at(middleOf(shown));
  expect(x - (view?.x ?? 0)).toBeCloseTo((view?.width ?? 0) / 2, -1);
  expect(y - (view?.y ?? 0)).toBeCloseTo((view?.height ?? 0) / 2, -1);
  await expect.poll(() => board.pixel(middleOf(shown))).toEqual(GREY);
  const client = site.as(site.people.editor);
  const other = await BoardPage.open(await browserOf(site.people.editor), board.id, client);
  await expect.poll(() => other.pixel(middleOf(shown))).toEqual(GREY);
  await board.page.keyboard.press('Control+z');
  expect(await board.elements()).toEqual([]);
  expect(complaints).toEqual([]);
});

test('pictures that are dropped lie side by side around the place, as one step', async ({
  site,
  browserOf,
}) => {
  const { board } = await open(site, browserOf);
  const files = [picture('a.png'), picture('b.png', 30, 30), picture('c.png', 80, 20)];
  await carry(board, 'drop', { files }, [400, 250]);
  await expect.poll(async () => (await board.elements()).length).toBe(3);
  const all = await board.elements();
  expect(all.map(({ width, height }) => [width, height])).toEqual([
    [60, 40],
    [30, 30],
    [80, 20],
  ]);
  for (const [i, element] of all.entries()) {
    expect(middleOf(element)[1]).toBeCloseTo(250);
    const before = all[i - 1];
    if (before !== undefined) expect(element.x).toBeCloseTo(before.x + before.width + 16);
  }
  const [first, last] = [all[0], all[2]];
  expect(((first?.x ?? 0) + (last?.x ?? 0) + 80) / 2).toBeCloseTo(400);
  await board.page.keyboard.press('Control+z');
  expect(await board.elements()).toEqual([]);
});

test('a pasted picture goes under the pointer, into the frame there', async ({
  site,
  browserOf,
}) => {
  const { board } = await open(site, browserOf);
  await board.tool('f');
  await board.drag([200, 100], [500, 400]);
  await board.page.mouse.move(...(await board.at([300, 300])));
  await carry(board, 'paste', { files: [picture()] });
  await expect.poll(async () => (await board.elements()).length).toBe(2);
  const [frame, image] = await board.elements();
  expect(image).toMatchObject({ type: 'image', x: 270, y: 280, frameId: frame?.id });
});

test('what comes from a camera is made smaller, and shown within the view', async ({
  site,
  browserOf,
}) => {
  const { board } = await open(site, browserOf);
  await carry(board, 'drop', { files: [picture('large.png', 5_000, 2_500)] }, [400, 250]);
  await expect.poll(async () => (await board.elements()).length).toBe(1);
  const image = await board.only();
  const view = await board.view.boundingBox();
  expect(image.width).toBeLessThanOrEqual((view?.width ?? 0) * 0.6 + 1);
  expect(image.height).toBeLessThanOrEqual((view?.height ?? 0) * 0.6 + 1);
  expect(image.width / image.height).toBeCloseTo(2);
  if (image.type !== 'image') throw new Error('It is no picture');
  const stored = await board.page.evaluate(
    async (address) => {
      const blob = await (await fetch(address)).blob();
      const { width, height } = await createImageBitmap(blob);
      return { type: blob.type, width, height };
    },
    `/api/documents/${board.id}/files/${image.fileId ?? ''}`,
  );
  expect(stored).toEqual({ type: 'image/webp', width: 2_560, height: 1_280 });
});

test('a drawing is kept as it is, and nothing in it runs', async ({ site, browserOf }) => {
  const { board } = await open(site, browserOf);
  const complaints = complaintsOf(board.page);
  const inside =
    '<rect width="9" height="9" fill="#808080"/><script>parent.document.title = "ran"</script>';
  const file = { name: 'drawing.svg', type: 'image/svg+xml', bytes: svg(inside) };
  await carry(board, 'drop', { files: [file] }, [400, 250]);
  await expect.poll(async () => (await board.elements()).length).toBe(1);
  const image = await board.only();
  await expect.poll(() => board.pixel(middleOf(image))).toEqual(GREY);
  expect(await board.page.title()).not.toBe('ran');
  expect(complaints).toEqual([]);
});

test('what cannot be a picture is refused in words, and nothing is left of it', async ({
  site,
  browserOf,
}) => {
  const { board } = await open(site, browserOf);
  const bytes = new TextEncoder().encode('no picture');
  await carry(board, 'drop', { files: [{ name: 'a.png', type: 'image/png', bytes }] });
  await expect(board.page.getByText(t.notStored.unsupported_type)).toBeVisible();
  await carry(board, 'drop', { files: [{ name: 'a.pdf', type: 'application/pdf', bytes }] });
  await expect(board.page.getByText(t.unsupported)).toBeVisible();
  const large = { name: 'a.gif', type: 'image/gif', bytes: gif(11 * 2 ** 20) };
  await carry(board, 'drop', { files: [large, picture()] }, [300, 200]);
  await expect(board.page.getByText(t.notStored.too_large)).toBeVisible();
  // The one beside it is not held up.
  await expect.poll(async () => (await board.elements()).length).toBe(1);
  await expect(board.page.locator('.ghost')).toHaveCount(0);
});

test('without a connection a picture is not taken, and that is said', async ({
  site,
  browserOf,
}) => {
  const { board, context } = await open(site, browserOf);
  await context.setOffline(true);
  await carry(board, 'drop', { files: [picture()] }, [300, 200]);
  await expect(board.page.getByText(t.notStored.offline)).toBeVisible();
  await context.setOffline(false);
  expect(await board.elements()).toEqual([]);
});

test('a picture that could not be loaded has a place, and is shown once it can', async ({
  site,
  browserOf,
}) => {
  const { board, client } = await open(site, browserOf);
  await carry(board, 'drop', { files: [picture('wide.png', 200, 120)] }, [400, 250]);
  await expect.poll(async () => (await board.elements()).length).toBe(1);
  const image = await board.only();
  const context = await browserOf(site.people.editor);
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await context.route('**/files/*', (route) => route.abort());
  const other = await BoardPage.open(context, board.id, client);
  const asked = other.page.waitForEvent('requestfailed', (request) =>
    request.url().includes('/files/'),
  );
  await other.page.reload();
  await asked;
  await other.page.locator('main > .shown').waitFor({ state: 'attached' });
  expect(await other.pixel([image.x + 30, image.y + 30])).not.toEqual(GREY);
  // What cannot be had cannot be copied either.
  await other.view.focus();
  await other.page.keyboard.press('Control+a');
  await other.page.keyboard.press('Control+c');
  await expect(other.page.getByText(t.notCopied.pictures)).toBeVisible();
  await context.unroute('**/files/*');
  await other.page.evaluate(() => window.dispatchEvent(new Event('online')));
  await expect.poll(() => other.pixel([image.x + 30, image.y + 30])).toEqual(GREY);
});

test('somebody who only reads drops nothing', async ({ site, browserOf }) => {
  const { board, client } = await open(site, browserOf);
  const reader = await BoardPage.open(await browserOf(site.people.viewer), board.id, client);
  await carry(reader, 'drop', { files: [picture()] }, [300, 200]);
  await expect(reader.page.getByText(t.readOnly)).toBeVisible();
  expect(await board.elements()).toEqual([]);
});
