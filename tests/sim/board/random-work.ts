import { align, distribute, unitsOf } from '../../../src/lib/surfaces/board/geometry/align.ts';
import { bindingAt, boundsIn } from '../../../src/lib/surfaces/board/geometry/arrow.ts';
import {
  moveAll,
  resizeAll,
  resizeElement,
  rotateAll,
  type Handle,
} from '../../../src/lib/surfaces/board/geometry/resize.ts';
import { centerOfBounds, union } from '../../../src/lib/surfaces/board/geometry/vector.ts';
import { exportExcalidraw } from '../../../src/lib/surfaces/board/excalidraw/export.ts';
import { readExcalidraw } from '../../../src/lib/surfaces/board/excalidraw/import.ts';
import { insertImported } from '../../../src/lib/surfaces/board/excalidraw/insert.ts';
import type { Board, TransactOptions } from '../../../src/lib/surfaces/board/model/board.ts';
import {
  hasPoints,
  isBindable,
  type BoardElement,
  type Point,
} from '../../../src/lib/surfaces/board/model/types.ts';
import type { ElementPatch, NewElement } from '../../../src/lib/surfaces/board/model/write.ts';
import {
  groupElements,
  reorderElements,
  ungroupElements,
} from '../../../src/lib/surfaces/board/operations/arrange.ts';
import { duplicateElements } from '../../../src/lib/surfaces/board/operations/duplicate.ts';
import { settleInFrames } from '../../../src/lib/surfaces/board/operations/frames.ts';
import { removeElements } from '../../../src/lib/surfaces/board/operations/remove.ts';
import type { SeededRandom } from '../random.ts';

/** A board that has more elements than this is thinned out, so that people meet on the same ones. */
const MANY = 40;

/** With fewer than this there is nothing to work on. */
const FEW = 4;

/** One piece of work: its name, for the story of a seed that fails, and what does it. */
export interface RandomWork {
  readonly name: string;
  /** Properties that it may write in elements that are there; undefined for any. */
  readonly touches: readonly string[] | undefined;
  readonly work: () => void;
}

/**
 * What somebody with a mouse and a keyboard might do on a board.
 * @param mark begins every word that is written
 */
export function randomWork(
  board: Board,
  random: SeededRandom,
  mark: string,
  undoing: boolean,
): RandomWork {
  const few = board.elements.length < FEW && random.chance(0.5);
  const [name, work, touches] = undoing ? UNDO : few ? CREATE : (random.pick(WORK) ?? RESTYLE);
  const change = patch(random);
  const hand: Hand = { board, random, mark, change, some: chosen(board, random) };
  return {
    name,
    touches: name === 'restyle' ? Object.keys(change) : touches,
    work: () => work(hand),
  };
}

interface Hand {
  readonly board: Board;
  readonly random: SeededRandom;
  readonly mark: string;
  /** Of one property. */
  readonly change: ElementPatch;
  /** One to five of the elements. */
  readonly some: readonly BoardElement[];
}

type Work = readonly [name: string, work: (hand: Hand) => void, touches?: readonly string[]];

const UNDO: Work = [
  'undo',
  ({ board, random }) => (random.chance(0.65) ? board.undo() : board.redo()),
];

const CREATE: Work = ['create', create];
const RESTYLE: Work = ['restyle', restyle];

const WORK: readonly Work[] = [
  CREATE,
  CREATE,
  RESTYLE,
  RESTYLE,
  RESTYLE,
  ['move', move, ['x', 'y']],
  ['move', move, ['x', 'y']],
  ['resize', resize, 'x y width height points fontSize autoResize scale angle'.split(' ')],
  ['rotate', rotate, ['x', 'y', 'angle']],
  ['type', type, []],
  ['type', type, []],
  ['retype', retype, []],
  ['delete', remove],
  ['group', ({ board, some }) => void groupElements(board, idsOf(some)), ['groupIds']],
  ['ungroup', ({ board, some }) => ungroupElements(board, idsOf(some)), ['groupIds']],
  ['reorder', reorder, ['index']],
  ['duplicate', duplicate, []],
  ['settle', ({ board, some }) => settleInFrames(board, idsOf(some)), ['frameId']],
  ['bind', bind, ['startBinding', 'endBinding']],
  ['redraw', redraw, ['points']],
  ['arrange', arrange, ['x', 'y']],
  ['paste', paste, []],
  UNDO,
  UNDO,
  UNDO,
];

