import type { ProblemError } from '../../protocol/index.ts';
import type { NewEntry } from '../storage/storage.ts';

/** An entry on its way to the log. */
export interface AcceptedEntry extends NewEntry {
  readonly connection: string | null;
}

/** Entries that become one append. */
export interface Batch {
  /** What the entries build on. */
  readonly lineage: string;
  readonly entries: AcceptedEntry[];
  bytes: number;
  title: string | null;
  /** Resolves with the first seq once all is on disk. */
  readonly stored: Promise<number>;
  readonly resolve: (firstSeq: number) => void;
  readonly reject: (error: ProblemError) => void;
}

/** Who sent an entry: a stream, or else a person. */
export function senderOf({ connection, author }: AcceptedEntry): string | null {
  return connection ?? author;
}

/** An empty batch on content of this lineage. */
export function newBatch(lineage: string): Batch {
  const { promise: stored, resolve, reject } = Promise.withResolvers<number>();
  // Whoever waits hears of a failure; a batch that nobody waits for any more must not end the process.
  stored.catch(() => undefined);
  return { lineage, entries: [], bytes: 0, title: null, stored, resolve, reject };
}
