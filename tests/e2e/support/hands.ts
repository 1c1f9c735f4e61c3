import type { CDPSession } from '@playwright/test';
import type { BoardPage, Place } from './board-page.ts';

/** Fingers and a pen on a board, as the browser itself reports them. Places are in the window, CSS pixels. */
export class Hands {
  readonly #session: CDPSession;

  private constructor(session: CDPSession) {
    this.#session = session;
  }

  static async on({ page }: BoardPage): Promise<Hands> {
    return new Hands(await page.context().newCDPSession(page));
  }

  /** Where the fingers are now that are on the screen. */
  async touch(type: 'touchStart' | 'touchMove' | 'touchEnd', ...places: Place[]): Promise<void> {
    await this.#session.send('Input.dispatchTouchEvent', {
      type,
      touchPoints: places.map(([x, y], id) => ({ x, y, id })),
    });
  }

  /** Draws with one finger through places. */
  async swipe(first: Place, ...rest: Place[]): Promise<void> {
    await this.touch('touchStart', first);
    for (const place of rest) await this.touch('touchMove', place);
    await this.touch('touchEnd');
  }

  /** Draws with a pen through places, with the pressure at each, 0 to 1. */
  async pen(
    first: readonly [...Place, number],
    ...rest: (readonly [...Place, number])[]
  ): Promise<void> {
    const send = async (
      type: string,
      [x, y, force]: readonly [...Place, number],
    ): Promise<void> => {
      await this.#session.send('Input.dispatchMouseEvent', {
        type: type as 'mousePressed',
        ...{ x, y, force, button: 'left', buttons: type === 'mouseReleased' ? 0 : 1 },
        ...{ clickCount: 1, pointerType: 'pen' },
      });
    };
    await send('mousePressed', first);
    for (const place of rest) await send('mouseMoved', place);
    const [x, y] = rest.at(-1) ?? first;
    await send('mouseReleased', [x, y, 0]);
  }
}
