import * as Y from 'yjs';
import type { Board } from '../../../src/lib/surfaces/board/model/board.ts';
import { mapIn, nameOf, valueOf, type Write } from './causality.ts';

/** `again`: somebody else, and undo here brought it back. */
type Writer = 'own' | 'other' | 'again';

/**
 * Sees what is written on one person's board: notes their own writes, and that their undo takes back nothing of anybody
 * else's.
 */
export class Witness {
  readonly #board: Board;
  readonly #root: Y.Map<unknown>;
  readonly #note: (write: Write) => void;
  #doing = '';
  #touches: readonly string[] | undefined;
  /** Ids of items that undo here brought back and that others had written. */
  readonly #broughtBack = new Set<string>();
  /** All items of properties that were seen, to find which one was brought back as which. */
  readonly #seen = new Set<Y.Item>();
  /** Who wrote what a property is now, by map and key. */
  readonly #writers = new Map<string, Writer>();
  readonly wrongs: string[] = [];

  constructor(board: Board, note: (write: Write) => void) {
    this.#board = board;
    this.#root = board.doc.getMap('elements');
    this.#note = note;
    for (const [, element] of this.#root._map) this.#look(element);
    this.#root.observeDeep((events, transaction) => this.#saw(events, transaction));
  }

  /**
   * Says what is going to be done here.
   * @param touches properties that may be written in elements that are there; undefined for any
   */
  expect(doing: string, touches: readonly string[] | undefined): void {
    this.#doing = doing;
    this.#touches = touches;
  }

  #saw(events: readonly Y.YEvent<Y.AbstractType<unknown>>[], transaction: Y.Transaction): void {
    const undone = transaction.local && transaction.origin === this.#board.history;
    if (undone) this.#findBroughtBack(events);
    for (const event of events) {
      const { target } = event;
      if (!(target instanceof Y.Map) || (target !== this.#root && target.parent !== this.#root))
        continue;
      const name = target === this.#root ? 'root' : nameOf(target._item?.id ?? Y.createID(0, 0));
      for (const [key, { action, oldValue }] of event.changes.keys) {
        if (key === 'lineage') continue;
        const item = target._map.get(key);
        if (item === undefined) continue;
        if (undone) this.#judge(`${name} ${key}`, target, key, oldValue, transaction);
        if (transaction.local) this.#write(name, key, item, action === 'add', transaction);
        this.#writers.set(`${name} ${key}`, this.#writerOf(item, transaction));
        if (target === this.#root) this.#look(item);
        this.#seen.add(item);
      }
    }
  }

  #write(
    target: string,
    key: string,
    item: Y.Item,
    wasAbsent: boolean,
    transaction: Y.Transaction,
  ): void {
    const map = item.deleted ? null : mapIn(item);
    const known = new Map(transaction.beforeState);
    const base = {
      known,
      wasAbsent,
      story: `${this.#doing} by ${String(this.#board.doc.clientID)}`,
    };
    const content: unknown = item.deleted ? null : (item.content.getContent().at(-1) ?? null);
    const value = item.deleted ? null : map === null ? valueOf(content) : nameOf(item.id);
    this.#note({ ...base, target, key, value, item: item.id });
    // Who writes what they did not change overwrites those who did.
    if (target !== 'root' && this.#touches?.includes(key) === false)
      this.wrongs.push(`${this.#doing} wrote ${key}`);
    if (target !== 'root' || map === null) return;
    for (const [inner, each] of map._map) {
      if (each.deleted) continue;
      const first = valueOf(each.content.getContent().at(-1));
      this.#note({
        ...base,
        wasAbsent: true,
        target: nameOf(item.id),
        key: inner,
        value: first,
        item: each.id,
      });
    }
  }

  /** Undo may take away only what is this person's own. */
  #judge(
    property: string,
    target: Y.Map<unknown>,
    key: string,
    before: unknown,
    transaction: Y.Transaction,
  ): void {
    // What an undo has brought back, its redo takes away again.
    const writer = this.#writers.get(property);
    if (writer === 'other' || (writer === 'again' && this.#board.history.undoing))
      this.wrongs.push(`undo took back what somebody else had set: ${property}`);
    if (target !== this.#root || !(before instanceof Y.Map) || this.#root.has(key)) return;
    // An element that this person had made: others' changes of it would go with it.
    const others = [...itemsOf(before)].filter(
      (item) =>
        Y.isDeleted(transaction.deleteSet, item.id) &&
        (item.id.client !== this.#board.doc.clientID ||
          (this.#board.history.undoing && this.#broughtBack.has(nameOf(item.id)))),
    );
    if (others.length > 0)
      this.wrongs.push(
        `undo took away ${key} with what somebody else had written there (${others.map((item) => item.parentSub ?? 'words').join()})`,
      );
  }

  #writerOf(item: Y.Item, transaction?: Y.Transaction): Writer {
    // What is gone was taken away by whoever made the transaction.
    if (item.deleted) return transaction?.local === false ? 'other' : 'own';
    if (item.id.client !== this.#board.doc.clientID) return 'other';
    return this.#broughtBack.has(nameOf(item.id)) ? 'again' : 'own';
  }

  #findBroughtBack(events: readonly Y.YEvent<Y.AbstractType<unknown>>[]): void {
    for (const event of events) {
      if (event.target !== this.#root) continue;
      for (const key of event.keys.keys()) this.#look(this.#root._map.get(key));
    }
    for (const item of this.#seen) {
      if (item.redone === null) continue;
      if (item.id.client === this.#board.doc.clientID && !this.#broughtBack.has(nameOf(item.id)))
        continue;
      for (let i = 0; i < item.length; i++)
        this.#broughtBack.add(nameOf(Y.createID(item.redone.client, item.redone.clock + i)));
    }
  }

  /** Takes note of an element's items as they are now. */
  #look(element: Y.Item | undefined): void {
    const map = mapIn(element);
    if (element !== undefined) this.#seen.add(element);
    if (map === null || element === undefined) return;
    for (const item of itemsOf(map)) this.#seen.add(item);
    for (const [key, item] of map._map)
      this.#writers.set(`${nameOf(element.id)} ${key}`, this.#writerOf(item));
  }
}

/** All items of an element: its properties, and the words of its texts. */
function* itemsOf(map: Y.Map<unknown>): Iterable<Y.Item> {
  for (const item of map._map.values()) {
    yield item;
    const type = item.content instanceof Y.ContentType ? item.content.type : null;
    if (!(type instanceof Y.Text)) continue;
    for (let each = type._start; each !== null; each = each.right) yield each;
  }
}
