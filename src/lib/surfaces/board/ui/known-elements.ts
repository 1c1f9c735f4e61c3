import type { Board } from '../model/board.ts';
import type { BoardElement } from '../model/types.ts';

/** What every element was when it was last heard of, so that what is gone can still be named. */
export class KnownElements {
  readonly #board: Board;
  readonly #known = new Map<string, BoardElement>();

  constructor(board: Board) {
    this.#board = board;
    for (const element of board.elements) this.#known.set(element.id, element);
  }

  /** Takes note of a change; returns what came into being by it and what went. */
  update(changed: ReadonlySet<string>): { made: BoardElement[]; gone: BoardElement[] } {
    const made: BoardElement[] = [];
    const gone: BoardElement[] = [];
    for (const id of changed) {
      const [before, after] = [this.#known.get(id), this.#board.get(id)];
      if (after === undefined) this.#known.delete(id);
      else this.#known.set(id, after);
      if (before === undefined && after !== undefined) made.push(after);
      if (before !== undefined && after === undefined) gone.push(before);
    }
    return { made, gone };
  }
}
