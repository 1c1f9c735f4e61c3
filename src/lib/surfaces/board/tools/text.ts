import type { BoardEditor } from '../editor/editor.svelte.ts';
import type { Drag, PointerInput, Tool } from '../editor/input.ts';
import { styleFor } from '../editor/style.ts';
import { newId } from '../model/id.ts';
import { drafted } from '../model/patched.ts';
import { isLabelled, type BoardElement, type Point } from '../model/types.ts';

/** Pulled this far, CSS pixels, the width of the text is meant. */
const PULL = 24;

/** Writes: on what is there, or a text of its own where nothing is. */
export class TextTool implements Tool {
  readonly #editor: BoardEditor;

  constructor(editor: BoardEditor) {
    this.#editor = editor;
  }

  cursor(): string {
    return 'text';
  }

  down(input: PointerInput): Drag {
    return {
      move: () => undefined,
      up: (to) => {
        const carrier = writableAt(this.#editor, input);
        this.#editor.toolUsed();
        if (carrier !== null) return this.#editor.edit(carrier.id, input.point);
        const pulled = to.view[0] - input.view[0];
        const width = pulled >= PULL ? to.point[0] - input.point[0] : null;
        startText(this.#editor, input.point, width);
      },
      cancel: () => undefined,
    };
  }
}

/** What carries the words at a place: also a shape whose ground is not painted. */
export function writableAt(editor: BoardEditor, input: PointerInput): BoardElement | null {
  const reach = editor.reach(input.kind);
  const hit = editor.index.at(input.point, reach, ({ locked }) => !locked);
  if (hit !== null && isLabelled(hit)) return hit;
  const under = editor.index.bindableAt(input.point, 0);
  return under !== null && !under.locked && isLabelled(under) ? under : null;
}

/**
 * Begins a new text. It is a draft until something is written: an empty text is nothing that anybody could see.
 * @param width where its lines break; null for a text that fits itself
 */
export function startText(editor: BoardEditor, [x, y]: Point, width: number | null): void {
  const look = styleFor('text', editor.style);
  const fontSize = look.fontSize ?? editor.style.fontSize;
  const id = newId();
  editor.stopEditing();
  editor.clearSelection();
  editor.draft = drafted(id, {
    type: 'text',
    x,
    // The pointer is in the middle of the first line.
    y: y - fontSize * 0.625,
    text: '',
    ...look,
    ...(width !== null && { width, autoResize: false }),
  });
  editor.editingFrom = null;
  editor.editing = id;
}
