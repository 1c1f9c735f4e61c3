import type { Point } from '../model/types.ts';
import { panBy } from './camera.ts';
import type { BoardEditor } from './editor.svelte.ts';

/** So near to the edge of the view a dragging pointer moves the view along, CSS pixels. */
const EDGE = 20;
/** At most so far in one frame, CSS pixels. */
const SPEED = 14;

/** Moves the view while something is dragged at its edge: what is aimed at may lie beyond. */
export class EdgePan {
  readonly #editor: BoardEditor;
  readonly #onpan: () => void;
  #at: Point | null = null;
  #frame = 0;

  /** `onpan`: the view has moved under the pointer. */
  constructor(editor: BoardEditor, onpan: () => void) {
    this.#editor = editor;
    this.#onpan = onpan;
  }

  /** Where the pointer is now, in the view; null when nothing is dragged any more. */
  follow(at: Point | null): void {
    this.#at = at;
    if (at === null) {
      cancelAnimationFrame(this.#frame);
      this.#frame = 0;
    } else if (this.#frame === 0 && this.#pull(at) !== null) {
      this.#frame = requestAnimationFrame(this.#step);
    }
  }

  readonly #step = (): void => {
    this.#frame = 0;
    const by = this.#at === null ? null : this.#pull(this.#at);
    if (by === null) return;
    this.#editor.camera = panBy(this.#editor.camera, ...by);
    this.#onpan();
    this.#frame = requestAnimationFrame(this.#step);
  };

  #pull([x, y]: Point): readonly [number, number] | null {
    const { width, height } = this.#editor.size;
    const by = [pullAt(x, width), pullAt(y, height)] as const;
    return by[0] === 0 && by[1] === 0 ? null : by;
  }
}

/** Faster the farther out: before the edge, and beyond it. */
function pullAt(at: number, length: number): number {
  const before = EDGE - at;
  const beyond = at - (length - EDGE);
  const depth = Math.max(before, beyond);
  if (depth <= 0) return 0;
  const speed = Math.min(SPEED, (depth / EDGE) * (SPEED / 2));
  return before > beyond ? -speed : speed;
}
