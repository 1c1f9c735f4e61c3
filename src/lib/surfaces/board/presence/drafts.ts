import type { Board } from '../model/board.ts';
import type { BoardElement } from '../model/types.ts';
import { grown, type SeenDraft } from './stroke.ts';
import type { BoardPresence } from './wire.ts';

/** So long a finished draft waits for its element, milliseconds: a network can be slow, but nothing waits for ever. */
const WAIT_MS = 10_000;
/** Of one person so many drafts wait at a time. */
const MAX_WAITING = 8;

interface Draft {
  readonly seen: SeenDraft;
  /** Its element has been in the document: whatever becomes of that, the draft is not shown again. */
  arrived: boolean;
  /** Runs while it waits for its element. */
  timer?: ReturnType<typeof setTimeout>;
}

/**
 * What others are drawing. Drafts come with presence and elements with the document, in any order: a draft stays until
 * its element is there, and is not seen beside it. Who leaves or thinks better of it takes the draft along.
 */
export class RemoteDrafts {
  readonly #board: Board;
  readonly #onchange: (drafts: readonly BoardElement[]) => void;
  /** By client, by the element's id, in the order in which they were begun. */
  readonly #drafts = new Map<number, Map<string, Draft>>();
  #shown: readonly BoardElement[] = [];
  readonly #stop: () => void;

  constructor(board: Board, onchange: (drafts: readonly BoardElement[]) => void) {
    this.#board = board;
    this.#onchange = onchange;
    this.#stop = board.subscribe(() => this.#show());
  }

  /** Somebody's state has changed. */
  told(clientID: number, { draft, tail, placed }: BoardPresence): void {
    const drafts = this.#drafts.get(clientID) ?? new Map<string, Draft>();
    if (draft !== null) {
      const before = drafts.get(draft.id);
      clearTimeout(before?.timer);
      drafts.set(draft.id, {
        seen: grown(before?.seen, draft, tail),
        arrived: before?.arrived ?? false,
      });
    }
    for (const [id, each] of drafts) {
      if (id === draft?.id || each.timer !== undefined) continue;
      // Given up, or there already.
      if (each.arrived || !placed.includes(id)) drafts.delete(id);
      else each.timer = setTimeout(() => this.#drop(clientID, id), WAIT_MS);
    }
    for (const id of drafts.keys()) {
      if (drafts.size <= MAX_WAITING) break;
      this.#drop(clientID, id);
    }
    if (drafts.size > 0) this.#drafts.set(clientID, drafts);
    else this.#drafts.delete(clientID);
    this.#show();
  }

  /** Somebody has gone. */
  left(clientID: number): void {
    for (const { timer } of this.#drafts.get(clientID)?.values() ?? []) clearTimeout(timer);
    if (this.#drafts.delete(clientID)) this.#show();
  }

  destroy(): void {
    for (const clientID of [...this.#drafts.keys()]) this.left(clientID);
    this.#stop();
  }

  #drop(clientID: number, id: string): void {
    const drafts = this.#drafts.get(clientID);
    clearTimeout(drafts?.get(id)?.timer);
    if (drafts?.delete(id) === true) this.#show();
  }

  #show(): void {
    const shown = new Map<string, BoardElement>();
    for (const drafts of this.#drafts.values()) {
      for (const [id, draft] of drafts) {
        draft.arrived ||= this.#board.get(id) !== undefined;
        // Nobody hides what somebody else draws by drawing under its name.
        if (!draft.arrived && !shown.has(id)) shown.set(id, draft.seen.element);
      }
    }
    const next = [...shown.values()];
    const same =
      next.length === this.#shown.length && next.every((each, at) => each === this.#shown[at]);
    if (same) return;
    this.#shown = next;
    this.#onchange(next);
  }
}
