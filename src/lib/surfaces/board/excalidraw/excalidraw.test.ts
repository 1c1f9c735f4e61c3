import fc from 'fast-check';
import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { arrowCourse } from '../geometry/arrow.ts';
import { Board } from '../model/board.ts';
import { compareIndex } from '../model/order.ts';
import type { ArrowElement, FreedrawElement, LineElement, Point } from '../model/types.ts';
import { exportExcalidraw } from './export.ts';
import { ImportError, type RawElement } from './format.ts';
import { readExcalidraw } from './import.ts';
import { boundsOfImported, insertImported } from './insert.ts';

const NOW = 1_700_000_000_000;
const PNG = 'data:image/png;base64,iVBORw0KGgo=';

/** An element with all that Excalidraw writes. */
function raw(id: string, type: string, fields: RawElement = {}): RawElement {
  return {
    id,
    type,
    x: 100.5,
    y: 50.25,
    width: 160,
    height: 80,
    angle: 0,
    strokeColor: '#1e1e1e',
    backgroundColor: 'transparent',
    fillStyle: 'solid',
    strokeWidth: 2,
    strokeStyle: 'solid',
    roughness: 1,
    opacity: 100,
    groupIds: [],
    frameId: null,
    index: null,
    roundness: null,
    seed: 1968410350,
    version: 41,
    versionNonce: 1150084233,
    isDeleted: false,
    boundElements: null,
    updated: 1700000000001,
    link: null,
    locked: false,
    ...fields,
  };
}

const text = (id: string, fields: RawElement = {}): RawElement =>
  raw(id, 'text', {
    text: 'Hello',
    originalText: 'Hello',
    fontSize: 20,
    fontFamily: 5,
    textAlign: 'left',
    verticalAlign: 'top',
    containerId: null,
    autoResize: true,
    lineHeight: 1.25,
    ...fields,
  });

