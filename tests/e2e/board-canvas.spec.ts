import type { NewElement } from '../../src/lib/surfaces/board/model/write.ts';
import { openLab } from './support/board/open.ts';
import { expect, test } from './support/fixtures.ts';

const box = { x: 40, y: 40, width: 160, height: 100 } as const;
const line = [
  [0, 0],
  [60, 70],
  [150, 10],
] as const;
/** 2 × 2 pixels: red, green, blue, white. */
const PICTURE =
  'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAIAAAACCAIAAAD91JpzAAAAFklEQVR4nGP4z8DAAMIM/4GAAYgBACn+A/0cS2gMAAAAAElFTkSuQmCC';

/** One element of each kind, and those whose look depends on more than themselves. */
const SCENES: Readonly<Record<string, readonly (NewElement & { id?: string })[]>> = {
  rectangle: [{ ...box, type: 'rectangle', backgroundColor: '#a5d8ff', text: 'Plan a route' }],
  'rounded, turned and dashed': [
    {
      ...{ ...box, type: 'rectangle', roundness: { type: 3 }, strokeStyle: 'dashed' },
      ...{ angle: 0.5, text: 'Two lines of words', strokeColor: '#e03131' },
    },
  ],
  'drawn by hand': [
    {
      ...{ ...box, type: 'ellipse', roughness: 2, backgroundColor: '#b2f2bb', seed: 7 },
      ...{ fillStyle: 'cross-hatch', strokeWidth: 4, text: 'Ellipse' },
    },
  ],
  diamond: [{ ...box, type: 'diamond', backgroundColor: '#ffc9c9', roundness: { type: 2 } }],
  note: [{ ...box, type: 'note', height: 140, text: 'Show the size\nbefore the download' }],
  'note of which little is seen': [
    { ...box, type: 'rectangle', backgroundColor: '#1971c2' },
    { ...box, x: 80, type: 'note', opacity: 35, text: 'Behind it is a box' },
  ],
  text: [{ ...box, type: 'text', fontSize: 28, text: 'Words\n  alone', textColor: '#2f9e44' }],
  'text of one width': [
    {
      ...{ ...box, type: 'text', autoResize: false, textAlign: 'right', fontFamily: 8 },
      text: 'Broken where it is too long',
    },
  ],
  line: [{ x: 40, y: 40, type: 'line', points: line, roundness: { type: 2 }, strokeWidth: 4 }],
  area: [
    {
      ...{ x: 40, y: 40, type: 'line', points: [...line, [0, 0]], polygon: true, roughness: 1 },
      ...{ backgroundColor: '#ffec99', fillStyle: 'zigzag', angle: 1, seed: 3 },
    },
  ],
  arrow: [
    { ...box, id: 'a', width: 60, height: 50, type: 'rectangle' },
    { ...box, id: 'b', x: 190, y: 130, width: 60, height: 50, type: 'ellipse' },
    {
      ...{
        type: 'arrow',
        x: 0,
        y: 0,
        text: 'then',
        points: [
          [0, 0],
          [9, 9],
        ],
      },
      ...{ startArrowhead: 'circle_outline', endArrowhead: 'triangle' },
      startBinding: { elementId: 'a', fixedPoint: [0.5, 0.5], mode: 'orbit' },
      endBinding: { elementId: 'b', fixedPoint: [0.5, 0.5], mode: 'orbit' },
    },
  ],
  'elbow arrow': [
    {
      ...{ type: 'arrow', x: 40, y: 40, elbowed: true, endArrowhead: 'diamond_outline' },
      points: [
        [0, 0],
        [80, 0],
        [80, 90],
        [160, 90],
      ],
    },
  ],
  stroke: [
    {
      ...{ type: 'freedraw', x: 40, y: 90, strokeColor: '#9c36b5', simulatePressure: true },
      points: Array.from({ length: 60 }, (_, i) => [i * 3, Math.sin(i / 6) * 40] as const),
    },
  ],
  picture: [{ ...box, type: 'image', fileId: 'there', scale: [-1, 1], angle: 0.2 }],
  'cut picture': [
    {
      ...{ ...box, type: 'image', fileId: 'there' },
      crop: { x: 50, y: 0, width: 50, height: 100, naturalWidth: 100, naturalHeight: 100 },
    },
  ],
  'picture that is not there': [{ ...box, type: 'image', fileId: 'gone' }],
  frame: [
    { ...box, id: 'f', type: 'frame', name: 'Second floor' },
    { x: 150, y: 60, width: 90, height: 60, type: 'rectangle', frameId: 'f', roughness: 0 },
  ],
  'something unknown': [{ ...box, type: 'hologram' as 'rectangle' }],
};

