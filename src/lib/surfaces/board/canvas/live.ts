import type { Lookup } from '../geometry/arrow.ts';
import type { SpatialIndex } from '../geometry/spatial.ts';
import type { Board } from '../model/board.ts';
import { compareOrder } from '../model/order.ts';
import type { BoardElement, Point } from '../model/types.ts';

/** Elements that move as one, painted once and shown elsewhere. */
export interface Rigid {
  /** The frame in which they are seen while they move; null for everywhere. */
  readonly frameId: string | null;
  /** As they were when they began to move, from the bottom to the top. */
  readonly elements: readonly BoardElement[];
}

/** From this many elements on, those that only move are painted once. */
const MANY = 40;
/** In more frames than this they are painted one by one. */
const MOST_FRAMES = 4;

/**
 * What is shown otherwise than the document has it, and what follows from it: arrows whose shapes are shown elsewhere, and
 * what lies in frames that are.
 */
export class Live {
  readonly #board: Board;
  readonly #index: SpatialIndex;
  #preview: ReadonlyMap<string, BoardElement> = new Map();
  /** As elements were when they came to be shown otherwise: the document may be written while they move. */
  #origins: ReadonlyMap<string, BoardElement> = new Map();
  #ids: ReadonlySet<string> = new Set();
  #rigid: readonly Rigid[] = [];
  #rigidIds: ReadonlySet<string> = new Set();
  #shift: Point = [0, 0];

  constructor(board: Board, index: SpatialIndex) {
    this.#board = board;
    this.#index = index;
  }

  /** Ids of all elements that are not on the tiles of the rest. */
  get ids(): ReadonlySet<string> {
    return this.#ids;
  }

  /** Elements that have only been moved, all by `shift`. */
  get rigid(): readonly Rigid[] {
    return this.#rigid;
  }

  get shift(): Point {
    return this.#shift;
  }

  /** An element as it is shown. */
  readonly lookup: Lookup = (id) => this.#preview.get(id) ?? this.#board.get(id);

  /** Elements that are to be painted one by one, from the bottom to the top. */
  elements(): BoardElement[] {
    const elements: BoardElement[] = [];
    for (const id of this.#ids) {
      if (this.#rigidIds.has(id)) continue;
      const element = this.lookup(id);
      if (element !== undefined) elements.push(element);
    }
    return elements.sort(compareOrder);
  }

  /** An element as it was when it came to be shown otherwise. */
  readonly origin: Lookup = (id) => this.#origins.get(id) ?? this.#board.get(id);

  set(preview: ReadonlyMap<string, BoardElement> | null): void {
    this.#preview = preview ?? new Map();
    const origins = new Map<string, BoardElement>();
    for (const id of this.#preview.keys()) {
      const origin = this.origin(id);
      if (origin !== undefined) origins.set(id, origin);
    }
    this.#origins = origins;
    this.refresh();
  }

  /** Looks again at what follows, as the document has changed. */
  refresh(): void {
    if (this.#preview.size === 0) {
      this.#ids = new Set();
      this.#rigid = [];
      this.#rigidIds = new Set();
      return;
    }
    const ids = new Set(this.#preview.keys());
    const frames = new Set<string>();
    for (const [id, element] of this.#preview) {
      for (const arrow of this.#index.arrowsOf(id)) ids.add(arrow);
      if (element.type === 'frame') frames.add(id);
    }
    if (frames.size > 0) {
      for (const { id, frameId } of this.#board.elements)
        if (frameId !== null && frames.has(frameId)) ids.add(id);
    }
    this.#ids = ids;
    this.#findRigid();
  }

  #findRigid(): void {
    this.#rigid = [];
    this.#rigidIds = new Set();
    if (this.#preview.size < MANY) return;
    let shift: Point | null = null;
    const groups = new Map<string | null, BoardElement[]>();
    const rigid = new Set<string>();
    for (const [id, element] of this.#preview) {
      const before = this.#origins.get(id);
      if (before === undefined || !isMoved(before, element)) continue;
      const [dx, dy]: Point = [element.x - before.x, element.y - before.y];
      shift ??= [dx, dy];
      if (Math.abs(dx - shift[0]) < 0.001 && Math.abs(dy - shift[1]) < 0.001) rigid.add(id);
    }
    for (const id of this.#ids) {
      const element = this.lookup(id);
      if (element === undefined || !this.#isRigid(element, rigid)) continue;
      const { frameId } = element;
      const moves = frameId === null || frameId === id || rigid.has(frameId);
      // A frame that is not there clips nothing.
      const clips = !moves && this.lookup(frameId)?.type === 'frame';
      const key = clips ? frameId : null;
      const origin = this.origin(id);
      if (origin !== undefined) {
        const group = groups.get(key);
        if (group === undefined) groups.set(key, [origin]);
        else group.push(origin);
      }
    }
    if (groups.size === 0 || groups.size > MOST_FRAMES) return;
    this.#shift = shift ?? [0, 0];
    this.#rigid = Array.from(groups, ([frameId, members]) => ({
      ...{ frameId, elements: members.sort(compareOrder) },
    }));
    this.#rigidIds = new Set([...groups.values()].flat().map(({ id }) => id));
  }

  /** Arrows move with the others only if what they are bound to does. */
  #isRigid(element: BoardElement, rigid: ReadonlySet<string>): boolean {
    if (element.type !== 'arrow') return rigid.has(element.id);
    const shapes = [element.startBinding, element.endBinding]
      .map((binding) => binding?.elementId)
      .filter((id) => id !== undefined && this.#board.get(id) !== undefined);
    if (shapes.some((id) => id !== undefined && !rigid.has(id))) return false;
    return shapes.length === 2 || rigid.has(element.id);
  }
}

/** Whether two elements differ in nothing but their place, and the frame in which they are. */
function isMoved(before: BoardElement, after: BoardElement): boolean {
  if (before.type !== after.type) return false;
  const [a, b] = [
    before as unknown as Record<string, unknown>,
    after as unknown as Record<string, unknown>,
  ];
  for (const key in b) {
    if (key === 'x' || key === 'y' || key === 'frameId') continue;
    if (!isSame(a[key], b[key])) return false;
  }
  return true;
}

/** Compares what elements are made of: an element that is read anew has lists and records of its own. */
function isSame(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  const [own, other] = [Object.entries(a), b as Record<string, unknown>];
  return (
    own.length === Object.keys(other).length &&
    own.every(([key, value]) => isSame(value, other[key]))
  );
}
