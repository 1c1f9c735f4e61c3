import type { Board } from '../../src/lib/surfaces/board/model/board.ts';
import type { Point } from '../../src/lib/surfaces/board/model/types.ts';
import type { NewElement } from '../../src/lib/surfaces/board/model/write.ts';
import { NOTE_COLORS } from '../../src/lib/surfaces/board/render/colour.ts';
import type { DemoName } from './pages.ts';

export interface DemoBoard {
  readonly title: string;
  readonly by: DemoName;
  /** Minutes before now at which it was last edited. */
  readonly ago: number;
  readonly draw: (board: Board) => void;
}

const HOUR = 60;

/** The boards of the small cooperative that makes walking maps. */
export const DEMO_BOARDS: readonly DemoBoard[] = [
  { title: 'Sprint 6 retrospective', by: 'ines', ago: 12, draw: retrospective },
  { title: 'How a tile gets to the phone', by: 'tomasz', ago: 3 * HOUR, draw: architecture },
  { title: 'When a walker needs help', by: 'priya', ago: 26 * HOUR, draw: flow },
];

type Tint = (typeof NOTE_COLORS)[number][0];

const tint = (name: Tint): string => NOTE_COLORS.find(([each]) => each === name)?.[1] ?? '#ffffff';

/** Paper, as shapes have it by default. */
const PAPER = '#ffffff';
const QUIET = '#6b6560';

/** A shape with rounded corners and words. */
function box(
  board: Board,
  [x, y, width, height]: readonly [number, number, number, number],
  text: string,
  more: Partial<NewElement> = {},
): string {
  return board.create({
    type: 'rectangle',
    x,
    y,
    width,
    height,
    text,
    fontSize: 14,
    strokeWidth: 1.75,
    backgroundColor: PAPER,
    roundness: { type: 3, value: 8 },
    ...more,
  });
}

function words(board: Board, [x, y]: Point, text: string, more: Partial<NewElement> = {}): string {
  return board.create({ type: 'text', x, y, text, fontSize: 14, ...more });
}

/** An arrow that is held by two shapes: by their middles, or by points in shares of their boxes. */
function arrow(
  board: Board,
  fromId: string,
  toId: string,
  more: Partial<NewElement> = {},
  held: { readonly from: Point; readonly to: Point } = { from: [0.5, 0.5], to: [0.5, 0.5] },
): string {
  const [a, b] = [placeIn(board, fromId, held.from), placeIn(board, toId, held.to)];
  return board.create({
    type: 'arrow',
    x: a[0],
    y: a[1],
    points: [
      [0, 0],
      [b[0] - a[0], b[1] - a[1]],
    ],
    fontSize: 12,
    strokeWidth: 1.75,
    startBinding: { elementId: fromId, fixedPoint: held.from, mode: 'orbit' },
    endBinding: { elementId: toId, fixedPoint: held.to, mode: 'orbit' },
    ...more,
  });
}

function placeIn(board: Board, id: string, [sx, sy]: Point): Point {
  const shape = board.get(id);
  if (shape === undefined) throw new Error('An arrow joins two shapes');
  return [shape.x + sx * shape.width, shape.y + sy * shape.height];
}

function retrospective(board: Board): void {
  words(board, [56, 44], 'Sprint 6 retrospective', { fontSize: 28 });
  words(board, [404, 56], '14 May, 30 minutes. Write alone for eight, then read aloud.', {
    strokeColor: QUIET,
  });
  const columns: readonly (readonly [string, readonly (readonly [Tint, string])[]])[] = [
    [
      'Went well',
      [
        ['sage', 'Downloads survive a lift through a tunnel'],
        ['sage', 'Field test beat a month of guessing'],
        ['sage', 'Two people fixed the tile cache in one afternoon'],
        ['sage', 'Nobody had to work a weekend'],
      ],
    ],
    [
      'Was hard',
      [
        ['rose', 'Contours came ten days late'],
        ['rose', 'We cannot see which phones run out of space'],
        ['peach', 'Three meetings about one icon'],
        ['peach', 'Release notes written on the last day'],
      ],
    ],
    [
      'Try next',
      [
        ['butter', 'Show the size before the download'],
        ['butter', 'One tester from a mountain hut every sprint'],
        ['butter', 'Decide icons in the page, not in a call'],
        ['sky', 'Write the notes with each merge'],
      ],
    ],
  ];
  columns.forEach(([name, notes], column) => {
    const x = 56 + column * 332;
    const frameId = board.create({ type: 'frame', x, y: 112, width: 316, height: 352, name });
    notes.forEach(([colour, text], i) => {
      board.create({
        type: 'note',
        x: x + 16 + (i % 2) * 148,
        y: 160 + Math.floor(i / 2) * 148,
        width: 136,
        height: 136,
        text,
        fontSize: 14,
        backgroundColor: tint(colour),
        frameId,
        ...(colour === 'sky' && { angle: 2 * Math.PI - 0.028 }),
      });
    });
  });
  const plan = box(board, [56, 528, 144, 72], 'Plan a route');
  const space = box(board, [248, 512, 160, 104], 'Enough\nspace?', {
    type: 'diamond',
    roundness: null,
  });
  const load = box(board, [480, 528, 144, 72], 'Download tiles');
  const verify = box(board, [686, 528, 144, 72], 'Verify');
  const ready = box(board, [892, 528, 144, 72], 'Ready offline', {
    backgroundColor: tint('sky'),
    roundness: { type: 3, value: 36 },
  });
  const remove = box(board, [480, 648, 144, 72], 'Offer to remove\nold routes', {
    strokeStyle: 'dashed',
  });
  arrow(board, plan, space);
  arrow(board, space, load, { text: 'yes' });
  arrow(board, load, verify);
  arrow(board, verify, ready);
  arrow(board, space, remove, { elbowed: true, text: 'no' }, { from: [0.5, 1], to: [0, 0.5] });
  arrow(board, remove, load);
  board.create({
    type: 'arrow',
    x: 712,
    y: 692,
    points: [
      [0, 0],
      [-30, 2],
      [-64, -8],
    ],
    roundness: { type: 2 },
    strokeColor: '#8a6500',
  });
  words(board, [722, 682], 'new in sprint 7', { strokeColor: '#8a6500', fontSize: 15 });
}

