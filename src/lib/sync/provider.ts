import type { Awareness } from 'y-protocols/awareness';
import * as Y from 'yjs';
import {
  canWrite,
  ProblemError,
  type ErrorCode,
  type PresenceState,
  type Problem,
  type Role,
} from '../protocol/index.ts';
import { randomName, systemClock, type Clock, type Random } from './clock.ts';
import { Connection } from './connection.ts';
import { MemoryDevice } from './device-memory.ts';
import { mergeRows, type Device, type Stored } from './device.ts';
import { deviceOf, spareOf } from './devices.ts';
import type { Endpoint } from './http.ts';
import { Outbox } from './outbox.ts';
import { browserPage, type Page } from './page.ts';
import { Presence } from './presence.ts';
import { Pusher } from './push.ts';
import { Replay } from './replay.ts';
import { Replica } from './replica.ts';
import { StatusBox } from './status.ts';
import { TabLink } from './tab-link.ts';
import { browserTabs, noTabs, type Tabs } from './tabs.ts';
import type { KeptCopy, Provider, ProviderEvents, ProviderStatus } from './types.ts';

export interface ProviderOptions {
  /** Empty: the content comes from the device and the server. A client never seeds a document. */
  readonly doc: Y.Doc;
  readonly awareness: Awareness;
  readonly documentId: string;
  /** The local database is one per user. */
  readonly userId: string;
  /** Base address of the API, without a slash at the end; `/api` by default. */
  readonly url?: string;
  /** For bearer authentication; by default the browser's cookie speaks. */
  readonly token?: string;
  readonly fetch?: typeof fetch;
  /** IndexedDB by default, and memory where there is none; null: memory. */
  readonly device?: Device | null;
  /** Web Locks and BroadcastChannel by default; null: this tab by itself. */
  readonly tabs?: Tabs | null;
  readonly page?: Page;
  readonly clock?: Clock;
  readonly random?: Random;
}

/** Joins `doc` to the document on the server, and begins at once. See README.md beside this file. */
export function createProvider(options: ProviderOptions): Provider {
  return new SyncProvider(options);
}

type Listeners = { [Name in keyof ProviderEvents]: Set<ProviderEvents[Name]> };

class SyncProvider implements Provider {
  readonly #doc: Y.Doc;
  readonly #awareness: Awareness;
  readonly #clock: Clock;
  readonly #page: Page;
  readonly #status: StatusBox;
  readonly #outbox: Outbox;
  readonly #replica: Replica;
  readonly #replay: Replay;
  readonly #pusher: Pusher;
  readonly #connection: Connection;
  readonly #presence: Presence;
  readonly #link: TabLink;
  readonly #listeners: Listeners = { status: new Set(), people: new Set(), replaced: new Set() };
  readonly #waiting = new Set<Waiting>();
  readonly #stopListening: () => void;
  /** The stream has greeted and still stands: its connection, or null when polling. */
  #stream: { readonly connection: string | null } | null = null;
  #role: Role | null = null;
  #streamProblem: Problem | null = null;
  #kept: KeptCopy | null = null;
  #keptPending = 0;
  #speaker: string | null = null;
  /** The doc is not the document's any more. */
  #over = false;
  #destroyed = false;

