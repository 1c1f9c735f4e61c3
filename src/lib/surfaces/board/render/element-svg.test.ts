import { expect, test } from 'vitest';
import { drafted } from '../model/patched.ts';
import type { FreedrawElement, Point } from '../model/types.ts';
import type { NewElement } from '../model/write.ts';
import { drawBoard } from './board-svg.ts';
import { boardPicture, printout } from './board-page.ts';
import { paint, pick, SURFACE } from './colour.ts';
import { elementToSvg, type DrawContext } from './element-svg.ts';
import { freehandPath } from './freehand.ts';
import { smallElementToSvg } from './small-svg.ts';

const context: DrawContext = {
  theme: 'light',
  lookup: () => undefined,
  imageHref: (id) => `/files/${id}`,
};
const svgOf = (element: NewElement): string => elementToSvg(drafted('a', element), context);
const smallOf = (element: NewElement, scale: number): string =>
  smallElementToSvg(drafted('a', element), { ...context, scale });

const box = { width: 100, height: 50 } as const;

test('a line has the colour that was chosen; the ink of the format is that of the board', () => {
  for (const role of ['stroke', 'text'] as const) {
    expect(paint('#e03131', role, 'light')).toBe('#e03131');
    expect(paint('#1e1e1e', role, 'light')).not.toBe('#1e1e1e');
  }
  expect(svgOf({ type: 'rectangle', ...box, strokeColor: '#e03131' })).toContain(
    'stroke="#e03131"',
  );
});

test('a picture that is mirrored shows its other side in its place', () => {
  const image = { type: 'image', fileId: 'f', ...box } as const;
  expect(svgOf(image)).not.toContain('scale(');
  expect(svgOf({ ...image, scale: [-1, 1] })).toContain('translate(100 0) scale(-1 1)');
  expect(svgOf({ ...image, scale: [1, -1] })).toContain('translate(0 50) scale(1 -1)');
});

test('frames and what stands for something else have an edge', () => {
  const edges = [SURFACE.line, SURFACE.inkQuiet].map((color) => `stroke="${pick(color, 'light')}"`);
  expect(svgOf({ type: 'frame', ...box })).toContain(edges[0]);
  expect(svgOf({ type: 'image', ...box })).toContain(edges[1]);
});

test('a stroke without pressure gets one from its speed, unless it is of one width', () => {
  const points: Point[] = Array.from({ length: 30 }, (_, i) => [i * i, 20 * Math.sin(i)]);
  const path = (variability: 'variable' | 'constant', simulatePressure: boolean): string => {
    const strokeOptions = { variability, streamline: 0.5 };
    const stroke = drafted('a', { type: 'freedraw', points, strokeOptions }) as FreedrawElement;
    return freehandPath({ ...stroke, simulatePressure });
  };
  expect(path('variable', true)).not.toBe(path('variable', false));
  expect(path('constant', true)).toBe(path('constant', false));
});

test('what is small keeps its form and its colour, and pictures stay', () => {
  const fill = { ...box, backgroundColor: '#ffc9c9', strokeColor: '#e03131' } as const;
  const forms = (['rectangle', 'ellipse', 'diamond'] as const).map((type) =>
    smallOf({ type, ...fill }, 0.1),
  );
  for (const [i, form] of ['<rect ', '<ellipse ', '<path '].entries()) {
    expect(forms[i]).toContain(form);
    expect(forms[i]).toContain('fill="#ffc9c9"');
    expect(forms[i]).toContain('stroke="#e03131"');
  }
  expect(smallOf({ type: 'image', fileId: 'f', ...box }, 0.01)).toContain('href="/files/f"');
  expect(smallOf({ type: 'rectangle', ...fill }, 0.001)).toBe('');
});

test('words too small to be read are a bar for each line that says something', () => {
  const bars = (text: string): number =>
    smallOf({ type: 'note', width: 400, height: 400, text }, 0.1).split(/M[\d.-]+ [\d.-]+h/)
      .length - 1;
  expect([bars('one'), bars('one\n\ntwo'), bars('\n \n')]).toEqual([1, 2, 0]);
});

const some = Array.from({ length: 20 }, (_, i) =>
  drafted(`e${String(i)}`, { type: 'rectangle', x: i * 200, ...box }),
);
const options = { theme: 'light', background: 'transparent', title: '' } as const;

test('a picture is finished with what is drawn when time is up, and not tried again', () => {
  let asked = 0;
  const stop = () => ++asked > 5;
  const drawn = drawBoard(some, { ...options, stop });
  expect([drawn.whole, drawn.svg.match(/<path/g)?.length]).toEqual([false, 5]);
  asked = 0;
  boardPicture(some, { ...options, stop, size: { width: 800, height: 600 }, maxLength: 1e6 });
  // Once for each element up to there, and once before another try.
  expect(asked).toBe(7);
});

test('a printout is on white, shows all that was drawn, and has gaps instead of halos', () => {
  const points: Point[] = [
    [0, 0],
    [300, 0],
  ];
  const arrow = drafted('arrow', { type: 'arrow', text: 'yes', points });
  const image = drafted('image', { type: 'image', fileId: 'f', y: 100, ...box });
  const printed = printout([arrow, image], {
    title: 'Plan',
    imageHref: context.imageHref ?? String,
  });
  expect(printed?.bounds).toMatchObject({ minX: -16, maxX: 316, maxY: 166 });
  expect(printed?.svg).toContain('viewBox="-16 ');
  expect(printed?.svg).toContain('clip-path="url(#print-gap-0)"');
  expect(printed?.svg).toContain('href="/files/f"');
  expect(printed?.svg).toContain('aria-label="Plan"');
  expect(printed?.svg).not.toContain('light-dark');
  expect(printout([], { title: '' })).toBeNull();
});
