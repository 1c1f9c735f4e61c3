import * as Y from 'yjs';
import { ProblemError, type PresenceState, type Role } from '../protocol/index.ts';
import { Carets } from './carets.ts';
import { randomName, type Clock } from './clock.ts';
import { mergeRows, type Stored } from './device.ts';
import { spareOf } from './devices.ts';
import { Emitter } from './emitter.ts';
import { ended, Flushes } from './flushes.ts';
import { KeptOffer } from './kept.ts';
import { surroundingsOf, type ProviderOptions, type Surroundings } from './options.ts';
import { Outbox } from './outbox.ts';
import { Presence } from './presence.ts';
import { Replica } from './replica.ts';
import { ServerLink } from './server-link.ts';
import { StatusBox } from './status.ts';
import { TabLink } from './tab-link.ts';
import type { Provider, ProviderEvents, ProviderStatus } from './types.ts';
import { placeUndone } from './undo-order.ts';

/** Joins `doc` to the document on the server, and begins at once. See README.md beside this file. */
export function createProvider(options: ProviderOptions): Provider {
  return new SyncProvider(options);
}

/** Puts the parts together: each knows its own task, and only this class knows them all. */
class SyncProvider implements Provider {
  readonly #doc: Y.Doc;
  readonly #clock: Clock;
  readonly #outbox: Outbox;
  readonly #status: StatusBox;
  readonly #replica: Replica;
  readonly #server: ServerLink;
  readonly #tabs: TabLink;
  readonly #presence: Presence;
  readonly #carets: Carets;
  readonly #flushes = new Flushes();
  readonly #kept: KeptOffer;
  readonly #emitter = new Emitter();
  readonly #stopListening: () => void;
  #role: Role | null = null;
  /** The doc is not the document's any more. */
  #over = false;
  #destroyed = false;

