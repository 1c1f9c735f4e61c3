import type { Lookup } from '../geometry/arrow.ts';
import { cornersOf } from '../geometry/bounds.ts';
import { drawnBounds } from '../geometry/drawn.ts';
import type { SpatialIndex } from '../geometry/spatial.ts';
import { overlaps } from '../geometry/vector.ts';
import { compareOrder } from '../model/order.ts';
import type { BoardElement } from '../model/types.ts';
import { drawLevel } from './backdrop.ts';
import type { Clock } from './clock.ts';
import { clipTo, type ElementPainter } from './element-painter.ts';
import { Level, TILE, type TileSource } from './level.ts';
import type { Live, Rigid } from './live.ts';
import { TilePool } from './tile-pool.ts';
import { joined, pixelRect, sceneRect, touches, type PixelRect, type View } from './view.ts';

/** Up to so many elements that are under way are painted between those that lie under and over them. */
const FEW = 40;
/** …as long as no more than so many others have to be painted for it. */
const MANY_AROUND = 400;

export interface LivePainterOptions {
  readonly live: Live;
  readonly index: SpatialIndex;
  readonly painter: ElementPainter;
  /** As the document has them. */
  readonly lookup: Lookup;
  readonly isHidden: (id: string) => boolean;
  readonly ground: (context: CanvasRenderingContext2D, view: View, rect: PixelRect) => void;
}

/** Paints what is under way, over the tiles of the rest. */
export class LivePainter {
  readonly #options: LivePainterOptions;
  readonly #pool = new TilePool(TILE, true);
  /** What only moves, painted where the document has it. */
  #sprites: { readonly rigid: Rigid; readonly level: Level }[] = [];
  #frame = 0;

  constructor(options: LivePainterOptions) {
    this.#options = options;
  }

  damageAll(): void {
    this.#setSprites([]);
  }

  destroy(): void {
    this.#setSprites([]);
    this.#pool.destroy();
  }

  /** @returns how many elements were painted */
  paint(context: CanvasRenderingContext2D, view: View, clock: Clock): number {
    const { live, painter, isHidden } = this.#options;
    this.#frame++;
    this.#paintSprites(context, view, clock);
    const elements = live.elements().filter(({ id }) => !isHidden(id));
    if (elements.length === 0) return 0;
    painter.lookup = live.lookup;
    const { width, height } = context.canvas;
    const shown: Shown[] = [];
    for (const element of elements) {
      const rect = pixelRect(view, drawnBounds(element, live.lookup), width, height);
      if (rect !== null) shown.push({ element, rect });
    }
    const around = shown.length <= FEW ? this.#among(shown, view) : null;
    if (around === null) for (const { element } of shown) painter.paint(context, element, view);
    painter.lookup = this.#options.lookup;
    if (around === null) return shown.length;
    return this.#paintAmong(context, around, view);
  }

  #paintSprites(context: CanvasRenderingContext2D, view: View, clock: Clock): void {
    const { live, painter } = this.#options;
    this.#followRigid(live.rigid, view.scale);
    const [dx, dy] = live.shift;
    // In whole pixels, or the tiles would be blurred.
    const shifted: View = {
      scale: view.scale,
      x: view.x - Math.round(dx * view.scale) / view.scale,
      y: view.y - Math.round(dy * view.scale) / view.scale,
    };
    const { width, height } = context.canvas;
    const seen = sceneRect(shifted, { x: 0, y: 0, width, height });
    for (const { rigid, level } of this.#sprites) {
      const range = level.rangeOf(seen);
      painter.lookup = live.origin;
      painter.isClipping = false;
      for (let row = range.top; row <= range.bottom; row++) {
        for (let col = range.left; col <= range.right; col++) {
          // They have to be somewhere: what is missing is painted, however long it takes.
          if (level.shownAt(col, row) === null)
            clock.endless(() => level.advance(col, row, this.#frame, clock));
          else if (!clock.isOver) level.advance(col, row, this.#frame, clock);
        }
      }
      painter.isClipping = true;
      painter.lookup = this.#options.lookup;
      level.shrink(
        (range.right - range.left + 2) * (range.bottom - range.top + 2) * 2,
        this.#frame,
      );
      const frame = rigid.frameId === null ? undefined : live.lookup(rigid.frameId);
      context.save();
      if (frame !== undefined) clipTo(context, cornersOf(frame), view);
      drawLevel(context, level, shifted, seen);
      context.restore();
    }
  }

  /** Keeps what has been painted as long as the same elements move. */
  #followRigid(groups: readonly Rigid[], scale: number): void {
    const stays =
      groups.length === this.#sprites.length &&
      this.#sprites.every(
        ({ rigid, level }, i) =>
          level.scale === scale &&
          rigid.frameId === groups[i]?.frameId &&
          same(rigid.elements, groups[i].elements),
      );
    if (!stays) this.#setSprites(groups, scale);
  }