function chosen(board: Board, random: SeededRandom): BoardElement[] {
  const { elements } = board;
  // Mostly the same few: people work where others work.
  const reach = random.chance(0.7) ? Math.min(5, elements.length) : elements.length;
  const found = new Set<BoardElement>();
  for (let count = random.int(1, 6); count > 0; count--) {
    const element = elements[random.int(0, reach)];
    if (element !== undefined) found.add(element);
  }
  return [...found];
}

const idsOf = (elements: readonly BoardElement[]): string[] => elements.map(({ id }) => id);
const by = (random: SeededRandom) => ({ dx: random.int(-80, 80), dy: random.int(-80, 80) });
const COLORS = ['#e03131', '#1971c2', '#2f9e44', '#1e1e1e', 'transparent', '#ffec99'];
const color = (random: SeededRandom): string => random.pick(COLORS) ?? '#1e1e1e';

/** Many steps under one token, as a drag makes them, or one alone. */
function gesture(random: SeededRandom, step: (options: TransactOptions) => void): void {
  const options = { gesture: {} };
  for (let count = random.chance(0.5) ? 1 : random.int(2, 5); count > 0; count--) step(options);
}

function points(random: SeededRandom): Point[] {
  return Array.from({ length: random.int(2, 6) }, (_, i): Point => [
    i * random.int(1, 60),
    random.int(-50, 50),
  ]);
}

function create({ board, random, mark }: Hand): void {
  if (board.elements.length > MANY) {
    const gone = board.elements.slice(0, MANY / 2).filter(() => random.chance(0.7));
    removeElements(board, idsOf(gone));
    return;
  }
  const kind = random.pick(KINDS) ?? 'rectangle';
  const place = { x: random.int(0, 900), y: random.int(0, 700) };
  const words = random.chance(0.5) ? `${mark}${random.int(0, 1000).toString(36)} ` : '';
  board.create(newElement(kind, place, words, random));
}

const KINDS = [
  'rectangle',
  'diamond',
  'ellipse',
  'note',
  'text',
  'line',
  'arrow',
  'freedraw',
  'image',
  'frame',
] as const;

function newElement(
  type: (typeof KINDS)[number],
  place: { x: number; y: number },
  text: string,
  random: SeededRandom,
): NewElement {
  switch (type) {
    case 'line':
      return { type, ...place, points: points(random), polygon: random.chance(0.2) };
    case 'arrow':
      return { type, ...place, points: points(random), elbowed: random.chance(0.4), text };
    case 'freedraw': {
      const drawn = points(random);
      return { type, ...place, points: drawn, pressures: drawn.map(() => random.next()) };
    }
    case 'image':
      return { type, ...place, width: 120, height: 90, fileId: `file-${String(random.int(0, 9))}` };
    case 'frame':
      return { type, ...place, width: 400, height: 300, name: text };
    case 'text':
      return { type, ...place, text: text === '' ? 'words' : text };
    default:
      return { type, ...place, width: random.int(20, 300), height: random.int(20, 200), text };
  }
}

function patch(random: SeededRandom): ElementPatch {
  const patches: readonly ElementPatch[] = [
    { x: random.int(0, 900) },
    { y: random.int(0, 700) },
    { width: random.int(1, 400) },
    { height: random.int(1, 400) },
    { angle: random.next() * 6 },
    { strokeColor: color(random) },
    { backgroundColor: color(random) },
    { fillStyle: random.pick(['solid', 'hachure', 'cross-hatch', 'zigzag'] as const) },
    { strokeWidth: random.pick([1, 2, 4]) },
    { strokeStyle: random.pick(['solid', 'dashed', 'dotted'] as const) },
    { roughness: random.int(0, 3) },
    { opacity: random.pick([100, 100, 30, 60]) },
    { locked: random.chance(0.5) },
    { roundness: random.chance(0.5) ? { type: 3 } : null },
    { link: random.chance(0.5) ? 'https://example.org/a' : null },
    { fontSize: random.pick([16, 20, 28]) },
    { fontFamily: random.pick([5, 6, 8]) },
    { textAlign: random.pick(['left', 'center', 'right'] as const) },
    { textColor: random.chance(0.5) ? color(random) : null },
    { startArrowhead: random.pick(['arrow', 'bar', null] as const) ?? null },
    { endArrowhead: random.pick(['triangle', 'diamond', null] as const) ?? null },
    { name: `name ${String(random.int(0, 9))}` },
  ];
  return random.pick(patches) ?? {};
}

function restyle({ board, random, change, some }: Hand): void {
  gesture(random, (options) => {
    board.updateAll(
      some.map(({ id }) => [id, change] as const),
      options,
    );
  });
}

