import { boxOf } from '../../geometry/bounds.ts';
import type { Handle } from '../../geometry/resize.ts';
import type { Side } from '../../geometry/snap.ts';
import { rotate, union, type Bounds } from '../../geometry/vector.ts';
import type { BoardEditor } from '../../editor/editor.svelte.ts';
import type { Drag, PointerInput } from '../../editor/input.ts';
import type { LiveEdit } from '../../editor/live-edit.ts';
import type { BoardElement, Point } from '../../model/types.ts';
import { resizeAllWithWords, resizeWithWords } from '../../operations/fit-words.ts';
import { settleInFrames } from '../../operations/frames.ts';
import { selectionBox, type SelectionBox } from '../../editor/selection-box.ts';
import { GestureSnap } from '../snapping.ts';

/** Pulls a corner or a side of the frame around the selection. Shift keeps the relation, Alt the middle. */
export class ResizeDrag implements Drag {
  readonly #editor: BoardEditor;
  readonly #live: LiveEdit;
  readonly #handle: Handle;
  readonly #elements: readonly BoardElement[];
  /** The frame is that of one element, and not one around several of which the rest is locked. */
  readonly #isSingle: boolean;
  readonly #frame: SelectionBox;
  /** From the pointer to the corner that it holds. */
  readonly #grip: Point;
  readonly #snap: GestureSnap;

  constructor(editor: BoardEditor, handle: Handle, { point }: PointerInput) {
    this.#editor = editor;
    this.#handle = handle;
    this.#elements = editor.selected.filter(({ locked }) => !locked);
    this.#isSingle = editor.single !== null;
    this.#frame = selectionBox(editor) ?? { box: NO_BOX, angle: 0 };
    this.#live = editor.begin();
    const corner = cornerOf(this.#frame, handle);
    this.#grip = [corner[0] - point[0], corner[1] - point[1]];
    this.#snap = new GestureSnap(editor, new Set(this.#elements.map(({ id }) => id)));
  }

  move(input: PointerInput): void {
    const options = { keepRatio: input.shift, fromCenter: input.alt };
    const pulled: Point = [input.point[0] + this.#grip[0], input.point[1] + this.#grip[1]];
    const pointer = this.#snapped(pulled, input);
    const [first] = this.#elements;
    if (this.#isSingle && first !== undefined) {
      const patch = resizeWithWords(first, this.#handle, pointer, options);
      this.#live.set(new Map([[first.id, patch]]));
    } else {
      const box = this.#frame.box;
      this.#live.set(resizeAllWithWords(this.#elements, box, this.#handle, pointer, options));
    }
  }

  up(): void {
    const { board } = this.#editor;
    this.#editor.guides = [];
    const frames = this.#elements.filter(({ type }) => type === 'frame');
    this.#live.finish(() => {
      settleInFrames(
        board,
        this.#elements.map(({ id }) => id),
      );
      // What a frame reaches by its new size is in it, what it has left is not.
      if (frames.length > 0) settleInFrames(board, this.#around(frames));
    });
  }

  cancel(): void {
    this.#editor.guides = [];
    this.#live.cancel();
  }

  /** Only what is not turned has sides along the lines to which things snap. */
  #snapped(pointer: Point, input: PointerInput): Point {
    if (this.#frame.angle !== 0 || input.shift) return pointer;
    const [hx, hy] = this.#handle;
    const [x, y] = pointer;
    const sides: { x: readonly Side[]; y: readonly Side[] } = {
      x: hx === 0 ? [] : ['min'],
      y: hy === 0 ? [] : ['min'],
    };
    const snap = this.#snap.snap({ minX: x, minY: y, maxX: x, maxY: y }, input, sides);
    this.#editor.guides = snap.guides;
    return [x + snap.dx, y + snap.dy];
  }

  #around(frames: readonly BoardElement[]): string[] {
    const { board, index } = this.#editor;
    const now = frames.map(({ id }) => board.get(id)).filter((frame) => frame !== undefined);
    const box = union([...frames, ...now].map(boxOf));
    return box === null ? [] : index.inBox(box, 'touch').map(({ id }) => id);
  }
}

const NO_BOX: Bounds = { minX: 0, minY: 0, maxX: 0, maxY: 0 };

function cornerOf({ box, angle }: SelectionBox, [hx, hy]: Handle): Point {
  const center: Point = [(box.minX + box.maxX) / 2, (box.minY + box.maxY) / 2];
  const at: Point = [
    center[0] + (hx * (box.maxX - box.minX)) / 2,
    center[1] + (hy * (box.maxY - box.minY)) / 2,
  ];
  return rotate(at, center, angle);
}
