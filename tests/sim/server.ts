import * as Y from 'yjs';
import { ProblemError, type Kind, type Role } from '../../src/lib/protocol/index.ts';
import { MemoryHub } from '../../src/lib/server/bus/memory.ts';
import { toProblemError } from '../../src/lib/server/http/problem.ts';
import type { Logger } from '../../src/lib/server/logger.ts';
import { createMemoryStorage, type MemoryStorage } from '../../src/lib/server/storage/memory.ts';
import { SyncEngine, type Sink } from '../../src/lib/server/sync/engine.ts';
import type { VirtualClock } from './clock.ts';
import type { SeededRandom } from './random.ts';

export const DOCUMENT = 'doc-1';
const FIRST_OWNER = 'owner';

/** What the network hands to the server: the parts of an HTTP request that matter to it. */
export interface ServerRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly user: string;
  readonly session: string;
  readonly body: Uint8Array | string | null;
  /** Where a stream is written to. */
  readonly sink: Sink;
}

/** Null: the answer is the stream that was written to the sink. */
export interface ServerAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** A push that was answered with 200. */
export interface Acknowledged {
  readonly lineage: string;
  readonly update: Uint8Array;
}

/** The real engine on memory storage, with what a server process can suffer. */
export class SimServer {
  readonly acknowledged: Acknowledged[] = [];
  readonly roles = new Map<string, Role>();
  readonly #clock: VirtualClock;
  readonly #random: SeededRandom;
  readonly #log: (line: string) => void;
  #storage: MemoryStorage;
  #engine: SyncEngine;
  /** Cuts the streams and answers of a process that dies. */
  readonly #onCrash = new Set<() => void>();
  #lineages = 0;
  #starts = 0;
  down = false;
  /** Chance that a write fails, and longest that it takes, milliseconds. */
  trouble = { failing: 0, slowMs: 0 };

  private constructor(clock: VirtualClock, random: SeededRandom, log: (line: string) => void) {
    this.#clock = clock;
    this.#random = random;
    this.#log = log;
    this.#storage = createMemoryStorage({ beforeWrite: () => this.#beforeWrite() });
    this.#engine = this.#start();
  }

