import { expect, type BrowserContext, type Locator, type Page } from '@playwright/test';
import { readElements } from '../../../src/lib/surfaces/board/model/snapshot.ts';
import type { BoardElement } from '../../../src/lib/surfaces/board/model/types.ts';
import { document as words } from '../../../src/lib/strings/document.ts';
import type { Client } from '../../support/client.ts';
import { replicaOf } from './replica.ts';

export type Place = readonly [x: number, y: number];

/** An open board as somebody sees it. Places are in scene units unless said otherwise. */
export class BoardPage {
  readonly page: Page;
  readonly id: string;
  /** What takes pointers and keys. */
  readonly view: Locator;
  readonly saveState: Locator;
  readonly #client: Client;

  private constructor(page: Page, id: string, client: Client) {
    this.page = page;
    this.id = id;
    this.#client = client;
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
    const replica = await replicaOf(this.#client, this.id);
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
