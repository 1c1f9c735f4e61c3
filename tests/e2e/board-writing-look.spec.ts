import type { Page } from '@playwright/test';
import { readingOrder } from '../../src/lib/surfaces/board/editor/walk.ts';
import type { NewElement } from '../../src/lib/surfaces/board/model/write.ts';
import { FONT_FAMILY } from '../../src/lib/surfaces/board/text/fonts.ts';
import { pieces } from '../../src/lib/surfaces/board/text/line-breaks.ts';
import { layoutText } from '../../src/lib/surfaces/board/text/layout.ts';
import { measureText } from '../../src/lib/surfaces/board/text/metrics.ts';
import { BoardPage } from './support/board-page.ts';
import { boardWith, fieldOf } from './support/board-words.ts';
import { openLab } from './support/board/open.ts';
import { expect, test } from './support/fixtures.ts';

const PROSE =
  'AV Töne: we cannot see which phones run out of space (yet) - ask the long-winded offline-first team, e.g. https://example.org/a-b?c=d&e -> then fix 12-34 things!';

/** Random texts that are the same in each run. */
function texts(count: number, alphabet: string, seed = 1): string[] {
  const characters = Array.from(alphabet);
  let state = seed;
  const next = (below: number): number => {
    state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
    return (state >>> 8) % below;
  };
  return Array.from({ length: count }, () =>
    Array.from({ length: 2 + next(7) }, () => characters[next(characters.length)] ?? '').join(''),
  );
}

/** Where lines begin, by the browser, in texts set one after another as a field sets them. */
function linesInBrowser(
  page: Page,
  all: readonly string[],
  font: string,
  css: string,
): Promise<readonly (readonly number[])[]> {
  return page.evaluate(
    ([all, font, css]) => {
      const box = document.createElement('div');
      box.style.font = font;
      box.style.cssText += `;position:absolute;white-space:pre-wrap;overflow-wrap:break-word;hyphens:none;font-kerning:none;font-variant-ligatures:none;text-rendering:geometricPrecision;${css}`;
      document.body.append(box);
      const found = all.map((text) => {
        box.textContent = text;
        const node = box.firstChild;
        const starts: number[] = [];
        let top = -Infinity;
        let at = 0;
        for (const character of text) {
          const range = document.createRange();
          if (node) {
            range.setStart(node, at);
            range.setEnd(node, at + character.length);
          }
          const rect = Array.from(range.getClientRects()).at(-1);
          if (rect !== undefined && rect.top > top + 2 && (character !== ' ' || at === 0)) {
            starts.push(at);
            top = rect.top;
          }
          at += character.length;
        }
        return starts;
      });
      box.remove();
      return found;
    },
    [all, font, css] as const,
  );
}

test('letters are as wide as the tables say', async ({ page }) => {
  await openLab(page);
  for (const [fontFamily, family] of [
    [FONT_FAMILY.sans, 'Inter Variable'],
    [FONT_FAMILY.mono, 'JetBrains Mono Variable'],
    [FONT_FAMILY.hand, 'Shantell Sans'],
  ] as const) {
    for (const fontSize of [10, 14, 17, 20, 28, 36, 64]) {
      const width = await page.evaluate(
        ([text, font]) => {
          const context = document.createElement('canvas').getContext('2d');
          if (context === null) throw new Error('There is no canvas');
          context.font = font;
          context.fontKerning = 'none';
          context.textRendering = 'geometricPrecision';
          context.letterSpacing = '0.0001px';
          return context.measureText(text).width;
        },
        [PROSE, `${String(fontSize)}px '${family}'`] as const,
      );
      const ours = measureText(PROSE, fontSize, fontFamily);
      expect(Math.abs(ours - width) / width, `${family} ${String(fontSize)}`).toBeLessThan(0.0005);
    }
  }
});

test('lines may break where the browser breaks them', async ({ page }) => {
  await openLab(page);
  const ascii = texts(600, 'abcXYZ019    --??!!..,,;:()[]{}<>/\\|@#$%^&*_+=~`"\'');
  const east = texts(300, 'ab1  你好世。、「」あー한é', 2);
  const all = [...ascii, ...east];
  const css = 'overflow-wrap:normal;width:1px';
  const browser = await linesInBrowser(page, all, '20px monospace', css);
  for (const [i, text] of all.entries()) {
    let at = 0;
    const starts = pieces(text).map((piece) => (at += piece.length) - piece.length);
    expect(starts, JSON.stringify(text)).toEqual(browser[i]);
  }
});

