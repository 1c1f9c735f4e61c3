import { expect, type BrowserContext, type Locator, type Page } from '@playwright/test';
import { Board } from '../../../src/lib/surfaces/board/model/board.ts';
import { readElements } from '../../../src/lib/surfaces/board/model/snapshot.ts';
import type { BoardElement } from '../../../src/lib/surfaces/board/model/types.ts';
import { document as words } from '../../../src/lib/strings/document.ts';
import type { Client } from '../../support/client.ts';
import type { NewElement } from '../../../src/lib/surfaces/board/model/write.ts';
import { Replica } from '../../support/ydoc.ts';
import type { Person } from '../../support/seed.ts';
import type { BrowserOptions, Site } from './fixtures.ts';
import { replicaOf } from './replica.ts';

type BrowserOf = (person: Person, options?: BrowserOptions) => Promise<BrowserContext>;

/** A window so large that bars and panels lie over nothing that tests point at. */
export const DESK = { viewport: { width: 1600, height: 1100 } };

/** Elements of a board by the ids that a test gives them. */
export type Elements = Readonly<Record<string, NewElement>>;

/** Makes a board with elements, from the bottom to the top. Returns its id. */
export async function boardWith(client: Client, elements: Elements): Promise<string> {
  const id = await client.createDocument('Board', 'board');
  const replica = new Replica();
  const board = new Board(replica.doc);
  if (Object.keys(elements).length === 0) return id;
  board.transact(() => {
    for (const [name, element] of Object.entries(elements)) board.create(element, name);
  });
  await client.push(id, replica.take());
  return id;
}

/** A board with elements, open in a browser of the workspace's owner. */
export async function openBoard(
  { site, browserOf }: { site: Site; browserOf: BrowserOf },
  elements: Elements = {},
  options: BrowserOptions = {},
): Promise<BoardPage> {
  const { owner } = site.people;
  const client = site.as(owner);
  const id = await boardWith(client, elements);
  const context = { ...DESK, ...options.context };
  return BoardPage.open(await browserOf(owner, { ...options, context }), id, client);
}

export type Place = readonly [x: number, y: number];

/** An open board as somebody sees it. Places are in scene units unless said otherwise. */
export class BoardPage {
  readonly page: Page;
  readonly id: string;
  /** What takes pointers and keys. */
  readonly view: Locator;
  readonly saveState: Locator;
  readonly client: Client;

  private constructor(page: Page, id: string, client: Client) {
    this.page = page;
    this.id = id;
    this.client = client;
    this.view = page.locator('.board > .view');
    this.saveState = page.getByLabel(words.save.label);
  }

  /** Opens a board in a new tab and waits until it can be worked on. `client` reads what the server has. */
  static async open(context: BrowserContext, id: string, client: Client): Promise<BoardPage> {
    const page = await context.newPage();
    await page.goto(`/d/${id}`);
    const board = new BoardPage(page, id, client);
    await page.locator('main > .shown').waitFor({ state: 'attached' });
    await expect(board.view).toBeVisible();
    return board;
  }

  /** The elements that the server has, from the bottom to the top. */
  async stored(): Promise<BoardElement[]> {
    const replica = await replicaOf(this.client, this.id);
    return [...readElements(replica.doc)];
  }

  /** Waits until everything is on the server, then gives it. */
  async elements(): Promise<BoardElement[]> {
    await this.saved();
    return this.stored();
  }

  /** The one element of the board, once everything is on the server. */
  async only(): Promise<BoardElement> {
    const elements = await this.elements();
    expect(elements).toHaveLength(1);
    const [only] = elements;
    if (only === undefined) throw new Error('The board is empty');
    return only;
  }

  /** One element that the server has, once everything is there. */
  async element(id: string): Promise<BoardElement> {
    const found = (await this.elements()).find((element) => element.id === id);
    if (found === undefined) throw new Error(`There is no element ${id}`);
    return found;
  }

  async saved(): Promise<void> {
    await expect(this.saveState).toContainText(words.save.saved);
  }

  async camera(): Promise<{ x: number; y: number; zoom: number }> {
    const text = (await this.page.locator('.board').getAttribute('data-camera')) ?? '';
    const [x = 0, y = 0, zoom = 1] = text.split(' ').map(Number);
    return { x, y, zoom };
  }

  /** Where a place of the scene is in the window, CSS pixels. */
  async at([x, y]: Place): Promise<Place> {
    const camera = await this.camera();
    const box = await this.view.boundingBox();
    if (box === null) throw new Error('The board is not shown');
    return [box.x + (x - camera.x) * camera.zoom, box.y + (y - camera.y) * camera.zoom];
  }

  /** Chooses a tool by its key. */
  async tool(key: string): Promise<void> {
    await this.view.focus();
    await this.page.keyboard.press(key);
  }

  async click(place: Place, options: { double?: boolean; right?: boolean } = {}): Promise<void> {
    const [x, y] = await this.at(place);
    await this.page.mouse.click(x, y, {
      clickCount: options.double === true ? 2 : 1,
      button: options.right === true ? 'right' : 'left',
    });
  }

  /** Presses keys, as `Control+KeyZ`, while the board has them. */
  async keys(...keys: readonly string[]): Promise<void> {
    for (const key of keys) await this.page.keyboard.press(key);
  }

  /** Does something while a key is held. */
  async holding(key: string, run: () => Promise<void>): Promise<void> {
    await this.page.keyboard.down(key);
    await run();
    await this.page.keyboard.up(key);
  }

  /** Presses the mouse at the first place, moves it through the others and lifts it at the last. */
  async drag(...places: readonly Place[]): Promise<void> {
    await this.press(...places);
    await this.page.mouse.up();
  }

  /** As `drag`, without lifting. */
  async press(...places: readonly Place[]): Promise<void> {
    const [first, ...rest] = await Promise.all(places.map((place) => this.at(place)));
    if (first === undefined) return;
    await this.page.mouse.move(...first);
    await this.page.mouse.down();
    for (const place of rest) await this.page.mouse.move(...place, { steps: 5 });
  }

  /** The colour of the board at a place: red, green, blue, 0 to 255. */
  async pixel(place: Place): Promise<readonly [number, number, number]> {
    const [x, y] = await this.at(place);
    const box = await this.view.boundingBox();
    if (box === null) throw new Error('The board is not shown');
    return this.page.evaluate(
      async ([left, top]) => {
        // What was changed is painted in the next frame.
        await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
        const canvas = document.querySelector<HTMLCanvasElement>('.board > .view > canvas');
        const context = canvas?.getContext('2d');
        if (!canvas || !context) throw new Error('There is no canvas');
        const ratio = canvas.width / canvas.clientWidth;
        const { data } = context.getImageData(left * ratio, top * ratio, 1, 1);
        return [data[0] ?? 0, data[1] ?? 0, data[2] ?? 0] as const;
      },
      [x - box.x, y - box.y] as const,
    );
  }
}
