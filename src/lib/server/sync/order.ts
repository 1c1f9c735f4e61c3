import * as Y from 'yjs';
import { REF, type Scan } from './scan.ts';

type Struct = Y.Item | Y.GC;

/** Steps along lists before a list is numbered instead. */
const MAX_STEPS = 5_000;

/**
 * Checks what Yjs takes on trust: that an item's right neighbour is in the same list as the left one, and
 * behind it. Yjs integrates an item that says otherwise, but where it ends up then depends on the order in which
 * updates arrive: readers would differ for ever.
 *
 * Undo and redo of nested content do that too, with neighbours that are both of the item's own client. Those are
 * not refused but mended: the item loses its right neighbour, which means the same as one that is never met.
 */
export class OrderCheck {
  readonly #store: Y.Doc['store'];
  #steps = 0;
  readonly #numbered = new Map<Y.Item['parent'], Map<Y.Item, number>>();

  constructor(doc: Y.Doc) {
    this.#store = doc.store;
  }

  /** Before an update is applied: false if two neighbours that the doc has are not in this order. */
  before(scan: Scan): boolean {
    for (const { client, refs } of scan.sections) {
      const known = Y.getState(this.#store, client);
      for (let i = 0; i < refs.length; i += 4) {
        if (refs[i + 1] !== REF.right || (refs[i] ?? 0) < known) continue;
        const right = this.#item(refs[i + 2] ?? 0, refs[i + 3] ?? 0);
        if (right === null) continue;
        // Entries of maps have no right neighbour: the last one counts.
        if (right.parentSub !== null) return false;
        if (refs[i - 4] !== refs[i] || refs[i - 3] !== REF.left) continue;
        if (refs[i - 2] === client && refs[i + 2] === client) continue;
        const left = this.#item(refs[i - 2] ?? 0, refs[i - 1] ?? 0);
        if (left === null) continue;
        if (left === right) {
          if ((refs[i - 1] ?? 0) >= (refs[i + 3] ?? 0)) return false;
        } else if (!this.#follows(left, right)) return false;
      }
    }
    return true;
  }

  /**
   * Within the transaction that applied it, before Yjs joins items: whether new items stand between their
   * neighbours. Those of undo that do not are `mended` in what the doc will emit; where they stand in this doc
   * may be another place than where everybody has them who gets that.
   * @param known the clocks before
   */
  after(scan: Scan, known: (client: number) => number): 'right' | 'mended' | 'wrong' {
    let mended = false;
    for (const { client } of scan.sections) {
      const structs: Struct[] = this.#store.clients.get(client) ?? [];
      const from = known(client);
      if (from >= Y.getState(this.#store, client)) continue;
      for (let i = Y.findIndexSS(structs, from); i < structs.length; i++) {
        const item = structs[i];
        if (!(item instanceof Y.Item) || item.rightOrigin === null) continue;
        if (item.parentSub !== null) return 'wrong';
        const own = item.rightOrigin.client === client && item.origin?.client === client;
        if (this.#standsRight(item, own)) continue;
        if (!own) return 'wrong';
        item.rightOrigin = null;
        mended = true;
      }
    }
    return mended ? 'mended' : 'right';
  }

  /** Yjs puts an item right of its left neighbour, unless both neighbours were one piece; `both` looks at that, too. */
  #standsRight(item: Y.Item, both: boolean): boolean {
    const { origin, rightOrigin } = item;
    const right = rightOrigin && this.#item(rightOrigin.client, rightOrigin.clock);
    if (right && !this.#follows(item, right)) return false;
    if (!both || !origin) return true;
    const left = this.#item(origin.client, origin.clock);
    return left === null || this.#follows(left, item);
  }

  #item(client: number, clock: number): Y.Item | null {
    if (clock >= Y.getState(this.#store, client)) return null;
    const struct: Struct = Y.getItem(this.#store, Y.createID(client, clock));
    return struct instanceof Y.Item ? struct : null;
  }

  #follows(left: Y.Item, right: Y.Item): boolean {
    if (left.right === right) return true;
    if (left.parent !== right.parent || left.parentSub !== right.parentSub) return false;
    for (let item = left.right; item !== null && this.#steps < MAX_STEPS; item = item.right) {
      if (item === right) return true;
      this.#steps++;
    }
    if (this.#steps < MAX_STEPS) return false;
    const numbers = this.#numbers(left);
    return (numbers.get(left) ?? 0) < (numbers.get(right) ?? 0);
  }

  /** The position of every item in the list that this one is in. */
  #numbers(item: Y.Item): Map<Y.Item, number> {
    const known = this.#numbered.get(item.parent);
    if (known) return known;
    const numbers = new Map<Y.Item, number>();
    let first = item;
    while (first.left !== null) first = first.left;
    for (let each: Y.Item | null = first; each !== null; each = each.right) {
      numbers.set(each, numbers.size);
    }
    this.#numbered.set(item.parent, numbers);
    return numbers;
  }
}
