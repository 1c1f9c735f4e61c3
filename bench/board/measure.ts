/** Measures one board in one browser of its own. */
import { chromium, type CDPSession, type Page } from '@playwright/test';
import { chromiumFlags, ensureChromium } from '../../scripts/browser.mjs';
import type {} from './pages/bench-page.ts';

export const SCREEN = { width: 1_440, height: 900 };
/** Milliseconds between two events of a gesture, as from a mouse at 60 Hz. */
const EVERY_MS = 16;
const WARM_UP = 20;
/** So many new pictures make a movement. */
const LEAST_PICTURES = 2;

export type Figures = Record<string, number>;

/** Where somebody looks while something is measured. */
export const VIEWS = {
  'all 8,000': { x: 0, y: 0, zoom: 0.1 },
  'a quarter size': { x: 4_000, y: 2_000, zoom: 0.25 },
  'full size': { x: 7_000, y: 4_000, zoom: 1 },
} as const;

/** Opens a page, runs every measurement on it, and closes the browser. */
export async function measure(url: string, dragged: readonly string[]): Promise<Figures> {
  const args = [...chromiumFlags(), '--enable-precise-memory-info', '--js-flags=--expose-gc'];
  const browser = await chromium.launch({ executablePath: ensureChromium(), args });
  try {
    const page = await browser.newPage({ viewport: SCREEN });
    page.on('pageerror', (error) => {
      console.error(String(error));
    });
    await page.goto(url);
    await page.waitForFunction(() => 'bench' in globalThis);
    const session = await page.context().newCDPSession(page);
    await session.send('Performance.enable', { timeDomain: 'threadTicks' });
    const figures: Figures = {};
    const idle = await taskSeconds(session);
    figures['first paint ms'] = await page.evaluate(() => bench.open());
    figures['first paint, CPU ms'] = ((await taskSeconds(session)) - idle) * 1_000;
    await page.evaluate(() => document.fonts.ready);
    await rest(page);
    figures['JS heap MB'] = await heap(page, session);
    for (const [name, view] of Object.entries(VIEWS)) {
      await page.evaluate((at) => bench.look(at), view);
      await rest(page);
      const gesture = (what: string, steps: readonly Step[]): Promise<void> =>
        timed(page, session, figures, `${what}, ${name}`, steps);
      await gesture('pan', panning(120));
      await page.evaluate((at) => bench.look(at), view);
      await rest(page);
      await gesture('zoom', zooming(90));
      await page.evaluate((at) => bench.look(at), view);
      await rest(page);
      if (name === 'full size') continue;
      await page.evaluate((ids) => bench.select(ids), dragged);
      const [first = ''] = dragged;
      const place = await page.evaluate((id) => bench.placeOf(id), first);
      const x = (place.x - view.x + 20) * view.zoom;
      const y = (place.y - view.y + 20) * view.zoom;
      await page.mouse.move(x, y);
      await page.mouse.down();
      await gesture('drag 100', dragging(x, y, 90));
      await page.mouse.up();
      await page.evaluate(() => bench.select([]));
    }
    return figures;
  } finally {
    await browser.close();
  }
}

type Step = Readonly<Record<string, unknown>>;

function panning(count: number): Step[] {
  return Array.from({ length: count }, (_, i) => ({
    ...{ type: 'mouseWheel', x: 700, y: 450 },
    // There and back, so that there is always something to be seen.
    deltaX: (i % 60 < 30 ? 1 : -1) * 40,
    deltaY: (i % 40 < 20 ? 1 : -1) * 30,
  }));
}

function zooming(count: number): Step[] {
  return Array.from({ length: count }, (_, i) => ({
    ...{ type: 'mouseWheel', x: 700, y: 450, modifiers: 2, deltaX: 0 },
    deltaY: (i % 30 < 15 ? -1 : 1) * 8,
  }));
}

function dragging(x: number, y: number, count: number): Step[] {
  return Array.from({ length: count }, (_, i) => ({
    ...{ type: 'mouseMoved', button: 'left', buttons: 1 },
    x: x + Math.round(200 * Math.sin(i / 15)) + 4,
    y: y + Math.round(60 * Math.sin(i / 7)) + 4,
  }));
}

/** Sends events as a hand would, and notes how long frames took meanwhile. */
async function timed(
  page: Page,
  session: CDPSession,
  figures: Figures,
  name: string,
  steps: readonly Step[],
): Promise<void> {
  const send = async (list: readonly Step[]): Promise<void> => {
    const begin = performance.now();
    const sent: Promise<unknown>[] = [];
    for (const [i, step] of list.entries()) {
      const wait = begin + i * EVERY_MS - performance.now();
      if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
      sent.push(session.send('Input.dispatchMouseEvent', step as never));
      // Nobody's hand is ahead of the screen by more than a few events.
      if (sent.length > 4) await sent.shift();
    }
    await Promise.all(sent);
  };
  await send(steps.slice(0, WARM_UP));
  const before = await taskSeconds(session);
  await page.evaluate(() => {
    recorder.start();
  });
  await send(steps.slice(WARM_UP));
  // A page that has shown hardly anything new by now is given the time for it, and that counts.
  await page.waitForFunction((least) => recorder.different >= least, LEAST_PICTURES);
  const { times, different } = await page.evaluate(() => recorder.stop());
  const busy = ((await taskSeconds(session)) - before) * 1_000;
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share: number): number => sorted[Math.floor(sorted.length * share)] ?? NaN;
  figures[`${name}: median ms`] = at(0.5);
  figures[`${name}: p95 ms`] = at(0.95);
  // Frames in which nothing new is shown are no frames for those who look.
  const passed = times.reduce((sum, time) => sum + time, 0);
  figures[`${name}: ms per new picture`] = passed / different;
  figures[`${name}: CPU ms per new picture`] = busy / different;
}

async function taskSeconds(session: CDPSession): Promise<number> {
  const { metrics } = await session.send('Performance.getMetrics');
  return metrics.find(({ name }) => name === 'TaskDuration')?.value ?? NaN;
}

/** Until nothing has been painted for a while. */
async function rest(page: Page): Promise<void> {
  await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 1_500)));
}

async function heap(page: Page, session: CDPSession): Promise<number> {
  await page.evaluate(() => {
    (globalThis as { gc?: () => void }).gc?.();
  });
  const { metrics } = await session.send('Performance.getMetrics');
  return (metrics.find(({ name }) => name === 'JSHeapUsedSize')?.value ?? NaN) / 1e6;
}
