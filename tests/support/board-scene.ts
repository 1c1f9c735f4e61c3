/**
 * The scene that both boards are measured with: mixed elements as they are on boards that people have filled, in clusters
 * of forty, each in a frame. The same for the same seed and count.
 */
import * as Y from 'yjs';
import { exportExcalidraw } from '../../src/lib/surfaces/board/excalidraw/export.ts';
import { Board } from '../../src/lib/surfaces/board/model/board.ts';
import type { ElementPatch, NewElement } from '../../src/lib/surfaces/board/model/write.ts';

export const SEED = 4;
export const COUNT = 8_000;

const CLUSTER = { width: 680, height: 780, gap: 20 };
/** So many clusters lie beside each other: the whole is seen at a tenth of its size on a screen 1440 wide. */
const COLUMNS = 20;
const PER_CLUSTER = 40;
const STROKES = ['#1e1e1e', '#1e1e1e', '#e03131', '#2f9e44', '#1971c2', '#f08c00'];
const GROUNDS = ['transparent', '#ffc9c9', '#b2f2bb', '#a5d8ff', '#ffec99'];
const WORDS =
  'plan route ship check the first draft and ask who owns what before we write more of it down again'.split(
    ' ',
  );

/** A board with the scene, in a document of its own. */
export function sceneBoard(count = COUNT): Board {
  const board = new Board(new Y.Doc());
  fillScene(board, count);
  return board;
}

/** A board's document, as it is stored. */
export function encode({ doc }: Board): Uint8Array<ArrayBuffer> {
  return new Uint8Array(Y.encodeStateAsUpdate(doc));
}

/** A document from what was stored of it. */
export function decode(update: Uint8Array): Y.Doc {
  const doc = new Y.Doc();
  Y.applyUpdate(doc, update);
  return doc;
}

