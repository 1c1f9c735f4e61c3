import fc from 'fast-check';
import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { arrowCourse } from '../geometry/arrow.ts';
import { Board } from '../model/board.ts';
import { drafted } from '../model/patched.ts';
import type { ArrowElement, BoardElement, Point } from '../model/types.ts';
import type { NewElement } from '../model/write.ts';
import { boardToSvg } from './board-svg.ts';
import { NOTE_COLORS, paint, parseColor, pick, SURFACE } from './colour.ts';
import { elementToSvg } from './element-svg.ts';
import { escapeXml } from './escape.ts';
import { freehandPath } from './freehand.ts';
import { safeImageHref } from './image-href.ts';
import { fromOklch, toHex, toOklch } from './oklch.ts';
import { ShapeCache } from './shape-cache.ts';
import { shapeOf } from './shape.ts';
import { NOTE_COLOR } from '../model/defaults.ts';

const box = { type: 'rectangle', width: 100, height: 50 } as const;

function boardWith(...elements: NewElement[]): Board {
  const board = new Board(new Y.Doc());
  board.transact(() => {
    elements.forEach((element, i) => board.create(element, `e${String(i)}`));
  });
  return board;
}

function first(board: Board): BoardElement {
  const [element] = board.elements;
  if (element === undefined) throw new Error('An empty board');
  return element;
}

const svgOf = (board: Board, theme: 'light' | 'dark' | 'auto' = 'light'): string =>
  boardToSvg(board.elements, { theme, background: 'paper', title: 'A board' });

test('colours go to Oklch and back', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 0xffffff }), (value) => {
      const hex = `#${value.toString(16).padStart(6, '0')}`;
      const color = parseColor(hex);
      expect(color).not.toBeNull();
      if (color !== null) expect(toHex(fromOklch(toOklch(color)))).toBe(hex);
    }),
    { seed: 4 },
  );
});

test.each([
  'red;background:url(//evil)',
  'url(#x)',
  'var(--ink)',
  'expression(1)',
  '"><script>',
  '',
  'rgb(1,2)',
  '#12',
])('%j is no colour and is painted as the default', (color) => {
  expect(parseColor(color)).toBeNull();
  expect(paint(color, 'stroke', 'light')).toBe(SURFACE.stroke[0]);
});

test('transparent is nothing, and each theme has its own', () => {
  expect(paint('transparent', 'fill', 'light')).toBeNull();
  expect(paint('#ffc9c900', 'fill', 'light')).toBeNull();
  expect(paint('rgba(255, 0, 0, 0.5)', 'fill', 'light')).toBe('#ff000080');
  expect(paint('#1e1e1e', 'stroke', 'dark')).toBe(SURFACE.stroke[1]);
  expect(paint('#1e1e1e', 'text', 'auto')).toBe(`light-dark(${SURFACE.ink.join(', ')})`);
  const [, butter = '', dark] = NOTE_COLORS[0] ?? [];
  expect(paint(butter, 'note', 'dark')).toBe(dark);
  expect(NOTE_COLOR).toBe(butter);
});

test('words stay readable on a dark board: light on dark grounds, whatever was chosen', () => {
  for (const ground of ['#ffc9c9', '#b2f2bb', '#a5d8ff', '#ffec99', '#ffffff', '#e9ecef']) {
    const light = (color: string | null) =>
      toOklch(parseColor(color ?? '') ?? { r: 0, g: 0, b: 0, a: 1 }).l;
    for (const word of ['#1e1e1e', '#e03131', '#2f9e44', '#1971c2']) {
      expect(
        light(paint(word, 'text', 'dark')) - light(paint(ground, 'fill', 'dark')),
      ).toBeGreaterThan(0.28);
    }
  }
});

