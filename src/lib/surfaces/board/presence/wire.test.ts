import { toBase64 } from 'lib0/buffer';
import { expect, test } from 'vitest';
import { distanceToPath } from '../geometry/vector.ts';
import { drafted } from '../model/patched.ts';
import { packPoints } from '../model/points.ts';
import type { BoardElement, Point } from '../model/types.ts';
import type { NewElement } from '../model/write.ts';
import { bytesOf, MAX_STATE_BYTES, OwnState, type OwnView } from './own-state.ts';
import { BOARD_FIELD, MAX_SELECTED, readPresence, readUser, type BoardPresence } from './wire.ts';

const NOTHING: OwnView = {
  pointer: null,
  selection: new Set(),
  editing: null,
  camera: { x: 0, y: 0, zoom: 1 },
  size: { width: 1440, height: 900 },
  following: null,
  draft: null,
  placed: [],
  laser: [],
};

/** What the others read of what is told: through JSON, as the server passes it on. */
function heard(state: unknown): BoardPresence {
  return readPresence(JSON.parse(JSON.stringify({ user: {}, [BOARD_FIELD]: state })));
}

function told(own: Partial<OwnView>, states = new OwnState()): BoardPresence {
  return heard(states.of({ ...NOTHING, ...own }));
}

/** A stroke as a hand writes: loops along a line, a point for each few units. */
function handwriting(length: number): Point[] {
  return Array.from({ length }, (_, i) => [
    i * 1.5 + 30 * Math.sin(i / 4),
    40 * Math.cos(i / 4) + 20 * Math.sin(i / 57),
  ]);
}

function stroke(points: readonly Point[], more: Partial<NewElement> = {}): BoardElement {
  return drafted('stroke-00001', { type: 'freedraw', x: -512.5, y: 88.25, points, ...more });
}

test('pointer, selection, words, view and followed person arrive', () => {
  const { pointer, selected, count, editing, view, following, placed, draft, laser } = told({
    pointer: [12.345, -8],
    selection: new Set(['a', 'b']),
    editing: 'b',
    camera: { x: -100, y: 50, zoom: 2 },
    size: { width: 800, height: 600 },
    following: 'u1',
    placed: ['c'],
  });
  expect({ pointer, selected, count, editing, following, placed, draft, laser }).toEqual({
    pointer: [12.35, -8],
    selected: ['a', 'b'],
    count: 2,
    editing: 'b',
    following: 'u1',
    placed: ['c'],
    draft: null,
    laser: null,
  });
  expect(view).toEqual({ middle: [100, 200], zoom: 2, size: { width: 800, height: 600 } });
});

test('ids that are longer than any are not told', () => {
  const long = 'x'.repeat(65);
  const ids = { selection: new Set([long, 'a']), editing: long, following: long };
  const { selected, editing, following } = new OwnState().of({ ...NOTHING, ...ids });
  expect([selected, editing, following]).toEqual([['a'], undefined, undefined]);
});

test('a large selection is told in part, with its count', () => {
  const selection = new Set(Array.from({ length: 5_000 }, (_, i) => `element-${i}`));
  const state = new OwnState().of({ ...NOTHING, selection });
  expect(bytesOf(state)).toBeLessThan(700);
  const { selected, count } = heard(state);
  expect(selected.length).toBeGreaterThan(20);
  expect(selected.length).toBeLessThanOrEqual(MAX_SELECTED);
  expect(count).toBe(5_000);
});

