import * as Y from 'yjs';
import { canWrite, type Role } from '../protocol/index.ts';
import type { KeptCopy } from './types.ts';

/** What to offer as kept: a copy that was set aside, or what somebody who lost the right to write could not send. */
export class KeptOffer {
  readonly #doc: Y.Doc;
  readonly #now: () => number;
  /** Of an earlier lineage, from the device. */
  stored: KeptCopy | null = null;
  #unsent: { readonly edits: number; readonly copy: KeptCopy } | null = null;

  constructor(doc: Y.Doc, now: () => number) {
    this.#doc = doc;
    this.#now = now;
  }

  of(state: {
    readonly role: Role | null;
    readonly pending: number;
    /** Grows with each edit. */
    readonly edits: number;
    readonly lineage: string | null;
  }): KeptCopy | null {
    const { role, pending, edits, lineage } = state;
    if (role === null || canWrite(role) || pending === 0 || lineage === null) {
      this.#unsent = null;
      return this.stored;
    }
    if (this.#unsent?.edits !== edits) {
      const update = Y.encodeStateAsUpdate(this.#doc);
      this.#unsent = { edits, copy: { lineage, at: this.#now(), update } };
    }
    return this.#unsent.copy;
  }
}
