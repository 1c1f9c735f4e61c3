import * as Y from 'yjs';
import { isLost, keepPieces, latestOf, piecesIn, type Step } from '../../undo.ts';
import { Ranges } from './ranges.ts';

/**
 * Undo of one person's own changes, and of nothing else (docs/decisions/0017). `Y.UndoManager` alone takes back what others
 * did in some cases: it brings a property back over somebody's value that an undo had brought back before, it takes one
 * away without bringing back what it was where two had changed it at once, and it deletes an element that one has made
 * with all that others have done to it since. Here
 * - a property is brought back only where it is what the step made it, and then always;
 * - an element that the step made stays when others have written into it;
 * - what can no longer be brought back is left out.
 * A step that has nothing else to do is passed over.
 */
export class BoardHistory extends Y.UndoManager {
  readonly #root: Y.Map<unknown>;
  readonly #origins: ReadonlySet<unknown>;
  /** The step that is being taken. */
  #taking: Taking | null = null;
  /** Clients under which this person has written here: a doc may get a new one. */
  readonly #own = new Set<number>();
  /** What undo brought back here and others had written. */
  readonly #othersAgain = new Ranges();
  /** Elements and texts that others have changed, also by taking something away. */
  readonly #touched = new WeakSet<object>();
  /** What such were brought back as. */
  readonly #touchedAgain = new WeakSet<object>();
  /** Properties that are not there because this person took them away: the item that went, by map and key. */
  readonly #takenAway = new WeakMap<object, Map<string, Y.ID>>();

  /** @param origin of the transactions that are this person's */
  constructor(root: Y.Map<unknown>, origin: object) {
    const trackedOrigins = new Set<unknown>([origin]);
    // What belongs together is told by gestures, never by the clock.
    super(root, { trackedOrigins, captureTimeout: Number.MAX_SAFE_INTEGER });
    this.#root = root;
    this.#origins = trackedOrigins;
    // Which changes of others are in the way is decided here.
    this.ignoreRemoteMapChanges = true;
    this.deleteFilter = (item) => this.#taking === null || this.#mayDelete(item, this.#taking);
    this.doc.on('afterTransaction', this.#note);
  }

  override undo(): Step | null {
    return this.#take(this.undoStack, () => super.undo());
  }

  override redo(): Step | null {
    return this.#take(this.redoStack, () => super.redo());
  }

  /** Takes back the newest step as if it had not been done: it cannot be redone, and none before it is touched. */
  takeBack(): void {
    const step = this.undoStack.at(-1);
    if (step === undefined) return;
    this.#taking = new Taking(step, this.doc.store);
    const isLeft = this.#prepare(this.#taking);
    this.#taking = null;
    if (!isLeft) this.undoStack.pop();
    else if (this.undo() !== null) this.redoStack.pop();
  }

  override destroy(): void {
    this.doc.off('afterTransaction', this.#note);
    super.destroy();
  }

  #take(steps: Step[], run: () => Step | null): Step | null {
    for (let step = steps.at(-1); step !== undefined; step = steps.at(-1)) {
      this.#taking = new Taking(step, this.doc.store);
      if (this.#prepare(this.#taking)) break;
      steps.pop();
    }
    const taking = this.#taking;
    if (taking === null || steps.length === 0) return null;
    try {
      return run();
    } finally {
      this.#rememberOthers(taking);
      this.#taking = null;
      // Yjs does nothing while this is set, and an observer that throws keeps it from clearing it.
      this.currStackItem = null;
    }
  }

  /** Takes out of a step what is not to be brought back. Returns whether something is left to do. */
  #prepare(taking: Taking): boolean {
    const { step } = taking;
    const pieces = [...piecesIn(this.doc.store, step.deletions)];
    const kept = pieces.filter(
      ({ struct, client, clock }) =>
        struct instanceof Y.Item &&
        this.#isHere(struct) &&
        this.#mayBringBack(struct, Y.createID(client, clock), taking),
    );
    if (kept.length < pieces.length) keepPieces(step, kept);
    if (kept.length > 0) return true;
    for (const item of taking.written) {
      if (!item.deleted && this.#isHere(item) && this.#mayDelete(item, taking)) return true;
    }
    return false;
  }

  /** @param id of what is brought back: a part of the item, or all of it */
  #mayBringBack(item: Y.Item, id: Y.ID, taking: Taking): boolean {
    const { store } = this.doc;
    // Written and deleted in one step, or here again.
    if (taking.wrote(id) || item.redone !== null || isLost(store, item)) return false;
    const { parentSub: key } = item;
    let parent = typeOf(item.parent);
    const holder = parent?._item ?? null;
    if (holder !== null) {
      const latest = latestOf(store, holder);
      if (!(latest instanceof Y.Item)) return false;
      // Of what comes back with its element, the last of each property.
      if (latest.deleted)
        return (
          taking.deleted(latest.id) &&
          this.#mayBringBack(latest, latest.id, taking) &&
          (key === null || taking.isLast(item, id))
        );
      parent = latest.content instanceof Y.ContentType ? latest.content.type : null;
    }
    if (parent === null) return false;
    if (key === null) return true;
    const now = parent._map.get(key);
    if (now === undefined) return true;
    if (!taking.isLast(item, id)) return false;
    if (!now.deleted) return taking.written.has(now);
    const taken = this.#takenAway.get(parent)?.get(key);
    return taken !== undefined && Y.compareIDs(taken, now.lastId);
  }

  #mayDelete(item: Y.Item, taking: Taking): boolean {
    let made: Y.Item | null = null;
    for (let at: Y.Item | null = item; at !== null; at = typeOf(at.parent)?._item ?? null) {
      if (at.content instanceof Y.ContentType && taking.written.has(at)) made = at;
    }
    return made === null || !this.#holdsOthers(made, taking);
  }