/** A board as Excalidraw writes it, with something of everything. */
const ELEMENTS: RawElement[] = [
  raw('frame', 'frame', { name: 'Flow', width: 900, height: 600, index: 'a0' }),
  raw('plan', 'rectangle', {
    index: 'a1',
    roundness: { type: 3 },
    strokeColor: '#1971c2',
    backgroundColor: '#a5d8ff',
    fillStyle: 'hachure',
    groupIds: ['g1', 'g2'],
    frameId: 'frame',
    boundElements: [
      { type: 'text', id: 'plan-text' },
      { type: 'arrow', id: 'arrow' },
    ],
    customData: { ticket: 7 },
    link: 'https://example.org/plan',
  }),
  text('plan-text', {
    index: 'a2',
    containerId: 'plan',
    text: 'Plan a\nroute',
    originalText: 'Plan a route',
    textAlign: 'center',
    verticalAlign: 'middle',
    strokeColor: '#e03131',
    seed: 99,
    opacity: 80,
    groupIds: ['g1', 'g2'],
    frameId: 'frame',
  }),
  raw('check', 'diamond', { index: 'a3', x: 500, strokeStyle: 'dashed', locked: true }),
  raw('done', 'ellipse', {
    index: 'a4',
    x: 800,
    angle: 0.3,
    roughness: 0,
    opacity: 50,
    strokeWidth: 4,
  }),
  raw('arrow', 'arrow', {
    index: 'a5',
    x: 266.5,
    y: 90.25,
    points: [
      [0, 0],
      [230, -2],
    ],
    startBinding: {
      ...{ elementId: 'plan', fixedPoint: [0.9, 0.5001], mode: 'orbit' },
      ...{ focus: -0.25, gap: 7.5 },
    },
    endBinding: {
      ...{ elementId: 'check', fixedPoint: [0.1, 0.5001], mode: 'orbit' },
      ...{ focus: 0, gap: 1 },
    },
    startArrowhead: null,
    endArrowhead: 'triangle_outline',
    elbowed: false,
    roundness: { type: 2 },
    boundElements: [{ type: 'text', id: 'arrow-text' }],
  }),
  text('arrow-text', {
    index: 'a6',
    containerId: 'arrow',
    text: 'yes',
    originalText: 'yes',
    textAlign: 'center',
    verticalAlign: 'middle',
  }),
  raw('elbow', 'arrow', {
    index: 'a7',
    points: [
      [0, 0],
      [100, 0],
      [100, 200],
      [220, 200],
    ],
    startBinding: null,
    endBinding: null,
    startArrowhead: 'bar',
    endArrowhead: null,
    elbowed: true,
    fixedSegments: [{ index: 2, start: [100, 0], end: [100, 200] }],
    startIsSpecial: false,
    endIsSpecial: null,
  }),
  raw('line', 'line', {
    index: 'a8',
    points: [
      [0, 0],
      [60.125, 90.5],
      [120, 0],
      [0, 0],
    ],
    polygon: true,
    startArrowhead: null,
    endArrowhead: null,
    startBinding: null,
    endBinding: null,
  }),
  raw('stroke', 'freedraw', {
    index: 'a9',
    strokeWidth: 1,
    points: [
      [0, 0],
      [3.25, 1.5],
      [8.75, -2],
    ],
    pressures: [0.2, 0.6, 1],
    simulatePressure: false,
    strokeOptions: { variability: 'constant', streamline: 0.2 },
  }),
  text('title', {
    index: 'aA',
    fontFamily: 6,
    fontSize: 36,
    originalText: 'Sprint 6',
    text: 'Sprint 6',
  }),
  text('body', {
    index: 'aB',
    autoResize: false,
    width: 120,
    text: 'Words that\nare broken',
    originalText: 'Words that are broken',
  }),
  raw('image', 'image', {
    index: 'aC',
    fileId: 'file-1',
    status: 'saved',
    scale: [-1, 1],
    crop: { x: 1, y: 2, width: 30, height: 20, naturalWidth: 60, naturalHeight: 40 },
  }),
  raw('web', 'embeddable', { index: 'aD', link: 'https://example.org/video' }),
  raw('future', 'hologram', { index: 'aE', depth: { layers: [1, 2] }, boundElements: [] }),
];

const file = (elements: readonly unknown[] = ELEMENTS, more: RawElement = {}): string =>
  JSON.stringify({
    type: 'excalidraw',
    version: 2,
    source: 'https://excalidraw.com',
    elements,
    appState: { gridSize: 20, viewBackgroundColor: '#ffffff' },
    files: {
      'file-1': { id: 'file-1', mimeType: 'image/png', dataURL: PNG, created: 5 },
      'file-2': { id: 'file-2', mimeType: 'image/png', dataURL: PNG, created: 5 },
    },
    ...more,
  });

function load(json: string): { board: Board; files: ReturnType<typeof readExcalidraw>['files'] } {
  const imported = readExcalidraw(json);
  const board = new Board(new Y.Doc());
  insertImported(board, imported, { fresh: false });
  return { board, files: imported.files };
}

function save({ board, files }: ReturnType<typeof load>) {
  return exportExcalidraw({
    elements: board.elements,
    storedOf: (id) => board.storedOf(id),
    lookup: (id) => board.get(id),
    files,
    source: 'https://runnel.example',
    now: NOW,
  });
}

const byId = (elements: readonly RawElement[]) =>
  new Map(elements.map((element) => [String(element.id), element]));

/** Made anew on the way out: how Excalidraw merges, and sizes that follow from the words and our fonts. */
function known(element: RawElement): RawElement {
  const { version: _, versionNonce: _n, updated: _u, isDeleted: _d, ...fields } = element;
  const isUnknown = element.type === 'embeddable' || element.type === 'hologram';
  if (!isUnknown && Array.isArray(fields.boundElements) && fields.boundElements.length === 0)
    fields.boundElements = null;
  if (element.type === 'text') {
    for (const key of ['height', 'text']) delete fields[key];
    if (element.autoResize === true) delete fields.width;
    if (element.containerId !== null) for (const key of ['x', 'y', 'index']) delete fields[key];
  }
  if (Array.isArray(fields.points)) for (const key of ['width', 'height']) delete fields[key];
  if (Array.isArray(fields.pressures))
    fields.pressures = (fields.pressures as number[]).map((pressure) => Math.round(pressure * 255));
  return fields;
}

