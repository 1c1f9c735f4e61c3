import * as Y from 'yjs';
import type { Role } from '../protocol/index.ts';
import type { Batch, Device, Row, Stored } from './device.ts';
import type { Outbox } from './outbox.ts';
import type { KeptCopy } from './types.ts';

/** Content rows are folded into one when there are this many… */
const FOLD_ROWS = 200;
/** …or when, beside the last fold, they take this many bytes and as many as it. */
const FOLD_BYTES = 256 * 1024;
/** Unsent rows are merged when there are this many: somebody types for hours without a network. */
const MERGE_UNSENT = 100;

export interface ReplicaOptions {
  readonly documentId: string;
  readonly doc: Y.Doc;
  readonly outbox: Outbox;
  readonly device: Device;
  /** Used when `device` fails; lives as long as the page. */
  readonly spare: Device;
  /** Only the tab that holds the stream folds rows. */
  readonly folds: () => boolean;
  /** Keys that are on the wire and must keep their names. */
  readonly busy: () => ReadonlySet<string>;
  /** Rows are on the device: they may be sent, and other tabs may hear of them. */
  readonly onDurable: (rows: readonly Row[], stored: boolean) => void;
  readonly onMerged: (key: string, keys: readonly string[]) => void;
  readonly onFailed: (cause: unknown) => void;
  /** The device holds another lineage: another tab learned of a replacement. */
  readonly onStale: (lineage: string) => void;
}

/**
 * The document's copy on the device. Everything that arrives while a write is under way becomes the next write, and
 * each write is atomic, so the stored cursor never runs ahead of the stored content.
 */
export class Replica {
  readonly #options: ReplicaOptions;
  #device: Device;
  #failed = false;
  #lineage: string | null = null;
  #writing: Promise<void> | null = null;

  // What the next write will hold.
  #content: Uint8Array[] = [];
  #cursor: string | undefined;
  #role: Role | undefined;
  #acknowledged: { keys: string[]; cursor: string }[] = [];
  #settled: string[] = [];

  /** The position that doc and device have come to. */
  #position: string | null = null;
  /** Sizes of the content rows that this tab knows of: those can be folded. */
  readonly #foldable = new Map<string, number>();
  #foldedBytes = 0;

  constructor(options: ReplicaOptions) {
    this.#options = options;
    this.#device = options.device;
  }

  /** The content's lineage; null until the device or the server told it. */
  get lineage(): string | null {
    return this.#lineage;
  }

  /** The device failed; edits live in this page only. */
  get failed(): boolean {
    return this.#failed;
  }

  /** Reads the copy. The caller applies its rows to the doc. Never throws: a failed device is an empty one. */
  async load(): Promise<Stored> {
    const stored = await this.#read();
    this.#lineage = stored.lineage;
    this.#position = stored.cursor;
    for (const row of stored.rows) {
      if (row.sent === null) this.#foldable.set(row.key, row.update.byteLength);
    }
    return stored;
  }

  /** The server named the lineage of a document that the device had no copy of. */
  adoptLineage(lineage: string): void {
    this.#lineage ??= lineage;
    this.kick();
  }

  /** Content from the stream. With `cursor`, the content is complete up to it. */
  content(update: Uint8Array, cursor?: string): void {
    this.#content.push(update);
    if (cursor !== undefined) this.cursor(cursor);
    this.kick();
  }

  cursor(cursor: string): void {
    this.#cursor = cursor;
    this.kick();
  }

  role(role: Role): void {
    this.#role = role;
    this.kick();
  }

  acknowledged(keys: readonly string[], cursor: string): void {
    if (keys.length > 0) this.#acknowledged.push({ keys: [...keys], cursor });
    this.kick();
  }

  settled(keys: readonly string[]): void {
    this.#settled.push(...keys);
    if (keys.length > 0) this.kick();
  }

