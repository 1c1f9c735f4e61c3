import type * as Y from 'yjs';
import { isLabelled } from '../model/types.ts';
import { removeElements } from '../operations/remove.ts';
import type { BoardEditor } from './editor.svelte.ts';
import type { Range, Splice } from './splice.ts';
import { TextBinding, type Field } from './text-binding.ts';
import { cutTo, LabelStore, NameStore, splicesOf, type TextStore } from './text-store.ts';
import { TypingSteps } from './typing-steps.ts';

export interface WritingOptions {
  readonly editor: BoardEditor;
  /** The element: one of the board, or the editor's draft. */
  readonly id: string;
  readonly field: Field;
  /** Called when what is in the field has changed, by whomever. */
  readonly onchange: () => void;
}

/** Ways of input that are a step of their own for undo. */
const COMMANDS = /^(insertFrom|insertReplacement|deleteBy|.*(Word|Line)(Back|For)ward)/;

/**
 * The words of one element while somebody writes them: from the field into the document and back, in steps for undo,
 * until it is finished or the element cannot be written on any more.
 */
export class Writing {
  readonly #editor: BoardEditor;
  readonly #id: string;
  readonly #store: TextStore;
  readonly #binding: TextBinding;
  readonly #steps = new TypingSteps();
  readonly #onchange: () => void;
  readonly #stop: () => void;
  /** What is listened to. */
  #text: Y.Text | null = null;
  #command = false;
  #writing = false;
  #wrote = false;
  #over = false;

  constructor({ editor, id, field, onchange }: WritingOptions) {
    const { board, draft } = editor;
    this.#editor = editor;
    this.#id = id;
    this.#onchange = onchange;
    this.#store =
      board.get(id)?.type === 'frame' ? new NameStore(board, id) : new LabelStore(board, id, draft);
    this.#binding = new TextBinding(field, {
      read: () => this.#store.read(),
      write: (ranges, at, splice) => this.#write(ranges, at, splice),
    });
    this.#listen();
    this.#stop = board.subscribe(({ changed, own }) => {
      if (changed.has(id)) this.#elementChanged(own);
    });
  }

  get composing(): boolean {
    return this.#binding.composing;
  }

  /** The field was changed by the person. `inputType` as of `InputEvent`. */
  input(inputType: string): void {
    if (this.#over) return;
    this.#command = COMMANDS.test(inputType);
    this.#binding.take();
    this.#onchange();
  }

  compose(): void {
    this.#binding.compose();
  }

  composed(): void {
    if (this.#over) return;
    this.#command = false;
    this.#binding.composed();
    this.#onchange();
  }

  undo(): void {
    this.#steps.end();
    this.#editor.undo();
  }

  redo(): void {
    this.#steps.end();
    this.#editor.redo();
  }

  /**
   * Ends the writing: what is still being composed is written; a text without words is taken away, in the same step
   * for undo in which its last words were deleted.
   */
  finish(): void {
    if (this.#over) return;
    const { board, readOnly } = this.#editor;
    const id = this.#id;
    if (!readOnly) this.#binding.composed();
    this.#end();
    if (this.#wrote && !readOnly) {
      const element = board.get(id);
      if (element?.type === 'text' && element.text.trim() === '') {
        removeElements(board, [id], { gesture: this.#steps.token });
      }
    }
    board.endGesture();
    if (board.get(id) !== undefined) this.#editor.select([id]);
  }

  /** Ends the writing and leaves everything as it is: nobody may write on the element any more. */
  abandon(): void {
    if (this.#over) return;
    this.#end();
    if (this.#editor.editing === this.#id) this.#editor.stopEditing();
  }

  #end(): void {
    this.#over = true;
    this.#stop();
    this.#text?.unobserve(this.#textChanged);
    if (this.#editor.draft?.id === this.#id) this.#editor.draft = null;
  }

  #write(ranges: readonly Range[], at: number, splice: Splice): void {
    const removed = ranges.reduce((sum, [from, to]) => sum + to - from, 0);
    const room = this.#store.limit - (this.#store.read().length - removed);
    const inserted = cutTo(this.#store.clean(splice.inserted), room);
    if (removed === 0 && inserted === '') return;
    const token = this.#steps.take({ at, removed, inserted }, this.#command);
    this.#writing = true;
    this.#wrote = true;
    try {
      this.#store.write(ranges, at, inserted, token);
    } finally {
      this.#writing = false;
    }
    this.#listen();
    if (this.#editor.draft?.id === this.#id) this.#editor.draft = null;
  }

  /** Listens to the text that the element has now, which undo may have made anew. */
  #listen(): boolean {
    const text = this.#editor.board.textOf(this.#id);
    if (text === this.#text) return false;
    this.#text?.unobserve(this.#textChanged);
    this.#text = text;
    text?.observe(this.#textChanged);
    return true;
  }

  readonly #textChanged = (event: Y.YTextEvent, transaction: Y.Transaction): void => {
    if (this.#writing || this.#text === null) return;
    const splices = splicesOf(event, this.#text);
    this.#steps.moved(splices ?? []);
    this.#binding.changed(splices, transaction.origin === this.#editor.board.history);
    this.#onchange();
  };

  #elementChanged(own: boolean): void {
    if (this.#writing || this.#over) return;
    const element = this.#editor.board.get(this.#id);
    const writable =
      element !== undefined &&
      !element.locked &&
      (element.type === 'frame' || (isLabelled(element) && this.#editor.board.textOf(this.#id)));
    if (!writable) {
      this.abandon();
      if (!own) this.#editor.interruption.begin(element === undefined ? 'deleted' : 'locked');
      return;
    }
    if (this.#listen() || element.type === 'frame') this.#binding.changed(null);
    this.#onchange();
  }
}