const DRAFTS: readonly NewElement[] = [
  {
    type: 'rectangle',
    x: 1,
    y: 2,
    width: 30,
    height: 40,
    strokeColor: '#a33',
    roundness: { type: 3, value: 10 },
  },
  { type: 'ellipse', x: 1, y: 2, width: 30, height: 40, backgroundColor: '#ffffff', opacity: 40 },
  { type: 'note', x: 1, y: 2, width: 136, height: 136 },
  { type: 'frame', x: 1, y: 2, width: 480, height: 320 },
  { type: 'text', x: 1, y: 2, text: 'Guten Tag', fontSize: 28 },
  {
    type: 'line',
    x: 1,
    y: 2,
    points: [
      [0, 0],
      [50, 20],
      [80, -10],
    ],
    strokeStyle: 'dashed',
  },
  {
    type: 'arrow',
    x: 1,
    y: 2,
    points: [
      [0, 0],
      [50, 20],
    ],
    startBinding: { elementId: 'there', fixedPoint: [0.5, 0.25], mode: 'orbit' },
    startArrowhead: 'circle',
  },
  {
    type: 'freedraw',
    x: 1,
    y: 2,
    points: [
      [0, 0],
      [3, 4],
      [7, 5],
    ],
    strokeWidth: 4,
  },
  {
    type: 'freedraw',
    x: 1,
    y: 2,
    points: [
      [0, 0],
      [3, 4],
    ],
    pressures: [1, 0.2],
  },
];

test.each(DRAFTS)('a draft is seen as it is drawn: $type', (element) => {
  const draft = drafted('abc', element);
  expect(told({ draft }).draft).toEqual(draft);
});

test('a stroke costs no more than a post can hold, however long it gets', () => {
  const states = new OwnState();
  const all = handwriting(20_000);
  const sizes: number[] = [];
  for (let length = 1; length <= all.length; length += length < 500 ? 7 : 333) {
    const points = all.slice(0, length);
    const state = states.of({
      ...NOTHING,
      pointer: [1e6 + 0.12, -1e6],
      selection: new Set(Array.from({ length: 40 }, (_, i) => `selected-element-${i}`)),
      placed: ['a', 'b', 'c', 'd'].map((id) => id.repeat(12)),
      draft: stroke(points, { pressures: points.map(() => 0.5) }),
    });
    sizes.push(bytesOf(state));
    const { draft } = heard(state);
    if (draft?.type !== 'freedraw') throw new Error(`no stroke of ${length} points`);
    expect(draft.pressures).toHaveLength(draft.points.length);
    // Where the pen is now is never left out.
    const [x, y] = points.at(-1) ?? [0, 0];
    const [endX, endY] = draft.points.at(-1) ?? [0, 0];
    expect(Math.hypot(endX - x, endY - y)).toBeLessThan(0.25);
  }
  expect(Math.max(...sizes)).toBeLessThanOrEqual(MAX_STATE_BYTES);
  expect(Math.max(...sizes)).toBeGreaterThan(1_000);
});

test('a short stroke keeps every point, and one that is thinned out keeps its course', () => {
  const few = handwriting(122);
  expect(told({ draft: stroke(few) }).draft).toMatchObject({ points: { length: 122 } });
  const states = new OwnState();
  const many = handwriting(1_500);
  for (let length = 10; length < 1_500; length += 10) {
    states.of({ ...NOTHING, draft: stroke(many.slice(0, length)) });
  }
  const { draft } = told({ draft: stroke(many) }, states);
  if (draft?.type !== 'freedraw') throw new Error('no stroke');
  // Its loops, sixty of them, are 80 high.
  for (const point of many) expect(distanceToPath(point, draft.points)).toBeLessThan(20);
});

test('a line of very many points and a text of very many words stay within bounds', () => {
  const line = drafted('l', { type: 'line', x: 0, y: 0, points: handwriting(8_000) });
  const text = drafted('t', { type: 'text', x: 0, y: 0, text: '🦊語'.repeat(5_000) });
  for (const draft of [line, text]) {
    const state = new OwnState().of({ ...NOTHING, draft });
    expect(bytesOf(state)).toBeLessThanOrEqual(MAX_STATE_BYTES);
    expect(heard(state).draft?.type).toBe(draft.type);
  }
  const { draft } = told({ draft: text });
  expect(draft).toMatchObject({ text: expect.stringMatching(/^(🦊語)+🦊?$/u) });
});