const KINDS: NewElement[] = [
  box,
  { ...box, roundness: { type: 3 }, strokeStyle: 'dashed', text: 'Plan a route' },
  { ...box, type: 'diamond', roundness: { type: 2 }, backgroundColor: '#ffc9c9', angle: 1 },
  { ...box, type: 'ellipse', roughness: 2, fillStyle: 'cross-hatch', backgroundColor: '#b2f2bb' },
  { ...box, fillStyle: 'hachure', backgroundColor: '#a5d8ff', opacity: 40 },
  { type: 'note', width: 136, height: 136, text: 'Show the size before the download' },
  { type: 'text', text: 'Two\n  lines', fontSize: 28 },
  {
    type: 'line',
    points: [
      [0, 0],
      [50, 50],
      [90, 0],
    ],
    roundness: { type: 2 },
  },
  {
    type: 'line',
    points: [
      [0, 0],
      [50, 50],
      [90, 0],
      [0, 0],
    ],
    polygon: true,
    backgroundColor: '#ffec99',
    fillStyle: 'zigzag',
    roughness: 1,
  },
  {
    type: 'arrow',
    points: [
      [0, 0],
      [100, 80],
    ],
    text: 'yes',
    startArrowhead: 'cardinality_zero_or_many',
    roughness: 1,
  },
  {
    type: 'arrow',
    elbowed: true,
    points: [
      [0, 0],
      [50, 0],
      [50, 80],
      [100, 80],
    ],
    endArrowhead: 'triangle_outline',
  },
  {
    type: 'freedraw',
    points: [
      [0, 0],
      [10, 12],
      [20, 9],
      [40, 30],
    ],
  },
  {
    type: 'freedraw',
    points: [[5, 5]],
    strokeOptions: { variability: 'constant', streamline: 0.2 },
  },
  {
    type: 'image',
    width: 60,
    height: 40,
    fileId: 'f1',
    scale: [-1, 1],
    crop: { x: 1, y: 2, width: 3, height: 4, naturalWidth: 30, naturalHeight: 40 },
  },
  { type: 'frame', width: 300, height: 200, name: 'Went <well>' },
];

/** Whether tags are closed in their order and attributes quoted: all that a browser needs to read it as meant. */
function isWellFormed(svg: string): boolean {
  const open: string[] = [];
  const rest = svg.replace(
    /<(\/?)([a-zA-Z]+)((?: [a-zA-Z:-]+="[^"<>]*")*)(\/?)>/g,
    (_, close: string, name: string, _attributes, self: string) => {
      if (close !== '') return open.pop() === name ? '' : '<';
      if (self === '') open.push(name);
      return '';
    },
  );
  return open.length === 0 && !/[<>]/.test(rest);
}

test.each(KINDS.map((kind) => [kind.type, kind] as const))('a %s is drawn', (_, kind) => {
  const svg = svgOf(boardWith(kind), 'auto');
  expect(isWellFormed(svg)).toBe(true);
  expect(svg).not.toMatch(/NaN|Infinity|undefined|null/);
  expect(svg.length).toBeGreaterThan(300);
});

test('the same board is drawn the same', () => {
  expect(svgOf(boardWith(...KINDS))).toBe(svgOf(boardWith(...KINDS)));
});

test('whatever people write, nothing of it runs or leaves its place', () => {
  const evil =
    '"><script>alert(1)</script><image href="https://evil.example/x.png" onload="x()">\u0000\u0008\ud800';
  const board = boardWith(
    { ...box, text: evil, strokeColor: evil, backgroundColor: evil, textColor: evil },
    { type: 'frame', name: evil },
    { type: 'image', fileId: evil },
    { type: 'text', text: evil },
  );
  board.insert('x', [['type', evil]]);
  const svg = boardToSvg(board.elements, {
    theme: 'light',
    background: 'paper',
    title: evil,
    idPrefix: evil,
    imageHref: () => evil,
  });
  expect(isWellFormed(svg)).toBe(true);
  expect(svg).not.toContain('<script');
  expect(svg).not.toContain('<image');
  // eslint-disable-next-line no-control-regex -- that none is left is what is tested
  expect(svg).not.toMatch(/[\u0000-\u0008]/);
  expect(svg.isWellFormed()).toBe(true);
});

test('escaping leaves nothing that means something', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(escapeXml(text)).not.toMatch(/[<>"']|&(?!#\d+;)/);
    }),
    { seed: 4 },
  );
});

test.each([
  ['/files/abc.png', true],
  ['data:image/png;base64,iVBORw0KGgo=', true],
  ['//evil.example/x.png', false],
  ['/\\evil.example/x.png', false],
  ['https://evil.example/x.png', false],
  ['data:image/svg+xml;base64,PHN2Zz4=', false],
  ['data:text/html;base64,PHN2Zz4=', false],
  ['data:image/bmp;base64,PHN2Zz4=', false],
  ['javascript:alert(1)', false],
  ['/x" onload="alert(1)', false],
])('%s may be shown as a picture: %s', (href, safe) => {
  expect(safeImageHref(href)).toBe(safe ? href : null);
});

