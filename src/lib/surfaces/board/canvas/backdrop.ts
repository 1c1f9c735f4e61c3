import type { Bounds } from '../geometry/vector.ts';
import type { Clock } from './clock.ts';
import { Level, TILE, type TileRange, type TileSource } from './level.ts';
import { TilePool } from './tile-pool.ts';
import { sceneRect, type PixelRect, type View } from './view.ts';

/** After so many milliseconds without a change of the scale, everything is painted at it. */
const REST_MS = 90;
/** While the scale changes, tiles are shown up to so much smaller and larger than they are. */
const LEAST_RATIO = 0.45;
const MOST_RATIO = 2.2;
/** Longer side of the whole scene on the overview, in pixels. */
const OVERVIEW_SIZE = 1_024;
/** The extent of the scene is looked for at most so often. */
const EXTENT_MS = 1_000;
/** Frames of a zoom that come later than this are late; after two, tiles are scaled without smoothing, which is faster. */
const LATE_MS = 25;
const LATE_FRAMES = 2;
/** Tiles kept of a level, in times of what is seen. */
const KEPT = 3;

/** What is still to be done after a frame. */
export interface Rest {
  /** What is seen is as it is now, and sharp. */
  readonly complete: boolean;
  /** More can be painted in the next frame. */
  readonly again: boolean;
  /** Milliseconds after which there will be something to paint; null for never. */
  readonly wake: number | null;
}

/** How much is done besides what is seen. */
export type Haste = 'none' | 'busy' | 'eager';

export interface BackdropOptions {
  readonly source: TileSource;
  /** As `source`, without what makes sense at one scale only. */
  readonly overviewSource: TileSource;
  /** The box around everything; null for an empty board. */
  readonly extent: () => Bounds | null;
}

/**
 * The scene as it was painted before, at hand for the next frame: at the scale at which it is seen, at the one before while the
 * tiles for this one are made, and as an overview for where there is nothing else yet.
 */
export class Backdrop {
  readonly #options: BackdropOptions;
  readonly #pool = new TilePool(TILE, false);
  #base: Level | null = null;
  #before: Level | null = null;
  #overview: Level | null = null;
  #isOverviewFresh = false;
  #knownExtent: Bounds | null = null;
  #extentSince = -Infinity;
  #frame = 0;
  #scale = 0;
  #scaleSince = 0;
  #painted = 0;
  #late = 0;

  constructor(options: BackdropOptions) {
    this.#options = options;
  }

