import type { Bounds } from '../geometry/vector.ts';
import type { BoardElement } from '../model/types.ts';
import { joined, pixelRect, sceneRect, touches, type PixelRect, type View } from './view.ts';
import type { Clock } from './clock.ts';
import type { TilePool } from './tile-pool.ts';

/** Side of a tile, in pixels. */
export const TILE = 256;
const WHOLE: PixelRect = { x: 0, y: 0, width: TILE, height: TILE };
/** A tile with more stale places than this is painted anew as a whole. */
const MANY_PLACES = 12;
/** After so many elements the clock is looked at. */
const LOOK_EVERY = 8;
/** A stale place with more elements in it is not painted at one go. */
const MANY_ELEMENTS = 200;

/** What stands on the tiles of a level. */
export interface TileSource {
  /** The elements of which something is painted in a box, from the bottom to the top. */
  elementsIn(box: Bounds): readonly BoardElement[];
  /** Paints what lies under all elements, or clears. */
  ground(context: CanvasRenderingContext2D, view: View, rect: PixelRect): void;
  paint(context: CanvasRenderingContext2D, element: BoardElement, view: View): void;
}

/** A square of a level. */
interface Tile {
  readonly col: number;
  readonly row: number;
  /** What is shown; null until it has been painted for the first time. */
  shown: CanvasRenderingContext2D | null;
  /** Places in which something else is shown than is there now. */
  stale: PixelRect[];
  /** The whole tile is stale. */
  allStale: boolean;
  /** A painting of the whole tile under way, beside what is shown. */
  job: Job | null;
  /** Number of the frame that wanted it last. */
  used: number;
}

interface Job {
  readonly context: CanvasRenderingContext2D;
  readonly elements: readonly BoardElement[];
  next: number;
}

/** Columns and rows of tiles, both ends included. */
export interface TileRange {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/**
 * The scene at one scale, painted piece by piece on tiles that are kept. Only what is stale is painted again, and never more
 * at a time than the clock allows.
 */
export class Level {
  /** Pixels per scene unit. */
  readonly scale: number;
  readonly #source: TileSource;
  readonly #pool: TilePool;
  readonly #tiles = new Map<string, Tile>();

  constructor(scale: number, source: TileSource, pool: TilePool) {
    this.scale = scale;
    this.#source = source;
    this.#pool = pool;
  }

  /** How many tiles there are. */
  get size(): number {
    return this.#tiles.size;
  }

  /** The tiles under a box of the scene. */
  rangeOf({ minX, minY, maxX, maxY }: Bounds): TileRange {
    const at = (value: number): number => Math.floor((value * this.scale) / TILE);
    return { left: at(minX), top: at(minY), right: at(maxX), bottom: at(maxY) };
  }

  /** What a tile shows, however stale; null when it has never been painted. */
  shownAt(col: number, row: number): HTMLCanvasElement | null {
    return this.#tiles.get(keyOf(col, row))?.shown?.canvas ?? null;
  }

