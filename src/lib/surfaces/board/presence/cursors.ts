import type { Camera, ViewSize } from '../editor/camera.ts';
import { toView } from '../editor/camera.ts';
import { between, distance } from '../geometry/vector.ts';
import type { Point } from '../model/types.ts';

/** In this time a pointer comes to where it was last seen, milliseconds. */
const GLIDE_MS = 80;
/** So long a name stays after its person last moved, milliseconds. */
const FOLD_AFTER = 3_000;
/** How near the own pointer must be to open a name again, CSS pixels. */
const NEAR = 24;
/** Where the flag begins, seen from the tip, and how high it is, CSS pixels. */
const FLAG_LEFT = 12;
const FLAG_BOTTOM = 37;
/** What is further outside of the view is not shown, CSS pixels. */
const MARGIN = 80;

interface Cursor {
  from: Point;
  to: Point;
  since: number;
  /** The name is folded from then on. */
  folds: number;
  node: HTMLElement | null;
  /** Width of the flag with what is left of it, CSS pixels. */
  width: number;
  /** What the element was given last, so that nothing is written twice. */
  shown: { transform: string; className: string } | null;
}

export interface CursorView {
  readonly camera: Camera;
  readonly size: ViewSize;
  /** The own pointer, in the view. */
  readonly pointer: Point | null;
  readonly still: boolean;
}

/** The pointers of others: where they are between what is heard of them, and the elements that show it. */
export class Cursors {
  readonly #cursors = new Map<number, Cursor>();
  readonly #wake: () => void;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** `wake`: something is to be drawn in the next frame. */
  constructor(wake: () => void) {
    this.#wake = wake;
  }

  /** A pointer was seen at a point of the scene; null: it is not on the board. */
  move(clientID: number, point: Point | null, now: number): void {
    const before = this.#cursors.get(clientID);
    if (point === null) {
      this.#cursors.delete(clientID);
    } else if (before === undefined) {
      const [node, shown] = [null, null];
      const folds = now + FOLD_AFTER;
      this.#cursors.set(clientID, {
        ...{ from: point, to: point, since: now, folds, node, shown, width: 0 },
      });
    } else if (distance(before.to, point) > 0) {
      before.from = placeOf(before, now);
      before.to = point;
      before.since = now;
      before.folds = now + FOLD_AFTER;
    }
    this.#wake();
  }

  /** The element that shows a pointer, for as long as there is one; returns how to part. */
  show(clientID: number, node: HTMLElement): () => void {
    const cursor = this.#cursors.get(clientID);
    if (cursor !== undefined) {
      const flag = node.querySelector<HTMLElement>('.flag');
      cursor.node = node;
      cursor.shown = null;
      cursor.width = FLAG_LEFT + (flag?.offsetWidth ?? 0);
    }
    this.#wake();
    return () => {
      if (cursor !== undefined) cursor.node = null;
    };
  }

  /** Draws a frame; returns whether something is still on its way. */
  draw(now: number, view: CursorView): boolean {
    let moving = false;
    let fold = Infinity;
    for (const cursor of this.#cursors.values()) {
      if (view.still) cursor.from = cursor.to;
      place(cursor, now, view);
      const rests = distance(cursor.from, cursor.to) === 0 || now - cursor.since >= GLIDE_MS;
      moving ||= !rests;
      if (cursor.folds > now) fold = Math.min(fold, cursor.folds);
    }
    clearTimeout(this.#timer);
    if (fold < Infinity) this.#timer = setTimeout(this.#wake, fold - now + 1);
    return moving;
  }

  destroy(): void {
    clearTimeout(this.#timer);
    this.#cursors.clear();
  }
}

function placeOf({ from, to, since }: Cursor, now: number): Point {
  const share = Math.min(1, Math.max(0, (now - since) / GLIDE_MS));
  // Slows down towards its end, exactly on it.
  return share === 1 ? to : between(from, to, 1 - (1 - share) ** 2);
}

function place(cursor: Cursor, now: number, { camera, size, pointer }: CursorView): void {
  const { node } = cursor;
  if (node === null) return;
  const [x, y] = toView(camera, placeOf(cursor, now));
  const out = x < -MARGIN || y < -MARGIN || x > size.width + MARGIN || y > size.height + MARGIN;
  const near = pointer !== null && distance(pointer, [x, y]) < NEAR;
  const className = [
    out && 'out',
    cursor.folds <= now && !near && 'idle',
    x + cursor.width > size.width && 'leftward',
    y + FLAG_BOTTOM > size.height && 'above',
  ]
    .filter((name) => name !== false)
    .join(' ');
  // Where nobody sees it, it need not be moved.
  const transform =
    out && cursor.shown !== null
      ? cursor.shown.transform
      : `translate(${x.toFixed(1)}px, ${y.toFixed(1)}px)`;
  if (cursor.shown?.transform !== transform) node.style.transform = transform;
  if (cursor.shown?.className !== className) node.dataset.look = className;
  cursor.shown = { transform, className };
}