  damage(box: Bounds): void {
    this.#isOverviewFresh = false;
    for (const level of this.#levels()) level.damage(box);
  }

  /** Everything is to be painted again, while what is shown stays. */
  damageAll(): void {
    this.#isOverviewFresh = false;
    for (const level of this.#levels()) level.damageAll();
  }

  /** Forgets all that has been painted. */
  clear(): void {
    for (const level of this.#levels()) level.clear();
    this.#base = null;
    this.#before = null;
    this.#overview = null;
    this.#isOverviewFresh = false;
  }

  destroy(): void {
    this.clear();
    this.#pool.destroy();
  }

  /**
   * Brings what is seen up to date as far as the clock allows, and shows it.
   * @param haste `eager` paints nothing but what is seen, and that at its scale; `busy` leaves the overview for later
   */
  paint(context: CanvasRenderingContext2D, view: View, clock: Clock, haste: Haste): Rest {
    const eager = haste === 'eager';
    this.#frame++;
    const { width, height } = context.canvas;
    const seen = sceneRect(view, { x: 0, y: 0, width, height });
    const resting = this.#chooseLevels(view, seen, eager);
    const base = this.#base;
    if (base === null) return { complete: true, again: false, wake: null };
    const range = inner(base, seen);
    const tiles = fromTheMiddle(range);
    for (const [col, row] of tiles) base.touch(col, row, this.#frame);
    let done = true;
    for (const [col, row] of tiles) {
      if (base.isFresh(col, row)) continue;
      if (!base.advance(col, row, this.#frame, clock)) done = false;
      if (clock.isOver) break;
    }
    done = done && tiles.every(([col, row]) => base.isFresh(col, row));
    const complete = done && base.scale === view.scale;
    if (complete) this.#letGoOfBefore();
    if (done && eager) done = false;
    else if (done && resting)
      done =
        this.#paintAround(base, range, clock) && (haste === 'busy' || this.#paintOverview(clock));
    const now = performance.now();
    if (resting) this.#late = 0;
    else if (now - this.#painted > LATE_MS) this.#late++;
    this.#painted = now;
    // Whoever zooms sees where they are going, and letters when they are there.
    context.imageSmoothingEnabled = this.#late <= LATE_FRAMES;
    context.imageSmoothingQuality = 'low';
    this.#compose(context, view, seen, tiles);
    for (const level of this.#levels()) level.shrink(tiles.length * KEPT + 16, this.#frame);
    const wake = resting ? null : Math.max(1, this.#scaleSince + REST_MS - now);
    return { complete, again: !done, wake };
  }

  #levels(): Level[] {
    return [this.#base, this.#before, this.#overview].filter((level) => level !== null);
  }

  /** Takes the level that fits the scale. @returns false while the scale is changing */
  #chooseLevels(view: View, seen: Bounds, eager: boolean): boolean {
    const { source } = this.#options;
    const now = performance.now();
    if (this.#scale !== view.scale) {
      this.#scale = view.scale;
      this.#scaleSince = now;
    }
    if (this.#base === null) {
      this.#base = new Level(view.scale, source, this.#pool);
      return true;
    }
    if (this.#base.scale === view.scale) return true;
    const ratio = view.scale / this.#base.scale;
    const resting = eager || now - this.#scaleSince >= REST_MS;
    if (!resting && ratio >= LEAST_RATIO && ratio <= MOST_RATIO) return false;
    // What has hardly been painted yet is no help; then the one before stays.
    if (this.#before === null || covered(this.#base, seen) >= 0.5) {
      this.#letGoOfBefore();
      this.#before = this.#base;
    } else this.#base.clear();
    this.#base = new Level(view.scale, source, this.#pool);
    return resting;
  }

  #letGoOfBefore(): void {
    this.#before?.clear();
    this.#before = null;
  }

  /** Tiles that come into view next. */
  #paintAround(base: Level, { left, top, right, bottom }: TileRange, clock: Clock): boolean {
    const around = fromTheMiddle({
      left: left - 1,
      top: top - 1,
      right: right + 1,
      bottom: bottom + 1,
    });
    for (const [col, row] of around) {
      if (base.isFresh(col, row)) base.touch(col, row, this.#frame);
      else if (clock.isOver || !base.advance(col, row, this.#frame, clock)) return false;
    }
    return true;
  }

  #paintOverview(clock: Clock): boolean {
    if (this.#isOverviewFresh) return true;
    const extent = this.#extent();
    if (extent === null) return true;
    const longer = Math.max(extent.maxX - extent.minX, extent.maxY - extent.minY, 1);
    const scale = OVERVIEW_SIZE / longer;
    const ratio = scale / (this.#overview?.scale ?? scale);
    if (this.#overview === null || ratio < 0.5 || ratio > 2) {
      this.#overview?.clear();
      this.#overview = new Level(scale, this.#options.overviewSource, this.#pool);
    }
    for (const [col, row] of fromTheMiddle(this.#overview.rangeOf(extent))) {
      if (this.#overview.isFresh(col, row)) continue;
      if (clock.isOver || !this.#overview.advance(col, row, this.#frame, clock)) return false;
    }
    this.#isOverviewFresh = true;
    return true;
  }

  /** Where there is something at all; looked for among all elements, and so not with each change. */
  #extent(): Bounds | null {
    const now = performance.now();
    if (now - this.#extentSince > EXTENT_MS) {
      this.#extentSince = now;
      this.#knownExtent = this.#options.extent();
    }
    return this.#knownExtent;
  }

  #compose(
    context: CanvasRenderingContext2D,
    view: View,
    seen: Bounds,
    tiles: readonly (readonly [number, number])[],
  ): void {
    const base = this.#base;
    if (base === null) return;
    const { width, height } = context.canvas;
    for (const [col, row] of tiles) {
      if (base.shownAt(col, row) !== null) continue;
      const hole = cut(placeOf(base, view, col, row), width, height);
      if (hole === null) continue;
      this.#fill(context, view, hole);
    }
    drawLevel(context, base, view, seen);
  }

  /** Shows in a hole what comes nearest to what belongs there, and nothing that is painted over at once. */
  #fill(context: CanvasRenderingContext2D, view: View, hole: PixelRect): void {
    const box = sceneRect(view, hole);
    if (!covers(this.#before, box)) {
      if (!covers(this.#overview, box)) this.#options.source.ground(context, view, hole);
      if (this.#overview !== null) drawLevel(context, this.#overview, view, box, hole);
    }
    if (this.#before !== null) drawLevel(context, this.#before, view, box, hole);
  }
}

/** Whether a level shows something everywhere in a box. */
function covers(level: Level | null, box: Bounds): level is Level {
  if (level === null) return false;
  const { left, top, right, bottom } = inner(level, box);
  if ((right - left + 1) * (bottom - top + 1) > MOST_TILES) return false;
  for (let row = top; row <= bottom; row++)
    for (let col = left; col <= right; col++) if (level.shownAt(col, row) === null) return false;
  return true;
}

/** The tiles of a level that are seen: one whose edge touches the edge of the view is not. */
function inner(level: Level, { minX, minY, maxX, maxY }: Bounds): TileRange {
  const hair = 0.01 / level.scale;
  return level.rangeOf({ minX, minY, maxX: maxX - hair, maxY: maxY - hair });
}

/** How much of a box a level shows, 0 to 1. */
function covered(level: Level, seen: Bounds): number {
  const tiles = fromTheMiddle(inner(level, seen));
  return tiles.filter(([col, row]) => level.shownAt(col, row) !== null).length / tiles.length;
}

/** More tiles than this are never gone through at once. */
const MOST_TILES = 4_000;

/** Tiles of a range, those in the middle first. */
function fromTheMiddle({ left, top, right, bottom }: TileRange): (readonly [number, number])[] {
  const tiles: (readonly [number, number])[] = [];
  for (let row = top; row <= bottom; row++) {
    for (let col = left; col <= right && tiles.length < MOST_TILES; col++) tiles.push([col, row]);
  }
  const [x, y] = [(left + right) / 2, (top + bottom) / 2];
  const far = ([col, row]: readonly [number, number]): number => (col - x) ** 2 + (row - y) ** 2;
  return tiles.sort((a, b) => far(a) - far(b));
}

/** Where a tile is seen, in whole pixels, so that no seam shows between tiles that are scaled. */
function placeOf(level: Level, view: View, col: number, row: number): PixelRect {
  const ratio = (TILE * view.scale) / level.scale;
  const x = Math.round(col * ratio - view.x * view.scale);
  const y = Math.round(row * ratio - view.y * view.scale);
  const right = Math.round((col + 1) * ratio - view.x * view.scale);
  const bottom = Math.round((row + 1) * ratio - view.y * view.scale);
  return { x, y, width: right - x, height: bottom - y };
}

/** The part of a rectangle that lies in a bitmap; null for none. */
function cut(rect: PixelRect, width: number, height: number): PixelRect | null {
  return common(rect, { x: 0, y: 0, width, height });
}

function common(a: PixelRect, b: PixelRect): PixelRect | null {
  const x = Math.max(a.x, b.x);
  const y = Math.max(a.y, b.y);
  const right = Math.min(a.x + a.width, b.x + b.width);
  const bottom = Math.min(a.y + a.height, b.y + b.height);
  return right <= x || bottom <= y ? null : { x, y, width: right - x, height: bottom - y };
}

/**
 * Shows the tiles of a level that have been painted.
 * @param seen box of the scene in which they are looked for
 * @param hole paints nowhere else; everywhere, if it is not given. Cheaper than a clip.
 */
export function drawLevel(
  context: CanvasRenderingContext2D,
  level: Level,
  view: View,
  seen: Bounds,
  hole?: PixelRect,
): void {
  context.setTransform(1, 0, 0, 1, 0, 0);
  const { left, top, right, bottom } = inner(level, seen);
  if ((right - left + 1) * (bottom - top + 1) > MOST_TILES) return;
  for (let row = top; row <= bottom; row++) {
    for (let col = left; col <= right; col++) {
      const canvas = level.shownAt(col, row);
      if (canvas === null) continue;
      const place = placeOf(level, view, col, row);
      const { x, y, width, height } = place;
      if (hole !== undefined) {
        const part = common(place, hole);
        if (part === null) continue;
        const [kx, ky] = [TILE / width, TILE / height];
        context.drawImage(
          canvas,
          ...([(part.x - x) * kx, (part.y - y) * ky, part.width * kx, part.height * ky] as const),
          ...([part.x, part.y, part.width, part.height] as const),
        );
      } else if (width === TILE && height === TILE) context.drawImage(canvas, x, y);
      else context.drawImage(canvas, x, y, width, height);
    }
  }
}
