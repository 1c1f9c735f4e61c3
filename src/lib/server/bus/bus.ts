/**
 * The bus interface: a doorbell between the nodes of one workspace. Every engine passes `tests/contract/bus.ts`.
 *
 * Rules:
 * - The log is the truth. A message may be lost, doubled or late; whoever misses one finds out from the log.
 * - A node never hears its own messages.
 * - Messages of one node on one topic arrive in the order in which they were sent.
 * - `publish` never throws and never blocks.
 */

/** What a node says about one document. */
export type DocumentMessage =
  | {
      /** Log entries were stored: `firstSeq` and the following. */
      readonly type: 'appended';
      readonly lineage: string;
      readonly gen: string;
      readonly firstSeq: number;
      readonly updates: readonly Uint8Array[];
    }
  /** Trashed, restored, purged or replaced: read the record again. */
  | { readonly type: 'changed' };

/** What a node says about people: it concerns every node that serves them. */
export type PeopleMessage =
  | { readonly type: 'session-ended'; readonly sessionId: string }
  | { readonly type: 'role-changed'; readonly userId: string; readonly role: string | null };

export type Unsubscribe = () => void;

/** One node's end of the bus. */
export interface Bus {
  publishDocument(documentId: string, message: DocumentMessage): void;
  /** Hears what other nodes say about the document until unsubscribed. */
  subscribeDocument(documentId: string, listener: (message: DocumentMessage) => void): Unsubscribe;
  publishPeople(message: PeopleMessage): void;
  subscribePeople(listener: (message: PeopleMessage) => void): Unsubscribe;
  /** Lets go of connections; nothing is heard afterwards. */
  close(): Promise<void>;
}
