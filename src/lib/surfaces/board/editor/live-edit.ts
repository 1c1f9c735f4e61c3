import type { Board } from '../model/board.ts';
import { patched } from '../model/patched.ts';
import type { BoardElement } from '../model/types.ts';
import type { ElementPatch } from '../model/write.ts';

/** What is being changed is written for the others at most this often, milliseconds… */
const WRITE_MS = 100;
/** …and later by this for each element, so that moving a thousand of them does not fill the log. */
const WRITE_MS_EACH = 4;
const WRITE_MS_MOST = 2_000;

export interface LiveEditOptions {
  readonly board: Board;
  /** Called with what shall be shown now; null when the document has it all. */
  readonly onshow: (shown: ReadonlyMap<string, BoardElement> | null) => void;
}

/**
 * Changes of a gesture that is still going on. Each one is shown at once; the document gets it now and then, so that the
 * others see it coming, and at the end. All of it is one step for undo.
 */
export class LiveEdit {
  readonly #board: Board;
  readonly #onshow: LiveEditOptions['onshow'];
  /** The gesture's token: see `Board.transact`. */
  readonly token: object = {};
  #patches: ReadonlyMap<string, ElementPatch> = new Map();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #written = false;
  readonly #stop: () => void;

  constructor({ board, onshow }: LiveEditOptions) {
    this.#board = board;
    this.#onshow = onshow;
    // What somebody else changes meanwhile shows through.
    this.#stop = board.subscribe(({ changed, own }) => {
      if (!own && [...changed].some((id) => this.#patches.has(id))) this.#show();
    });
  }

  /** Whether anything was changed. */
  get touched(): boolean {
    return this.#patches.size > 0;
  }

  /** Changes the board at once, as part of the gesture: `cancel` takes it back. */
  run<T>(change: () => T): T {
    this.#written = true;
    return this.#board.transact(change, { gesture: this.token });
  }

  /** Sets all that the gesture changes by now; what was set before and is not any more goes back. */
  set(patches: ReadonlyMap<string, ElementPatch>): void {
    this.#patches = patches;
    this.#show();
    const wait = Math.min(WRITE_MS_MOST, WRITE_MS + patches.size * WRITE_MS_EACH);
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#write();
    }, wait);
  }

  /** Writes the end of the gesture; then what `also` does to the board as it is then, as part of the same step. */
  finish(also?: () => void): void {
    this.#end();
    this.run(() => this.#board.updateAll(this.#patches));
    if (also !== undefined) this.run(also);
    this.#board.endGesture();
    this.#onshow(null);
  }

  /** Everything is as it was before. */
  cancel(): void {
    this.#end();
    if (this.#written) {
      this.#board.undo();
      this.#board.history.clear(false, true);
    }
    this.#onshow(null);
  }

  #write(): void {
    this.run(() => this.#board.updateAll(this.#patches));
  }

  #end(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#stop();
  }

  #show(): void {
    const shown = new Map<string, BoardElement>();
    for (const [id, patch] of this.#patches) {
      const element = this.#board.get(id);
      if (element !== undefined) shown.set(id, patched(element, patch));
    }
    this.#onshow(shown);
  }
}