for (const theme of ['light', 'dark'] as const) {
  test(`the canvas looks as the server draws it, ${theme}`, async ({ page }) => {
    await openLab(page);
    for (const [name, elements] of Object.entries(SCENES)) {
      const size = [300, 220] as const;
      await page.setViewportSize({ width: size[0], height: size[1] });
      await page.evaluate(
        async ({ picture, ...options }) => {
          const images = { there: picture };
          globalThis.lab = new boardLab.Lab({ ...options, images });
          const image = new Image();
          image.src = picture;
          await image.decode();
          lab.painter.flush();
        },
        { elements, theme, size, picture: PICTURE },
      );
      await expect(async () => {
        await page.evaluate(() => {
          lab.painter.flush();
        });
        const canvas = await page.screenshot();
        await page.evaluate((mode) => {
          lab.showSvg(mode);
        }, theme);
        const svg = await page.screenshot();
        await page.evaluate(() => {
          document.body.replaceChildren(lab.canvas);
        });
        const { ink, differ } = await page.evaluate(
          ([one, other]) => boardLab.compare(one, other),
          [canvas.toString('base64'), svg.toString('base64')] as const,
        );
        expect(ink, name).toBeGreaterThan(150);
        expect(differ / ink, name).toBeLessThan(0.01);
      }).toPass({ timeout: 20_000 });
    }
  });
}

test('what is kept from frame to frame is what a fresh painting shows', async ({ page }) => {
  test.slow();
  await openLab(page);
  const stray = await page.evaluate(() => {
    const size = [700, 500] as const;
    globalThis.lab = new boardLab.Lab({ elements: [], theme: 'light', size, grid: true });
    const { board, painter } = lab;
    boardLab.fillScene(board, 160);
    const next = boardLab.random(11);
    const pick = (): string => board.elements[Math.floor(next() * board.elements.length)]?.id ?? '';
    let camera = { x: -50, y: -50, zoom: 0.6 };
    const steps = {
      pan: () => {
        const { x, y, zoom } = camera;
        camera = { x: x + (next() - 0.5) * 300, y: y + (next() - 0.5) * 300, zoom };
      },
      zoom: () => {
        camera = { x: next() * 400, y: next() * 400, zoom: 0.1 + next() * 2 };
      },
      move: () => {
        const id = pick();
        const { x = 0, y = 0 } = board.get(id) ?? {};
        board.update(id, { x: x + (next() - 0.5) * 200, y: y + (next() - 0.5) * 200 });
      },
      style: () => {
        board.update(pick(), {
          ...{ strokeColor: next() < 0.5 ? '#e03131' : '#1971c2', opacity: 20 + next() * 80 },
          ...{ strokeWidth: 1 + next() * 30, roughness: next() * 3, angle: next() * 6 },
        });
      },
      size: () => {
        board.update(pick(), { width: 20 + next() * 600, height: 20 + next() * 400 });
      },
      type: () => {
        board.update(pick(), { text: 'Words that hang over what is theirs '.repeat(next() * 5) });
      },
      remove: () => {
        board.delete([pick(), pick()]);
      },
      undo: () => {
        board.undo();
      },
      frame: () => {
        board.update(pick(), { frameId: next() < 0.3 ? null : pick() });
      },
      many: () => {
        for (let i = 0; i < 30; i++) steps.move();
      },
    };
    const names = Object.keys(steps) as (keyof typeof steps)[];
    const found: string[] = [];
    for (let i = 0; i < 150; i++) {
      const name = names[Math.floor(next() * names.length)] ?? 'pan';
      steps[name]();
      painter.setCamera(camera);
      // Not each step is seen for itself.
      if (next() < 0.3) continue;
      painter.flush();
      const count = lab.strayPixels(camera, 'light', true);
      // Where a curve is cut, a pixel or two are further off.
      if (count > 4) found.push(`step ${String(i)}, ${name}: ${String(count)}`);
    }
    return found;
  });
  expect(stray).toEqual([]);
});

