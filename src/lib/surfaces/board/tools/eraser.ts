import { isHit } from '../geometry/hit.ts';
import { between, boundsOfPoints, distance, grow } from '../geometry/vector.ts';
import type { BoardEditor } from '../editor/editor.svelte.ts';
import type { Drag, PointerInput, Tool } from '../editor/input.ts';
import { withGroup } from '../editor/selection.ts';
import type { Point } from '../model/types.ts';
import { removable } from '../operations/frames.ts';
import { removeElements } from '../operations/remove.ts';

/** Deletes what it passes over once it is lifted; with Alt it gives back what it has passed over. */
export class EraserTool implements Tool {
  readonly #editor: BoardEditor;

  constructor(editor: BoardEditor) {
    this.#editor = editor;
  }

  cursor(): string {
    return 'crosshair';
  }

  down(input: PointerInput): Drag {
    const editor = this.#editor;
    const erasing = new Set<string>();
    let last = input.point;
    const pass = (to: PointerInput): void => {
      for (const id of this.#touched(last, to)) {
        if (to.alt) erasing.delete(id);
        else erasing.add(id);
      }
      last = to.point;
      editor.erasing = new Set(erasing);
    };
    pass(input);
    return {
      move: pass,
      up: (to) => {
        pass(to);
        editor.erasing = new Set();
        if (erasing.size > 0) removeElements(editor.board, removable(editor.board, erasing));
      },
      cancel: () => {
        editor.erasing = new Set();
      },
    };
  }

  /** Ids of what lies between two places, with their groups. */
  #touched(from: Point, { point, kind }: PointerInput): string[] {
    const { board, index, lookup } = this.#editor;
    const reach = this.#editor.reach(kind) / 2;
    const steps = Math.max(1, Math.ceil(distance(from, point) / Math.max(reach, 1e-6)));
    const places = Array.from({ length: Math.min(steps, 200) }, (_, i) =>
      between(from, point, (i + 1) / Math.min(steps, 200)),
    );
    return index
      .inView(grow(boundsOfPoints([from, point]), reach))
      .filter(({ locked }) => !locked)
      .filter((element) => places.some((place) => isHit(element, place, reach, lookup)))
      .flatMap((element) => withGroup(element, board.elements, null))
      .filter((id) => board.get(id)?.locked === false);
  }
}
