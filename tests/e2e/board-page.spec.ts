import type { Page } from '@playwright/test';
import { inflateSync } from 'node:zlib';
import { document as words, shell } from '../../src/lib/strings/index.ts';
import { boardUpdate } from '../support/boards.ts';
import { png } from '../support/pictures.ts';
import { Replica } from '../support/ydoc.ts';
import { violations } from './support/axe.ts';
import { complaintsOf, expect, test } from './support/fixtures.ts';
import { visit } from './support/visit.ts';

/** Waits until the board's surface stands in the place of the server's page. */
async function surfaceOf(page: Page): Promise<void> {
  await expect(page.locator('main.stage > .shown')).toBeAttached();
}

const crumb = (page: Page) => page.getByRole('navigation', { name: shell.breadcrumb });

test('a board is made from home, by the sidebar, by keys and from the palette', async ({
  site,
  browserOf,
}) => {
  const { owner } = site.people;
  await site.as(owner).createDocument('So that home is not empty');
  const boards = async (): Promise<number> => {
    const listed = await site.as(owner).request('GET', '/api/documents');
    const { documents } = (await listed.json()) as { documents: { kind: string }[] };
    return documents.filter(({ kind }) => kind === 'board').length;
  };
  const before = await boards();
  const page = await (await browserOf(owner)).newPage();
  const complaints = complaintsOf(page);
  const ways = [
    () => page.getByRole('banner').getByRole('button', { name: shell.newBoard }).click(),
    () => page.locator('#sidebar').getByRole('button', { name: shell.newBoard }).click(),
    () => page.keyboard.press('Alt+Shift+KeyN'),
    async () => {
      await page.keyboard.press('Control+k');
      await page.keyboard.type('>new board');
      await page.keyboard.press('Enter');
    },
    async () => {
      await page.keyboard.press('Control+k');
      await page.keyboard.type('Flow of rivers');
      await page
        .getByRole('option', { name: shell.palette.newBoardNamed('Flow of rivers') })
        .click();
    },
  ];
  for (const make of ways) {
    await visit(page, '/');
    await make();
    await surfaceOf(page);
  }
  await expect(page).toHaveTitle(/^Flow of rivers/);
  await visit(page, '/');
  expect(await boards()).toBe(before + ways.length);
  expect(complaints).toEqual([]);
});

test('a board is made without scripts', async ({ site, browserOf }) => {
  const { owner } = site.people;
  await site.as(owner).createDocument('So that home is not empty');
  const page = await (await browserOf(owner, { context: { javaScriptEnabled: false } })).newPage();
  await page.goto('/');
  await page.getByRole('banner').getByRole('button', { name: shell.newBoard }).click();
  await expect(page).toHaveURL(/\/d\/[\w-]+$/);
  await expect(page.locator('main.stage')).toBeVisible();
});

test('a board fills the window below the bar, does not scroll, and is renamed by its name', async ({
  site,
  browserOf,
}) => {
  const { editor } = site.people;
  const id = await site.as(editor).createDocument('Planning', 'board');
  const page = await (await browserOf(editor)).newPage();
  await page.goto(`/d/${id}`);
  await surfaceOf(page);
  const { bar, main } = await page.evaluate(() => ({
    bar: document.querySelector('.topbar')?.getBoundingClientRect().bottom,
    main: document.querySelector('main')?.getBoundingClientRect().toJSON() as DOMRect | undefined,
  }));
  expect(main?.top).toBe(bar);
  expect(main?.bottom).toBe(page.viewportSize()?.height);
  await expect(page.locator('main')).toHaveCSS('overflow', 'hidden');

  await crumb(page).getByRole('button', { name: 'Planning' }).click();
  const field = page.getByLabel(words.rename.label);
  await expect(field).toBeFocused();
  await field.fill('Planning flow');
  await page.keyboard.press('Enter');
  await expect(crumb(page).getByRole('button', { name: 'Planning flow' })).toBeVisible();
  await expect(page.getByLabel(words.save.label)).toContainText(words.save.saved);
  const record = await site.as(editor).request('GET', `/api/documents/${id}`);
  expect(((await record.json()) as { title: string }).title).toBe('Planning flow');
});

test('who may only read a board is not offered to rename it', async ({ site, browserOf }) => {
  const { editor, viewer } = site.people;
  const id = await site.as(editor).createDocument('To look at', 'board');
  const page = await (await browserOf(viewer)).newPage();
  await page.goto(`/d/${id}`);
  await surfaceOf(page);
  await expect(crumb(page).getByText('To look at')).toBeVisible();
  await expect(crumb(page).getByRole('button')).toHaveCount(0);
});