/** Numbers from 0 to 1 that only look random (mulberry32). */
export function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let value = Math.imul(state ^ (state >>> 15), state | 1);
    value ^= value + Math.imul(value ^ (value >>> 7), value | 61);
    return ((value ^ (value >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Fills a board. Ids are `e0`, `e1`, …; half of what has a line is drawn by hand. */
export function fillScene(board: Board, count = COUNT, seed = SEED): void {
  const next = random(seed);
  board.transact(() => {
    for (let made = 0; made < count; made += PER_CLUSTER) {
      const cluster = made / PER_CLUSTER;
      const x = (cluster % COLUMNS) * (CLUSTER.width + CLUSTER.gap);
      const y = Math.floor(cluster / COLUMNS) * (CLUSTER.height + CLUSTER.gap);
      const elements = clusterOf(x, y, made, next).slice(0, count - made);
      for (const [i, element] of elements.entries()) board.create(element, `e${made + i}`);
    }
  });
}

function clusterOf(x: number, y: number, first: number, next: () => number): NewElement[] {
  const pick = <T>(list: readonly T[]): T => list[Math.floor(next() * list.length)] as T;
  const words = (least: number, most: number): string =>
    Array.from({ length: least + Math.floor(next() * (most - least)) }, () => pick(WORDS)).join(
      ' ',
    );
  const frameId = `e${first}`;
  const elements: NewElement[] = [
    { type: 'frame', x, y, width: CLUSTER.width, height: CLUSTER.height, name: words(1, 3) },
  ];
  /** Places on a raster of six columns, so that shapes lie beside each other as people put them. */
  const place = (slot: number): { x: number; y: number } => ({
    x: Math.round(x + 16 + (slot % 6) * 108 + next() * 16),
    y: Math.round(y + 50 + Math.floor(slot / 6) * 145 + next() * 20),
  });
  const style = (): ElementPatch => ({
    strokeColor: pick(STROKES),
    backgroundColor: pick(GROUNDS),
    fillStyle: next() < 0.2 ? 'hachure' : 'solid',
    strokeWidth: pick([1, 2, 2, 4]),
    strokeStyle: next() < 0.1 ? 'dashed' : 'solid',
    roughness: next() < 0.5 ? 1 : 0,
    seed: 1 + Math.floor(next() * 1e9),
  });
  const shapes: string[] = [];
  for (let slot = 0; slot < 21; slot++) {
    const type = slot < 8 ? 'rectangle' : slot < 12 ? 'ellipse' : slot < 15 ? 'diamond' : 'note';
    const size =
      type === 'note'
        ? { width: 96, height: 110, backgroundColor: pick(['#f7e6b1', '#dfe9ff']) }
        : { width: 70 + next() * 30, height: 40 + next() * 50 };
    const rounded = type !== 'ellipse' && type !== 'note' && next() < 0.5;
    shapes.push(`e${first + elements.length}`);
    elements.push({
      ...(type === 'note' ? {} : style()),
      ...{ type, ...place(slot), ...size, frameId },
      ...(rounded && { roundness: { type: type === 'rectangle' ? 3 : 2 } }),
      ...(next() < 0.7 && { text: words(1, type === 'note' ? 7 : 3) }),
      ...(next() < 0.05 && { angle: next() * 6 }),
      ...{ fontSize: pick([12, 14]) },
    });
  }
  for (let i = 0; i < 6; i++)
    elements.push({
      ...{
        type: 'text',
        ...place(24 + i),
        text: words(3, 12),
        fontSize: pick([16, 20, 28]),
        frameId,
      },
    });
  for (let i = 0; i < 3; i++) {
    const at = place(Math.floor(next() * 24));
    elements.push({
      ...style(),
      ...{ type: 'line', ...at, frameId, backgroundColor: 'transparent' },
      points: [
        [0, 0],
        [80 + next() * 80, next() * 60],
        [160 + next() * 80, next() * 120],
      ],
      ...(next() < 0.5 && { roundness: { type: 2 } }),
    });
  }
  for (let i = 0; i < 6; i++) {
    const from = Math.floor(next() * shapes.length);
    const to = (from + 1 + Math.floor(next() * 7)) % shapes.length;
    const end = (slot: number): ElementPatch['startBinding'] => ({
      elementId: shapes[slot] ?? '',
      fixedPoint: [0.5, 0.5],
      mode: 'orbit',
    });
    elements.push({
      ...{ ...style(), type: 'arrow', x, y, frameId, backgroundColor: 'transparent' },
      points: [
        [0, 0],
        [100, 100],
      ],
      ...{ startBinding: end(from), endBinding: end(to) },
      ...(next() < 0.5 && { text: words(1, 3), fontSize: 16 }),
    });
  }
  for (let i = 0; i < 3; i++) {
    elements.push({
      ...{ type: 'freedraw', ...place(Math.floor(next() * 24)), frameId },
      ...{ strokeColor: pick(STROKES), strokeWidth: pick([1, 2]), points: strokePoints(next) },
      simulatePressure: true,
    });
  }
  return elements;
}

/** A stroke of a hand: so many points, as a mouse gives them. */
export function strokePoints(next: () => number, count = 122): [number, number][] {
  const points: [number, number][] = [];
  let [x, y, angle] = [0, 0, next() * 6];
  for (let i = 0; i < count; i++) {
    points.push([Math.round(x * 16) / 16, Math.round(y * 16) / 16]);
    angle += (next() - 0.45) * 0.7;
    x += Math.cos(angle) * 4;
    y += Math.sin(angle) * 4;
  }
  return points;
}

/**
 * Bytes of a stroke of 122 points: of what is stored here, and of the JSON of Excalidraw, which sends the whole element again
 * with each point that it sends.
 */
export function strokeSizes(): Record<'ours' | 'json', Record<string, number>> {
  const points = strokePoints(random(SEED));
  const board = new Board(new Y.Doc());
  let update: Uint8Array = new Uint8Array();
  board.doc.on('update', (bytes: Uint8Array) => {
    update = bytes;
  });
  const id = board.create({ type: 'freedraw', x: 100, y: 100, points, simulatePressure: true });
  const sizeOf = (count: number): number => {
    board.update(id, { points: points.slice(0, count) });
    const { elements } = exportExcalidraw({
      elements: board.elements,
      storedOf: (other) => board.storedOf(other),
      lookup: (other) => board.get(other),
      ...{ source: '', now: 0 },
    });
    return JSON.stringify(elements[0]).length;
  };
  const ours = update.length;
  let live = 0;
  for (let count = 1; count <= points.length; count++) live += sizeOf(count);
  return {
    ours: { 'stroke bytes': ours },
    json: { 'stroke bytes': sizeOf(points.length), 'stroke while drawn, kB in all': live / 1e3 },
  };
}