  constructor(options: ProviderOptions) {
    const { doc, awareness, documentId } = options;
    const clock = options.clock ?? systemClock;
    const random = options.random ?? Math.random;
    const device =
      options.device === undefined
        ? deviceOf(options.userId)
        : (options.device ?? new MemoryDevice());
    const endpoint: Endpoint = {
      fetch: options.fetch ?? ((input, init) => fetch(input, init)),
      url: options.url ?? '/api',
      documentId,
      token: options.token,
    };
    this.#doc = doc;
    this.#awareness = awareness;
    this.#clock = clock;
    this.#page = options.page ?? browserPage();
    this.#outbox = new Outbox({ clock, random });
    const outbox = this.#outbox;
    this.#status = new StatusBox({
      clock,
      outbox,
      onChange: (status) => {
        for (const listener of this.#listeners.status) listener(status);
      },
    });
    this.#replica = new Replica({
      documentId,
      doc,
      outbox,
      device,
      spare: spareOf(device),
      folds: () => this.#link.leading,
      busy: () => this.#pusher.keys,
      onDurable: (rows, stored) => {
        if (!this.#over) this.#link.post({ type: 'local', rows, stored });
        this.#link.check();
        this.#pusher.kick();
        this.#count();
      },
      onMerged: (key, keys) => {
        this.#link.post({ type: 'merged', key, keys });
        for (const waiting of this.#waiting) waiting.renamed(key, keys);
      },
      onFailed: () => {
        this.#status.set({ deviceFailed: true });
      },
      onStale: () => {
        void this.#replaced(null);
      },
    });
    const replica = this.#replica;
    this.#replay = new Replay({
      doc,
      origin: this,
      outbox,
      replica,
      onHello: (connection, role) => {
        this.#hello(connection, role);
      },
      onRole: (role) => {
        this.#setRole(role);
      },
      onContent: (update, cursor) => {
        this.#link.post({ type: 'content', update, cursor });
      },
      onLevel: () => {
        this.#status.set({ loaded: true, synced: true });
        this.#count();
        this.#pusher.kick();
      },
      onReplaced: (lineage) => {
        void this.#replaced(lineage);
      },
      onRefetch: (how) => {
        this.#connection.restart(how);
      },
      onPresence: (states, everyone) => {
        this.#presence.receive(states, everyone);
      },
    });
    const replay = this.#replay;
    this.#pusher = new Pusher({
      endpoint,
      clock,
      random,
      outbox,
      target: () => {
        const { lineage } = replica;
        const mayWrite = this.#role !== null && canWrite(this.#role);
        if (!this.#stream || !mayWrite || lineage === null || !this.#link.leading || this.#over)
          return null;
        return { connection: this.#stream.connection, lineage };
      },
      difference: (stateVector) =>
        Y.encodeStateAsUpdate(doc, stateVector ?? replay.serverVector ?? undefined),
      onAcknowledged: (keys, cursor) => {
        this.#acknowledged(keys, cursor);
      },
      onProblem: () => {
        this.#showProblem();
      },
      onConflict: () => {
        replay.moveTo(null);
        this.#connection.restart();
      },
    });
    this.#connection = new Connection({
      endpoint,
      clock,
      random,
      cursor: () => replay.cursor,
      onAttempt: () => {
        replay.begin();
      },
      onEvent: (event) => {
        replay.handle(event);
        this.#presence.renew();
        this.#status.set({ lastHeardAt: this.#connection.lastHeardAt });
        if (event.type === 'ping' || event.type === 'ready') this.#link.postStatus(this.status);
      },
      onState: (state, problem) => {
        this.#streamProblem = problem;
        this.#status.set({ connection: state });
        this.#showProblem();
      },
      onLost: () => {
        this.#stream = null;
        this.#presence.disconnected();
      },
    });
    this.#presence = new Presence({
      endpoint,
      awareness,
      clock,
      random,
      onPeople: (people) => {
        if (this.#link.leading) this.#link.post({ type: 'people', people });
        for (const listener of this.#listeners.people) listener(people);
      },
    });
    const tab = randomName(random);
    this.#link = new TabLink({
      tabs: (options.tabs === undefined ? browserTabs() : options.tabs) ?? noTabs,
      group: `runnel/1/${options.userId}/${documentId}`,
      tab,
      clock,
      page: this.#page,
      doc,
      origin: this,
      outbox,
      replica,
      cursor: () => replay.cursor,
      moveTo: (cursor) => {
        replay.moveTo(cursor);
      },
      onLead: (alone) => {
        void this.#lead(alone);
      },
      onDeposed: () => {
        this.#connection.stop();
        this.#status.set({ connection: 'connecting' });
      },
      onOutbox: () => {
        this.#settled();
        this.#pusher.kick();
      },
      onContent: () => {
        replica.kick();
      },
      onStatus: ({ connection, synced, role, problem, lastHeardAt }) => {
        if (synced) this.#status.set({ loaded: true, synced: true });
        this.#status.set({ connection, problem, lastHeardAt });
        if (role !== null) this.#setRole(role);
        this.#presence.renew();
      },
      onPeople: (people) => {
        this.#presence.follow(people);
      },
      onCaret: (from, caret) => {
        this.#tabCaret(from, caret);
      },
      onRetry: () => {
        this.retry();
      },
      onReplaced: () => {
        void this.#replaced(null);
      },
      greet: () => {
        this.#link.postStatus(this.status);
        this.#link.post({ type: 'people', people: this.#presence.people });
      },
    });
    doc.on('update', this.#onUpdate);
    doc.on('afterTransaction', this.#afterTransaction);
    awareness.on('change', this.#onAwareness);
    this.#stopListening = this.#listenToPage();
    void this.#start();
  }

  get status(): ProviderStatus {
    return this.#status.value;
  }

  get people(): readonly PresenceState[] {
    return this.#presence.people;
  }

  on<Name extends keyof ProviderEvents>(name: Name, listener: ProviderEvents[Name]): () => void {
    this.#listeners[name].add(listener);
    return () => {
      this.#listeners[name].delete(listener);
    };
  }

  retry(): void {
    if (this.#over || this.#destroyed) return;
    if (!this.#link.leading) {
      this.#link.post({ type: 'retry' });
      return;
    }
    this.#pusher.retry();
    this.#connection.nudge();
  }

  async discardKept(): Promise<void> {
    const { kept } = this.status;
    if (!kept || this.#destroyed) return;
    if (kept.lineage !== this.#replica.lineage) {
      this.#kept = await this.#replica.discardKept(kept.lineage);
      this.#showKept();
      return;
    }
    // Unsent edits of somebody who may not write any more: without them this doc is not the document's.
    await this.#replaced(kept.lineage, { keep: false });
  }

  flush(): Promise<void> {
    if (this.#over || this.#destroyed) return Promise.reject(gone());
    const keys = this.#outbox.unsentKeys();
    if (keys.length === 0) return Promise.resolve();
    const { problem } = this.status;
    if (problem) return Promise.reject(new ProblemError(problem.code, problem));
    return new Promise((resolve, reject) => {
      this.#waiting.add(new Waiting(keys, resolve, reject));
    });
  }

  destroy(): void {
    if (this.#destroyed) return;
    this.#destroyed = true;
    this.#doc.off('update', this.#onUpdate);
    this.#doc.off('afterTransaction', this.#afterTransaction);
    this.#awareness.off('change', this.#onAwareness);
    this.#stopListening();
    // What is still in memory goes to the device; nobody has to wait for it.
    this.#replica.kick();
    this.#presence.destroy();
    this.#connection.stop();
    this.#pusher.destroy();
    this.#link.leave();
    this.#status.destroy();
    this.#rejectWaiting(gone());
    this.#status.set({ connection: 'stopped' });
    for (const listeners of Object.values(this.#listeners)) listeners.clear();
  }

  readonly #onUpdate = (update: Uint8Array, origin: unknown): void => {
    if (origin === this) return;
    this.#outbox.add(update);
    this.#replica.kick();
    this.#connection.hurry();
    this.#count();
  };

  readonly #afterTransaction = (transaction: Y.Transaction): void => {
    // Yjs would delete formatting that a remote change left without effect, as an edit of this client: everybody
    // would send the same deletions, and a reader would have unsent edits that nobody made.
    if (transaction.origin === this) transaction._needFormattingCleanup = false;
  };

  readonly #onAwareness = ({ added, updated, removed }: AwarenessChange): void => {
    const { clientID } = this.#awareness;
    if (![...added, ...updated, ...removed].includes(clientID) || this.#destroyed) return;
    this.#showCaret();
  };

  #listenToPage(): () => void {
    return this.#page.listen({
      online: () => {
        this.#wake(true);
      },
      shown: () => {
        this.#link.check();
        this.#wake(false);
      },
      hidden: () => {
        this.#pusher.sendLast();
        this.#presence.leave();
      },
      unsaved: () => this.status.pending > 0 && !this.#over,
    });
  }

  async #start(): Promise<void> {
    const stored = await this.#replica.load();
    if (this.#destroyed) return;
    this.#take(stored);
    this.#kept = stored.kept;
    if (stored.role !== null) this.#setRole(stored.role);
    if (stored.lineage !== null && stored.rows.length > 0) this.#status.set({ loaded: true });
    this.#showKept();
    this.#link.start();
    this.#replica.kick();
  }

  /** Applies what the device has. */
  #take(stored: Stored): void {
    const update = mergeRows(stored.rows);
    if (update) Y.applyUpdate(this.#doc, update, this);
    for (const row of stored.rows) this.#outbox.adopt(row, { stored: true, stores: false });
    this.#replay.moveTo(stored.cursor);
    if (stored.cursor !== null) this.#replica.settled(this.#outbox.settle(stored.cursor));
    this.#count();
  }

  async #lead(alone: boolean): Promise<void> {
    // The last leader may have written more than we heard of.
    if (!alone && !this.#replica.failed) {
      const before = this.#replica.lineage;
      const stored = await this.#replica.load();
      if (this.#destroyed || !this.#link.leading) return;
      if (before !== null && stored.lineage !== before) {
        await this.#replaced(null);
        return;
      }
      this.#take(stored);
    }
    this.#showCaret();
    this.#connection.start();
  }

  #hello(connection: string, role: Role): void {
    const { polling } = this.#connection;
    this.#stream = { connection: polling ? null : connection };
    this.#setRole(role);
    if (!polling) this.#presence.connected(connection);
    this.#pusher.kick();
  }

  #setRole(role: Role): void {
    const before = this.#role;
    this.#role = role;
    this.#status.set({ role });
    const refused = this.#pusher.problem;
    if (refused && canWrite(role) && FORGIVEN.has(refused.code)) this.#pusher.retry();
    if (before !== role) {
      this.#link.postStatus(this.status);
      this.#showKept();
    }
    this.#pusher.kick();
  }

  #acknowledged(keys: readonly string[], cursor: string): void {
    this.#outbox.acknowledge(keys, cursor);
    this.#replica.acknowledged(keys, cursor);
    if (this.#replay.cursor !== null)
      this.#replica.settled(this.#outbox.settle(this.#replay.cursor));
    this.#link.post({ type: 'acknowledged', keys, cursor });
    this.#connection.hurry();
    this.#settled();
  }

  #settled(): void {
    this.#count();
    const unsent = new Set(this.#outbox.unsentKeys());
    for (const waiting of this.#waiting) {
      if (waiting.done(unsent)) this.#waiting.delete(waiting);
    }
  }

  #count(): void {
    if (this.#destroyed) return;
    this.#status.count();
    this.#showKept();
  }

  #showProblem(): void {
    const problem = this.#streamProblem ?? this.#pusher.problem;
    this.#status.set({ problem });
    this.#link.postStatus(this.status);
    if (problem) this.#rejectWaiting(new ProblemError(problem.code, problem));
  }

  /** The copy that was set aside; or, for somebody who may not write any more, what they could not send. */
  #showKept(): void {
    const { pending } = this.status;
    const { lineage } = this.#replica;
    if (this.#over) return;
    if (this.#role === null || canWrite(this.#role) || pending === 0 || lineage === null) {
      this.#keptPending = 0;
      this.#status.set({ kept: this.#kept });
    } else if (this.#keptPending !== pending) {
      this.#keptPending = pending;
      const update = Y.encodeStateAsUpdate(this.#doc);
      this.#status.set({ kept: { lineage, at: this.#clock.now(), update } });
    }
  }

  #wake(network: boolean): void {
    if (this.#over || this.#destroyed) return;
    if (this.#link.leading) {
      this.#pusher.retry();
      this.#connection.nudge({ network });
    } else this.#link.post({ type: 'retry' });
  }

  #showCaret(): void {
    const { clientID } = this.#awareness;
    const state = this.#awareness.getLocalState();
    const active = this.#page.visible;
    if (!this.#link.leading) {
      this.#link.post({ type: 'awareness', clientID, state, active });
    } else if (active || this.#speaker === null) {
      this.#speaker = null;
      this.#presence.show(clientID, state);
    }
  }

  #tabCaret(
    from: string,
    caret: { clientID: number; state: Record<string, unknown> | null; active: boolean } | null,
  ): void {
    this.#presence.ownTab(from, caret?.clientID ?? null);
    if (caret?.active) {
      this.#speaker = from;
      this.#presence.show(caret.clientID, caret.state);
    } else if (!caret && this.#speaker === from) {
      this.#speaker = null;
      this.#showCaret();
    }
  }

  /**
   * The content is not the document's any more. `lineage`: the new one, if the server told us; null if another
   * tab did and has taken care of the device.
   */
  async #replaced(
    lineage: string | null,
    { keep }: { keep: boolean } = { keep: true },
  ): Promise<void> {
    if (this.#over || this.#destroyed) return;
    this.#over = true;
    this.#link.retire();
    this.#connection.stop();
    this.#pusher.destroy();
    this.#presence.disconnected();
    const old = this.#replica.lineage;
    if (lineage !== null) await this.#replica.replace(lineage, this.#clock.now(), keep);
    else await this.#replica.flush();
    if (this.#destroyed) return;
    // Whoever heard of it from another tab has nothing to tell.
    if (lineage !== null && old !== null) this.#link.post({ type: 'replaced', old });
    this.#link.leave();
    this.#rejectWaiting(gone());
    this.#status.set({ connection: 'stopped', replaced: true, problem: null });
    for (const listener of this.#listeners.replaced) listener();
  }

  #rejectWaiting(error: ProblemError): void {
    for (const waiting of this.#waiting) waiting.reject(error);
    this.#waiting.clear();
  }
}

/** A `flush` that waits for its edits. */
class Waiting {
  readonly reject: (error: ProblemError) => void;
  readonly #keys: Set<string>;
  readonly #resolve: () => void;

  constructor(keys: readonly string[], resolve: () => void, reject: (error: ProblemError) => void) {
    this.#keys = new Set(keys);
    this.#resolve = resolve;
    this.reject = reject;
  }

  renamed(key: string, keys: readonly string[]): void {
    if (keys.some((each) => this.#keys.delete(each))) this.#keys.add(key);
  }

  /** True, and the promise resolved, if nothing of it is unsent any more. */
  done(unsent: ReadonlySet<string>): boolean {
    for (const key of this.#keys) if (unsent.has(key)) return false;
    this.#resolve();
    return true;
  }
}

interface AwarenessChange {
  readonly added: readonly number[];
  readonly updated: readonly number[];
  readonly removed: readonly number[];
}

/** Refusals that a greeting with a writing role takes back. */
const FORGIVEN: ReadonlySet<ErrorCode> = new Set([
  'read_only',
  'forbidden',
  'unauthenticated',
  'not_found',
]);

function gone(): ProblemError {
  return new ProblemError('unavailable', {
    detail: 'This provider has ended. The edits are kept on this device.',
  });
}
