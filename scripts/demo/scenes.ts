import type { Page } from '@playwright/test';
import type { DemoName } from './pages.ts';

/** What a scene may ask for. */
export interface Site {
  /** A browser of its own for somebody of the demo workspace, or for a stranger, at an address. */
  open(who: DemoName | null, path: string): Promise<Page>;
  readonly phone: boolean;
  /** Takes the network away until the picture is taken. */
  cut(): void;
}

export interface Scene {
  readonly name: string;
  /** The whole demo, its people only, or a server that nobody has set up. */
  readonly data: 'full' | 'people' | 'none';
  /** Brings a page into the state that the picture shows. */
  stage(site: Site): Promise<Page>;
}

/** Opens a page of the demo by its title and waits until it can be edited. */
async function openDocument(site: Site, who: DemoName, title: string): Promise<Page> {
  const page = await site.open(who, '/');
  const href = await page.getByRole('link', { name: title }).first().getAttribute('href');
  await page.goto(href ?? '/');
  await page.locator('.ProseMirror').waitFor();
  return page;
}

/** Opens a board of the demo by its title and waits until it can be drawn on. */
async function openBoard(site: Site, who: DemoName, title: string): Promise<Page> {
  const page = await site.open(who, '/');
  const href = await page.getByRole('link', { name: title }).first().getAttribute('href');
  await page.goto(href ?? '/');
  await page.locator('.board .bar, .board .phone-bar').first().waitFor();
  return page;
}

/** Clicks on a place of the board's scene. */
async function clickAt(page: Page, [x, y]: readonly [number, number]): Promise<void> {
  const camera = await page.locator('.board').getAttribute('data-camera');
  const [left = 0, top = 0, zoom = 1] = (camera ?? '').split(' ').map(Number);
  const position = { x: (x - left) * zoom, y: (y - top) * zoom };
  await page.locator('.board > .view').click({ position });
}

/** Puts the caret behind some words. */
async function caretAfter(page: Page, words: string): Promise<void> {
  await page.locator('.ProseMirror').focus();
  await page.evaluate((text) => {
    const walker = document.createTreeWalker(
      document.querySelector('.ProseMirror') ?? document.body,
      NodeFilter.SHOW_TEXT,
    );
    while (walker.nextNode()) {
      const node = walker.currentNode;
      const at = node.textContent?.indexOf(text) ?? -1;
      if (at >= 0) return getSelection()?.collapse(node, at + text.length);
    }
  }, words);
}

/** Selects some words. */
async function select(page: Page, words: string): Promise<void> {
  await caretAfter(page, words);
  await page.keyboard.down('Shift');
  for (let i = 0; i < words.length; i++) await page.keyboard.press('ArrowLeft');
  await page.keyboard.up('Shift');
  await page.locator('main').evaluate((main) => main.scrollTo(0, 0));
  await page.getByRole('toolbar').first().waitFor();
}

/** Two others write in the document. Both are waited for. */
async function withCompany(site: Site, page: Page): Promise<void> {
  const path = new URL(page.url()).pathname;
  for (const [who, words] of [
    ['priya', 'planning screen.'],
    ['tomasz', 'costs the morning.'],
  ] as const) {
    const other = await site.open(who, path);
    await other.locator('.ProseMirror').waitFor();
    await caretAfter(other, words);
    await other.keyboard.type(' ');
    await other.keyboard.press('Backspace');
  }
  await page.locator('.caret .flag').nth(1).waitFor({ state: 'attached' });
}

export const SCENES: readonly Scene[] = [
  { name: 'setup', data: 'none', stage: ({ open }) => open(null, '/') },
  { name: 'login', data: 'people', stage: ({ open }) => open(null, '/login') },
  {
    name: 'login-refused',
    data: 'people',
    async stage({ open }) {
      const page = await open(null, '/login');
      await page.getByLabel('Email').fill('ines@fellside.example');
      await page.getByLabel('Password', { exact: true }).fill('not my password');
      await page.getByRole('button', { name: 'Sign in' }).click();
      await page.getByRole('alert').waitFor();
      return page;
    },
  },
  { name: 'home-empty', data: 'people', stage: ({ open }) => open('ines', '/') },
  {
    name: 'home',
    data: 'full',
    async stage(site) {
      for (const who of ['tomasz', 'priya'] as const) await openDocument(site, who, 'Offline maps');
      return site.open('ines', '/');
    },
  },
  { name: 'trash', data: 'full', stage: ({ open }) => open('ines', '/trash') },
  {
    name: 'trash-dialog',
    data: 'full',
    async stage({ open }) {
      const page = await open('ines', '/trash');
      await page.getByRole('button', { name: 'for good' }).click();
      await page.getByRole('dialog').waitFor();
      return page;
    },
  },
  { name: 'settings', data: 'full', stage: ({ open }) => open('ines', '/settings') },
  {
    name: 'document',
    data: 'full',
    async stage(site) {
      const page = await openDocument(site, 'ines', 'Offline maps');
      await withCompany(site, page);
      await page.bringToFront();
      if (!site.phone) await select(page, 'has to finish before the boots go on');
      return page;
    },
  },
  {
    name: 'slash',
    data: 'full',
    async stage(site) {
      const page = await openDocument(site, 'ines', 'Beta plan');
      await caretAfter(page, 'at the top?');
      await page.keyboard.press('Enter');
      await page.keyboard.type('/ta');
      await page.getByRole('listbox').waitFor();
      return page;
    },
  },
  {
    name: 'offline',
    data: 'full',
    async stage(site) {
      const page = await openDocument(site, 'ines', 'Offline maps');
      site.cut();
      await caretAfter(page, 'costs the morning.');
      await page.keyboard.type(' Jonas saw two turn back.');
      await page.getByText('You are offline').waitFor({ timeout: 60_000 });
      return page;
    },
  },
  {
    name: 'palette',
    data: 'full',
    async stage(site) {
      const page = await openDocument(site, 'ines', 'Offline maps');
      await page.keyboard.press('Escape');
      await page.locator('body').click({ position: { x: 5, y: 5 } });
      await page.keyboard.press('Control+k');
      await page.keyboard.type('rout');
      return page;
    },
  },
  {
    name: 'shortcuts',
    data: 'full',
    async stage({ open }) {
      const page = await open('ines', '/');
      await page.keyboard.press('?');
      await page.getByRole('dialog').waitFor();
      return page;
    },
  },
  {
    name: 'sheet',
    data: 'full',
    async stage(site) {
      const page = await openDocument(site, 'ines', 'Offline maps');
      if (site.phone) await page.getByRole('button', { name: 'Open sidebar' }).click();
      else await page.getByRole('button', { name: 'Page menu' }).click();
      return page;
    },
  },
  {
    name: 'board-retrospective',
    data: 'full',
    async stage(site) {
      const page = await openBoard(site, 'ines', 'Sprint 6 retrospective');
      await clickAt(page, [800, 270]);
      return page;
    },
  },
  {
    name: 'board-sketch',
    data: 'full',
    stage: (site) => openBoard(site, 'ines', 'How a tile gets to the phone'),
  },
  {
    name: 'board-flow',
    data: 'full',
    async stage(site) {
      const page = await openBoard(site, 'ines', 'When a walker needs help');
      if (!site.phone) {
        await page.keyboard.press('Alt+o');
        await page.getByRole('tree').waitFor();
      }
      return page;
    },
  },
  {
    name: 'missing',
    data: 'full',
    stage: ({ open }) => open('ines', '/d/nothing-here'),
  },
];