  /** Notes that something else is to be seen in a box. */
  damage(box: Bounds): void {
    const range = this.rangeOf({
      minX: box.minX - 2 / this.scale,
      minY: box.minY - 2 / this.scale,
      maxX: box.maxX + 2 / this.scale,
      maxY: box.maxY + 2 / this.scale,
    });
    const count = (range.right - range.left + 1) * (range.bottom - range.top + 1);
    if (count > this.#tiles.size) {
      for (const tile of this.#tiles.values()) this.#damageTile(tile, box);
      return;
    }
    for (let row = range.top; row <= range.bottom; row++) {
      for (let col = range.left; col <= range.right; col++) {
        const tile = this.#tiles.get(keyOf(col, row));
        if (tile !== undefined) this.#damageTile(tile, box);
      }
    }
  }

  /** Notes that everything is stale. What is shown stays until it has been painted again. */
  damageAll(): void {
    for (const tile of this.#tiles.values()) {
      tile.allStale = true;
      tile.stale = [];
      this.#giveUp(tile);
    }
  }

  /**
   * Paints small stale places of a tile that is shown, so that it shows what is there now.
   * @returns false when there is more to do than can be done at one go
   */
  mend(col: number, row: number, clock: Clock): boolean {
    const tile = this.#tiles.get(keyOf(col, row));
    if (tile === undefined || tile.shown === null || tile.allStale) return false;
    while (tile.stale.length > 0) {
      if (clock.isOver) return false;
      const rect = tile.stale[tile.stale.length - 1];
      if (rect === undefined || !this.#mendPlace(tile, tile.shown, rect, clock)) return false;
      tile.stale.pop();
    }
    return true;
  }

  /**
   * Goes on painting a tile until it shows what is there now, or the time is over.
   * @returns whether nothing remains to be done
   */
  advance(col: number, row: number, frame: number, clock: Clock): boolean {
    const tile = this.#tileAt(col, row);
    tile.used = frame;
    if (tile.shown !== null && !tile.allStale && tile.job === null) {
      if (this.mend(col, row, clock)) return true;
      if (clock.isOver) return false;
      tile.allStale = true;
    }
    tile.job ??= this.#begin(tile);
    const { job } = tile;
    const view = this.#viewOf(tile);
    while (job.next < job.elements.length) {
      if (clock.isOver) return false;
      const end = Math.min(job.elements.length, job.next + clock.chunk);
      const { next } = job;
      clock.begin();
      for (; job.next < end; job.next++) {
        const element = job.elements[job.next];
        if (element !== undefined) this.#source.paint(job.context, element, view);
        // What has never been painted takes a hundred times as long as what has.
        if (job.next % LOOK_EVERY === 0 && clock.isOver) {
          job.next++;
          break;
        }
      }
      clock.end(job.context.canvas, job.next - next);
    }
    if (tile.shown !== null) this.#pool.release(tile.shown);
    tile.shown = job.context;
    tile.job = null;
    tile.allStale = false;
    return tile.stale.length === 0 || this.mend(col, row, clock);
  }

  /** Whether a tile shows what is there now. */
  isFresh(col: number, row: number): boolean {
    const tile = this.#tiles.get(keyOf(col, row));
    if (tile === undefined || tile.shown === null || tile.job !== null) return false;
    return !tile.allStale && tile.stale.length === 0;
  }

  /** Notes that a tile is wanted in this frame. */
  touch(col: number, row: number, frame: number): void {
    const tile = this.#tiles.get(keyOf(col, row));
    if (tile !== undefined) tile.used = frame;
  }

  /** Gives up the tiles that have not been wanted for longest, until no more than so many are left. */
  shrink(most: number, frame: number): void {
    if (this.#tiles.size <= most) return;
    const oldest = [...this.#tiles].sort(([, a], [, b]) => a.used - b.used);
    for (const [key, tile] of oldest.slice(0, this.#tiles.size - most)) {
      if (tile.used === frame) break;
      this.#drop(key, tile);
    }
  }

  clear(): void {
    for (const [key, tile] of this.#tiles) this.#drop(key, tile);
  }

  #tileAt(col: number, row: number): Tile {
    const key = keyOf(col, row);
    let tile = this.#tiles.get(key);
    if (tile === undefined) {
      tile = { col, row, shown: null, stale: [], allStale: true, job: null, used: 0 };
      this.#tiles.set(key, tile);
    }
    return tile;
  }

  #viewOf({ col, row }: Tile): View {
    return { scale: this.scale, x: (col * TILE) / this.scale, y: (row * TILE) / this.scale };
  }

  #damageTile(tile: Tile, box: Bounds): void {
    if (tile.allStale && tile.job === null) return;
    let rect = pixelRect(this.#viewOf(tile), box, TILE, TILE);
    if (rect === null) return;
    for (let i = tile.stale.length - 1; i >= 0; i--) {
      const other = tile.stale[i];
      if (other === undefined || !touches(rect, other)) continue;
      rect = joined(rect, other);
      tile.stale.splice(i, 1);
    }
    tile.stale.push(rect);
    if (tile.stale.length <= MANY_PLACES) return;
    tile.stale = [];
    tile.allStale = true;
    this.#giveUp(tile);
  }

  #mendPlace(
    tile: Tile,
    context: CanvasRenderingContext2D,
    rect: PixelRect,
    clock: Clock,
  ): boolean {
    const view = this.#viewOf(tile);
    const elements = this.#source.elementsIn(sceneRect(view, rect));
    if (elements.length > MANY_ELEMENTS) return false;
    clock.begin();
    context.save();
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.beginPath();
    context.rect(rect.x, rect.y, rect.width, rect.height);
    context.clip();
    this.#source.ground(context, view, rect);
    for (const element of elements) this.#source.paint(context, element, view);
    context.restore();
    clock.end(context.canvas, elements.length);
    return true;
  }

  #begin(tile: Tile): Job {
    const view = this.#viewOf(tile);
    const context = this.#pool.take();
    this.#source.ground(context, view, WHOLE);
    // What changes from here on is noted, and mended when this is done.
    tile.stale = [];
    return { context, elements: this.#source.elementsIn(sceneRect(view, WHOLE)), next: 0 };
  }

  #giveUp(tile: Tile): void {
    if (tile.job !== null) this.#pool.release(tile.job.context);
    tile.job = null;
  }

  #drop(key: string, tile: Tile): void {
    this.#giveUp(tile);
    if (tile.shown !== null) this.#pool.release(tile.shown);
    this.#tiles.delete(key);
  }
}

function keyOf(col: number, row: number): string {
  return `${String(col)} ${String(row)}`;
}
