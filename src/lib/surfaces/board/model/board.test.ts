import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import * as Y from 'yjs';
import { ELEMENTS_ROOT } from '../schema.ts';
import { Board, type BoardChange } from './board.ts';
import { STROKE_PRECISION, packPoints } from './points.ts';
import type { ArrowElement, BoardElement, Point, ShapeElement } from './types.ts';
import type { ElementPatch } from './write.ts';

const box = { type: 'rectangle', x: 10, y: 20, width: 100, height: 50 } as const;

function element<T extends BoardElement>(board: Board, id: string): T {
  const found = board.get(id);
  if (found === undefined) throw new Error(`No element ${id}`);
  return found as T;
}

/** Two copies of a board that know of each other when `sync` is called. */
function pair(): { a: Board; b: Board; sync: () => void } {
  const [a, b] = [new Board(new Y.Doc()), new Board(new Y.Doc())];
  const sync = (): void => {
    Y.applyUpdate(a.doc, Y.encodeStateAsUpdate(b.doc, Y.encodeStateVector(a.doc)), 'network');
    Y.applyUpdate(b.doc, Y.encodeStateAsUpdate(a.doc, Y.encodeStateVector(b.doc)), 'network');
  };
  return { a, b, sync };
}

test('what is created is read back, complete', () => {
  const board = new Board(new Y.Doc());
  const id = board.create({ ...box, text: 'Plan', strokeColor: '#e03131', groupIds: ['g'] });
  expect(element<ShapeElement>(board, id)).toMatchObject({
    ...box,
    id,
    text: 'Plan',
    strokeColor: '#e03131',
    groupIds: ['g'],
    textAlign: 'center',
    opacity: 100,
    locked: false,
  });
  expect(board.elements).toEqual([board.get(id)]);
});

test('new elements lie on top, also several in one transaction', () => {
  const board = new Board(new Y.Doc());
  const ids = board.transact(() => [...'abcdef'].map((id) => board.create(box, id)));
  ids.push(board.create(box));
  expect(board.elements.map(({ id }) => id)).toEqual(ids);
});

test('only what a transaction touched is read again', () => {
  const board = new Board(new Y.Doc());
  const [a = '', b = ''] = [board.create(box), board.create(box)];
  const before = board.get(b);
  const list = board.elements;
  const changes: BoardChange[] = [];
  board.subscribe((change) => changes.push(change));
  board.update(a, { x: 11 });
  expect(board.get(b)).toBe(before);
  expect(board.elements).not.toBe(list);
  expect(changes).toEqual([{ changed: new Set([a]), own: true }]);
});

test('a change that changes nothing writes nothing', () => {
  const board = new Board(new Y.Doc());
  const id = board.create({
    type: 'line',
    points: [
      [0, 0],
      [10, 5],
    ],
    roundness: { type: 2 },
  });
  const update = vi.fn();
  board.doc.on('update', update);
  board.update(id, {
    points: [
      [0, 0],
      [10, 5],
    ],
    roundness: { type: 2 },
    opacity: 100,
    x: 0 + 0,
  });
  board.update(id, { width: 999, height: 999 });
  expect(update).not.toHaveBeenCalled();
  expect(board.get(id)).toMatchObject({ x: 0, width: 10, height: 5 });
  board.update(id, { opacity: 40 });
  board.update(id, { opacity: 100 });
  expect(board.storedOf(id)?.get('opacity')).toBeUndefined();
});

test('a stroke of 122 points with pressure takes less than 1.5 KB of the document', () => {
  const board = new Board(new Y.Doc());
  const points = Array.from({ length: 122 }, (_, i): Point => [
    i * 3.37 + Math.sin(i / 5) * 4.1,
    Math.cos(i / 9) * 60.3,
  ]);
  let bytes = 0;
  board.doc.on('update', (update: Uint8Array) => (bytes += update.length));
  board.create({
    type: 'freedraw',
    x: 100.5,
    y: 200.25,
    points,
    pressures: points.map((_, i) => 0.5 + Math.sin(i) / 3),
    strokeColor: '#1971c2',
    strokeWidth: 3,
  });
  expect(bytes).toBeLessThan(700);
});

test('two who type into one label at once both keep their words', () => {
  const { a, b, sync } = pair();
  const id = a.create(box);
  sync();
  a.textOf(id)?.insert(0, 'left');
  b.textOf(id)?.insert(0, 'right');
  sync();
  const text = element<ShapeElement>(a, id).text;
  expect(text).toContain('left');
  expect(text).toContain('right');
  expect(element<ShapeElement>(b, id).text).toBe(text);
});

