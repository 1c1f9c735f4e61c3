import { elbowCourse } from '../geometry/elbow.ts';
import { distance } from '../geometry/vector.ts';
import type { BoardEditor } from '../editor/editor.svelte.ts';
import type { PointerInput } from '../editor/input.ts';
import { styleFor } from '../editor/style.ts';
import { newId } from '../model/id.ts';
import { drafted } from '../model/patched.ts';
import type { Binding, Point } from '../model/types.ts';
import type { NewElement } from '../model/write.ts';
import { createInFrame } from '../operations/frames.ts';
import { writtenCourse } from '../operations/remove.ts';
import { bindingFor } from './binding.ts';

/** With Shift, lines run in steps of 15 degrees. */
const STEP = Math.PI / 12;

/** An arrow or a line that is being drawn: its points in the scene, the last of which follows the pointer. */
export class LineDraft {
  readonly #editor: BoardEditor;
  readonly #type: 'arrow' | 'line';
  readonly #id = newId();
  #points: Point[];
  #start: Binding | null;
  #end: Binding | null = null;

  constructor(editor: BoardEditor, type: 'arrow' | 'line', input: PointerInput, from: Point) {
    this.#editor = editor;
    this.#type = type;
    this.#points = [from, from];
    this.#start = type === 'arrow' ? bindingFor(editor, input, from) : null;
  }

  /** The number of points, with the one that follows. */
  get length(): number {
    return this.#points.length;
  }

  /** Whether a place is so near to where the line began that it is meant to be closed. */
  closes(input: PointerInput): boolean {
    const [first] = this.#points;
    return (
      this.#type === 'line' &&
      this.length > 3 &&
      first !== undefined &&
      distance(first, input.point) <= this.#editor.reach(input.kind) * 1.5
    );
  }

  /** The last point follows. */
  follow(input: PointerInput, point: Point): void {
    const before = this.#points.at(-2) ?? point;
    const [first] = this.#points;
    const at = this.closes(input) && first !== undefined ? first : point;
    this.#points[this.length - 1] = input.shift ? inSteps(before, at) : at;
    this.#end = this.#type === 'arrow' ? bindingFor(this.#editor, input, at) : null;
    this.#editor.bindable = this.#end?.elementId ?? null;
    this.#editor.draft = drafted(this.#id, this.#element());
  }

  /** The last point stays, and another one follows from there. */
  add(): void {
    const last = this.#points.at(-1);
    if (last !== undefined) this.#points.push(last);
  }

  /** The point that follows goes. */
  dropLast(): void {
    this.#points.pop();
    this.#end = null;
  }

  discard(): void {
    this.#editor.draft = null;
    this.#editor.bindable = null;
  }

  /** Puts it into the document and selects it, if there is something of it to see. Returns whether there was. */
  commit(): boolean {
    const [first] = this.#points;
    const { board, camera } = this.#editor;
    this.discard();
    if (this.#editor.readOnly) return false;
    const longest = Math.max(0, ...this.#points.map((point) => distance(point, first ?? point)));
    if (this.length < 2 || longest * camera.zoom < 3) return false;
    createInFrame(board, this.#element(), this.#id);
    this.#editor.select([this.#id]);
    return true;
  }

  #element(): NewElement {
    const [first, last] = [this.#points[0], this.#points.at(-1)];
    const look = styleFor(this.#type, this.#editor.style);
    const free = this.#start === null && this.#end === null;
    const points =
      look.elbowed === true && free && first !== undefined && last !== undefined
        ? elbowBetween(first, last)
        : this.#points;
    const closed =
      this.#type === 'line' && this.length > 3 && first !== undefined && last !== undefined
        ? first[0] === last[0] && first[1] === last[1]
        : false;
    return {
      type: this.#type,
      ...look,
      ...writtenCourse(points),
      ...(closed && { polygon: true }),
      ...(this.#type === 'arrow' && { startBinding: this.#start, endBinding: this.#end }),
    };
  }
}

/** A way along the axes between two free ends. */
export function elbowBetween(from: Point, to: Point): Point[] {
  return elbowCourse(
    { point: from, heading: null, box: null },
    { point: to, heading: null, box: null },
  );
}

/** A point brought onto the nearest of the directions from another. */
export function inSteps([fx, fy]: Point, [x, y]: Point): Point {
  const angle = Math.round(Math.atan2(y - fy, x - fx) / STEP) * STEP;
  const length = Math.hypot(x - fx, y - fy);
  return [fx + Math.cos(angle) * length, fy + Math.sin(angle) * length];
}