  #setSprites(groups: readonly Rigid[], scale = 1): void {
    for (const { level } of this.#sprites) level.clear();
    const { live, painter, isHidden } = this.#options;
    this.#sprites = groups.map((rigid) => {
      const placed = rigid.elements.map((element) => ({
        element,
        bounds: drawnBounds(element, live.origin),
      }));
      const source: TileSource = {
        elementsIn: (box) =>
          placed
            .filter(({ element, bounds }) => overlaps(bounds, box) && !isHidden(element.id))
            .map(({ element }) => element),
        ground: (context, _view, { x, y, width, height }) => {
          context.setTransform(1, 0, 0, 1, 0, 0);
          context.clearRect(x, y, width, height);
        },
        paint: (context, element, view) => {
          painter.paint(context, element, view);
        },
      };
      return { rigid, level: new Level(scale, source, this.#pool) };
    });
  }

  /** What has to be painted so that elements lie where they belong; null where that is too much, or not needed. */
  #among(shown: readonly Shown[], view: View): Cluster[] | null {
    const { index, live, isHidden } = this.#options;
    const clusters = clustersOf(shown);
    let [count, isCovered] = [0, false];
    for (const cluster of clusters) {
      const others = index
        .inView(sceneRect(view, cluster.rect))
        .filter(({ id }) => !live.ids.has(id) && !isHidden(id));
      count += others.length;
      if (count > MANY_AROUND) return null;
      const [lowest] = cluster.elements;
      const highest = others.at(-1);
      if (lowest !== undefined && highest !== undefined && compareOrder(highest, lowest) > 0)
        isCovered = true;
      cluster.elements = [...others, ...cluster.elements].sort(compareOrder);
    }
    return isCovered ? clusters : null;
  }

  #paintAmong(context: CanvasRenderingContext2D, clusters: readonly Cluster[], view: View): number {
    const { painter, live, ground, lookup } = this.#options;
    let painted = 0;
    painter.lookup = live.lookup;
    for (const { rect, elements } of clusters) {
      context.save();
      context.setTransform(1, 0, 0, 1, 0, 0);
      context.beginPath();
      context.rect(rect.x, rect.y, rect.width, rect.height);
      context.clip();
      ground(context, view, rect);
      for (const element of elements) painter.paint(context, element, view);
      context.restore();
      painted += elements.length;
    }
    painter.lookup = lookup;
    return painted;
  }
}

interface Shown {
  readonly element: BoardElement;
  readonly rect: PixelRect;
}

interface Cluster {
  rect: PixelRect;
  elements: BoardElement[];
}

/** Joins elements whose places touch. Elements come from the bottom to the top, and stay in that order. */
function clustersOf(shown: readonly Shown[]): Cluster[] {
  let clusters: Cluster[] = [];
  for (const { element, rect } of shown) {
    const cluster: Cluster = { rect, elements: [element] };
    // Each that is joined makes the place larger, which may touch others then.
    for (let touched = true; touched;) {
      touched = false;
      const apart: Cluster[] = [];
      for (const other of clusters) {
        if (!touches(cluster.rect, other.rect)) apart.push(other);
        else {
          cluster.rect = joined(cluster.rect, other.rect);
          cluster.elements.push(...other.elements);
          touched = true;
        }
      }
      clusters = apart;
    }
    cluster.elements.sort(compareOrder);
    clusters.push(cluster);
  }
  return clusters;
}

function same(a: readonly BoardElement[], b: readonly BoardElement[]): boolean {
  return a.length === b.length && a.every((element, i) => element === b[i]);
}