test('lines break at the same words in a field and in the layout', async ({ page }) => {
  await openLab(page);
  for (const [fontFamily, family] of [
    [FONT_FAMILY.sans, 'Inter Variable'],
    [FONT_FAMILY.mono, 'JetBrains Mono Variable'],
    [FONT_FAMILY.hand, 'Shantell Sans'],
  ] as const) {
    for (const fontSize of [14, 20, 28, 36]) {
      for (const width of [90, 131, 200, 333]) {
        const style = { fontSize, fontFamily, lineHeight: 1.25 };
        const ours = layoutText(PROSE, style, width).lines.map(({ start }) => start);
        const font = `${String(fontSize)}px '${family}'`;
        const css = `width:${String(width)}px`;
        const [browser] = await linesInBrowser(page, [PROSE], font, css);
        expect(ours, `${font} ${css}`).toEqual(browser);
      }
    }
  }
});

const box = { x: 100, y: 100, width: 260, height: 160 } as const;
const cases: Readonly<Record<string, NewElement>> = {
  shape: { ...box, type: 'rectangle', text: 'Words that are too long for one line, (twice) AV To' },
  note: { ...box, type: 'note', fontSize: 28, text: 'Top left, and - large\n\nwith -> gaps' },
  'mono, right': {
    ...{ ...box, type: 'text', autoResize: false, textAlign: 'right' },
    ...{ fontFamily: FONT_FAMILY.mono, fontSize: 16, text: 'Broken where it is too long to stay' },
  },
  'a text that fits itself': {
    x: 100,
    y: 100,
    type: 'text',
    fontSize: 36,
    text: 'Two\nlines, AVA',
  },
  'turned ellipse': { ...box, type: 'ellipse', angle: 0.7, text: 'It is turned around its middle' },
  'turned text': { x: 100, y: 100, type: 'text', angle: 2.4, fontSize: 28, text: 'Over\nhead' },
  diamond: { ...box, type: 'diamond', strokeColor: '#e03131', text: 'In the middle', opacity: 60 },
  arrow: {
    ...{ x: 100, y: 160, type: 'arrow', text: 'label' },
    points: [
      [0, 0],
      [260, 40],
    ],
  },
  frame: { ...box, type: 'frame', name: 'Name of the frame' },
  hebrew: { ...box, type: 'rectangle', text: 'שלום, עולם! (2)\nAnd Latin.' },
  arabic: { ...box, type: 'note', text: 'مرحبا بالعالم. 12 test!' },
  'written by hand': {
    ...box,
    type: 'note',
    fontFamily: FONT_FAMILY.hand,
    text: 'By hand, (1) AV',
  },
  emoji: { ...box, type: 'note', text: 'a 👍🏽 b 😀😀 c' },
};

/** Between two cases on the board: wider than what is seen. */
const APART = 3_000;

for (const theme of ['light', 'dark'] as const) {
  test(`nothing jumps between writing and painting, ${theme}`, async ({
    site,
    browserOf,
    page: lab,
  }) => {
    const { owner } = site.people;
    const client = site.as(owner);
    await openLab(lab);
    const context = await browserOf(owner, { context: { colorScheme: theme } });
    const names = Object.keys(cases);
    const all = Object.entries(cases).map(([id, element], i) => ({
      ...{ ...element, id },
      x: (element.x ?? 0) + i * APART,
    }));
    const board = await BoardPage.open(context, await boardWith(client, all), client);
    const { page } = board;
    await board.tool('v');
    // Zoomed, as what is rounded shows then.
    await page.keyboard.press('Control+0');
    await page.keyboard.press('Control+=');
    await page.evaluate(() => {
      for (const part of document.querySelectorAll<HTMLElement>('.board > *')) {
        if (!part.matches('.view, .words')) part.style.display = 'none';
      }
    });
    await page.keyboard.press('Enter');
    const order = readingOrder(await board.elements());
    expect(order).toHaveLength(names.length);
    for (const name of order) {
      const offset = names.indexOf(name) * APART;
      await page.keyboard.press('Enter');
      await expect(fieldOf(board)).toBeFocused();
      await page.keyboard.press('Control+End');
      const [[left, top], [right, bottom]] = [
        await board.at([40 + offset, 40]),
        await board.at([420 + offset, 320]),
      ];
      const clip = { x: left, y: top, width: right - left, height: bottom - top };
      const settled = (): Promise<unknown> =>
        page.evaluate(
          () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))),
        );
      await settled();
      const written = await page.screenshot({ clip });
      await page.keyboard.press('Escape');
      await expect(fieldOf(board)).toHaveCount(0);
      await settled();
      const painted = await page.screenshot({ clip });
      await test.info().attach(`${name} written`, { body: written, contentType: 'image/png' });
      await test.info().attach(`${name} painted`, { body: painted, contentType: 'image/png' });
      const { ink, differ } = await lab.evaluate(([a, b]) => boardLab.compare(a, b), [
        written.toString('base64'),
        painted.toString('base64'),
      ] as const);
      expect(ink, name).toBeGreaterThan(0);
      expect(differ / ink, name).toBeLessThan(0.02);
      await page.keyboard.press('Tab');
    }
  });
}