test('import and export keep every known field, and all that is not known', () => {
  const out = byId(save(load(file())).elements);
  expect([...out.keys()].sort()).toEqual(ELEMENTS.map(({ id }) => String(id)).sort());
  for (const element of ELEMENTS) {
    const { boundElements, ...expected } = known(element);
    const { boundElements: bound, ...fields } = known(out.get(String(element.id)) ?? {});
    expect(fields).toEqual(expected);
    if (element.type !== 'hologram')
      expect(new Set((bound ?? []) as unknown[])).toEqual(
        new Set([
          ...((boundElements ?? []) as unknown[]),
          ...(element.id === 'check' ? [{ type: 'arrow', id: 'arrow' }] : []),
        ]),
      );
  }
});

test('export, import and export again change nothing', () => {
  const first = save(load(file()));
  const second = save(load(JSON.stringify(first)));
  expect(second).toEqual(first);
});

test('the file is as Excalidraw wants it: in order, labels behind their shapes, files that are shown', () => {
  const out = save(load(file()));
  const indices = out.elements.map(({ index }) => String(index));
  expect([...indices].sort()).toEqual(indices);
  expect(new Set(indices).size).toBe(indices.length);
  const ids = out.elements.map(({ id }) => id);
  expect(ids.indexOf('plan-text')).toBe(ids.indexOf('plan') + 1);
  expect(Object.keys(out.files)).toEqual(['file-1']);
  expect(out).toMatchObject({ type: 'excalidraw', version: 2, source: 'https://runnel.example' });
});

test('labels go into their shapes', () => {
  const { board } = load(file());
  expect(board.get('plan-text')).toBeUndefined();
  expect(board.get('plan')).toMatchObject({
    text: 'Plan a route',
    textColor: '#e03131',
    fontFamily: 5,
    groupIds: ['g1', 'g2'],
  });
  expect((board.get('arrow') as ArrowElement).text).toBe('yes');
  // What is typed here comes out there.
  board.textOf('plan')?.insert(0, '1. ');
  const out = byId(save({ board, files: new Map() }).elements);
  expect(out.get('plan-text')).toMatchObject({ originalText: '1. Plan a route', seed: 99 });
});

test('a note is a rectangle on the way, and a note again', () => {
  const board = new Board(new Y.Doc());
  board.create({ type: 'note', text: 'Hi', strokeColor: '#2f9e44', width: 136, height: 136 }, 'n');
  const out = save({ board, files: new Map() });
  expect(out.elements[0]).toMatchObject({
    type: 'rectangle',
    strokeColor: 'transparent',
    customData: { runnel: { type: 'note' } },
  });
  expect(out.elements[1]).toMatchObject({ type: 'text', containerId: 'n', strokeColor: '#2f9e44' });
  expect(load(JSON.stringify(out)).board.get('n')).toEqual(board.get('n'));
});

test('an arrow whose shapes have moved is written where it is seen', () => {
  const loaded = load(file());
  loaded.board.update('plan', { y: 900 });
  const arrow = byId(save(loaded).elements).get('arrow');
  expect(Number(arrow?.y)).toBeGreaterThan(800);
  expect(arrow).toMatchObject({ startBinding: { elementId: 'plan' } });
});