function architecture(board: Board): void {
  words(board, [40, 24], 'How a tile gets to the phone', { fontSize: 28 });
  const sketched = { roughness: 1, fontFamily: 5, fontSize: 18, strokeWidth: 2 } as const;
  const survey = box(board, [40, 120, 180, 90], 'Survey data', {
    ...sketched,
    backgroundColor: tint('sage'),
    fillStyle: 'hachure',
  });
  const render = box(board, [320, 120, 200, 90], 'Renderer', {
    ...sketched,
    backgroundColor: tint('butter'),
  });
  const store = box(board, [640, 100, 180, 130], 'Tile store', {
    ...sketched,
    type: 'ellipse',
    backgroundColor: tint('sky'),
    roundness: null,
  });
  const edge = box(board, [640, 320, 180, 90], 'Edge cache', { ...sketched });
  const phone = box(board, [320, 320, 200, 90], 'Phone', {
    ...sketched,
    backgroundColor: tint('lilac'),
  });
  const local = box(board, [40, 320, 180, 90], 'Kept routes', {
    ...sketched,
    strokeStyle: 'dashed',
  });
  const line = { roughness: 1, strokeWidth: 2, fontFamily: 5, fontSize: 15 } as const;
  arrow(board, survey, render, { ...line, text: 'nightly' });
  arrow(board, render, store, { ...line, text: '16 zooms' });
  arrow(board, store, edge, { ...line });
  arrow(board, edge, phone, { ...line, text: 'by route' });
  arrow(board, phone, local, { ...line, startArrowhead: 'arrow' });
  board.create({
    type: 'note',
    x: 880,
    y: 120,
    width: 150,
    height: 136,
    text: 'An etag for each tile, or the whole route again?',
    fontSize: 14,
  });
  words(board, [880, 330], 'Falls back to the store\nwhen a tile is missing', {
    ...line,
    strokeColor: '#b1432b',
  });
}

function flow(board: Board): void {
  words(board, [40, 20], 'When a walker needs help', { fontSize: 28 });
  const decision = { type: 'diamond', roundness: null } as const;
  const end = { backgroundColor: tint('sage'), roundness: { type: 3, value: 30 } } as const;
  const call = box(board, [290, 90, 180, 60], 'Call comes in', end);
  const hurt = box(board, [290, 200, 180, 110], 'Is somebody\nhurt?', decision);
  const rescue = box(board, [570, 225, 180, 60], 'Mountain rescue', {
    backgroundColor: tint('rose'),
  });
  const where = box(board, [290, 370, 180, 110], 'Do we know\nwhere?', decision);
  const ask = box(board, [20, 395, 180, 60], 'Ask for the last\nwaypoint');
  const guide = box(board, [290, 540, 180, 60], 'Guide them down');
  const log = box(board, [570, 540, 180, 60], 'Write it down', end);
  arrow(board, call, hurt);
  arrow(board, hurt, rescue, { text: 'yes' });
  arrow(board, hurt, where, { text: 'no' });
  arrow(board, where, ask, { text: 'no' });
  arrow(board, where, guide, { text: 'yes' });
  arrow(board, ask, guide, { elbowed: true }, { from: [0.5, 1], to: [0, 0.5] });
  arrow(board, guide, log);
  arrow(board, rescue, log);
}
