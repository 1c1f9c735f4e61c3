import type { BoardElement } from '../model/types.ts';
import type { ElementPatch } from '../model/write.ts';
import type { LiveEdit } from './live-edit.ts';
import { stylePatch, type Style } from './style.ts';

/** What of an editor a pull changes. */
interface Styled {
  style: Style;
  readonly readOnly: boolean;
  /** The selected elements. */
  readonly selected: readonly BoardElement[];
  begin(): LiveEdit;
}

/**
 * A style that is being pulled: at a slider, in a chooser of colours. It is a gesture like a drag: shown at once, written
 * now and then, one step for undo.
 */
export class StylePull {
  readonly #editor: Styled;
  #state: 'rests' | 'pulled' | 'given_up' = 'rests';
  #live: LiveEdit | null = null;
  /** What is being changed: what was selected when it began. */
  #elements: readonly BoardElement[] = [];
  #before: Style;

  constructor(editor: Styled) {
    this.#editor = editor;
    this.#before = editor.style;
  }

  get isActive(): boolean {
    return this.#state === 'pulled';
  }

  /** The style by now; begins the pull. After `cancel` nothing, until `finish` has been called. */
  set(change: Partial<Style>): void {
    const editor = this.#editor;
    if (this.#state === 'given_up') return;
    if (this.#state === 'rests') {
      this.#before = editor.style;
      this.#elements = editor.selected;
      const writes = !editor.readOnly && this.#elements.some(({ locked }) => !locked);
      this.#live = writes ? editor.begin() : null;
      this.#state = 'pulled';
    }
    editor.style = { ...editor.style, ...change };
    this.#live?.set(restyled(this.#elements, change));
  }

  /** Nothing is pulled any more. */
  finish(): void {
    this.#state = 'rests';
    const live = this.#live;
    this.#live = null;
    live?.finish();
  }

  /** Takes back what was pulled. True if something was. */
  cancel(): boolean {
    if (this.#state !== 'pulled') return false;
    this.#state = 'given_up';
    const live = this.#live;
    this.#live = null;
    live?.cancel();
    this.#editor.style = this.#before;
    return true;
  }
}

/** What a change of the style changes of elements, except those that are locked. */
export function restyled(
  elements: readonly BoardElement[],
  change: Partial<Style>,
): ReadonlyMap<string, ElementPatch> {
  return new Map(
    elements
      .filter(({ locked }) => !locked)
      .map((element) => [element.id, stylePatch(element, change)]),
  );
}