  constructor(options: ProviderOptions) {
    const { doc, awareness } = options;
    const surroundings = surroundingsOf(options);
    const { endpoint, clock, random, page } = surroundings;
    const outbox = new Outbox({ clock, random });
    this.#doc = doc;
    this.#clock = clock;
    this.#outbox = outbox;
    this.#status = new StatusBox({
      clock,
      outbox,
      onChange: (status) => this.#emitter.emit('status', status),
    });
    this.#kept = new KeptOffer(doc, () => clock.now());
    const replica = this.#makeReplica(options, surroundings);
    this.#replica = replica;
    this.#presence = new Presence({
      ...{ endpoint, awareness, clock, random },
      onPeople: (people) => {
        if (this.#tabs.leading) this.#tabs.post({ type: 'people', people });
        this.#emitter.emit('people', people);
      },
    });
    this.#server = this.#makeServerLink(surroundings);
    this.#tabs = this.#makeTabLink(options, surroundings);
    this.#carets = new Carets({
      ...{ awareness, page, presence: this.#presence },
      leading: () => this.#tabs.leading,
      tell: (caret) => this.#tabs.post({ type: 'awareness', ...caret }),
    });
    // Holds for as long as there is the doc.
    doc.on('beforeObserverCalls', placeUndone);
    doc.on('update', this.#onUpdate);
    doc.on('afterTransaction', this.#afterTransaction);
    this.#stopListening = page.listen({
      online: () => this.retry({ network: true }),
      shown: () => {
        this.#tabs.check();
        this.retry();
      },
      hidden: () => {
        this.#server.sendLast();
        this.#presence.leave();
      },
      unsaved: () => this.status.pending > 0 && !this.#over,
    });
    void this.#start();
  }

  get status(): ProviderStatus {
    return this.#status.value;
  }

  get people(): readonly PresenceState[] {
    return this.#presence.people;
  }

  on<Name extends keyof ProviderEvents>(name: Name, listener: ProviderEvents[Name]): () => void {
    return this.#emitter.on(name, listener);
  }

  /** With `network`: the network came back, perhaps as another one. */
  retry(how: { readonly network: boolean } = { network: false }): void {
    if (this.#over || this.#destroyed) return;
    if (this.#tabs.leading) this.#server.retry(how);
    else this.#tabs.post({ type: 'retry' });
  }

  async discardKept(): Promise<void> {
    const { kept } = this.status;
    if (!kept || this.#destroyed) return;
    if (kept.lineage !== this.#replica.lineage) {
      this.#kept.stored = await this.#replica.discardKept(kept.lineage);
      this.#showKept();
      return;
    }
    // Unsent edits of somebody who may not write any more: without them this doc is not the document's.
    await this.#replaced(kept.lineage, { keep: false });
  }

  flush(): Promise<void> {
    if (this.#over || this.#destroyed) return Promise.reject(ended());
    const keys = this.#outbox.unsentKeys();
    const { problem } = this.status;
    if (problem && keys.length > 0) return Promise.reject(new ProblemError(problem.code, problem));
    return this.#flushes.wait(keys);
  }

  destroy(): void {
    if (this.#destroyed) return;
    this.#destroyed = true;
    this.#doc.off('update', this.#onUpdate);
    this.#doc.off('afterTransaction', this.#afterTransaction);
    this.#stopListening();
    // What is still in memory goes to the device; nobody has to wait for it.
    this.#replica.kick();
    this.#carets.destroy();
    this.#presence.destroy();
    this.#server.destroy();
    this.#tabs.leave();
    this.#status.destroy();
    this.#flushes.reject(ended());
    this.#status.set({ connection: 'stopped' });
    this.#emitter.clear();
  }

  // ── Parts ──────────────────────────────────────────────────────────────────

  #makeReplica({ documentId }: ProviderOptions, { device }: Surroundings): Replica {
    return new Replica({
      ...{ documentId, doc: this.#doc, outbox: this.#outbox, device, spare: spareOf(device) },
      folds: () => this.#tabs.leading,
      busy: () => this.#server.busy,
      onDurable: (rows, stored) => {
        if (!this.#over) this.#tabs.post({ type: 'local', rows, stored });
        this.#tabs.check();
        this.#server.kick();
        this.#count();
      },
      onMerged: (key, keys) => {
        this.#tabs.post({ type: 'merged', key, keys });
        this.#flushes.renamed(key, keys);
      },
      onFailed: () => this.#status.set({ deviceFailed: true }),
      onStale: () => void this.#replaced(null),
    });
  }

  #makeServerLink({ endpoint, clock, random }: Surroundings): ServerLink {
    return new ServerLink({
      ...{ endpoint, clock, random, doc: this.#doc, outbox: this.#outbox, replica: this.#replica },
      origin: this,
      active: () => this.#tabs.leading && !this.#over,
      onState: (connection) => this.#status.set({ connection }),
      onProblem: (problem) => {
        this.#status.set({ problem });
        this.#tabs.postStatus(this.status);
        if (problem) this.#flushes.reject(new ProblemError(problem.code, problem));
      },
      onRole: (role) => this.#setRole(role),
      onConnected: (connection) => this.#presence.connected(connection),
      onLost: () => this.#presence.disconnected(),
      onHeard: (at, keepsAlive) => {
        this.#presence.renew();
        this.#status.set({ lastHeardAt: at });
        if (keepsAlive) this.#tabs.postStatus(this.status);
      },
      onContent: (update, cursor) => this.#tabs.post({ type: 'content', update, cursor }),
      onLevel: () => {
        this.#status.set({ loaded: true, synced: true });
        this.#count();
      },
      onReplaced: (lineage) => void this.#replaced(lineage),
      onPresence: (states, everyone) => this.#presence.receive(states, everyone),
      onAcknowledged: (keys, cursor) => {
        this.#tabs.post({ type: 'acknowledged', keys, cursor });
        this.#count();
      },
    });
  }

  #makeTabLink(
    { userId, documentId }: ProviderOptions,
    { tabs, clock, page, random }: Surroundings,
  ): TabLink {
    return new TabLink({
      ...{ tabs, clock, page, doc: this.#doc, outbox: this.#outbox, replica: this.#replica },
      group: `runnel/1/${userId}/${documentId}`,
      tab: randomName(random),
      origin: this,
      cursor: () => this.#server.cursor,
      moveTo: (cursor) => this.#server.moveTo(cursor),
      onLead: (alone) => void this.#lead(alone),
      onDeposed: () => {
        this.#server.stop();
        this.#status.set({ connection: 'connecting' });
      },
      onOutbox: () => {
        this.#count();
        this.#server.kick();
      },
      onContent: () => this.#replica.kick(),
      onStatus: ({ connection, synced, role, problem, lastHeardAt }) => {
        if (synced) this.#status.set({ loaded: true, synced: true });
        this.#status.set({ connection, problem, lastHeardAt });
        if (role !== null) this.#setRole(role);
        this.#presence.renew();
      },
      onPeople: (people) => this.#presence.follow(people),
      onCaret: (from, caret) => this.#carets.hear(from, caret),
      onRetry: () => this.retry(),
      onReplaced: () => void this.#replaced(null),
      greet: () => {
        this.#tabs.postStatus(this.status);
        this.#tabs.post({ type: 'people', people: this.#presence.people });
        if (this.status.connection === 'stopped') this.retry(); // Perhaps signed in again there.
      },
    });
  }

  // ── What happens ───────────────────────────────────────────────────────────

  readonly #onUpdate = (update: Uint8Array, origin: unknown): void => {
    if (origin === this) return;
    this.#outbox.add(update);
    this.#replica.kick();
    this.#server.hurry();
    this.#count();
  };

  readonly #afterTransaction = (transaction: Y.Transaction): void => {
    // Yjs would delete formatting that a remote change left without effect, as an edit of this client: everybody
    // would send the same deletions, and a reader would have unsent edits that nobody made.
    if (transaction.origin === this) transaction._needFormattingCleanup = false;
  };

  async #start(): Promise<void> {
    const stored = await this.#replica.load();
    if (this.#destroyed) return;
    this.#take(stored);
    this.#kept.stored = stored.kept;
    if (stored.role !== null) this.#setRole(stored.role);
    if (stored.lineage !== null && stored.rows.length > 0) this.#status.set({ loaded: true });
    this.#showKept();
    this.#tabs.start();
    this.#replica.kick();
  }

  /** Applies what the device has. */
  #take(stored: Stored): void {
    const update = mergeRows(stored.rows);
    if (update) Y.applyUpdate(this.#doc, update, this);
    for (const row of stored.rows) this.#outbox.adopt(row, true);
    this.#server.moveTo(stored.cursor);
    if (stored.cursor !== null) this.#replica.settled(this.#outbox.settle(stored.cursor));
    this.#count();
  }

  async #lead(alone: boolean): Promise<void> {
    // The last leader may have written more than we heard of.
    if (!alone && !this.#replica.failed) {
      const before = this.#replica.lineage;
      const stored = await this.#replica.load();
      if (this.#destroyed || !this.#tabs.leading) return;
      if (before !== null && stored.lineage !== before) return this.#replaced(null);
      this.#take(stored);
    }
    this.#carets.show();
    this.#server.start();
  }

  #setRole(role: Role): void {
    const changed = this.#role !== role;
    this.#role = role;
    this.#status.set({ role });
    this.#server.setRole(role);
    if (!changed) return;
    this.#tabs.postStatus(this.status);
    this.#count();
  }

  /** The outbox changed. */
  #count(): void {
    if (this.#destroyed) return;
    this.#status.count();
    this.#showKept();
    this.#flushes.update(this.#outbox.unsentKeys());
  }

  #showKept(): void {
    const { pending } = this.status;
    if (this.#over) return;
    const { edits } = this.#outbox;
    const { lineage } = this.#replica;
    this.#status.set({ kept: this.#kept.of({ role: this.#role, pending, edits, lineage }) });
  }

  /**
   * The content is not the document's any more. `lineage`: the new one, if the server told us; null if another
   * tab did and has taken care of the device.
   */
  async #replaced(lineage: string | null, { keep } = { keep: true }): Promise<void> {
    if (this.#over || this.#destroyed) return;
    this.#over = true;
    this.#tabs.retire();
    this.#server.destroy();
    this.#presence.disconnected();
    const old = this.#replica.lineage;
    if (lineage !== null) await this.#replica.replace(lineage, this.#clock.now(), keep);
    else await this.#replica.flush();
    if (this.#destroyed) return;
    // Whoever heard of it from another tab has nothing to tell.
    if (lineage !== null && old !== null) this.#tabs.post({ type: 'replaced', old });
    this.#tabs.leave();
    this.#flushes.reject(ended());
    this.#status.set({ connection: 'stopped', replaced: true, problem: null });
    this.#emitter.emit('replaced');
  }
}
