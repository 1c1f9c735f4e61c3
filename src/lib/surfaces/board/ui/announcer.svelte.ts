import type { BoardEditor } from '../editor/editor.svelte.ts';
import { readingOrder } from '../editor/walk.ts';
import type { BoardElement } from '../model/types.ts';
import { described } from '../outline/describe.ts';
import { endOf } from '../outline/outline.ts';
import { words } from '../words.ts';
import { KnownElements } from './known-elements.ts';

/** What happens within this time is said as one, milliseconds: a live region that changes faster is not read. */
const GATHER_MS = 120;
/** Of larger boards the place in the order of reading is not said: finding it takes too long. */
const MOST_COUNTED = 2_000;

/** Says what is selected and what one's own hand has done, for those who do not look at the board. */
export class Announcer {
  /** What a live region shows. */
  message = $state('');
  readonly #editor: BoardEditor;
  readonly #known: KnownElements;
  #done: string | null = null;
  #selected = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  readonly #stops: (() => void)[];

  constructor(editor: BoardEditor) {
    this.#editor = editor;
    const { board } = editor;
    this.#known = new KnownElements(board);
    const popped = ({ type }: { type: 'undo' | 'redo' }): void => {
      this.#done = type === 'undo' ? words.said.undone : words.said.redone;
      this.#soon();
    };
    board.history.on('stack-item-popped', popped);
    let first = true;
    this.#stops = [
      () => board.history.off('stack-item-popped', popped),
      board.subscribe(({ changed, own }) => this.#changed(changed, own)),
      $effect.root(() => {
        $effect(() => {
          void editor.selection;
          if (!first) this.#selected = true;
          if (!first) this.#soon();
          first = false;
        });
        const isCropping = $derived(editor.crop.image !== null);
        $effect(() => {
          if (!isCropping) return;
          this.#done = words.said.cropping;
          this.#soon();
        });
      }),
    ];
  }

  destroy(): void {
    clearTimeout(this.#timer);
    for (const stop of this.#stops) stop();
  }

  #changed(changed: ReadonlySet<string>, own: boolean): void {
    const { made, gone } = this.#known.update(changed);
    // What others do is not said: on a lively board nothing else could be heard.
    if (!own || (made.length === 0 && gone.length === 0)) return;
    const undoing = this.#editor.board.history.undoing || this.#editor.board.history.redoing;
    if (undoing) return;
    this.#done =
      made.length > 0 ? words.said.made(together(made)) : words.said.deleted(together(gone));
    this.#soon();
  }

  #soon(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#say(), GATHER_MS);
  }

  #say(): void {
    const done = this.#done;
    const selection = this.#selected ? this.#selection(done !== null) : null;
    this.#done = null;
    this.#selected = false;
    const said = [done, selection].filter((part) => part !== null).join('. ');
    if (said !== '') this.message = said;
  }

  #selection(afterDoing: boolean): string | null {
    const { single, selected, elements } = this.#editor;
    if (selected.length === 0) return afterDoing ? null : words.said.nothing;
    if (single === null) return words.said.selected(selected.length);
    const what = described(endOf(single));
    if (elements.length > MOST_COUNTED) return what;
    const order = readingOrder(elements);
    return words.said.place(what, order.indexOf(single.id) + 1, order.length);
  }
}

function together(elements: readonly BoardElement[]): string {
  const [only] = elements;
  return elements.length === 1 && only !== undefined
    ? described(endOf(only))
    : words.elements(elements.length);
}
