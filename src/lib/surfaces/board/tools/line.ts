import type { BoardEditor } from '../editor/editor.svelte.ts';
import type { Drag, PointerInput, Tool } from '../editor/input.ts';
import type { Point } from '../model/types.ts';
import { LineDraft } from './line-draft.ts';
import { GestureSnap } from './snapping.ts';

/** Pulled less than this, CSS pixels, the pointer has clicked: the next click sets the next point. */
const CLICK = 4;

/** Draws arrows and lines: pulled from end to end, or clicked from point to point. */
export class LineTool implements Tool {
  readonly #editor: BoardEditor;
  readonly #type: 'arrow' | 'line';
  #open: LineDraft | null = null;

  constructor(editor: BoardEditor, type: 'arrow' | 'line') {
    this.#editor = editor;
    this.#type = type;
  }

  cursor(): string {
    return 'crosshair';
  }

  down(input: PointerInput): Drag {
    const snap = new GestureSnap(this.#editor, new Set());
    const at = (place: PointerInput): Point => snap.snapPoint(place.point, place).point;
    const goesOn = this.#open !== null;
    const draft = this.#open ?? new LineDraft(this.#editor, this.#type, input, at(input));
    this.#open = draft;
    draft.follow(input, at(input));
    const [startX, startY] = input.view;
    return {
      move: (next) => {
        if (this.#open === draft) draft.follow(next, at(next));
      },
      up: (next) => {
        // It was finished by other means meanwhile.
        if (this.#open !== draft) return;
        draft.follow(next, at(next));
        const moved = Math.hypot(next.view[0] - startX, next.view[1] - startY);
        const pulled = moved >= CLICK && draft.length === 2;
        if (pulled || draft.closes(next)) this.#end();
        else if (input.clicks > 1) this.finish();
        // The first click leaves the second point to follow the pointer.
        else if (goesOn) draft.add();
      },
      cancel: () => {
        this.#open = null;
        draft.discard();
      },
    };
  }

  hover(input: PointerInput): void {
    this.#open?.follow(input, input.point);
  }

  finish(): boolean {
    if (this.#open === null) return false;
    this.#open.dropLast();
    this.#end();
    return true;
  }

  #end(): void {
    const draft = this.#open;
    this.#open = null;
    if (draft?.commit() === true) this.#editor.toolUsed();
  }
}