test('the laser tells its newest points, numbered', () => {
  const laser = handwriting(160).map((point, i) => ({ number: 40 + i, point, begins: i === 150 }));
  const state = new OwnState().of({ ...NOTHING, laser });
  expect(bytesOf(state)).toBeLessThan(700);
  const heardLaser = heard(state).laser;
  if (heardLaser === null) throw new Error('no laser');
  const { first, points, begins } = heardLaser;
  expect(first + points.length).toBe(200);
  expect(points.length).toBeGreaterThan(80);
  expect([...begins]).toEqual([190 - first]);
});

const NONE: BoardPresence = {
  ...{ pointer: null, selected: [], count: 0, editing: null, view: null },
  ...{ following: null, draft: null, tail: null, placed: [], laser: null },
};

const circle: Record<string, unknown> = { type: 'rectangle' };
circle.id = circle;

test.each([
  undefined,
  null,
  7,
  'board',
  [],
  { board: 3 },
  { board: [] },
  { board: { pointer: [NaN, 1], view: [0, 0, NaN, 10, 10], laser: [NaN, 'AAAA', []] } },
  { board: { pointer: ['1', 2], view: [0, 0, 1, 0, 0], selected: 'all', editing: {} } },
  { board: { pointer: [1e300, 0], view: [1e300, 0, 1, 9, 9], following: '', placed: {} } },
  { board: { view: [0, 0, '2', 10, 10] } },
  { board: { pointer: [1], view: [1, 2], laser: [-1, 'AAAA', []], draft: [] } },
  { board: { draft: { id: 'x'.repeat(100), type: 'rectangle' }, laser: [0.5, 'AAAA'] } },
  { board: { draft: circle } },
  { board: { draft: { id: 'x', type: 'image', fileId: 'f' }, laser: [0, '!!!!', []] } },
  { board: { draft: { id: 'x', type: 'freedraw', points: 'A' }, laser: [0, 'AA==', []] } },
  { board: { draft: { id: 'x', type: 'freedraw', points: [[0, 0]] } } },
  { board: { draft: { id: 'x', type: 'line', points: '/'.repeat(8_000_000) } } },
  { board: { selected: [[], {}, 4, null, ''], editing: 'e'.repeat(1e6) } },
])('what makes no sense is nothing: %#', (state) => {
  expect(readPresence(state)).toEqual(NONE);
});

test('what is too much is cut', () => {
  const ids = Array.from({ length: 1e6 }, (_, i) => `id-${i}`);
  const { selected, count, view, draft } = readPresence({
    board: {
      selected: ids,
      count: 1e300,
      view: [0, 0, 1e9, 1e9, 1e9],
      draft: {
        id: 'x',
        type: 'rectangle',
        index: 'a',
        width: 1e300,
        height: -1e300,
        x: NaN,
        groupIds: ids,
        link: 'javascript:alert(1)',
        text: 'x'.repeat(1e6),
      },
    },
  });
  expect(selected).toHaveLength(MAX_SELECTED);
  expect(count).toBe(1e6);
  expect(view).toMatchObject({ zoom: 30, size: { width: 20_000, height: 20_000 } });
  expect(draft).toMatchObject({ width: 1e6, height: 1e6, groupIds: [], link: null, index: '~' });
});

test('begins of the laser are places of it', () => {
  const points = toBase64(
    packPoints(
      [
        [0, 0],
        [1, 1],
      ],
      4,
    ),
  );
  const { laser } = readPresence({
    board: { laser: [3, points, [1, 'x', NaN, ...Array(1e6).fill(1)]] },
  });
  expect(laser).toEqual({
    first: 3,
    points: [
      [0, 0],
      [1, 1],
    ],
    begins: new Set([1]),
  });
});

test('a nameless person of no colour is somebody', () => {
  for (const state of [null, {}, { user: 3 }, { user: { name: '  ', color: 99, id: [] } }]) {
    expect(readUser(state)).toEqual({ id: '', name: 'Somebody', hue: 1 });
  }
  expect(readUser({ user: { id: 'u', name: 'Amara Osei', color: 4 } })).toEqual({
    ...{ id: 'u', name: 'Amara Osei', hue: 4 },
  });
});