  /** A server with one document. */
  static async open(
    clock: VirtualClock,
    random: SeededRandom,
    log: (line: string) => void,
    kind: Kind = 'text',
  ): Promise<SimServer> {
    const server = new SimServer(clock, random, log);
    await server.#storage.documents.create({
      id: DOCUMENT,
      kind,
      title: '',
      lineage: 'lineage-0',
      schemaVersion: 1,
      gen: server.#engine.gen,
      author: null,
      time: clock.now(),
      update: server.#content(),
    });
    return server;
  }

  get engine(): SyncEngine {
    return this.#engine;
  }

  get starts(): number {
    return this.#starts;
  }

  onCrash(fn: () => void): () => void {
    this.#onCrash.add(fn);
    return () => this.#onCrash.delete(fn);
  }

  /** The process is killed, and another one starts on the same storage. */
  restart(): void {
    this.#crash();
    this.#storage = this.#storage.reopen();
    this.#engine = this.#start();
  }

  /** An orderly shutdown before the restart: streams get `bye`. */
  async drainAndRestart(): Promise<void> {
    await this.#engine.drain();
    this.restart();
  }

  backup(): MemoryStorage {
    return this.#storage.copy();
  }

  /** Goes on with an older copy of the storage. */
  restore(backup: MemoryStorage): void {
    this.#crash();
    this.#storage.reopen();
    this.#storage = backup.copy();
    this.#engine = this.#start();
  }

  /** Replaces the document's content as a whole. */
  async replace(): Promise<void> {
    this.#lineages++;
    await this.#engine.replace(DOCUMENT, FIRST_OWNER, this.#content());
  }

  async trash(trashed: boolean): Promise<void> {
    await this.#storage.documents.setTrashed(
      DOCUMENT,
      trashed ? { at: this.#clock.now(), by: null } : null,
    );
    this.#engine.documentChanged(DOCUMENT);
  }

  setRole(user: string, role: Role): void {
    this.roles.set(user, role);
    this.#engine.roleChanged(user, role);
  }

  /** The stored state as a doc of its own. */
  async state(): Promise<{ doc: Y.Doc; lineage: string; seq: number }> {
    const record = await this.#storage.documents.get(DOCUMENT);
    const update = await this.#engine.read(DOCUMENT, (doc) => Y.encodeStateAsUpdate(doc));
    const doc = new Y.Doc();
    Y.applyUpdate(doc, update);
    return { doc, lineage: record?.lineage ?? '', seq: record?.seq ?? 0 };
  }

  /** Answers one request. Scenarios put their own function in its place. */
  handle = async (request: ServerRequest): Promise<ServerAnswer | null> => {
    try {
      return await this.#route(request);
    } catch (error) {
      const problem = toProblemError(error);
      if (problem.code === 'internal')
        this.#log(`internal: ${String(error)} ${String((error as Error).cause)}`);
      return {
        status: problem.status,
        headers: {
          'content-type': 'application/problem+json',
          ...(problem.retryAfter !== undefined && { 'retry-after': String(problem.retryAfter) }),
        },
        body: JSON.stringify(problem.toProblem()),
      };
    }
  };

  async #route(request: ServerRequest): Promise<ServerAnswer | null> {
    const { query, user, session, body } = request;
    const role = this.roles.get(user) ?? 'editor';
    const resource = request.path.split('/').at(-1);
    if (resource === 'events') {
      await this.#engine.subscribe(
        DOCUMENT,
        { user: { id: user, name: user, color: 1 }, sessionId: session, role, expiresAt: null },
        { cursor: query.get('cursor'), poll: query.get('poll') === '1', sink: request.sink },
      );
      return null;
    }
    if (resource === 'presence') {
      this.#engine.presence(DOCUMENT, session, JSON.parse(String(body)));
      return { status: 204, headers: {}, body: '' };
    }
    if (role === 'viewer') throw new ProblemError('read_only');
    if (!(body instanceof Uint8Array)) throw new ProblemError('bad_request');
    const lineage = query.get('lineage');
    const connection = query.get('connection');
    const { cursor } = await this.#engine.push(DOCUMENT, {
      update: body,
      author: user,
      sessionId: session,
      ...(connection !== null && { connection }),
      ...(lineage !== null && { lineage }),
    });
    this.acknowledged.push({ lineage: lineage ?? '', update: body });
    return {
      status: 200,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ cursor }),
    };
  }

  #start(): SyncEngine {
    const gen = `g${(this.#starts++).toString(36)}`;
    return new SyncEngine({
      storage: this.#storage,
      bus: new MemoryHub().join(),
      clock: this.#clock,
      random: this.#random.next,
      gen,
      logger: this.#logger(),
      // Compression runs in threads, whose pace no seed decides; the engine's own tests cover compaction.
      limits: { compactEntries: Infinity, compactBytes: Infinity, compactIdleEntries: Infinity },
    });
  }

  #crash(): void {
    for (const fn of [...this.#onCrash]) fn();
    this.#onCrash.clear();
  }

  async #beforeWrite(): Promise<void> {
    const { failing, slowMs } = this.trouble;
    if (slowMs > 0) await this.#clock.sleep(this.#random.int(0, slowMs));
    if (this.#random.chance(failing)) throw new Error('the disk is full');
  }

  /** A document's first content, which says of what lineage it is. */
  #content(): Uint8Array {
    const doc = new Y.Doc();
    doc.clientID = 1000 + this.#lineages;
    doc.transact(() => {
      doc.getMap('elements').set('lineage', this.#lineages);
      const paragraph = new Y.XmlElement('paragraph');
      paragraph.insert(0, [new Y.XmlText(`first words of ${this.#lineages} `)]);
      doc.getXmlFragment('content').insert(0, [paragraph]);
      doc.getText('title').insert(0, 'Title ');
    });
    return Y.encodeStateAsUpdate(doc);
  }

  #logger(): Logger {
    const logger: Logger = {
      debugging: false,
      debug: () => undefined,
      info: () => undefined,
      warn: (event, fields) => this.#log(`server ${event} ${String(fields?.['error'] ?? '')}`),
      error: (event, fields) => this.#log(`server ${event} ${String(fields?.['error'] ?? '')}`),
      child: () => logger,
    };
    return logger;
  }
}