test('an arrow along the axes is written with its corners, and runs the same way again', () => {
  const board = new Board(new Y.Doc());
  const box = { type: 'rectangle', width: 100, height: 60 } as const;
  board.create({ ...box, x: 0, y: 0 }, 'from');
  board.create({ ...box, x: 300, y: 200 }, 'to');
  const ends = [
    [100, 30],
    [350, 200],
  ] as const;
  board.create(
    {
      ...{ type: 'arrow', elbowed: true, x: 0, y: 0, points: ends },
      startBinding: { elementId: 'from', fixedPoint: [1, 0.5], mode: 'orbit' },
      endBinding: { elementId: 'to', fixedPoint: [0.5, 0], mode: 'orbit' },
    },
    'way',
  );
  const out = save({ board, files: new Map() });
  const { x, y, points } = byId(out.elements).get('way') as Record<string, unknown>;
  expect([x, y]).toEqual([105, 30]);
  expect(points).toEqual([
    [0, 0],
    [245, 0],
    [245, 165],
  ]);
  const again = load(JSON.stringify(out)).board;
  const courseIn = (of: Board) => arrowCourse(of.get('way') as ArrowElement, (id) => of.get(id));
  expect(courseIn(again)).toEqual(courseIn(board));
});

test('a part of a board is written without what it would miss', () => {
  const { board } = load(file());
  const out = exportExcalidraw({
    elements: board.elements.filter(({ id }) => id === 'plan' || id === 'arrow'),
    storedOf: (id) => board.storedOf(id),
    lookup: (id) => board.get(id),
    source: '',
    now: NOW,
    type: 'excalidraw/clipboard',
  });
  const elements = byId(out.elements);
  expect(elements.get('plan')?.frameId).toBeNull();
  expect(elements.get('arrow')).toMatchObject({ endBinding: null });
});

test('a paste gets ids of its own, and is bound within itself', () => {
  const { board } = load(file());
  const count = board.elements.length;
  const ids = insertImported(board, readExcalidraw(file()), { fresh: true, dx: 10, dy: 20 });
  expect(board.elements).toHaveLength(count * 2);
  const pasted = board.elements.toSorted(compareIndex).slice(count);
  expect(pasted.map(({ id }) => id)).toEqual(ids);
  const arrow = pasted.find(({ type }) => type === 'arrow') as ArrowElement;
  expect(ids).toContain(arrow.startBinding?.elementId);
  expect(arrow.y).toBe(110.25);
  const plan = pasted.find(({ type }) => type === 'rectangle');
  expect(plan?.frameId).not.toBe('frame');
  expect(plan?.groupIds).not.toContain('g1');
  const out = save({ board, files: new Map() });
  expect(new Set(out.elements.map(({ id }) => id)).size).toBe(out.elements.length);
  board.undo();
  expect(board.elements).toHaveLength(count);
});

test('bounds of what is pasted are known before', () => {
  expect(boundsOfImported(readExcalidraw(file([raw('a', 'rectangle')])))).toEqual({
    minX: 100.5,
    minY: 50.25,
    maxX: 260.5,
    maxY: 130.25,
  });
  expect(boundsOfImported(readExcalidraw(file([])))).toBeNull();
});