test('setting a text replaces only what differs', () => {
  const { a, b, sync } = pair();
  const id = a.create({ ...box, text: 'one two three' });
  sync();
  a.update(id, { text: 'one 2 three' });
  b.update(id, { text: 'one two three!' });
  sync();
  expect(element<ShapeElement>(b, id).text).toBe('one 2 three!');
});

test('undo takes back what was done here, and leaves what others did since', () => {
  const { a, b, sync } = pair();
  const id = a.create(box);
  a.update(id, { x: 500, strokeColor: '#e03131' });
  sync();
  b.update(id, { x: 900, opacity: 30 });
  sync();
  expect(a.undo()).toBe(true);
  sync();
  expect(b.get(id)).toMatchObject({ x: 900, opacity: 30, strokeColor: '#1e1e1e' });
  expect(a.redo()).toBe(true);
  sync();
  expect(b.get(id)).toMatchObject({ x: 900, opacity: 30, strokeColor: '#e03131' });
});

test('undo brings back what was deleted, under its id', () => {
  const { a, b, sync } = pair();
  const id = a.create({ ...box, text: 'Kept' });
  sync();
  a.delete([id]);
  sync();
  expect(b.get(id)).toBeUndefined();
  a.undo();
  sync();
  expect(b.get(id)).toMatchObject({ ...box, text: 'Kept' });
});

test('the steps of one gesture are undone together, those of two apart', () => {
  const board = new Board(new Y.Doc());
  const id = board.create(box);
  const drag = {};
  for (const x of [20, 30, 40]) board.update(id, { x }, { gesture: drag });
  for (const x of [50, 60]) board.update(id, { x }, { gesture: {} });
  board.undo();
  expect(board.get(id)?.x).toBe(50);
  board.undo();
  expect(board.get(id)?.x).toBe(40);
  board.undo();
  expect(board.get(id)?.x).toBe(10);
});

test('concurrent changes of different properties are all kept', () => {
  const patches: readonly ElementPatch[] = [
    { x: 1 },
    { y: 2 },
    { width: 33 },
    { angle: 1 },
    { strokeColor: '#123456' },
    { backgroundColor: '#ffc9c9' },
    { opacity: 50 },
    { locked: true },
    { groupIds: ['g1'] },
    { frameId: 'f' },
    { fontSize: 28 },
    { text: 'words' },
  ];
  fc.assert(
    fc.property(fc.array(fc.boolean(), { minLength: 12, maxLength: 12 }), (mine) => {
      const { a, b, sync } = pair();
      const id = a.create(box);
      sync();
      patches.forEach((patch, i) => (mine[i] === true ? a : b).update(id, patch));
      sync();
      const all = Object.assign({}, ...patches) as object;
      expect(a.get(id)).toMatchObject(all);
      expect(b.elements).toEqual(a.elements);
    }),
    { seed: 4 },
  );
});

test('random work on two boards ends in the same scene, and in what a fresh reader sees', () => {
  const step = fc.record({
    board: fc.boolean(),
    kind: fc.constantFrom('create', 'move', 'delete', 'order', 'undo', 'sync'),
    pick: fc.nat(50),
    value: fc.integer({ min: -500, max: 500 }),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const { a, b, sync } = pair();
      for (const { board: first, kind, pick, value } of steps) {
        const board = first ? a : b;
        const id = board.elements[pick % Math.max(1, board.elements.length)]?.id ?? '';
        if (kind === 'create') board.create({ ...box, x: value });
        if (kind === 'move') board.update(id, { x: value });
        if (kind === 'delete') board.delete([id]);
        if (kind === 'order') board.update(id, { index: board.elements[0]?.index ?? 'a0' });
        if (kind === 'undo') board.undo();
        if (kind === 'sync') sync();
      }
      sync();
      expect(b.elements).toEqual(a.elements);
      expect(new Board(a.doc).elements).toEqual(a.elements);
    }),
    { seed: 4 },
  );
});

test('many changes at once keep the order', () => {
  const board = new Board(new Y.Doc());
  board.transact(() => {
    for (let i = 0; i < 500; i++) board.create(box);
  });
  const reversed = board.elements.map(({ id, index }) => [id, index] as const).reverse();
  const indices = reversed.map(([, index]) => index).reverse();
  board.updateAll(reversed.map(([id], i) => [id, { index: indices[i] }]));
  expect(reversed).toHaveLength(500);
  expect(board.elements.map(({ id }) => id)).toEqual(reversed.map(([id]) => id));
});

