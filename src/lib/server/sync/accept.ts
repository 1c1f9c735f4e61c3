import type * as Y from 'yjs';
import { toBase64 } from 'lib0/buffer';
import { formatCursor, ProblemError } from '../../protocol/index.ts';
import { problemOf, replacedContent, rethrow } from './accept-problems.ts';
import { newBatch, senderOf, type AcceptedEntry, type Batch } from './batch.ts';
import { FREE_EFFORT } from './budget-effort.ts';
import type { Holder } from './budget.ts';
import type { Timer } from './clock.ts';
import type { Context } from './context.ts';
import { waitAfter } from './limits.ts';
import type { LogTail } from './log-tail.ts';
import { MissingUpdates, Resident, type Change } from './resident.ts';
import { CostlyUpdate } from './scan-errors.ts';
import { buildDoc, type Stored } from './stored.ts';

/** Undo makes such updates now and then; a doc has to be built again for each. */
const UNSURE_STRIKE = 0.1;

/** What the write path tells its room. */
export interface WriterEvents {
  /** Entries are on disk, the first with this seq. Must not throw. */
  committed(firstSeq: number, entries: readonly AcceptedEntry[]): void;
  /** The log may hold entries of others: have them before it goes on. */
  catchUp(): Promise<void>;
  /** The state was read anew and is beyond the tail or of another lineage. */
  discovered(stored: Stored): void;
  /** How far apart the readers' frames are under load, milliseconds. */
  frameMs(): number;
  /** The storage says that the document is gone or was replaced. */
  outdated(): void;
}

export interface Push {
  readonly update: Uint8Array;
  readonly author: string | null;
  readonly connection: string | null;
  /** What the update was made on; null if the sender does not say. */
  readonly lineage: string | null;
}

/**
 * The write path of one document: check, apply to the resident doc, append, acknowledge.
 *
 * At most one append is in flight. What is accepted meanwhile is in the resident doc already and becomes the
 * next append. If an append fails the resident doc holds what was never stored, so it is discarded, and
 * everybody who waits gets `storage_unavailable`.
 */
export class Writer implements Holder {
  readonly #documentId: string;
  readonly #context: Context;
  readonly #tail: LogTail;
  readonly #events: WriterEvents;
  #resident: Resident | null = null;
  #loading: Promise<Resident> | null = null;
  #gathering: Batch | null = null;
  #inFlight: Batch | null = null;
  /** When the last append began, and who wrote last in it. */
  #appended: { readonly at: number; readonly by: string | null } | null = null;
  #appendTimer: Timer | null = null;
  /** Tasks that need the doc and the log for themselves; pushes wait for them. */
  #exclusive = 0;
  #lastExclusive: Promise<void> = Promise.resolve();
  /** How often a doc was built, for `stats`. */
  builds = 0;

  constructor(documentId: string, context: Context, tail: LogTail, events: WriterEvents) {
    this.#documentId = documentId;
    this.#context = context;
    this.#tail = tail;
    this.#events = events;
  }

  /** Nothing is in flight and nobody waits. */
  get idle(): boolean {
    return !this.#inFlight && !this.#gathering && !this.#loading && this.#exclusive === 0;
  }