/** The elements as they are now: others may have taken some away since they were chosen. */
const now = (board: Board, some: readonly BoardElement[]): BoardElement[] =>
  some.map(({ id }) => board.get(id)).filter((element) => element !== undefined);

function move({ board, random, some }: Hand): void {
  gesture(random, (options) => {
    const { dx, dy } = by(random);
    board.updateAll(moveAll(now(board, some), dx, dy), options);
  });
}

const HANDLES: readonly Handle[] = [
  [-1, -1],
  [1, -1],
  [1, 1],
  [0, 1],
  [1, 0],
  [-1, 0],
];

function resize({ board, random, some }: Hand): void {
  const handle = random.pick(HANDLES) ?? [1, 1];
  gesture(random, (options) => {
    const elements = now(board, some);
    const pointer: Point = [random.int(-100, 900), random.int(-100, 700)];
    const box = union(elements.map((element) => boundsIn(element, (id) => board.get(id))));
    const [only] = elements;
    if (box === null || only === undefined) return;
    if (elements.length === 1) board.update(only.id, resizeElement(only, handle, pointer), options);
    else board.updateAll(resizeAll(elements, box, handle, pointer), options);
  });
}

function rotate({ board, random, some }: Hand): void {
  gesture(random, (options) => {
    const elements = now(board, some);
    const box = union(elements.map((element) => boundsIn(element, (id) => board.get(id))));
    if (box !== null)
      board.updateAll(rotateAll(elements, centerOfBounds(box), random.next()), options);
  });
}

/** As an editor that is bound to the text does it. */
function type({ board, random, mark, some }: Hand): void {
  const text = some.map(({ id }) => board.textOf(id)).find((each) => each !== null);
  if (text === undefined) return;
  gesture(random, (options) => {
    board.transact(() => {
      if (text.length > 4 && random.chance(0.3))
        text.delete(random.int(0, text.length - 3), random.int(1, 4));
      else
        text.insert(random.int(0, text.length + 1), `${mark}${random.int(0, 1000).toString(36)} `);
    }, options);
  });
}

function retype({ board, random, mark, some: [element] }: Hand): void {
  if (element !== undefined && 'text' in element)
    board.update(element.id, { text: `${mark}${element.text.slice(random.int(0, 4))}` });
}

function remove({ board, random, some }: Hand): void {
  if (random.chance(0.7)) removeElements(board, idsOf(some));
  else board.delete(idsOf(some));
}

function reorder({ board, random, some }: Hand): void {
  const step = random.pick(['front', 'forward', 'backward', 'back'] as const) ?? 'front';
  reorderElements(board, idsOf(some), step);
}

function bind({ board, random, some }: Hand): void {
  const arrow = board.elements.findLast(({ type: each }) => each === 'arrow');
  const shape = some.find((element) => isBindable(element));
  if (arrow === undefined || shape === undefined || !isBindable(shape)) return;
  const [cx, cy] = [shape.x + shape.width / 2, shape.y + shape.height / 2];
  const point: Point = [cx + random.int(-20, 20), cy + random.int(-20, 20)];
  const binding = random.chance(0.15)
    ? null
    : bindingAt(shape, point, random.chance(0.7) ? 'orbit' : 'inside');
  board.update(arrow.id, random.chance(0.5) ? { startBinding: binding } : { endBinding: binding });
}

function redraw({ board, random, some }: Hand): void {
  const line = some.find((element) => hasPoints(element));
  if (line !== undefined) board.update(line.id, { points: points(random) });
}

function arrange({ board, random, some }: Hand): void {
  const units = unitsOf(some, (element) => boundsIn(element, (id) => board.get(id)));
  board.updateAll(
    random.chance(0.5)
      ? align(units, random.pick(['left', 'middle', 'bottom'] as const) ?? 'left')
      : distribute(units, random.chance(0.5) ? 'x' : 'y'),
  );
}

function duplicate({ board, random, some }: Hand): void {
  duplicateElements(board, idsOf(some), by(random));
}

function paste({ board, random, some }: Hand): void {
  if (board.elements.length > MANY) return;
  const copied = exportExcalidraw({
    elements: random.chance(0.2) ? board.elements : some,
    storedOf: (id) => board.storedOf(id),
    lookup: (id) => board.get(id),
    source: '',
    now: 0,
    type: 'excalidraw/clipboard',
  });
  const imported = readExcalidraw(JSON.stringify(copied));
  insertImported(board, imported, { fresh: true, ...by(random) });
}
