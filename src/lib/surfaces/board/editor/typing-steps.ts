import { mapOffset, type Splice } from './splice.ts';

/** Letters without a space that are one step for undo. */
const LONG = 20;
/** A letter has up to so many units; what is longer was not typed by one key. */
const LETTER = 2;

type Kind = 'typing' | 'deleting' | 'command';

/**
 * Decides what of somebody's writing is undone together: a word with the space behind it, letters deleted one after
 * another. A new line, what is pasted, what is written over a selection, and what is written elsewhere begin a new
 * step; time does not.
 */
export class TypingSteps {
  #token: object = {};
  #kind: Kind = 'command';
  /** Where the next letter would be part of the step. */
  #at = 0;
  #length = 0;
  #spaced = false;

  /** What the step is known by: see `Board.transact`. */
  get token(): object {
    return this.#token;
  }

  /** The token for a change that somebody made. `command`: by something else than a key for a letter. */
  take({ at, removed, inserted }: Splice, command: boolean): object {
    const kind = command ? 'command' : kindOf(removed, inserted);
    const end = kind === 'deleting' ? at : at + inserted.length;
    const follows =
      kind === this.#kind &&
      (kind === 'typing'
        ? at === this.#at && this.#length < LONG && !(this.#spaced && !/^\s/.test(inserted))
        : kind === 'deleting' && (at === this.#at || at + removed === this.#at));
    if (!follows) {
      this.#token = {};
      this.#length = 0;
    }
    this.#kind = kind;
    this.#at = end;
    this.#length += inserted.length;
    this.#spaced = /\s$/.test(inserted);
    return this.#token;
  }

  /** Others have changed the text meanwhile. */
  moved(splices: readonly Splice[]): void {
    this.#at = mapOffset(this.#at, splices, 'behind');
  }

  /** What comes next is a new step. */
  end(): void {
    this.#kind = 'command';
  }
}

function kindOf(removed: number, inserted: string): Kind {
  if (inserted === '') return removed <= LETTER ? 'deleting' : 'command';
  return removed === 0 && !inserted.includes('\n') ? 'typing' : 'command';
}