test('what others wrote is shown safely, whatever it is', () => {
  const doc = new Y.Doc();
  const elements = doc.getMap(ELEMENTS_ROOT);
  const raw = (id: string, properties: Record<string, unknown>): void => {
    elements.set(id, new Y.Map(Object.entries(properties)));
  };
  elements.set('number', 7);
  elements.set('text', new Y.Text('x'));
  elements.set('json', { type: 'rectangle' });
  raw('nothing', {});
  raw('newer', { type: 'hologram', x: 5, width: 40, depth: 3 });
  raw('wild', {
    type: 'rectangle',
    x: Number.NaN,
    y: 1e300,
    width: -50,
    angle: Number.POSITIVE_INFINITY,
    strokeColor: 'x'.repeat(10_000),
    opacity: 'high',
    groupIds: [1, null, 'g', 'g', ...Array.from({ length: 1000 }, (_, i) => `g${i}`)],
    roundness: { type: 9 },
    link: 'javascript:alert(1)',
    index: 'a0'.repeat(1000),
    text: { toString: 'no' },
    __proto__x: 1,
  });
  raw('line', {
    type: 'line',
    points: [
      [0, 0],
      [1, 1],
    ],
  });
  raw('bomb', { type: 'freedraw', points: new Uint8Array(5_000_000) });
  raw('long', { type: 'text', text: new Y.Text('w'.repeat(200_000)) });
  raw('arrow', {
    type: 'arrow',
    points: packPoints(
      [
        [0, 0],
        [5, 5],
      ],
      STROKE_PRECISION,
    ),
    startBinding: { elementId: 'wild', fixedPoint: ['a', 1e9], mode: 'never' },
    endBinding: 'wild',
    endArrowhead: 'skull',
  });
  const nested = new Y.Map();
  raw('nested', { type: 'note', text: nested });
  nested.set('deep', new Y.Map([['deeper', new Y.Array()]]));

  const board = new Board(doc);
  expect(['number', 'text', 'json'].map((id) => board.get(id))).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
  expect(board.get('nothing')).toMatchObject({ type: 'unknown', kind: '', problem: 'kind' });
  expect(board.get('newer')).toMatchObject({ type: 'unknown', kind: 'hologram', x: 5, width: 40 });
  expect(board.get('wild')).toMatchObject({
    x: -50,
    y: 10_000_000,
    width: 50,
    angle: 0,
    strokeColor: '#1e1e1e',
    opacity: 100,
    roundness: null,
    link: null,
    index: '',
    text: '',
  });
  expect(board.get('wild')?.groupIds[0]).toBe('g');
  expect(board.get('wild')?.groupIds.length).toBeLessThanOrEqual(32);
  for (const id of ['line', 'bomb'])
    expect(board.get(id)).toMatchObject({ type: 'unknown', problem: 'broken' });
  expect(element<ShapeElement>(board, 'long').text).toHaveLength(20_000);
  expect(element<ArrowElement>(board, 'arrow')).toMatchObject({
    startBinding: { elementId: 'wild', fixedPoint: [0.5, 100], mode: 'orbit' },
    endBinding: null,
    endArrowhead: 'arrow',
  });
  expect(board.get('nested')).toMatchObject({ type: 'note', text: '' });

  // Changes inside what is not understood change nothing else, and what is unknown stays where it is.
  nested.set('deep', 1);
  board.update('newer', { x: 6 });
  expect(board.storedOf('newer')?.get('depth')).toBe(3);
});

test('any JSON under any key is read without a throw, into finite numbers', () => {
  const keys = [
    'type',
    'x',
    'width',
    'angle',
    'points',
    'text',
    'groupIds',
    'startBinding',
    'index',
    'crop',
    'scale',
    'fontSize',
    'lineHeight',
    'strokeOptions',
  ];
  fc.assert(
    fc.property(
      fc.constantFrom('rectangle', 'text', 'arrow', 'freedraw', 'image', 'frame', 'note', 'odd'),
      fc.dictionary(
        fc.constantFrom(...keys),
        fc.oneof(fc.jsonValue(), fc.uint8Array(), fc.double()),
      ),
      (type, values) => {
        const doc = new Y.Doc();
        doc.getMap(ELEMENTS_ROOT).set('e', new Y.Map(Object.entries({ type, ...values })));
        const read = new Board(doc).get('e');
        const numbers = [read?.x, read?.y, read?.width, read?.height, read?.angle];
        expect(numbers.every((number) => Number.isFinite(number))).toBe(true);
      },
    ),
    { seed: 4, numRuns: 500 },
  );
});