test('files of old versions', () => {
  const { board } = load(
    file([
      {
        id: 'draw',
        type: 'draw',
        x: 0,
        y: 0,
        width: 5,
        height: 6,
        points: [[0, 0], [5, 6], ['x']],
        strokeSharpness: 'round',
      },
      { id: 'old', type: 'text', x: 0, y: 0, height: 50, text: 'a\nb', font: '20px Virgil' },
      {
        id: 'box',
        type: 'rectangle',
        x: 0,
        y: 0,
        width: 100,
        height: 100,
        strokeSharpness: 'round',
        boundElementIds: ['arrow'],
      },
      {
        id: 'arrow',
        type: 'arrow',
        x: 300,
        y: 50,
        points: [
          [0, 0],
          [-195, 0],
        ],
        startArrowhead: 'dot',
        endBinding: { elementId: 'box', focus: 0, gap: 5 },
        startBinding: { elementId: 'gone', focus: 0, gap: 5 },
      },
      { id: 'empty', type: 'arrow', x: 0, y: 0, width: 30, height: 40, points: [] },
      { id: 'deleted', type: 'rectangle', isDeleted: true },
      { id: 'selection', type: 'selection' },
      { id: 'box', type: 'ellipse' },
      null,
      'nothing',
    ]),
  );
  expect(board.get('draw')).toMatchObject({
    type: 'line',
    points: [
      [0, 0],
      [5, 6],
    ],
    roundness: { type: 2 },
  });
  expect(board.get('old')).toMatchObject({
    fontSize: 20,
    fontFamily: 1,
    lineHeight: 1.25,
    text: 'a\nb',
  });
  expect(board.get('box')).toMatchObject({
    type: 'rectangle',
    roundness: { type: 1 },
    roughness: 1,
  });
  expect(board.get('arrow')).toMatchObject({
    startArrowhead: 'circle',
    endArrowhead: 'arrow',
    startBinding: null,
    endBinding: { elementId: 'box', mode: 'orbit', fixedPoint: [0.5, 0.5] },
  });
  expect((board.get('empty') as ArrowElement).points).toEqual([
    [0, 0],
    [30, 40],
  ]);
  expect(board.elements.map(({ type }) => type)).toEqual([
    'line',
    'text',
    'rectangle',
    'arrow',
    'arrow',
    'ellipse',
  ]);
});

test('elements without an order, or with one that contradicts the file, lie as in the file', () => {
  const { board } = load(
    file([
      raw('a', 'rectangle', { index: 'a5' }),
      raw('b', 'rectangle', { index: 'a1' }),
      raw('c', 'rectangle', { index: 'nonsense!' }),
    ]),
  );
  expect(board.elements.map(({ id }) => id)).toEqual(['a', 'b', 'c']);
});

test('two texts in one shape are a label and a text', () => {
  const { board } = load(
    file([
      raw('a', 'rectangle'),
      text('t1', { containerId: 'a' }),
      text('t2', { containerId: 'a' }),
      text('t3', { containerId: 'gone' }),
    ]),
  );
  expect(board.elements.map(({ id }) => id)).toEqual(['a', 't2', 't3']);
});

test('points and pressures that are none fall out together', () => {
  const { board } = load(
    file([
      raw('s', 'freedraw', {
        points: [
          [0, 0],
          [null, 1],
          [5, 5],
        ],
        pressures: [0, 0.5, 1],
      }),
    ]),
  );
  const stroke = board.get('s') as FreedrawElement;
  expect(stroke.points).toEqual([
    [0, 0],
    [5, 5],
  ]);
  expect(stroke.pressures).toEqual([0, 1]);
});

test.each([
  ['not_json', '{'],
  ['not_excalidraw', '[]'],
  ['not_excalidraw', '{"type":"excalidrawlib"}'],
  ['not_excalidraw', '{"type":"excalidraw","elements":{}}'],
])('%s: %s', (code, json) => {
  expect(() => readExcalidraw(json)).toThrow(ImportError);
  try {
    readExcalidraw(json);
  } catch (error) {
    expect((error as ImportError).code).toBe(code);
  }
});

test('files that are no pictures, or that nobody shows, stay out', () => {
  const page = { id: 'file-1', mimeType: 'text/html', dataURL: 'data:text/html;base64,PHN2Zz4=' };
  expect(load(file(ELEMENTS, { files: { 'file-1': page } })).files.size).toBe(0);
  const lies = { id: 'file-1', mimeType: 'image/png', dataURL: 'data:text/html;base64,PHN2Zz4=' };
  expect(load(file(ELEMENTS, { files: { 'file-1': lies } })).files.size).toBe(0);
  expect([...load(file()).files.keys()]).toEqual(['file-1']);
});

