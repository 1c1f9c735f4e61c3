import type { BoardEditor } from '../../editor/editor.svelte.ts';
import type { Drag, PointerInput } from '../../editor/input.ts';
import { boundsOfPoints } from '../../geometry/vector.ts';
import type { Point } from '../../model/types.ts';

/** Selects what lies in a box that is pulled open; with Alt also what it touches, with Shift besides what was selected. */
export class MarqueeDrag implements Drag {
  readonly #editor: BoardEditor;
  readonly #start: Point;
  readonly #before: ReadonlySet<string>;

  constructor(editor: BoardEditor, { point, shift }: PointerInput) {
    this.#editor = editor;
    this.#start = point;
    this.#before = editor.selection;
    if (!shift) editor.clearSelection();
  }

  move({ point, shift, alt }: PointerInput): void {
    const box = boundsOfPoints([this.#start, point]);
    this.#editor.marquee = box;
    const found = this.#editor.index
      .inBox(box, alt ? 'touch' : 'contain')
      .filter(({ locked }) => !locked)
      .map(({ id }) => id);
    this.#editor.selectWithGroups(shift ? [...this.#before, ...found] : found);
  }

  up(): void {
    this.#editor.marquee = null;
  }

  cancel(): void {
    this.#editor.marquee = null;
    this.#editor.select(this.#before);
  }
}
