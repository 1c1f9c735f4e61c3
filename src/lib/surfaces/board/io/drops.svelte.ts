import type { BoardEditor } from '../editor/editor.svelte.ts';
import { hasOwnKeys } from '../editor/keyboard.ts';
import { broughtOf } from './brought.ts';
import type { Intake } from './intake.ts';

/** Files, words and addresses that are dropped on the board. */
export class Drops {
  /** Something that could be dropped is over the board. */
  over = $state(false);
  readonly #editor: BoardEditor;
  readonly #intake: Intake;
  readonly #host: HTMLElement;

  /** @param host the view, in which places are told */
  constructor(editor: BoardEditor, intake: Intake, host: HTMLElement) {
    this.#editor = editor;
    this.#intake = intake;
    this.#host = host;
  }

  /** Begins to listen on the board with its bars; returns how to stop. */
  listen(root: HTMLElement): () => void {
    const stop = new AbortController();
    const { signal } = stop;
    root.addEventListener('dragover', (event) => this.#dragged(event), { signal });
    root.addEventListener('dragleave', (event) => this.#left(event, root), { signal });
    root.addEventListener('drop', (event) => this.#dropped(event), { signal });
    return () => stop.abort();
  }

  #dragged(event: DragEvent): void {
    const { dataTransfer: data } = event;
    if (data === null || isOfField(event, data)) return;
    if (!data.types.some((type) => type === 'Files' || type === 'text/plain')) return;
    // Also where nothing may be changed: the browser would leave the page for the file.
    event.preventDefault();
    data.dropEffect = this.#editor.readOnly ? 'none' : 'copy';
    this.over = !this.#editor.readOnly;
  }

  #left(event: DragEvent, root: HTMLElement): void {
    const inside = event.relatedTarget instanceof Node && root.contains(event.relatedTarget);
    if (!inside) this.over = false;
  }

  #dropped(event: DragEvent): void {
    this.over = false;
    const { dataTransfer: data, clientX, clientY } = event;
    if (data === null || isOfField(event, data)) return;
    const brought = broughtOf({ text: data.getData('text/plain'), files: [...data.files] });
    if (brought.kind === 'nothing') return;
    event.preventDefault();
    const { left, top } = this.#host.getBoundingClientRect();
    const point = this.#editor.toScene([clientX - left, clientY - top]);
    void this.#intake.take(brought, { kind: 'at', point });
  }
}

/** Words that are dropped into a field are for it. Files are not: the browser would leave the page for them. */
function isOfField(event: DragEvent, data: DataTransfer): boolean {
  return hasOwnKeys(event.target) && !data.types.includes('Files');
}
