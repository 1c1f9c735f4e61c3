import { panBy } from '../editor/camera.ts';
import type { BoardEditor } from '../editor/editor.svelte.ts';
import type { Drag, PointerInput, Tool } from '../editor/input.ts';

/** Moves the view. */
export class HandTool implements Tool {
  readonly #editor: BoardEditor;
  #down = false;

  constructor(editor: BoardEditor) {
    this.#editor = editor;
  }

  cursor(): string {
    return this.#down ? 'grabbing' : 'grab';
  }

  down(input: PointerInput): Drag {
    let [x, y] = input.view;
    this.#down = true;
    const end = (): void => {
      this.#down = false;
    };
    return {
      move: ({ view }) => {
        this.#editor.camera = panBy(this.#editor.camera, x - view[0], y - view[1]);
        [x, y] = view;
      },
      up: end,
      cancel: end,
    };
  }
}

/** Points at things: a trail that everybody sees and that is nowhere afterwards. */
export class LaserTool implements Tool {
  readonly #editor: BoardEditor;

  constructor(editor: BoardEditor) {
    this.#editor = editor;
  }

  cursor(): string {
    return 'crosshair';
  }

  down(input: PointerInput): Drag {
    const editor = this.#editor;
    editor.lasering = true;
    editor.laser = [...editor.laser, { point: input.point, begins: true }];
    const end = (): void => {
      editor.lasering = false;
    };
    return {
      move: ({ path }) => {
        const points = path.map(({ point }) => ({ point, begins: false }));
        editor.laser = [...editor.laser, ...points];
      },
      up: end,
      cancel: end,
    };
  }
}