  /** Whether there is something in what a step made that others have written since. */
  #holdsOthers(made: Y.Item, taking: Taking): boolean {
    let holds = taking.holding.get(made);
    if (holds === undefined) {
      holds = false;
      for (const item of itemsWithin(made)) {
        if (item.deleted) continue;
        holds = this.#isOthers(item, taking);
        if (holds) break;
      }
      taking.holding.set(made, holds);
    }
    return holds;
  }

  #isOthers(item: Y.Item, taking: Taking): boolean {
    if (!this.#own.has(item.id.client)) return true;
    const type = item.content instanceof Y.ContentType ? item.content.type : null;
    if (type !== null && this.#touched.has(type)) return true;
    // What the step itself brought back it may take away again.
    if (type !== null && this.#touchedAgain.has(type) && !taking.wrote(item.id)) return true;
    for (const { clock, end } of this.#othersAgain.within(item.id, item.length)) {
      for (let at = clock; at < end; at++) {
        if (!taking.wrote(Y.createID(item.id.client, at))) return true;
      }
    }
    return false;
  }

  /** Whether an item lies in what this history is of. */
  #isHere(item: Y.Item): boolean {
    let type = typeOf(item.parent);
    while (type !== null && type !== (this.#root as unknown)) type = typeOf(type._item?.parent);
    return type !== null;
  }

  #rememberOthers({ step }: Taking): void {
    const { store } = this.doc;
    for (const { struct } of piecesIn(store, step.deletions)) {
      if (!(struct instanceof Y.Item) || struct.redone === null) continue;
      const { id, length, redone, content } = struct;
      const again = Y.getItem(store, redone);
      const parts = this.#own.has(id.client)
        ? this.#othersAgain.within(id, length)
        : [{ clock: id.clock, end: id.clock + length }];
      for (const { clock, end } of parts) {
        const start = Y.createID(redone.client, redone.clock + clock - id.clock);
        this.#othersAgain.add(start, end - clock);
      }
      if (!(content instanceof Y.ContentType && again.content instanceof Y.ContentType)) continue;
      if (this.#touched.has(content.type) || this.#touchedAgain.has(content.type))
        this.#touchedAgain.add(again.content.type);
    }
  }

  readonly #note = (transaction: Y.Transaction): void => {
    if (!this.#origins.has(transaction.origin)) {
      for (const type of transaction.changed.keys()) this.#touched.add(type);
      return;
    }
    this.#own.add(this.doc.clientID);
    for (const [type, keys] of transaction.changed) {
      for (const key of keys) {
        const item = key === null ? undefined : type._map.get(key);
        if (key === null || item === undefined || !item.deleted) continue;
        const taken = this.#takenAway.get(type) ?? new Map<string, Y.ID>();
        this.#takenAway.set(type, taken.set(key, item.lastId));
      }
    }
  };
}

/** A step as it is about to be taken. */
class Taking {
  readonly step: Step;
  /** What the step wrote, as it is now. */
  readonly written = new Set<Y.Item>();
  /** Whether something that the step made holds what others wrote. */
  readonly holding = new Map<Y.Item, boolean>();

  constructor(step: Step, store: Y.Doc['store']) {
    this.step = step;
    for (const { struct } of piecesIn(store, step.insertions)) {
      const latest = struct instanceof Y.Item ? latestOf(store, struct) : null;
      if (latest instanceof Y.Item) this.written.add(latest);
    }
  }

  wrote(id: Y.ID): boolean {
    return Y.isDeleted(this.step.insertions, id);
  }

  deleted(id: Y.ID): boolean {
    return Y.isDeleted(this.step.deletions, id);
  }

  /** Whether of all values that the step took from a property this is the last. */
  isLast(item: Y.Item, id: Y.ID): boolean {
    const key = item.parentSub;
    let at = key === null ? null : (typeOf(item.parent)?._map.get(key) ?? null);
    for (; at !== null; at = at.left) {
      const { client, clock } = at.id;
      for (let i = at.length - 1; i >= 0; i--) {
        const value = Y.createID(client, clock + i);
        if (this.deleted(value) && !this.wrote(value)) return Y.compareIDs(value, id);
      }
    }
    return false;
  }
}

/** An item and all items in the type that it holds, however deep. */
function* itemsWithin(item: Y.Item): Iterable<Y.Item> {
  const stack = [item];
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    yield next;
    if (!(next.content instanceof Y.ContentType)) continue;
    const { type } = next.content;
    for (const value of type._map.values()) stack.push(value);
    for (let at = type._start; at !== null; at = at.right) stack.push(at);
  }
}

function typeOf(parent: unknown): Y.AbstractType<unknown> | null {
  return parent instanceof Y.AbstractType ? parent : null;
}