  /** Begins to write what waits, unless a write is under way, which will be followed by another. */
  kick(): void {
    if (this.#writing || this.#lineage === null) return;
    this.#writing = this.#drain();
  }

  /** Resolves when everything that waited is on the device. */
  async flush(): Promise<void> {
    this.kick();
    while (this.#writing) await this.#writing;
  }

  /** The document's content is of `lineage` now; what the copy held is kept if it had unsent edits and `keep`. */
  async replace(lineage: string, at: number, keep: boolean): Promise<void> {
    await this.flush();
    const replacement = { old: this.#lineage ?? lineage, lineage, at, keep };
    try {
      await this.#device.replace(this.#options.documentId, replacement);
    } catch (cause) {
      await this.#failOver(cause);
      await this.#device.replace(this.#options.documentId, replacement);
    }
  }

  async discardKept(lineage: string): Promise<KeptCopy | null> {
    try {
      return await this.#device.discardKept(this.#options.documentId, lineage);
    } catch (cause) {
      await this.#failOver(cause);
      return null;
    }
  }

  async #read(): Promise<Stored> {
    const { documentId, spare } = this.#options;
    const held = await spare.load(documentId);
    if (held.kept || held.rows.some((row) => row.sent === 'unsent')) {
      this.#device = spare;
      this.#fail(null);
      return held;
    }
    await spare.forget(documentId);
    if (!this.#failed) {
      try {
        return await this.#device.load(documentId);
      } catch (cause) {
        this.#device = spare;
        this.#fail(cause);
      }
    }
    return { lineage: null, cursor: null, role: null, rows: [], kept: null };
  }

  async #drain(): Promise<void> {
    // Lets what one task brings become one write.
    await Promise.resolve();
    try {
      for (let batch = this.#collect(); batch !== null; batch = this.#collect()) {
        try {
          const { lineage } = await this.#device.write(this.#options.documentId, batch);
          this.#written(batch);
          if (lineage !== batch.lineage) this.#options.onStale(lineage);
        } catch (cause) {
          await this.#failOver(cause);
        }
        this.#durable(batch.rows ?? []);
      }
    } finally {
      // In the same turn as the last look at what waits, so that no `kick` falls between the two.
      this.#writing = null;
    }
  }

  #durable(rows: readonly Row[]): void {
    this.#options.outbox.written(
      rows.map((row) => row.key),
      !this.#failed,
    );
    const unsent = rows.filter((row) => row.sent === 'unsent');
    for (const { key } of unsent) {
      // Another tab had it too, and it was sent while this one wrote it down.
      const cursor = this.#options.outbox.acknowledgedAt(key);
      if (cursor !== null) this.#acknowledged.push({ keys: [key], cursor });
    }
    if (unsent.length > 0) this.#options.onDurable(unsent, !this.#failed);
  }

  /** Takes everything that waits; null if there is nothing. */
  #collect(): Batch | null {
    const { outbox } = this.#options;
    const lineage = this.#lineage;
    if (lineage === null) return null;
    const rows = outbox.takeFresh();
    const folded: string[] = [];
    const merged = outbox.merge(this.#options.busy(), MERGE_UNSENT);
    if (merged) {
      rows.push(merged.row);
      folded.push(...merged.merged);
      this.#options.onMerged(merged.row.key, merged.merged);
    }
    if (this.#content.length > 0) {
      rows.push(contentRow(outbox.newKey(), Y.mergeUpdates(this.#content)));
      this.#content = [];
    }
    if (this.#foldDue()) {
      // The doc holds every row that this tab knows, and of its local edits only such as have a row: those
      // that had none were taken a moment ago, into this very batch.
      rows.push(contentRow(outbox.newKey(), Y.encodeStateAsUpdate(this.#options.doc)));
      folded.push(...this.#foldable.keys());
    }
    const acknowledged = this.#acknowledged.shift();
    // The settled rows may be among those whose acknowledgement has its turn later.
    const settled = this.#acknowledged.length === 0 ? this.#settled.splice(0) : [];
    const cursor = this.#cursor;
    const role = this.#role;
    this.#cursor = undefined;
    this.#role = undefined;
    if (
      rows.length === 0 &&
      settled.length === 0 &&
      !acknowledged &&
      cursor === undefined &&
      role === undefined
    ) {
      return null;
    }
    return {
      lineage,
      rows,
      folded,
      settled,
      ...(acknowledged && { acknowledged }),
      ...(cursor !== undefined && { cursor }),
      ...(role !== undefined && { role }),
    };
  }

  #foldDue(): boolean {
    if (!this.#options.folds()) return false;
    if (this.#foldable.size >= FOLD_ROWS) return true;
    let bytes = -this.#foldedBytes;
    for (const size of this.#foldable.values()) bytes += size;
    return this.#foldable.size > 1 && bytes > Math.max(FOLD_BYTES, this.#foldedBytes);
  }

  #written(batch: Batch): void {
    for (const key of batch.folded ?? []) this.#foldable.delete(key);
    for (const row of batch.rows ?? []) {
      if (row.sent === null) this.#foldable.set(row.key, row.update.byteLength);
    }
    for (const key of batch.settled ?? []) this.#foldable.set(key, 0);
    if ((batch.folded ?? []).length > 0) {
      this.#foldedBytes = [...this.#foldable.values()].reduce((sum, size) => sum + size, 0);
    }
    if (batch.cursor !== undefined) this.#position = batch.cursor;
  }

  #fail(cause: unknown): void {
    if (this.#failed) return;
    this.#failed = true;
    this.#options.onFailed(cause);
  }

  /** Goes on in memory, with all that this tab has. What stays behind on the device does no harm. */
  async #failOver(cause: unknown): Promise<void> {
    const { spare, documentId, doc, outbox } = this.#options;
    if (this.#device === spare || this.#lineage === null) throw cause;
    this.#device = spare;
    this.#fail(cause);
    this.#foldable.clear();
    const state = contentRow(outbox.newKey(), Y.encodeStateAsUpdate(doc));
    const rows = [...outbox.rows(), state];
    const cursor = this.#cursor ?? this.#position;
    await spare.replace(documentId, {
      old: this.#lineage,
      lineage: this.#lineage,
      at: 0,
      keep: false,
    });
    await spare.write(documentId, {
      lineage: this.#lineage,
      rows,
      ...(cursor !== null && { cursor }),
    });
    this.#durable(rows);
    this.#foldable.set(state.key, state.update.byteLength);
  }
}

function contentRow(key: string, update: Uint8Array): Row {
  return { key, update, changes: 0, sent: null };
}