test('pictures are drawn from where the page says they are', () => {
  const svg = boardToSvg(boardWith({ type: 'image', fileId: 'f1' }).elements, {
    theme: 'light',
    background: 'transparent',
    title: '',
    imageHref: (id) => `/files/${id}`,
  });
  expect(svg).toContain('href="/files/f1"');
});

test('a picture of everything holds everything; a view leaves out the rest', () => {
  const board = boardWith({ ...box, x: -500 }, { ...box, x: 700, y: 300 });
  expect(svgOf(board)).toContain('viewBox="-525 -25 1350 400"');
  const view = boardToSvg(board.elements, {
    theme: 'light',
    background: 'transparent',
    title: '',
    view: { minX: 600, minY: 200, maxX: 900, maxY: 400 },
  });
  expect(view.match(/<path/g)).toHaveLength(1);
  expect(
    boardToSvg(board.elements, {
      theme: 'light',
      background: 'paper',
      title: '',
      maxLength: 300,
    }).match(/<path/g),
  ).toHaveLength(1);
  expect(svgOf(boardWith())).toContain('viewBox="-24 -24 848 548"');
});

test('the margin around a picture of everything is even, however long its words are', () => {
  const board = boardWith({
    type: 'text',
    fontSize: 20,
    x: 100,
    y: 200,
    text: 'words in one long line '.repeat(9),
  });
  const [text] = board.elements;
  const [x = 0, y = 0, width = 0, height = 0] = (/viewBox="([^"]*)"/.exec(svgOf(board))?.[1] ?? '')
    .split(' ')
    .map(Number);
  const [right, bottom] = [100 + (text?.width ?? 0), 200 + (text?.height ?? 0)];
  const margins = [100 - x, 200 - y, x + width - right, y + height - bottom];
  for (const margin of margins) expect(margin).toBeCloseTo(26, 0);
});

test('what lies in a frame is cut off at its edge', () => {
  const svg = svgOf(
    boardWith({ type: 'frame' }, { ...box, frameId: 'e0' }, { ...box, frameId: 'gone' }),
  );
  expect(svg.match(/clip-path="url\(#board-frame-0\)"/g)).toHaveLength(1);
  expect(svg).toContain('<clipPath id="board-frame-0">');
});

test('without a ground, the line of an arrow stops at its label instead of under a halo', () => {
  const points: Point[] = [
    [0, 0],
    [300, 0],
  ];
  const arrow = { type: 'arrow', points, text: 'yes', frameId: 'e1' } as const;
  const { elements } = boardWith(arrow, { type: 'frame', x: -50, y: -50, width: 500, height: 100 });
  const options = { theme: 'light', background: 'transparent', title: '' } as const;
  const halo = pick(SURFACE.canvas, 'light');
  expect(boardToSvg(elements, options)).toContain(`stroke="${halo}"`);
  const svg = boardToSvg(elements, { ...options, gaps: true, idPrefix: 'out' });
  expect(svg).not.toContain(`stroke="${halo}"`);
  expect(svg).toContain('<clipPath id="out-gap-0"><path clip-rule="evenodd"');
  expect(svg.match(/>yes</g)).toHaveLength(1);
  // Both parts are cut off by the frame that the arrow is in.
  expect(svg).toMatch(/<g clip-path="url\(#out-frame-0\)"><clipPath.*<\/text><\/g><\/g>/);
});

test('moving, turning and colouring keep the shape; what changes it does not', () => {
  const board = boardWith(
    { ...box, roughness: 1 },
    {
      type: 'freedraw',
      points: [
        [0, 0],
        [10, 10],
      ],
      pressures: [0.2, 0.8],
    },
  );
  const shapes = new ShapeCache();
  const shape = (id: string) => {
    const element = board.get(id);
    if (element === undefined) throw new Error(id);
    return shapes.get(element);
  };
  const [before, stroke] = [shape('e0'), shape('e1')];
  board.update('e0', { x: 50, angle: 1, strokeColor: '#e03131', opacity: 20 });
  board.update('e1', { x: 50, angle: 1 });
  expect(shape('e0')).toBe(before);
  expect(shape('e1')).toBe(stroke);
  board.update('e0', { width: 120 });
  expect(shape('e0')).not.toBe(before);
  board.update('e1', { pressures: [0.9, 0.8] });
  expect(shape('e1')).not.toBe(stroke);
});

