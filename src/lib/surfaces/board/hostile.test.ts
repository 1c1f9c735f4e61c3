/** Boards that somebody wrote who wished no good, or who did not know what they did: shown inert, and nothing hangs. */
import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import * as Y from 'yjs';
import { exportExcalidraw } from './excalidraw/export.ts';
import { ImportError } from './excalidraw/format.ts';
import { readExcalidraw } from './excalidraw/import.ts';
import { insertImported } from './excalidraw/insert.ts';
import { arrowCourse } from './geometry/arrow.ts';
import { isFilled } from './geometry/hit.ts';
import { Snapper } from './geometry/snap.ts';
import { SpatialIndex } from './geometry/spatial.ts';
import { Board } from './model/board.ts';
import { isIndex } from './model/order.ts';
import { packPoints } from './model/points.ts';
import type { LineElement, Point, ShapeElement } from './model/types.ts';
import { duplicateElements } from './operations/duplicate.ts';
import { renderBoard } from './render.ts';
import { sketch } from './render/sketch.ts';
import { layoutText } from './text/layout.ts';

const SCRIPT = '"><script>alert(1)</script><svg onload=alert(1) x="';

/** All that is done with a board on a server and in a browser; returns what is written into pages. */
function useAll(doc: Y.Doc): string {
  const { svg, outline } = renderBoard(doc, {
    theme: 'auto',
    background: 'paper',
    imageHref: (id) => id,
  });
  const board = new Board(doc);
  const space = new SpatialIndex(board);
  const lookup = (id: string) => board.get(id);
  const boxes = board.elements.map(({ id }) => space.boundsOf(id)).filter((box) => box !== null);
  for (const box of boxes) {
    expect(Object.values(box).every((side) => Number.isFinite(side))).toBe(true);
    space.at([box.minX, box.minY], 5);
    space.bindableAt([box.minX, box.maxY], 5);
  }
  const view = { minX: -1e6, minY: -1e6, maxX: 1e6, maxY: 1e6 };
  space.inView(view);
  const snap = new Snapper(boxes).snap({ minX: 0, minY: 0, maxX: 10, maxY: 10 }, 5);
  expect(Number.isFinite(snap.dx + snap.dy)).toBe(true);
  for (const element of board.elements) {
    if (element.type !== 'arrow') continue;
    for (const [x, y] of arrowCourse(element, lookup)) expect(Number.isFinite(x + y)).toBe(true);
  }
  const file = exportExcalidraw({
    elements: board.elements,
    storedOf: (id) => board.storedOf(id),
    lookup,
    source: '',
    now: 0,
  });
  const again = new Board(new Y.Doc());
  insertImported(again, readExcalidraw(JSON.stringify(file)), { fresh: true });
  duplicateElements(board, board.elements.map(({ id }) => id).slice(0, 50), { dx: 1, dy: 1 });
  board.undo();
  expect(outline.length).toBeLessThanOrEqual(board.elements.length);
  expect(svg).not.toMatch(/<(?:script|foreignObject|iframe|animate|set|a)\b/i);
  // What is not words.
  const markup = svg.replace(/>[^<]*</g, '><');
  expect(markup).not.toMatch(/javascript:|NaN|Infinity|undefined/i);
  // Nothing that people wrote ends its attribute.
  expect(markup.replace(/"[^"]*"/g, '')).not.toMatch(/\son\w+=/i);
  return svg;
}

function docOf(elements: Readonly<Record<string, Readonly<Record<string, unknown>>>>): Y.Doc {
  const doc = new Y.Doc();
  const root = doc.getMap('elements');
  doc.transact(() => {
    for (const [id, properties] of Object.entries(elements))
      root.set(id, new Y.Map(Object.entries(properties)));
  });
  return doc;
}

const line = (points: readonly Point[]): Uint8Array => packPoints(points, 10);
const deep = (levels: number): unknown => {
  let value: unknown = 1;
  for (let i = 0; i < levels; i++) value = [value];
  return value;
};

const KINDS = 'rectangle diamond ellipse note text line arrow freedraw image frame hologram'.split(
  ' ',
);
const KEYS = (
  'x y width height angle strokeColor backgroundColor fillStyle strokeWidth strokeStyle roughness opacity seed groupIds ' +
  'frameId link locked index roundness text fontSize fontFamily textAlign verticalAlign lineHeight textColor points ' +
  'pressures strokeOptions startBinding endBinding startArrowhead endArrowhead elbowed polygon autoResize scale crop ' +
  'fileId name label customData type __proto__ constructor toString'
).split(' ');

/** Values by what makes them: a Yjs type can be put into one document only. */
const value: fc.Arbitrary<() => unknown> = fc.oneof(
  fc
    .constantFrom<unknown>(
      ...[Number.NaN, Infinity, -Infinity, 1e308, -1e308, 5e-324, -0, 2 ** 53, null, true, ''],
      ...[SCRIPT, 'javascript:alert(1)', 'data:text/html,<script>', '//evil.example/a.svg'],
      ...[
        'url(#x)',
        'var(--x)',
        'rgba(0,0,0,0)',
        '\ud800',
        '\u202e\u200b\u0000\uffff',
        '__proto__',
      ],
      ...['zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz', 'a0', 'a', 'Z', `a0${'z'.repeat(490)}`, 'e0', 'e1'],
      ...[[], {}, [Number.NaN, 1e300], [[]], deep(40), { type: 3, value: 1e308 }],
      ...[
        { elementId: 'e0', fixedPoint: [0.5, 0.5] },
        { elementId: 'e1', fixedPoint: [1e9, NaN] },
      ],
      { x: 0, y: 0, width: 1e-9, height: 1, naturalWidth: 1e6, naturalHeight: 1 },
    )
    .map((one) => () => one),
  fc.double().map((one) => () => one),
  fc.string({ unit: 'binary' }).map((one) => () => one),
  fc.uint8Array({ maxLength: 60 }).map((one) => () => one),
  fc.array(fc.tuple(fc.double(), fc.double())).map((some) => () => line(some)),
  fc.constantFrom(
    () => new Y.Text(SCRIPT),
    () => new Y.XmlText('x'),
    () => new Y.Map([['a', new Y.Map()]]),
    () => new Y.Array(),
    () => new Y.XmlFragment(),
    () => new Y.XmlElement('script'),
    () => new Y.Doc(),
  ),
);
const element = fc.tuple(
  fc.constantFrom(...KINDS),
  fc.array(fc.tuple(fc.constantFrom(...KEYS), value), { maxLength: 12 }),
);

test('anything under any key is shown inert, by everything that looks at it', () => {
  fc.assert(
    fc.property(fc.array(element, { maxLength: 8 }), (elements) => {
      const doc = new Y.Doc();
      const root = doc.getMap('elements');
      for (const [i, [type, properties]] of elements.entries()) {
        const own = properties.map(([key, make]) => [key, make()] as const);
        const points = line([
          [0, 0],
          [50, 40],
        ]);
        root.set(`e${String(i)}`, new Y.Map<unknown>([['type', type], ['points', points], ...own]));
      }
      useAll(doc);
    }),
    { seed: 4, numRuns: 200 },
  );
});

test('other types in the place of elements, and under the name of their root, are no elements', () => {
  const doc = new Y.Doc();
  const root = doc.getMap('elements');
  const others = [
    new Y.Text('x'),
    new Y.Array(),
    new Y.XmlElement('p'),
    new Y.Doc(),
    'rectangle',
    7,
  ];
  for (const [i, other] of others.entries()) root.set(`o${String(i)}`, other);
  root.set('__proto__', new Y.Map([['type', 'rectangle']]));
  root.set('constructor', new Y.Map([['type', 'note']]));
  useAll(doc);
  expect(new Board(doc).elements.map(({ id }) => id).sort()).toEqual(['__proto__', 'constructor']);

  // The wire does not say of what type a root is.
  const wrong = new Y.Doc();
  wrong.getXmlFragment('elements').insert(0, [new Y.XmlElement('script')]);
  wrong.getArray('title').insert(0, [1]);
  const copy = new Y.Doc();
  Y.applyUpdate(copy, Y.encodeStateAsUpdate(wrong));
  useAll(copy);
});

test('what points at itself or in circles is drawn once', () => {
  const points = line([
    [0, 0],
    [50, 40],
  ]);
  const held = (elementId: string) => ({ elementId, fixedPoint: [0.5, 0.5], mode: 'orbit' });
  const arrow = (startBinding: unknown, endBinding: unknown, elbowed = false) => ({
    ...{ type: 'arrow', points, startBinding, endBinding, elbowed, text: 'x' },
  });
  const svg = useAll(
    docOf({
      self: arrow(held('self'), held('self')),
      one: arrow(held('two'), null),
      two: arrow(held('one'), held('gone'), true),
      same: arrow(held('box'), held('box'), true),
      box: {
        type: 'rectangle',
        frameId: 'box',
        groupIds: ['g', 'g', 'h', 'g'],
        width: 0,
        height: 0,
      },
      outer: { type: 'frame', frameId: 'inner', name: SCRIPT },
      inner: { type: 'frame', frameId: 'outer' },
    }),
  );
  expect(svg).toContain('alert(1)');
});

test('bytes that are no points, or too many, make a placeholder', () => {
  const lies = [
    [],
    [4],
    [200, 1, 1],
    [4, 0x80],
    [4, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 1],
    [15, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f, 0],
    [4, 1],
  ];
  const million = new Uint8Array(2_000_001).fill(1);
  const all = [...lies.map((bytes) => Uint8Array.from(bytes)), million];
  const doc = docOf(
    Object.fromEntries(all.map((points, i) => [`e${String(i)}`, { type: 'freedraw', points }])),
  );
  useAll(doc);
  for (const { type } of new Board(doc).elements) expect(type).toBe('unknown');
});

test('strings of megabytes are cut, and runs of spaces are looked at once', () => {
  const long = 'w'.repeat(4_000_000);
  useAll(
    docOf({
      text: { type: 'text', text: new Y.Text(long) },
      note: { type: 'note', text: long, strokeColor: long, link: `https://a.example/${long}` },
      frame: { type: 'frame', name: long },
      other: { type: long, customData: long },
    }),
  );
  // Looked at once from each of them, this would take a minute.
  const spaces = ' '.repeat(200_000);
  const style = { fontSize: 20, fontFamily: 6, lineHeight: 1.25 };
  expect(layoutText(`a${spaces}b`, style, null).lines).toHaveLength(1);
  expect(layoutText(`a${spaces}b`, style, 100).lines.at(-1)?.text).toBe('b');
});

test('frames are found once, however many elements lie in however many', () => {
  const elements: Record<string, Record<string, unknown>> = {};
  for (let i = 0; i < 500; i++) {
    elements[`f${String(i)}`] = { type: 'frame' };
    elements[`e${String(i)}`] = { type: 'rectangle', frameId: `f${String(i)}` };
  }
  const doc = docOf(elements);
  const keys = vi.spyOn(Map.prototype, 'keys');
  renderBoard(doc, { theme: 'light', background: 'paper' });
  const looks = keys.mock.calls.length;
  vi.restoreAllMocks();
  expect(looks).toBeLessThan(100);
});

test('more elements than a board shows are not read', () => {
  const doc = new Y.Doc();
  const root = doc.getMap('elements');
  doc.transact(() => {
    for (let i = 0; i < 100_100; i++) root.set(String(i), new Y.Map());
  });
  expect(new Board(doc).elements).toHaveLength(100_000);
  expect(renderBoard(doc, { theme: 'light', background: 'paper' }).outline).toHaveLength(100_000);
});

test('a ground that lets all through is not hatched, however that is written', () => {
  const board = new Board(docOf({ e: { type: 'rectangle' } }));
  const filled = (backgroundColor: string) =>
    isFilled({ ...(board.get('e') as ShapeElement), backgroundColor });
  const clear = ['transparent', ' Transparent', '#fff0', '#12345600', 'rgba(1, 2, 3, 0)'];
  expect([...clear, 'rgba(1,2,3,0.00)', 'rgba(1,2,3,.0)'].map(filled)).not.toContain(true);
  expect(['#fff', '#fff1', 'rgba(1,2,3,0.1)', 'rgba(1,2,3,10)'].map(filled)).not.toContain(false);
});

test('a hatched tangle has about as many strokes as a hatched box', () => {
  const points = Array.from({ length: 1000 }, (_, i): Point => [
    i % 2 === 0 ? 0 : 900,
    (i * 7) % 900,
  ]);
  const style = { backgroundColor: '#ff0000', fillStyle: 'cross-hatch', strokeWidth: 0.1 };
  const board = new Board(docOf({ e: { type: 'line', points: line(points), ...style } }));
  const path = points
    .map(([x, y], i) => `${i === 0 ? 'M' : 'L'}${String(x)} ${String(y)}`)
    .join('');
  const parts = sketch(board.get('e') as LineElement, `${path}Z`, true);
  const length = parts.reduce((sum, { d }) => sum + d.length, 0);
  expect(length).toBeLessThan(8_000_000);
});

test('above an index that leaves no room new elements are as high as can be, and keep an index', () => {
  const board = new Board(
    docOf({ top: { type: 'note', index: `${'z'.repeat(27)}${'z'.repeat(473)}` } }),
  );
  const ids = [board.create({ type: 'note' }), board.create({ type: 'note' })];
  for (const id of ids) expect(isIndex(board.get(id)?.index)).toBe(true);
  expect(
    board.elements
      .map(({ id }) => id)
      .slice(0, 2)
      .sort(),
  ).toEqual([...ids].sort());
});

test('a value that is endlessly deep is compared no deeper than what is written over it', () => {
  const board = new Board(docOf({ e: { type: 'note', groupIds: deep(30) } }));
  const stored = board.storedOf('e')?.get('groupIds') as unknown[];
  stored[0] = deep(200_000);
  board.update('e', { groupIds: ['g'] });
  expect(board.get('e')?.groupIds).toEqual(['g']);
});

const file = (elements: readonly unknown[], more: object = {}): string =>
  JSON.stringify({ type: 'excalidraw', version: 2, elements, ...more });

test('what Yjs does not take is left out of copies and of what comes from files', () => {
  const doc = docOf({ e: { type: 'note', x: 5 } });
  // As it comes from somebody who does not ask Yjs.
  const wire = { a: 1 };
  doc.getMap<Y.Map<unknown>>('elements').get('e')?.set('customData', wire);
  Object.assign(wire, { constructor: 1 });
  const board = new Board(doc);
  const [id = ''] = duplicateElements(board, ['e'], { dx: 1, dy: 1 }).values();
  expect(board.get(id)).toMatchObject({ type: 'note', x: 6 });

  const hostile = '{"constructor":1,"__proto__":{"constructor":1},"hasOwnProperty":2}';
  const json = `{"type":"excalidraw","elements":[
    {"id":"a","type":"rectangle","customData":${hostile},"__proto__":${hostile},"constructor":${hostile}},
    {"id":"b","type":"text","text":"x","containerId":"a","constructor":1,"__proto__":${hostile}},
    {"id":"__proto__","type":"hologram","roundness":${hostile},"groupIds":${hostile}},
    {"id":"c","type":"arrow","points":[[0,0],[1,1]],"startBinding":{"elementId":"__proto__","constructor":1}}]}`;
  const imported = new Board(new Y.Doc());
  insertImported(imported, readExcalidraw(json), { fresh: false });
  expect(imported.elements).toHaveLength(3);
  useAll(imported.doc);
});

test('hostile files are refused, or shown inert', () => {
  const refused = ['', '[]', 'null', '{"type":"excalidraw","elements":{}}', '{"type":"x"}', SCRIPT];
  for (const json of refused) expect(() => readExcalidraw(json)).toThrow(ImportError);
  expect(() => readExcalidraw(file(Array.from({ length: 100_001 }, () => 0)))).toThrow(ImportError);
  const image = (mimeType: string, dataURL: string) => ({ id: 'f', mimeType, dataURL });
  const svg = 'data:image/svg+xml;base64,PHN2Zz4=';
  for (const bad of [image('image/png', svg), image('text/html', 'x')]) {
    const { files } = readExcalidraw(
      file([{ id: 'i', type: 'image', fileId: 'f' }], { files: { f: bad } }),
    );
    expect(files.size).toBe(0);
  }
});

test('any JSON as elements of a file is brought in without a throw', () => {
  const known = fc.record(
    {
      ...{ id: fc.constantFrom('a', 'b', '__proto__'), type: fc.constantFrom(...KINDS, 'draw') },
      ...{ containerId: fc.constantFrom('a', 'b'), text: fc.jsonValue(), points: fc.jsonValue() },
      ...{
        startBinding: fc.jsonValue(),
        endBinding: fc.constant({ elementId: 'a', focus: 1e308 }),
      },
      ...{ index: fc.jsonValue(), font: fc.jsonValue(), roundness: fc.jsonValue() },
      ...{ customData: fc.jsonValue({ noUnicodeString: false }), pressures: fc.jsonValue() },
    },
    { requiredKeys: [], noNullPrototype: true },
  );
  fc.assert(
    fc.property(fc.array(fc.oneof(known, fc.jsonValue()), { maxLength: 8 }), (elements) => {
      const board = new Board(new Y.Doc());
      insertImported(board, readExcalidraw(file(elements)), { fresh: false });
      useAll(board.doc);
    }),
    { seed: 4, numRuns: 150 },
  );
});

test('a shape to which all arrows of a file are bound is read once', () => {
  const box = { id: 'box', type: 'diamond', width: 100, height: 90, text: 'w'.repeat(20_000) };
  let reads = 0;
  const arrows = Array.from({ length: 300 }, (_, i) => ({
    ...{
      id: `a${String(i)}`,
      type: 'arrow',
      points: [
        [0, 0],
        [9, 9],
      ],
    },
    ...{ startBinding: { elementId: 'box' }, endBinding: { elementId: 'box' } },
  }));
  const label = { id: 'l', type: 'text', containerId: 'box', text: 'w'.repeat(20_000) };
  const json = file([box, label, ...arrows]);
  const slice = vi.spyOn(String.prototype, 'slice').mockImplementation(function (
    this: string,
    ...range
  ) {
    if (this.length === 20_000) reads++;
    return this.substring(range[0] ?? 0, range[1] ?? this.length);
  });
  readExcalidraw(json);
  slice.mockRestore();
  expect(reads).toBeLessThan(10);
});
