import type { BoardEditor } from '../../editor/editor.svelte.ts';
import type { Drag, PointerInput } from '../../editor/input.ts';

/** How far a pressed pointer moves before it drags, CSS pixels. */
const THRESHOLD = { mouse: 3, pen: 6, touch: 8 } as const;

export interface Press {
  /** What begins once the pointer has moved. */
  readonly drag: () => Drag;
  /** What a press without moving means. */
  readonly click?: () => void;
}

/** A press that is a click or the beginning of a drag: which of them shows when the pointer moves. */
export class PressDrag implements Drag {
  readonly #editor: BoardEditor;
  readonly #from: PointerInput;
  readonly #press: Press;
  #drag: Drag | null = null;

  constructor(editor: BoardEditor, from: PointerInput, press: Press) {
    this.#editor = editor;
    this.#from = from;
    this.#press = press;
  }

  move(input: PointerInput): void {
    const { view, kind } = this.#from;
    const moved = Math.hypot(input.view[0] - view[0], input.view[1] - view[1]);
    if (this.#drag === null && moved < THRESHOLD[kind]) return;
    this.#drag ??= this.#press.drag();
    this.#editor.busy = true;
    this.#drag.move(input);
  }

  up(input: PointerInput): void {
    this.#editor.busy = false;
    if (this.#drag === null) this.#press.click?.();
    else this.#drag.up(input);
  }

  cancel(): void {
    this.#editor.busy = false;
    this.#drag?.cancel();
  }
}
