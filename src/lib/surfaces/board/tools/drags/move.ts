import { boundsIn } from '../../geometry/arrow.ts';
import { union, type Bounds } from '../../geometry/vector.ts';
import type { BoardEditor } from '../../editor/editor.svelte.ts';
import type { Drag, PointerInput } from '../../editor/input.ts';
import type { LiveEdit } from '../../editor/live-edit.ts';
import type { Point } from '../../model/types.ts';
import { duplicateElements } from '../../operations/duplicate.ts';
import { settleInFrames, withFrameMembers } from '../../operations/frames.ts';
import { movedBy, movingOf, type Moving } from '../../operations/move.ts';
import { GestureSnap } from '../snapping.ts';

/** Moves the selection, with what lies in its frames. With Alt at the beginning, a copy of it. */
export class MoveDrag implements Drag {
  readonly #editor: BoardEditor;
  readonly #live: LiveEdit;
  readonly #start: Point;
  readonly #moving: readonly Moving[];
  readonly #bounds: Bounds | null;
  readonly #snap: GestureSnap;
  readonly #ids: ReadonlySet<string>;

  constructor(editor: BoardEditor, { point, alt }: PointerInput) {
    this.#editor = editor;
    this.#live = editor.begin();
    this.#start = point;
    if (alt) this.#duplicate();
    const ids = withFrameMembers(editor.board, editor.selection);
    this.#ids = ids;
    this.#moving = movingOf(editor.board, ids);
    const { lookup } = editor;
    this.#bounds = union(this.#moving.map(({ element }) => boundsIn(element, lookup)));
    this.#snap = new GestureSnap(editor, ids);
  }

  move(input: PointerInput): void {
    let [dx, dy] = [input.point[0] - this.#start[0], input.point[1] - this.#start[1]];
    if (input.shift) {
      if (Math.abs(dx) > Math.abs(dy)) dy = 0;
      else dx = 0;
    }
    const box = this.#bounds;
    if (box !== null) {
      const moved = {
        minX: box.minX + dx,
        maxX: box.maxX + dx,
        minY: box.minY + dy,
        maxY: box.maxY + dy,
      };
      const snap = this.#snap.snap(moved, input);
      // What is held on a line stays on it.
      if (!input.shift || dx !== 0) dx += snap.dx;
      if (!input.shift || dy !== 0) dy += snap.dy;
      this.#editor.guides = snap.guides;
    }
    this.#live.set(movedBy(this.#moving, dx, dy));
  }

  up(): void {
    const { board } = this.#editor;
    this.#editor.guides = [];
    this.#live.finish(() => settleInFrames(board, this.#ids));
  }

  cancel(): void {
    this.#editor.guides = [];
    this.#live.cancel();
  }

  #duplicate(): void {
    const { board, selection } = this.#editor;
    const ids = withFrameMembers(board, selection);
    const copies = this.#live.run(() => duplicateElements(board, ids, { dx: 0, dy: 0 }));
    this.#editor.select([...selection].map((id) => copies.get(id) ?? id));
  }
}
