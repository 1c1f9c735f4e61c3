import * as Y from 'yjs';
import { MAX_TITLE_LENGTH, ProblemError } from '../../protocol/index.ts';
import { metered } from './budget-effort.ts';
import { inspect } from './inspect.ts';
import { OrderCheck } from './order.ts';
import { mergeAll } from './merge.ts';
import { scanUpdate, type Scan } from './scan.ts';

/** A `Y.Doc` takes about this many times the bytes of its encoded state. */
const DOC_FACTOR = 12;
const TITLE_ROOT = 'title';

/** What a change did to the doc. */
export interface Change {
  /** What the doc emitted, one Yjs v1 update; null if its state did not change. */
  readonly update: Uint8Array | null;
  /** The title afterwards, if the change touched it. */
  readonly title: string | null;
}

/** An update that builds on what the document lacks. The caller knows which state vector may be told. */
export class MissingUpdates extends Error {
  override readonly name = 'MissingUpdates';
}

/**
 * The doc that updates are applied to. It stands at the log's tail plus what is on its way there.
 * Once `broken` or `unsure` it has to be built again from the log.
 */
export class Resident {
  readonly doc: Y.Doc;
  /** A change went wrong half-way. */
  broken = false;
  /** What it emitted is right, but it may not stand as a doc does that was built from that. */
  unsure = false;
  /** Work of the last update, as a share of what one may take. */
  effort = 0;
  /** Estimated memory. */
  bytes: number;
  readonly #title: Y.Text;
  #titleChanged = false;
  #emitted: Uint8Array[] = [];
  /** Looked at within the transaction of an update. */
  #check: (() => ReturnType<OrderCheck['after']>) | null = null;

  constructor(doc: Y.Doc, encodedBytes: number) {
    this.doc = doc;
    this.bytes = encodedBytes * DOC_FACTOR;
    this.#title = doc.getText(TITLE_ROOT);
    this.#title.observe(() => {
      this.#titleChanged = true;
    });
    doc.on('update', (update: Uint8Array) => {
      this.#emitted.push(update);
    });
    doc.on('afterTransaction', (transaction: Y.Transaction) => {
      // Yjs would delete formatting that a remote change left without effect. The server writes nothing of its own.
      transaction._needFormattingCleanup = false;
      const order = this.#check?.();
      if (order === 'wrong') throw disordered();
      if (order === 'mended') this.unsure = true;
    });
  }

  /**
   * Applies the update of a client. Throws `malformed_update`, `invalid_update` or MissingUpdates; unless
   * `broken` is set then, the doc is as before.
   */
  apply(update: Uint8Array): Change {
    this.effort = 0;
    const scan = scanUpdate(update);
    const { store } = this.doc;
    const standing = inspect(scan, (client) => Y.getState(store, client));
    if (standing === 'gap') throw new MissingUpdates();
    if (standing === 'empty') return { update: null, title: null };
    const order = new OrderCheck(this.doc);
    if (!order.before(scan)) throw disordered();
    const known = knownClocks(scan, store);
    this.#check = () => order.after(scan, (client) => known.get(client) ?? 0);
    return this.#change(() => {
      // Known structs may differ from ours, and may name roots: Yjs never gets to see them.
      const news =
        standing === 'overlapping' ? Y.diffUpdate(update, Y.encodeStateVector(this.doc)) : update;
      this.effort = metered(() => Y.applyUpdate(this.doc, news));
    });
  }

  /** Changes the doc on behalf of the server. Whatever `fn` throws comes through; the doc is `broken` then. */
  edit(fn: (doc: Y.Doc) => void): Change {
    return this.#run(() => this.doc.transact(() => fn(this.doc)));
  }

  /** Applies entries that are in the log already; nothing new comes of it. */
  follow(updates: readonly Uint8Array[]): void {
    if (updates.length === 0) return;
    this.#change(() => Y.applyUpdate(this.doc, mergeAll(updates)));
  }

  /** Runs `fn` on the doc, which it must not change. */
  read<T>(fn: (doc: Y.Doc) => T): T {
    this.#emitted = [];
    try {
      return fn(this.doc);
    } finally {
      if (this.#emitted.length > 0) this.broken = true;
    }
  }

  #change(fn: () => void): Change {
    try {
      const change = this.#run(fn);
      const { pendingStructs, pendingDs } = this.doc.store;
      if (!pendingStructs && !pendingDs) return change;
    } catch (cause) {
      this.broken = true;
      if (cause instanceof ProblemError) throw cause;
      throw new ProblemError('invalid_update', { cause });
    } finally {
      this.#check = null;
    }
    this.broken = true;
    throw new MissingUpdates();
  }

  #run(fn: () => void): Change {
    this.#emitted = [];
    this.#titleChanged = false;
    try {
      fn();
    } catch (error) {
      this.broken = true;
      throw error;
    }
    const emitted = this.#emitted;
    this.#emitted = [];
    if (emitted.length === 0) return { update: null, title: null };
    const update = mergeAll(emitted);
    this.bytes += update.length * DOC_FACTOR;
    return { update, title: this.#titleChanged ? titleOf(this.#title) : null };
  }
}

function disordered(): ProblemError {
  return new ProblemError('invalid_update', {
    detail: 'The update cannot be applied: the neighbours of an item are not in this order.',
  });
}

function knownClocks(scan: Scan, store: Y.Doc['store']): Map<number, number> {
  return new Map(scan.sections.map(({ client }) => [client, Y.getState(store, client)]));
}

/** A document's title as its record keeps it. */
export function titleOf(title: Y.Text): string {
  const text = title.toString().trim().slice(0, MAX_TITLE_LENGTH).trimEnd();
  // Not half a character at the cut.
  return text.isWellFormed() ? text : text.slice(0, -1);
}
