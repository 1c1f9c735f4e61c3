import { distance } from '../geometry/vector.ts';
import type { BoardEditor } from '../editor/editor.svelte.ts';
import type { Drag, PointerInput, Tool } from '../editor/input.ts';
import { styleFor } from '../editor/style.ts';
import { newId } from '../model/id.ts';
import { MAX_POINTS } from '../model/limits.ts';
import { drafted } from '../model/patched.ts';
import type { Point } from '../model/types.ts';
import type { NewElement } from '../model/write.ts';
import { createInFrame } from '../operations/frames.ts';

/** Places nearer than this to the one before say nothing, CSS pixels. */
const LEAST = 0.75;
/** A stroke of this length was not the beginning of a pinch, CSS pixels: another finger does not take it back. */
const MEANT = 40;

/** Draws by hand. While the pen is down the stroke is nowhere but here and in presence; lifted, it is one element. */
export class PenTool implements Tool {
  readonly #editor: BoardEditor;

  constructor(editor: BoardEditor) {
    this.#editor = editor;
  }

  cursor(): string {
    return 'crosshair';
  }

  down(input: PointerInput): Drag {
    const editor = this.#editor;
    const id = newId();
    const stroke = new Stroke(editor, input);
    const show = (): void => {
      editor.draft = drafted(id, stroke.element());
    };
    show();
    return {
      move: ({ path }) => {
        for (const place of path) stroke.add(place);
        show();
      },
      up: ({ path }) => {
        for (const place of path) stroke.add(place);
        editor.draft = null;
        createInFrame(editor.board, stroke.element(), id);
      },
      cancel: () => {
        editor.draft = null;
      },
      giveWay: () => {
        editor.draft = null;
        if (stroke.length >= MEANT) createInFrame(editor.board, stroke.element(), id);
      },
    };
  }
}

class Stroke {
  readonly #editor: BoardEditor;
  readonly #origin: Point;
  readonly #hasPressure: boolean;
  readonly #points: Point[] = [[0, 0]];
  readonly #pressures: number[];
  #length = 0;

  constructor(editor: BoardEditor, { point, kind, pressure }: PointerInput) {
    this.#editor = editor;
    this.#origin = point;
    this.#hasPressure = kind === 'pen' && pressure > 0;
    this.#pressures = [pressure];
  }

  /** CSS pixels. */
  get length(): number {
    return this.#length;
  }

  add({ point, pressure }: { readonly point: Point; readonly pressure: number }): void {
    const next: Point = [point[0] - this.#origin[0], point[1] - this.#origin[1]];
    const last = this.#points.at(-1) ?? next;
    const step = distance(last, next) * this.#editor.camera.zoom;
    if (step < LEAST) return;
    if (this.#points.length >= MAX_POINTS) return;
    this.#length += step;
    this.#points.push(next);
    this.#pressures.push(pressure);
  }

  element(): NewElement {
    const [x, y] = this.#origin;
    return {
      type: 'freedraw',
      x,
      y,
      // A copy each time: what is shown must not change behind the back of what shows it.
      points: [...this.#points],
      ...(this.#hasPressure && { pressures: [...this.#pressures] }),
      ...styleFor('pen', this.#editor.style),
    };
  }
}