test('what a gesture shows is what the document shows when it is written', async ({ page }) => {
  await openLab(page);
  const stray = await page.evaluate(() => {
    const size = [700, 500] as const;
    globalThis.lab = new boardLab.Lab({ elements: [], theme: 'light', size });
    const { board, painter } = lab;
    boardLab.fillScene(board, 160);
    const camera = { x: -20, y: -20, zoom: 0.7 };
    painter.setCamera(camera);
    painter.flush();
    const next = boardLab.random(5);
    const all = board.elements.filter(({ type }) => type !== 'frame').map(({ id }) => id);
    const found: string[] = [];
    // One among others, some with what is bound to them, and so many that they move as one.
    for (const count of [1, 3, 20, 60, 120]) {
      const start = Math.floor(next() * (all.length - count));
      const ids = all.slice(start, start + count);
      const place = new Map<string, { x: number; y: number }>();
      for (const step of [10, 20, 30]) {
        for (const id of ids) {
          const { x = 0, y = 0 } = board.get(id) ?? {};
          place.set(id, { x: x + step * 2, y: y + step });
        }
        lab.preview(Object.fromEntries(place));
        painter.flush();
      }
      // Only where they lie over and under others may differ for many.
      const most = count > 40 ? 40 * count : 4;
      const shown = lab.pixels();
      board.updateAll(place);
      const differ = (): number => lab.strayPixels(camera);
      if (lab.strayPixels(camera) > most) found.push(`${String(count)} moved`);
      painter.preview(null);
      painter.flush();
      if (differ() > 4) found.push(`${String(count)} put down`);
      const stray = boardLab.differing(shown, lab.pixels(), size[0]);
      if (stray > most) found.push(`${String(count)} jump: ${String(stray)}`);
    }
    return found;
  });
  expect(stray).toEqual([]);
});

test('hidden elements and words are not painted, and come back', async ({ page }) => {
  await openLab(page);
  const counts = await page.evaluate(() => {
    const size = [300, 200] as const;
    globalThis.lab = new boardLab.Lab({
      elements: [
        { ...{ id: 'a', type: 'rectangle', x: 50, y: 50 }, text: 'Words', strokeColor: '#e03131' },
        { ...{ id: 'b', type: 'note', x: 180, y: 50 }, text: 'Others' },
      ],
      ...{ theme: 'light', size },
    });
    const { painter } = lab;
    const ink = (): number => {
      painter.flush();
      const pixels = lab.pixels();
      return pixels.filter((value) => value !== pixels[0]).length;
    };
    const all = ink();
    painter.hide(new Set(['a']));
    const hidden = ink();
    painter.hide(new Set());
    painter.hideText(new Set(['a']));
    const wordless = ink();
    painter.hideText(new Set());
    return { all, hidden, wordless, again: ink() };
  });
  expect(counts.hidden).toBeLessThan(counts.all - 500);
  expect(counts.wordless).toBeLessThan(counts.all - 100);
  expect(counts.wordless).toBeGreaterThan(counts.hidden);
  expect(counts.again).toBe(counts.all);
});
