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
  /** False once the board may only be looked at: then nothing is written any more, also not to take something back. */
  readonly mayWrite?: () => boolean;
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
  readonly #mayWrite: () => boolean;
  /** The gesture's token: see `Board.transact`. */
  readonly token: object = {};
  #patches: ReadonlyMap<string, ElementPatch> = new Map();
  /** What each element was before, and which of its properties have been changed since. */
  readonly #before = new Map<string, Before>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** Steps for undo that are this gesture's: one, unless something else was done in between. */
  readonly #steps = new Set<unknown>();
  readonly #stop: () => void;

  constructor({ board, onshow, mayWrite = () => true }: LiveEditOptions) {
    this.#board = board;
    this.#onshow = onshow;
    this.#mayWrite = mayWrite;
    // What somebody else changes meanwhile shows through.
    this.#stop = board.subscribe(({ changed, own }) => {
      if (!own && [...changed].some((id) => this.#patches.has(id))) this.#show();
    });
  }

  /** Changes the board at once, as part of the gesture: `cancel` takes it back. */
  run<T>(change: () => T): T {
    const { undoStack } = this.#board.history;
    const last = undoStack.at(-1);
    const result = this.#board.transact(change, { gesture: this.token });
    const step = undoStack.at(-1);
    if (step !== undefined && step !== last) this.#steps.add(step);
    return result;
  }

  /**
   * Sets all that the gesture changes by now; what was set before and is not any more goes back. A property that is as it was
   * before the gesture is not written: somebody else may have changed it since.
   */
  set(patches: ReadonlyMap<string, ElementPatch>): void {
    this.#patches = new Map(Array.from(patches, ([id, patch]) => [id, this.#changes(id, patch)]));
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
    this.#write();
    if (also !== undefined && this.#mayWrite()) this.run(also);
    this.#board.endGesture();
    this.#onshow(null);
  }

  /** Everything is as it was before, as far as it is this gesture's doing. */
  cancel(): void {
    this.#end();
    const { history } = this.#board;
    if (this.#mayWrite()) while (this.#steps.has(history.undoStack.at(-1))) history.takeBack();
    this.#board.endGesture();
    this.#onshow(null);
  }

  #write(): void {
    const patches = [...this.#patches].filter(([id]) => !this.#isLockedSince(id));
    if (this.#mayWrite()) this.run(() => this.#board.updateAll(patches));
  }

  /** Somebody has locked it meanwhile: it stays where they have it. */
  #isLockedSince(id: string): boolean {
    const before = this.#before.get(id);
    if (before?.element?.locked !== false || before.keys.has('locked')) return false;
    return this.#board.get(id)?.locked === true;
  }

  /** What of a patch differs from what the element was; what did before and does not any more as it was. */
  #changes(id: string, patch: ElementPatch): ElementPatch {
    let before = this.#before.get(id);
    if (before === undefined) {
      before = { element: this.#board.get(id), keys: new Set() };
      this.#before.set(id, before);
    }
    const was = (before.element ?? {}) as Readonly<Record<string, unknown>>;
    const changes: Record<string, unknown> = {};
    for (const [key, value] of Object.entries(patch)) {
      if (isSame(was[key], value)) continue;
      changes[key] = value;
      before.keys.add(key);
    }
    for (const key of before.keys) if (!(key in changes)) changes[key] = was[key];
    return changes as ElementPatch;
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
      if (element !== undefined && !this.#isLockedSince(id)) shown.set(id, patched(element, patch));
    }
    this.#onshow(shown);
  }
}

interface Before {
  readonly element: BoardElement | undefined;
  readonly keys: Set<string>;
}

/** Less than this is rounding, scene units or radians. */
const NOTHING = 1e-6;

function isSame(a: unknown, b: unknown): boolean {
  if (typeof a === 'number' && typeof b === 'number') return Math.abs(a - b) < NOTHING;
  if (Array.isArray(a) && Array.isArray(b)) {
    return a.length === b.length && a.every((each, i) => isSame(each, b[i]));
  }
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return a === b;
  const [left, right] = [Object.entries(a), b as Readonly<Record<string, unknown>>];
  return (
    left.length === Object.keys(right).length &&
    left.every(([key, value]) => isSame(value, right[key]))
  );
}
