import { rotateAll, turnTo } from '../../geometry/resize.ts';
import type { BoardEditor } from '../../editor/editor.svelte.ts';
import type { Drag, PointerInput } from '../../editor/input.ts';
import type { LiveEdit } from '../../editor/live-edit.ts';
import type { BoardElement, Point } from '../../model/types.ts';
import { turningPoint } from '../handles.ts';

/** With Shift, things turn in steps of 15 degrees. */
const STEP = Math.PI / 12;
/** Nearly upright is upright: about a degree. */
const SNAP = Math.PI / 180;

/** Turns the selection around its middle. */
export class RotateDrag implements Drag {
  readonly #live: LiveEdit;
  readonly #elements: readonly BoardElement[];
  readonly #center: Point;
  readonly #from: number;
  /** The angle that counts for steps: that of the one element, or none. */
  readonly #own: number;

  constructor(editor: BoardEditor, { point }: PointerInput) {
    this.#elements = editor.selected.filter(({ locked }) => !locked);
    this.#center = turningPoint(editor);
    this.#from = turnTo(this.#center, point);
    this.#own = editor.single?.angle ?? 0;
    this.#live = editor.begin();
  }

  move({ point, shift }: PointerInput): void {
    const angle = this.#own + turnTo(this.#center, point) - this.#from;
    const step = shift ? STEP : Math.PI / 4;
    const near = Math.round(angle / step) * step;
    const to = shift || Math.abs(angle - near) < SNAP ? near : angle;
    this.#live.set(rotateAll(this.#elements, this.#center, to - this.#own));
  }

  up(): void {
    this.#live.finish();
  }

  cancel(): void {
    this.#live.cancel();
  }
}
