import * as Y from 'yjs';
import type { StreamEvent } from '../../src/lib/protocol/index.ts';
import type { Bus } from '../../src/lib/server/bus/bus.ts';
import { MemoryBus } from '../../src/lib/server/bus/memory.ts';
import { silentLogger } from '../../src/lib/server/logger.ts';
import { createMemoryStorage, type MemoryStorage } from '../../src/lib/server/storage/memory.ts';
import { FakeSink, ManualClock } from '../../src/lib/server/sync/doubles.ts';
import { SyncEngine, type EngineLimits, type Reader } from '../../src/lib/server/sync/engine.ts';

/** A gate before every append: closed, appends wait in it; what it throws fails them. */
export class AppendGate {
  #closed: PromiseWithResolvers<void> | null = null;
  /** Appends that have come to the gate. */
  appends = 0;

  close(): void {
    this.#closed = Promise.withResolvers();
  }

  open(): void {
    this.#closed?.resolve();
    this.#closed = null;
  }

  /** Fails what waits, and lets the next ones pass. */
  fail(): void {
    this.#closed?.reject(new Error('disk full'));
    this.#closed = null;
  }

  readonly beforeWrite = async (operation: string): Promise<void> => {
    if (operation !== 'updates.append') return;
    this.appends++;
    await this.#closed?.promise;
  };
}

export interface EngineRig {
  readonly storage: MemoryStorage;
  readonly clock: ManualClock;
  readonly engine: SyncEngine;
  readonly gate: AppendGate;
}

/** An engine on memory storage, with a clock that stands still and one text document `d1` titled "Untitled". */
export async function startEngine(
  options: {
    limits?: Partial<EngineLimits>;
    storage?: MemoryStorage;
    clock?: ManualClock;
    bus?: Bus;
  } = {},
): Promise<EngineRig> {
  const gate = new AppendGate();
  const clock = options.clock ?? new ManualClock();
  const storage = options.storage ?? createMemoryStorage({ beforeWrite: gate.beforeWrite });
  const engine = new SyncEngine({
    ...{ storage, clock, logger: silentLogger, bus: options.bus ?? new MemoryBus() },
    // Nobody moves this clock on while a push waits for others to come.
    limits: { gather: false, ...options.limits },
  });
  if (!options.storage) await createDocument(storage, engine.gen, clock.now());
  return { storage, clock, engine, gate };
}

async function createDocument(storage: MemoryStorage, gen: string, time: number): Promise<void> {
  const doc = new Y.Doc();
  doc.clientID = 1;
  doc.getText('title').insert(0, 'Untitled');
  await storage.documents.create({
    id: 'd1',
    kind: 'text',
    title: 'Untitled',
    lineage: 'l1',
    schemaVersion: 1,
    gen,
    author: null,
    time,
    update: Y.encodeStateAsUpdate(doc),
  });
}

/** A reader of this name; its session has the same name. */
export function person(name: string, more: Partial<Reader> = {}): Reader {
  const user = { id: name, name, color: 1 };
  return { user, sessionId: name, role: 'editor', expiresAt: null, ...more };
}

/** A replica as a correct client keeps it, without network: what it changes is returned, to be pushed. */
export class EngineReplica {
  readonly doc = new Y.Doc();
  cursor: string | null = null;

  constructor() {
    this.doc.on('afterTransaction', (transaction: Y.Transaction) => {
      // Yjs tidies up formatting behind remote changes; a replica that only reads must stay what it was told.
      transaction._needFormattingCleanup = false;
    });
  }

  get title(): string {
    return this.doc.getText('title').toString();
  }

  take(event: StreamEvent): void {
    if (event.type === 'update') Y.applyUpdate(this.doc, event.update, 'remote');
    if (event.type === 'update' || event.type === 'cursor') this.cursor = event.cursor;
  }

  takeAll(sink: FakeSink): this {
    for (const event of sink.events()) this.take(event);
    return this;
  }

  edit(fn: (doc: Y.Doc) => void): Uint8Array {
    const update = this.tryEdit(fn);
    if (!update) throw new Error('the edit changed nothing');
    return update;
  }

  /** The same; null if the edit changed nothing. */
  tryEdit(fn: (doc: Y.Doc) => void): Uint8Array | null {
    const updates: Uint8Array[] = [];
    const keep = (update: Uint8Array) => void updates.push(update);
    this.doc.on('update', keep);
    this.doc.transact(() => fn(this.doc));
    this.doc.off('update', keep);
    return updates.length > 0 ? Y.mergeUpdates(updates) : null;
  }

  type(text: string): Uint8Array {
    return this.edit((doc) => doc.getText('title').insert(doc.getText('title').length, text));
  }
}

/** Opens a stream of `d1` and waits until it is up to date. */
export async function open(
  { engine }: Pick<EngineRig, 'engine'>,
  reader: Reader = person('reader'),
  options: { cursor?: string | null; poll?: boolean; sink?: FakeSink } = {},
): Promise<FakeSink> {
  const sink = options.sink ?? new FakeSink();
  const { cursor = null, poll = false } = options;
  await engine.subscribe('d1', reader, { cursor, poll, sink });
  return sink;
}

/** A fresh reader's replica of the durable state. */
export async function freshReplica(rig: Pick<EngineRig, 'engine'>): Promise<EngineReplica> {
  return new EngineReplica().takeAll(await open(rig, person('fresh'), { poll: true }));
}

/** Names of the events that a reader got. */
export function types(sink: FakeSink): string[] {
  return sink.events().map(({ type }) => type);
}

/** The secret name of a stream, from its `hello`. */
export function connectionOf(sink: FakeSink): string {
  const hello = sink.events()[0];
  if (hello?.type !== 'hello') throw new Error('no hello');
  return hello.connection;
}

/** Lets everything that waits on promises alone run. */
export async function settle(): Promise<void> {
  for (let i = 0; i < 5; i++) await new Promise((resolve) => setImmediate(resolve));
}