test('an arrow keeps its shape when both of its shapes move together', () => {
  const orbit = (elementId: string) =>
    ({ elementId, fixedPoint: [0.5, 0.5], mode: 'orbit' }) as const;
  const board = boardWith(
    box,
    { ...box, x: 300 },
    {
      type: 'arrow',
      points: [
        [0, 0],
        [1, 1],
      ],
      startBinding: orbit('e0'),
      endBinding: orbit('e1'),
    },
  );
  const shapes = new ShapeCache();
  const shape = () => {
    const arrow = board.get('e2') as ArrowElement;
    return shapes.get(
      arrow,
      arrowCourse(arrow, (id) => board.get(id)),
    );
  };
  const before = shape();
  board.updateAll([
    ['e0', { x: 10 }],
    ['e1', { x: 310 }],
  ]);
  expect(shape()).toBe(before);
  board.update('e1', { x: 400 });
  expect(shape()).not.toBe(before);
});

test.each<readonly [string, NewElement]>([
  [
    'hatched',
    {
      ...box,
      width: 1_000_000,
      height: 1_000_000,
      fillStyle: 'cross-hatch',
      backgroundColor: '#000000',
      strokeWidth: 0.1,
    },
  ],
  [
    'sketched',
    {
      ...box,
      type: 'ellipse',
      width: 40_000,
      height: 40_000,
      roughness: 2,
      fillStyle: 'hachure',
      backgroundColor: '#000000',
      strokeWidth: 0.1,
    },
  ],
  [
    'dotted',
    {
      type: 'line',
      points: [
        [0, 0],
        [10_000_000, 10_000_000],
      ],
      strokeStyle: 'dotted',
    },
  ],
  [
    'long',
    {
      type: 'line',
      points: Array.from({ length: 20_000 }, (_, i) => [i % 100, i % 77] as const),
      roughness: 2,
    },
  ],
])('a %s monster is drawn with bounds', (_, element) => {
  const parts = shapeOf(first(boardWith(element)), []);
  expect(parts.reduce((sum, { d }) => sum + d.length, 0)).toBeLessThan(1_500_000);
  for (const { dash, d } of parts) if (d.includes('10000000')) expect(dash).toBeNull();
});

test('a stroke is one closed outline, wider where the pen was pressed', () => {
  const base = {
    points: [
      [0, 0],
      [30, 0],
      [60, 0],
      [90, 0],
    ],
    simulatePressure: false,
    strokeWidth: 4,
    strokeOptions: { variability: 'variable', streamline: 0.5 },
  } as const;
  const light = freehandPath({ ...base, pressures: [0.1, 0.1, 0.1, 0.1] });
  const strong = freehandPath({ ...base, pressures: [1, 1, 1, 1] });
  const height = (d: string): number => {
    const ys = [...d.matchAll(/-?[\d.]+ (-?[\d.]+)/g)].map(([, y]) => Number(y));
    return Math.max(...ys) - Math.min(...ys);
  };
  expect(strong).toMatch(/^M[^M]+Z$/);
  expect(height(strong)).toBeGreaterThan(height(light) * 1.5);
  expect(freehandPath({ ...base, points: [], pressures: [] })).toBe('');
});

test('an element that is half seen through says so once', () => {
  const board = boardWith({ ...box, opacity: 40, text: 'x' });
  expect(
    elementToSvg(first(board), { theme: 'light', lookup: () => undefined }).match(/opacity/g),
  ).toHaveLength(1);
});

test('what turns the direction of words ends with its name or line', () => {
  const frame = drafted('f', { type: 'frame', width: 90, height: 90, name: 'a\u202eb' });
  const text = drafted('t', { type: 'text', text: 'c\u202ed\ne\u2069f' });
  const svg = boardToSvg([frame, text], { theme: 'light', background: 'paper', title: '' });
  expect(svg).toContain('>\u2068a\u202eb\u202c\u2069<');
  expect(svg).toContain('>c\u202ed\u202c<');
  expect(svg).toContain('>ef<');
});
