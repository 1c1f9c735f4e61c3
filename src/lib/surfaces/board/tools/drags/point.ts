import { distance } from '../../geometry/vector.ts';
import type { BoardEditor } from '../../editor/editor.svelte.ts';
import type { Drag, PointerInput } from '../../editor/input.ts';
import type { LiveEdit } from '../../editor/live-edit.ts';
import type { ArrowElement, Binding, LineElement, Point } from '../../model/types.ts';
import type { ElementPatch } from '../../model/write.ts';
import { writtenCourse } from '../../operations/remove.ts';
import { bindingFor } from '../binding.ts';
import { coursePoints } from '../handles.ts';
import { elbowBetween, inSteps } from '../line-draft.ts';
import { GestureSnap } from '../snapping.ts';

/** Pulls one point of a line; the ends of an arrow are bound to what they are put on. */
export class PointDrag implements Drag {
  readonly #editor: BoardEditor;
  readonly #live: LiveEdit;
  readonly #element: LineElement | ArrowElement;
  readonly #points: readonly Point[];
  readonly #index: number;
  readonly #snap: GestureSnap;

  /** `fresh`: the point comes into being before the one at `index`. */
  constructor(
    editor: BoardEditor,
    element: LineElement | ArrowElement,
    { index, fresh }: { readonly index: number; readonly fresh: boolean },
    input: PointerInput,
  ) {
    this.#editor = editor;
    this.#element = element;
    this.#index = index;
    const points = coursePoints(element, editor) ?? [];
    this.#points = fresh ? points.toSpliced(index, 0, input.point) : points;
    this.#live = editor.begin();
    this.#snap = new GestureSnap(editor, new Set([element.id]));
  }

  move(input: PointerInput): void {
    const last = this.#points.length - 1;
    const neighbour = this.#points[this.#index === 0 ? 1 : this.#index - 1];
    let { point } = this.#snap.snapPoint(input.point, input);
    if (input.shift && neighbour !== undefined) point = inSteps(neighbour, point);
    point = this.#joined(point, input);
    const points = this.#points.with(this.#index, point);
    this.#live.set(new Map([[this.#element.id, this.#patch(points, input, last)]]));
  }

  up(): void {
    this.#editor.bindable = null;
    this.#live.finish();
  }

  cancel(): void {
    this.#editor.bindable = null;
    this.#live.cancel();
  }

  #patch(points: readonly Point[], input: PointerInput, last: number): ElementPatch {
    const element = this.#element;
    if (element.type === 'line') {
      const closed = points[0] !== undefined && points[0] === points[last];
      return { ...writtenCourse(points), polygon: closed && last > 2 };
    }
    const isEnd = this.#index === 0 || this.#index === last;
    const held = isEnd ? bindingFor(this.#editor, input, input.point, element.id) : null;
    if (isEnd) this.#editor.bindable = held?.elementId ?? null;
    const start = this.#index === 0 ? held : element.startBinding;
    const end = this.#index === last ? held : element.endBinding;
    return {
      ...writtenCourse(element.elbowed ? elbowPoints(points, start, end) : points),
      startBinding: start,
      endBinding: end,
    };
  }

  /** An end of a line near its other end meets it. */
  #joined(point: Point, input: PointerInput): Point {
    const last = this.#points.length - 1;
    if (this.#element.type !== 'line' || last < 3) return point;
    const other =
      this.#index === 0 ? this.#points[last] : this.#index === last ? this.#points[0] : undefined;
    if (other === undefined || distance(other, point) > this.#editor.reach(input.kind))
      return point;
    return other;
  }
}

/** With an end that is held, the way follows from the ends; else it is written as a whole. */
function elbowPoints(
  points: readonly Point[],
  start: Binding | null,
  end: Binding | null,
): readonly Point[] {
  const [first, last] = [points[0], points.at(-1)];
  if (first === undefined || last === undefined) return points;
  return start === null && end === null ? elbowBetween(first, last) : [first, last];
}
