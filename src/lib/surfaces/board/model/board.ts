import * as Y from 'yjs';
import { ELEMENTS_ROOT } from '../schema.ts';
import { BoardHistory } from './history.ts';
import { newId } from './id.ts';
import { MAX_ELEMENTS } from './limits.ts';
import { indicesAbove, topIndex } from './order.ts';
import { parseElement } from './parse.ts';
import type { StoredProperties } from './read.ts';
import { Scene } from './scene.ts';
import type { BoardElement } from './types.ts';
import { elementMap, patchElement, type ElementPatch, type NewElement } from './write.ts';

/** What one transaction did to a board. */
export interface BoardChange {
  /** Ids of the elements that came, went or look different. */
  readonly changed: ReadonlySet<string>;
  /** True when this board made the change itself, by `transact`, undo or redo. */
  readonly own: boolean;
}

export type BoardListener = (change: BoardChange) => void;

/** How far a transaction belongs to the one before. */
export interface TransactOptions {
  /**
   * Transactions that follow each other with the same token are undone together: those of one drag, of one stretch of
   * typing. Without one, a transaction is undone alone.
   */
  readonly gesture?: unknown;
}

/**
 * The elements of a board, read from a `Y.Doc` and written to it. Reading is incremental: only elements that a
 * transaction touched are parsed again, all others stay the same objects.
 */
export class Board {
  readonly doc: Y.Doc;
  /** Origin of this board's transactions: what undo takes back is what was done under it. */
  readonly origin: object = { surface: 'board' };
  readonly history: BoardHistory;
  readonly #map: Y.Map<unknown>;
  readonly #scene = new Scene();
  readonly #listeners = new Set<BoardListener>();
  #gesture: unknown;
  /** The index given out last, as long as the snapshot does not have it yet. */
  #top: string | null = null;

  constructor(doc: Y.Doc) {
    this.doc = doc;
    this.#map = doc.getMap(ELEMENTS_ROOT);
    this.history = new BoardHistory(this.#map, this.origin);
    this.#map.observeDeep(this.#observe);
    this.#scene.apply(this.#read(this.#map.keys()));
  }

  /** All elements from the bottom to the top. A new array after each change, never changed itself. */
  get elements(): readonly BoardElement[] {
    return this.#scene.elements;
  }

  get(id: string): BoardElement | undefined {
    return this.#scene.get(id);
  }

  /** The text of an element, to be bound to an editor; null when the element has none or is not there. */
  textOf(id: string): Y.Text | null {
    const text = this.#mapOf(id)?.get('text');
    return text instanceof Y.Text ? text : null;
  }

  /** An element as the document has it, for properties that no field shows; null when it is not there. */
  storedOf(id: string): StoredProperties | null {
    return this.#mapOf(id);
  }

  /** Calls back after each transaction that changed elements. Returns how to stop it. */
  subscribe(listener: BoardListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Runs changes as one: one update for others, one step for undo. Nested calls are part of the outer one. */
  transact<T>(run: () => T, options: TransactOptions = {}): T {
    const nested = this.doc._transaction !== null;
    if (!nested) {
      if (options.gesture === undefined || options.gesture !== this.#gesture)
        this.history.stopCapturing();
      this.#gesture = options.gesture;
    }
    return this.doc.transact(run, this.origin);
  }

  /** Ends the gesture: what comes next is undone on its own, whatever its token. */
  endGesture(): void {
    this.#gesture = undefined;
  }

  /** Adds an element, on top of all others unless it has an `index`. Returns its id. */
  create(element: NewElement, id: string = newId()): string {
    this.transact(() => {
      let { index } = element;
      if (index === undefined) {
        index = indicesAbove(this.#topIndex(), 1)[0] ?? '';
        this.#top = index;
      }
      this.#map.set(id, elementMap({ ...element, index }));
    });
    return id;
  }

  /** Changes properties of an element; of one that is gone, nothing. */
  update(id: string, patch: ElementPatch, options?: TransactOptions): void {
    const map = this.#mapOf(id);
    if (map !== null) this.transact(() => patchElement(map, patch), options);
  }

  /** Changes properties of several elements at once. */
  updateAll(patches: Iterable<readonly [string, ElementPatch]>, options?: TransactOptions): void {
    this.transact(() => {
      for (const [id, patch] of patches) this.update(id, patch);
    }, options);
  }

  /**
   * Takes elements out of the document, and nothing else: `operations/remove.ts` also looks after what hangs on
   * them.
   */
  delete(ids: Iterable<string>): void {
    this.transact(() => {
      for (const id of ids) if (this.#map.has(id)) this.#map.delete(id);
    });
  }

  /**
   * Adds an element with its properties as they are given, also such that no field shows. For what comes from files
   * and for copies; the values are plain JSON, `Uint8Array` or `Y.Text`.
   */
  insert(id: string, properties: Iterable<readonly [string, unknown]>): void {
    this.transact(() => this.#map.set(id, new Y.Map(properties)));
  }

  /** Takes back the last step that was done here. Returns whether there was one. */
  undo(): boolean {
    this.endGesture();
    return this.history.undo() !== null;
  }

  redo(): boolean {
    this.endGesture();
    return this.history.redo() !== null;
  }

  /** Stops listening to the document, which stays as it is. */
  destroy(): void {
    this.#map.unobserveDeep(this.#observe);
    this.history.destroy();
    this.#listeners.clear();
  }

  #mapOf(id: string): Y.Map<unknown> | null {
    const map = this.#map.get(id);
    return map instanceof Y.Map ? map : null;
  }

  #topIndex(): string | null {
    const top = topIndex(this.#scene.elements);
    return this.#top !== null && (top === null || this.#top > top) ? this.#top : top;
  }

  readonly #observe = (events: Y.YEvent<Y.AbstractType<unknown>>[], transaction: Y.Transaction) => {
    const ids = new Set<string>();
    for (const event of events) {
      if (event.target === (this.#map as unknown)) {
        for (const id of event.keys.keys()) ids.add(id);
      } else {
        const id = this.#elementOf(event.target);
        if (id !== null) ids.add(id);
      }
    }
    this.#top = null;
    const changed = this.#scene.apply(this.#read(ids));
    if (changed.size === 0) return;
    const own = transaction.origin === this.origin || transaction.origin === this.history;
    for (const listener of this.#listeners) listener({ changed, own });
  };

  /** Which element a type lies in, however deep. */
  #elementOf(type: Y.AbstractType<unknown>): string | null {
    let item = type._item;
    while (item !== null) {
      const parent: unknown = item.parent;
      if (parent === this.#map) return item.parentSub;
      item = parent instanceof Y.AbstractType ? parent._item : null;
    }
    return null;
  }

  *#read(ids: Iterable<string>): Iterable<readonly [string, BoardElement | undefined]> {
    let room = MAX_ELEMENTS - this.#scene.elements.length;
    for (const id of ids) {
      const map = this.#mapOf(id);
      const known = this.#scene.get(id) !== undefined;
      if (map !== null && (known || room-- > 0)) yield [id, parseElement(id, map)];
      else yield [id, undefined];
    }
  }
}