  get pending(): { readonly entries: number; readonly bytes: number } {
    return {
      entries: (this.#inFlight?.entries.length ?? 0) + (this.#gathering?.entries.length ?? 0),
      bytes: (this.#inFlight?.bytes ?? 0) + (this.#gathering?.bytes ?? 0),
    };
  }

  /** Resolves with the cursor of the update's entry once it is on disk, see the contract for what it throws. */
  async push(push: Push): Promise<string> {
    const { author } = push;
    if (author !== null) this.#context.strikes.check(author);
    try {
      return await this.#write(push, (resident) => resident.apply(push.update));
    } catch (error) {
      if (!(error instanceof MissingUpdates)) throw error;
    }
    // Perhaps another node has stored what is missing here.
    await this.#events.catchUp();
    try {
      return await this.#write(push, (resident) => resident.apply(push.update));
    } catch (error) {
      if (!(error instanceof MissingUpdates)) throw error;
      throw new ProblemError('missing_updates', {
        stateVector: toBase64(this.#tail.stateVector()),
        cause: error,
      });
    }
  }

  /** A change by the server itself. What `fn` throws comes through, and nothing is stored then. */
  edit(author: string | null, fn: (doc: Y.Doc) => void): Promise<string> {
    return this.#write({ author, connection: null, lineage: null }, (resident) =>
      resident.edit(fn),
    );
  }

  async #write(
    { author, connection, lineage }: Omit<Push, 'update'>,
    change: (resident: Resident) => Change,
  ): Promise<string> {
    const resident = this.#ready() ?? (await this.#whenReady());
    // Looked at now: the content may have been replaced while it waited.
    if (lineage !== null && lineage !== this.#tail.lineage) throw replacedContent();
    this.#checkPending();
    const { update, title } = this.#attempt(resident, author, change);
    if (!update) return this.#alreadyThere();
    const batch = (this.#gathering ??= newBatch(this.#tail.lineage));
    const index = batch.entries.push({
      author,
      time: this.#context.clock.now(),
      update,
      connection,
    });
    batch.bytes += update.length;
    batch.title = title ?? batch.title;
    // The log is the truth: the next one gets the doc that everybody has who reads it.
    if (resident.unsure) {
      this.#discard();
      this.#strike(author, UNSURE_STRIKE);
    } else this.#context.residents.use(this, resident.bytes);
    this.#appendSoon();
    const firstSeq = await batch.stored;
    return formatCursor({ gen: this.#context.gen, seq: firstSeq + index - 1 });
  }

  #attempt(
    resident: Resident,
    author: string | null,
    change: (resident: Resident) => Change,
  ): Change {
    try {
      const done = change(resident);
      // Cheap ones add up, and take their time again whenever the doc is built.
      if (resident.effort > FREE_EFFORT) this.#strike(author, resident.effort * 2);
      return done;
    } catch (error) {
      if (error instanceof CostlyUpdate && !resident.broken) this.#strike(author);
      throw error;
    } finally {
      if (resident.broken) {
        this.#discard();
        this.#strike(author);
        this.#context.logger.warn('sync.doc-broken', { document: this.#documentId, author });
      }
    }
  }

  #strike(author: string | null, weight = 1): void {
    if (author !== null) this.#context.strikes.add(author, weight);
  }

  /** The update changed nothing. What it holds may still be on its way to the disk; then it is not saved before that. */
  async #alreadyThere(): Promise<string> {
    await (this.#gathering ?? this.#inFlight)?.stored;
    return this.#tail.cursor();
  }

  #checkPending(): void {
    if (this.pending.bytes < this.#context.limits.pendingBytes) return;
    throw new ProblemError('storage_unavailable', {
      detail: 'The storage is slow; too much waits for it.',
      retryAfter: 1,
    });
  }

  // ── Append ─────────────────────────────────────────────────────────────────

  /**
   * One person's edits are appended as fast as the disk takes them. While several write, readers get frames only
   * now and then: what comes in between need not be a commit by itself.
   */
  #appendSoon(): void {
    if (this.#inFlight || this.#appendTimer !== null || !this.#gathering) return;
    const { clock, limits } = this.#context;
    const last = this.#appended;
    const several = last && this.#gathering.entries.some((each) => senderOf(each) !== last.by);
    const wait =
      several && limits.gather ? waitAfter(last.at, this.#events.frameMs(), clock.now()) : 0;
    if (wait <= 0) this.#append();
    else this.#appendTimer = clock.setTimeout(() => this.#append(), wait);
  }

  #append(): void {
    if (this.#appendTimer !== null) this.#context.clock.clearTimeout(this.#appendTimer);
    this.#appendTimer = null;
    const batch = this.#gathering;
    const latest = batch?.entries.at(-1);
    if (!batch || !latest || this.#inFlight) return;
    this.#gathering = null;
    this.#inFlight = batch;
    this.#appended = { at: this.#context.clock.now(), by: senderOf(latest) };
    const request = {
      documentId: this.#documentId,
      lineage: batch.lineage,
      gen: this.#context.gen,
      entries: batch.entries.map(({ author, time, update }) => ({ author, time, update })),
      ...(batch.title === null ? {} : { title: batch.title }),
    };
    this.#context.storage.updates.append(request).then(
      ({ firstSeq }) => {
        this.#inFlight = null;
        this.#context.health.works();
        batch.resolve(firstSeq);
        this.#events.committed(firstSeq, batch.entries);
        this.#appendSoon();
      },
      (error: unknown) => this.#failed(batch, error),
    );
  }

  #failed(batch: Batch, cause: unknown): void {
    const next = this.#gathering;
    this.#inFlight = null;
    this.#gathering = null;
    this.#discard();
    this.#context.logger.error('sync.append-failed', { document: this.#documentId, error: cause });
    const error = problemOf(cause);
    if (error.code === 'storage_unavailable') this.#context.health.failed();
    batch.reject(error);
    next?.reject(error);
    if (error.code !== 'storage_unavailable') this.#events.outdated();
  }

  // ── Resident doc ───────────────────────────────────────────────────────────

  /** Lets go of the resident doc unless somebody needs it. */
  release(): boolean {
    if (!this.idle) return false;
    this.#discard();
    return true;
  }

  #discard(): void {
    this.#resident?.doc.destroy();
    this.#resident = null;
    this.#context.residents.remove(this);
  }

  /** The resident doc if it is there and stands at exactly the tail. */
  durableDoc(): Y.Doc | null {
    return this.#inFlight || this.#gathering ? null : (this.#resident?.doc ?? null);
  }

  /** Runs `fn` on the durable state, at exactly the tail. Pushes wait meanwhile. */
  read<T>(fn: (doc: Y.Doc) => T): Promise<T> {
    return this.exclusive(async () => {
      const resident = this.#resident ?? (await this.#load());
      this.#context.residents.use(this, resident.bytes);
      try {
        return resident.read(fn);
      } finally {
        if (resident.broken) {
          this.#discard();
          this.#context.logger.error('sync.changed-by-reading', { document: this.#documentId });
        }
      }
    });
  }

  /** Runs `fn` while nothing is in flight and nothing is accepted. */
  async exclusive<T>(fn: () => T | Promise<T>): Promise<T> {
    const before = this.#lastExclusive;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#lastExclusive = promise;
    this.#exclusive++;
    try {
      await before;
      await this.settled();
      return await fn();
    } finally {
      this.#exclusive--;
      resolve();
    }
  }

  /** Resolves when nothing is on its way to the disk, however it ended. */
  async settled(): Promise<void> {
    for (;;) {
      this.#append();
      if (!this.#inFlight) return;
      await this.#inFlight.stored.then(ignore, ignore);
    }
  }

  /** Applies entries of others to the resident doc. */
  follow(updates: readonly Uint8Array[]): void {
    const resident = this.#resident;
    if (!resident) return;
    try {
      resident.follow(updates);
      this.#context.residents.use(this, resident.bytes);
    } catch (error) {
      this.#discard();
      this.#context.logger.error('sync.doc-broken', { document: this.#documentId, error });
    }
  }

  /** Discards the resident doc: the content was replaced. Only within `exclusive`. */
  replaced(): void {
    this.#discard();
  }

  #ready(): Resident | null {
    return this.#exclusive === 0 ? this.#resident : null;
  }

  async #whenReady(): Promise<Resident> {
    for (;;) {
      while (this.#exclusive > 0) await this.#lastExclusive;
      const resident = this.#resident;
      if (resident) return resident;
      await this.#load();
    }
  }

  #load(): Promise<Resident> {
    this.#loading ??= this.#build().finally(() => {
      this.#loading = null;
    });
    return this.#loading;
  }

  async #build(): Promise<Resident> {
    // What was accepted before the last doc was discarded has to be in the log first.
    await this.settled();
    for (;;) {
      const stored = await this.#context.storage.updates.load(this.#documentId).catch(rethrow);
      if (!stored) {
        this.#events.outdated();
        throw new ProblemError('not_found');
      }
      const { doc, bytes } = await buildDoc(stored);
      this.#events.discovered(stored);
      // Entries of others may have come while it was built, and after it was read.
      const { lineage, seq } = this.#tail;
      if (lineage !== stored.record.lineage) continue;
      const later = this.#tail.recentAfter(stored.record.seq);
      if (seq > stored.record.seq && !later) continue;
      const resident = new Resident(doc, bytes);
      resident.follow((later ?? []).map((entry) => entry.update));
      this.builds++;
      this.#resident = resident;
      this.#context.residents.use(this, resident.bytes);
      return resident;
    }
  }
}

function ignore(): void {
  return undefined;
}
