import * as Y from 'yjs';
import { costly } from './scan-errors.ts';

/**
 * Steps along lists that one update may take. People's updates take next to none; all of them take about a
 * tenth of a second.
 */
const MAX_STEPS = 2_000_000;
/** Places in arrays that are moved to make room, by splitting items; all of them take a second or so. */
const MAX_MOVES = 400_000_000;

/** Work, as a share of what an update may take, that is not held against anybody. */
export const FREE_EFFORT = 0.01;

interface Meter {
  steps: number;
  moves: number;
  /** Splits of the transaction that are counted already. */
  splits: number;
}

let running: Meter | null = null;

/**
 * Runs `fn`, which applies an update, and ends it with `invalid_update` once that takes too much work: Yjs
 * walks past everything that stands between an item's neighbours, and makes room for each half of a split item,
 * so that a small update can cost minutes, and again whenever the document is read. Counts work, not time: the
 * same update gets the same answer on any machine. Synchronous.
 * @returns the share of what is allowed, 0 to 1
 */
export function metered(fn: () => void): number {
  const meter: Meter = { steps: 0, moves: 0, splits: 0 };
  const outer = running;
  running = meter;
  try {
    fn();
  } finally {
    running = outer;
  }
  return Math.max(meter.steps / MAX_STEPS, meter.moves / MAX_MOVES);
}

// Yjs has no place to look in while it integrates; these two run for every item.

const { integrate, delete: remove } = Y.Item.prototype;

Y.Item.prototype.integrate = function (this: Y.Item, transaction: Y.Transaction, offset: number) {
  if (running) {
    countSplits(running, transaction);
    countSteps(running, this, transaction.doc.store);
  }
  integrate.call(this, transaction, offset);
};
Y.Item.prototype.delete = function (this: Y.Item, transaction: Y.Transaction) {
  if (running) countSplits(running, transaction);
  remove.call(this, transaction);
};

/** What is behind a new half in its client's array has moved by one. */
function countSplits(meter: Meter, { _mergeStructs: halves, doc }: Y.Transaction): void {
  for (; meter.splits < halves.length; meter.splits++) {
    const half = halves[meter.splits];
    if (!half) continue;
    const structs = doc.store.clients.get(half.id.client) ?? [];
    meter.moves += structs.length - Y.findIndexSS(structs, half.id.clock);
    if (meter.moves > MAX_MOVES) throw costly('it splits too much');
  }
}

/** Takes the steps that Yjs is about to take from the item's left to its right neighbour. */
function countSteps(meter: Meter, item: Y.Item, store: Y.Doc['store']): void {
  const { left, right, parentSub } = item;
  const parent = item.parent as Y.AbstractType<unknown> | null;
  if (!parent || (left ? left.right === right : right !== null && right.left === null)) return;
  let next: Y.Item | null;
  if (left) {
    next = left.right;
  } else if (parentSub === null) {
    next = parent._start;
  } else {
    next = parent._map.get(parentSub) ?? null;
    for (; next?.left; next = next.left) step(meter);
  }
  const passed = new Set<Y.Item>();
  for (; next !== null && next !== right; next = next.right) {
    step(meter);
    passed.add(next);
    if (Y.compareIDs(item.origin, next.origin)) {
      const later = next.id.client >= item.id.client;
      if (later && Y.compareIDs(item.rightOrigin, next.rightOrigin)) return;
    } else {
      const origin = next.origin && Y.getItem(store, next.origin);
      if (!(origin instanceof Y.Item) || !passed.has(origin)) return;
    }
  }
}

function step(meter: Meter): void {
  if (++meter.steps > MAX_STEPS)
    throw costly('too much stands between the neighbours of its items');
}