test('a board that is newer than this version is shown for reading, and asks to reload', async ({
  site,
  browserOf,
}) => {
  const { editor } = site.people;
  const client = site.as(editor);
  const id = await client.createDocument('From tomorrow', 'board');
  const page = await (await browserOf(editor)).newPage();
  await page.goto(`/d/${id}`);
  await surfaceOf(page);
  await expect(crumb(page).getByRole('button', { name: 'From tomorrow' })).toBeVisible();
  const replica = new Replica();
  const stream = await client.events(id, { poll: true });
  replica.apply((await stream.event('update')).update);
  await client.push(
    id,
    replica.edit((doc) => doc.getMap('meta').set('schemaVersion', 99)),
  );
  await expect(page.getByText(words.banner.reload.title)).toBeVisible();
  await expect(crumb(page).getByRole('button')).toHaveCount(0);
});

const NOTES = [
  { type: 'note', x: 100, y: 40, width: 160, height: 160, text: 'Downloads survive a tunnel' },
  { type: 'rectangle', x: 2000, y: 900, width: 300, height: 120, text: 'Plan a route' },
] as const;

test('a board can be seen and read with JavaScript off', async ({ site, browserOf }) => {
  const { editor, viewer } = site.people;
  const client = site.as(editor);
  const id = await client.createDocument('Retrospective', 'board');
  await client.push(id, boardUpdate(NOTES));
  const context = await browserOf(viewer, { context: { javaScriptEnabled: false } });
  const page = await context.newPage();
  await page.goto(`/d/${id}`);
  await expect(page.getByRole('img', { name: 'Retrospective' })).toBeVisible();
  await expect(page.getByRole('heading', { name: 'Retrospective' })).toBeAttached();
  await expect(page.getByRole('listitem').filter({ hasText: 'Plan a route' })).toBeAttached();
});

test('axe finds nothing on a board, before its scripts and after, in both themes', async ({
  site,
  browserOf,
}) => {
  const { editor } = site.people;
  const client = site.as(editor);
  const id = await client.createDocument('Retrospective', 'board');
  await client.push(id, boardUpdate(NOTES));
  const page = await (await browserOf(editor)).newPage();
  await page.route('**/_app/**/*.js', (route) => route.abort());
  await page.goto(`/d/${id}`);
  await expect(page.getByRole('img', { name: 'Retrospective' })).toBeVisible();
  expect(await violations(page), 'before').toEqual([]);
  await page.unrouteAll();
  await page.goto(`/d/${id}`);
  await surfaceOf(page);
  expect(await violations(page), 'after').toEqual([]);
});

test('the surface shows the board just where the server’s page did', async ({
  site,
  browserOf,
}) => {
  const { editor } = site.people;
  const client = site.as(editor);
  for (const notes of [NOTES, NOTES.slice(0, 1)]) {
    const id = await client.createDocument('Still', 'board');
    await client.push(id, boardUpdate(notes));
    const context = await browserOf(editor);
    await context.addInitScript(() => {
      // The first frame in which the surface is there: where is the server's picture just before?
      const seen = { picture: null as DOMRect | null };
      Object.assign(window, { seen });
      const look = () => {
        const svg = document.querySelector('.board-picture > svg');
        if (svg instanceof SVGSVGElement) {
          const shown = svg.getScreenCTM();
          if (shown) seen.picture = new DOMRect(shown.e, shown.f, shown.a, shown.d);
        }
        requestAnimationFrame(look);
      };
      requestAnimationFrame(look);
    });
    const page = await context.newPage();
    const complaints = complaintsOf(page);
    await page.goto(`/d/${id}`);
    await surfaceOf(page);
    const { picture, board, camera } = await page.evaluate(() => ({
      picture: (
        window as unknown as { seen: { picture: DOMRect | null } }
      ).seen.picture?.toJSON() as DOMRect | undefined,
      board: document.querySelector('main')?.getBoundingClientRect().toJSON() as DOMRect,
      camera: document.querySelector('[data-camera]')?.getAttribute('data-camera') ?? '',
    }));
    const [x = NaN, y = NaN, zoom = NaN] = camera.split(' ').map(Number);
    // Where the origin of the scene is on the screen, and how large a unit of it.
    expect(picture?.width).toBeCloseTo(zoom, 3);
    expect(picture?.x).toBeCloseTo(board.x - x * zoom, 0);
    expect(picture?.y).toBeCloseTo(board.y - y * zoom, 0);
    expect(complaints).toEqual([]);
    await context.close();
  }
});

test('home shows what is on a board', async ({ site, browserOf }) => {
  const { editor } = site.people;
  const client = site.as(editor);
  const id = await client.createDocument('Seen from home', 'board');
  await client.push(id, boardUpdate(NOTES));
  const page = await (await browserOf(editor)).newPage();
  const complaints = complaintsOf(page);
  await visit(page, '/');
  const recent = page.getByRole('region', { name: 'Recent' });
  const card = recent.getByRole('link', { name: 'Seen from home' });
  const colour = () =>
    card.locator('img').evaluate(async (img: HTMLImageElement) => {
      await img.decode();
      const canvas = document.createElement('canvas');
      const context = canvas.getContext('2d');
      if (!context) throw new Error('no canvas');
      context.drawImage(img, 0, 0, canvas.width, canvas.height);
      // In the note, at the top left of the board.
      return [...context.getImageData(4, 6, 1, 1).data];
    });
  const [red = 0, green = 0, blue = 0, alpha] = await colour();
  expect(alpha).toBe(255);
  expect(red).toBeGreaterThan(200);
  expect(green).toBeGreaterThan(blue);
  expect(await violations(page)).toEqual([]);
  expect(complaints).toEqual([]);
});