test('what is too deep or too large is left out, the rest is kept', () => {
  let deep: unknown = 1;
  for (let i = 0; i < 1000; i++) deep = [deep];
  const { board } = load(
    file([
      raw('a', 'rectangle', { customData: { deep } }),
      raw('b', 'hologram', { big: 'x'.repeat(100_000), small: 1 }),
    ]),
  );
  expect(board.storedOf('a')?.get('customData')).toBeUndefined();
  expect(board.storedOf('b')?.get('big')).toBeUndefined();
  expect(board.storedOf('b')?.get('small')).toBe(1);
});

test('objects that pretend to be strings are none', () => {
  const trap = { toString: 1, valueOf: 1 };
  const list = ['rectangle', 'arrow', 'freedraw', 'text'].map((type, i) =>
    raw(`e${String(i)}`, type, {
      index: trap,
      containerId: trap,
      frameId: trap,
      points: [
        [0, 0],
        [1, 1],
      ],
      pressures: [trap, trap],
      startBinding: { elementId: trap, focus: trap },
    }),
  );
  list.push(raw('odd', 'x', { type: trap }));
  const { board } = load(file(list));
  expect(board.elements).toHaveLength(5);
  insertImported(board, readExcalidraw(file(list)), { fresh: true });
  expect(board.elements).toHaveLength(10);
});

test('any JSON in any field is imported and exported without a throw', () => {
  const keys = Object.keys(raw('', '')).concat(
    'points',
    'pressures',
    'text',
    'containerId',
    'startBinding',
    'endBinding',
    'customData',
    'font',
    'crop',
    'scale',
  );
  const element = fc.tuple(
    fc.constantFrom(
      'rectangle',
      'text',
      'arrow',
      'line',
      'draw',
      'freedraw',
      'image',
      'frame',
      'odd',
    ),
    fc.dictionary(fc.constantFrom(...keys), fc.jsonValue(), { maxKeys: 8 }),
  );
  fc.assert(
    fc.property(fc.array(element, { maxLength: 6 }), (elements) => {
      const list = elements.map(([type, fields], i) => ({ ...fields, id: `e${String(i)}`, type }));
      const first = save(load(file(list)));
      expect(save(load(JSON.stringify(first))).elements.length).toBe(first.elements.length);
    }),
    { seed: 4, numRuns: 300 },
  );
});

test('points keep a thousandth of a unit', () => {
  const points: Point[] = [
    [0, 0],
    [12.345678, -98.7654321],
  ];
  const { board } = load(file([raw('l', 'line', { points })]));
  const [, [x = 0, y = 0] = []] = (board.get('l') as LineElement).points;
  expect(Math.abs(x - 12.345678)).toBeLessThan(0.001);
  expect(Math.abs(y + 98.7654321)).toBeLessThan(0.001);
});

test('a large import comes in parts, and goes in one step', () => {
  const board = new Board(new Y.Doc());
  const updates: number[] = [];
  board.doc.on('update', (update: Uint8Array) => updates.push(update.byteLength));
  board.create({ type: 'note', text: 'First' });
  updates.length = 0;
  const words = 'x'.repeat(20_000);
  const texts = Array.from({ length: 150 }, (_, i) => text(`t${i}`, { originalText: words }));
  insertImported(board, readExcalidraw(JSON.stringify({ type: 'excalidraw', elements: texts })), {
    fresh: true,
  });
  expect(updates.length).toBeGreaterThan(1);
  expect(Math.max(...updates)).toBeLessThan(2 ** 20);
  expect(board.elements).toHaveLength(151);
  board.undo();
  expect(board.elements).toHaveLength(1);
});

test('an element that is more than the server takes at once is refused before anything is added', () => {
  const board = new Board(new Y.Doc());
  const huge = text('huge', { originalText: 'x'.repeat(2 ** 21) });
  const json = JSON.stringify({ type: 'excalidraw', elements: [raw('a', 'rectangle'), huge] });
  expect(() => insertImported(board, readExcalidraw(json), { fresh: true })).toThrow(ImportError);
  expect(board.elements).toEqual([]);
});