/** The operators of a PDF and the kinds of its objects, as far as they are not compressed. */
function pdfOf(bytes: Buffer): string {
  const text = bytes.toString('latin1');
  const streams = [...text.matchAll(/stream\r?\n([\s\S]*?)endstream/g)].map(([, data = '']) => {
    try {
      return inflateSync(Buffer.from(data, 'latin1')).toString('latin1');
    } catch (cause) {
      if (cause instanceof Error) return '';
      throw cause;
    }
  });
  return text + streams.join('\n');
}

test('a board is printed whole, as a drawing on one sheet', async ({ site, browserOf }) => {
  const { editor } = site.people;
  const client = site.as(editor);
  const id = await client.createDocument('On paper', 'board');
  await client.push(id, boardUpdate(NOTES));
  const page = await (await browserOf(editor)).newPage();
  const complaints = complaintsOf(page);
  await page.goto(`/d/${id}`);
  await surfaceOf(page);
  await page.evaluate(() => {
    const printed = { count: 0, drawn: '' };
    Object.assign(window, { printed });
    window.print = () => {
      printed.count++;
      printed.drawn = document.querySelector('.board-print')?.innerHTML ?? '';
    };
  });
  await page.getByRole('button', { name: words.menu.label }).click();
  await page.getByRole('menuitem', { name: words.menu.print }).click();
  const printed = () =>
    page.evaluate(
      () => (window as unknown as { printed: { count: number; drawn: string } }).printed,
    );
  await expect.poll(async () => (await printed()).count).toBe(1);
  expect((await printed()).drawn).toContain('Plan a route');

  const pdf = pdfOf(await page.pdf({ preferCSSPageSize: true }));
  expect(pdf.match(/\/Type \/Page\b/g)).toHaveLength(1);
  // Lines and words, no picture of the screen.
  expect(pdf).not.toMatch(/\/Subtype \/Image/);
  expect(pdf).toMatch(/\bTj\b|\bTJ\b/);
  const [width = 0, height = 0] = (/\/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]/.exec(pdf) ?? [])
    .slice(1)
    .map(Number);
  expect(width).toBeGreaterThan(height);
  expect(complaints).toEqual([]);
});

test('a board and the pictures on it open without the server', async ({
  site,
  network,
  browserOf,
}) => {
  const { editor } = site.people;
  const client = site.as(editor);
  const id = await client.createDocument('In the hills', 'board');
  const stored = await client.request('POST', `/api/documents/${id}/files`, { body: png(40, 30) });
  const { id: fileId } = (await stored.json()) as { id: string };
  await client.push(
    id,
    boardUpdate([...NOTES, { type: 'image', x: 0, y: 300, width: 80, height: 60, fileId }]),
  );
  const context = await browserOf(editor, { worker: true });
  const page = await context.newPage();
  await page.goto(`/d/${id}`);
  await surfaceOf(page);
  await page.evaluate(() => navigator.serviceWorker.ready);
  // The first page of all was opened before there was a worker.
  await page.reload();
  await surfaceOf(page);
  const file = `/api/documents/${id}/files/${fileId}`;
  const isKept = (path: string) =>
    page.evaluate(async (each) => (await caches.match(each)) !== undefined, path);
  await expect.poll(() => isKept(`/d/${id}`)).toBe(true);
  await page.evaluate(async (address) => (await fetch(address)).arrayBuffer(), file);
  await expect.poll(() => isKept(file)).toBe(true);

  // Made after the shell was kept, which therefore does not list it.
  const later = await client.createDocument('Later', 'board');
  await client.push(later, boardUpdate(NOTES));
  await page.goto(`/d/${later}`);
  await surfaceOf(page);
  await expect.poll(() => isKept(`/d/${later}`)).toBe(true);

  network.set('refuse');
  network.cut();
  await page.goto(`/d/${id}`);
  await surfaceOf(page);
  await expect(crumb(page).getByText('In the hills')).toBeVisible();
  const width = await page.evaluate(async (address) => {
    const image = new Image();
    image.src = address;
    await image.decode();
    return image.naturalWidth;
  }, file);
  expect(width).toBe(40);

  // Its page is not at hand, but its copy is: the shell asks the device what it is.
  await page.evaluate(async (path) => {
    for (const name of await caches.keys()) await (await caches.open(name)).delete(path);
  }, `/d/${later}`);
  await page.goto(`/d/${later}`);
  await surfaceOf(page);
  await expect(crumb(page).getByText('Later')).toBeVisible();
});
