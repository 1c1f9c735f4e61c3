import * as Y from 'yjs';
import type { PresenceState } from '../protocol/index.ts';
import { Timer, type Clock } from './clock.ts';
import type { Row } from './device.ts';
import type { Outbox } from './outbox.ts';
import type { Page } from './page.ts';
import type { Replica } from './replica.ts';
import { exceeds } from './replay.ts';
import type { TabGroup, TabMessage, Tabs } from './tabs.ts';
import type { ProviderStatus } from './types.ts';

/** A visible follower asks this often whether its leader lives, milliseconds… */
const ASK_MS = 10_000;
/** …and takes over when it has no answer after this long, milliseconds. A frozen tab cannot let go by itself. */
const ANSWER_MS = 5_000;

type Body = TabMessage extends infer Message
  ? Message extends TabMessage
    ? Omit<Message, 'from' | 'lineage'>
    : never
  : never;
/** Messages that bring content. */
const CONTENT: ReadonlySet<TabMessage['type']> = new Set(['content', 'difference', 'local']);
type Caret = Extract<TabMessage, { type: 'awareness' }>;

export interface TabLinkOptions {
  readonly tabs: Tabs;
  /** The same for the same user and document. */
  readonly group: string;
  /** Name of this tab. */
  readonly tab: string;
  readonly clock: Clock;
  readonly page: Page;
  readonly doc: Y.Doc;
  readonly origin: unknown;
  readonly outbox: Outbox;
  readonly replica: Replica;
  /** The position of the doc, and how to move it. */
  readonly cursor: () => string | null;
  readonly moveTo: (cursor: string) => void;
  /** This tab leads. `alone`: no other tab was heard since it began. */
  readonly onLead: (alone: boolean) => void;
  readonly onDeposed: () => void;
  /** The outbox changed by what another tab said. */
  readonly onOutbox: () => void;
  readonly onContent: () => void;
  readonly onStatus: (status: Extract<TabMessage, { type: 'status' }>) => void;
  readonly onPeople: (people: readonly PresenceState[]) => void;
  readonly onCaret: (tab: string, caret: Caret | null) => void;
  readonly onRetry: () => void;
  readonly onReplaced: () => void;
  /** What a newcomer has to know at once. */
  readonly greet: () => void;
}

/** This tab among the browser's other tabs with the same document: leader or follower. */
export class TabLink {
  readonly #options: TabLinkOptions;
  readonly #group: TabGroup;
  readonly #ask: Timer;
  readonly #answer: Timer;
  #leading = false;
  /** As a follower: the doc has all that the leader had at some moment, and hears all that came after. */
  #joined = false;
  #heardOthers = false;
  /** The doc is not the document's any more: nothing of it may reach the others. */
  #retired = false;
  #left = false;

  constructor(options: TabLinkOptions) {
    this.#options = options;
    this.#ask = new Timer(options.clock);
    this.#answer = new Timer(options.clock);
    this.#group = options.tabs.join(options.group, {
      onMessage: (message) => {
        if (!this.#left && !this.#retired) this.#receive(message);
      },
      onLead: () => {
        this.#lead();
      },
      onDeposed: () => {
        this.#deposed();
      },
    });
  }

  get leading(): boolean {
    return this.#leading;
  }

  /** The device was read: from now on this tab may lead, or follow. */
  start(): void {
    this.#group.stand();
    this.#hello();
    this.#watch();
  }

  /** Somebody looks at this tab, or types in it: a dead leader shall not be noticed only much later. */
  check(): void {
    if (!this.#leading && !this.#retired) this.#askLeader();
  }

  post(body: Body): void {
    if (this.#left) return;
    this.#group.post({
      ...body,
      from: this.#options.tab,
      lineage: this.#options.replica.lineage,
    } as TabMessage);
  }

  /** Goes quiet, but keeps the lead until `leave`: nobody else shall begin before the device is in order. */
  retire(): void {
    this.#retired = true;
    this.#leading = false;
    this.#ask.clear();
    this.#answer.clear();
  }

  leave(): void {
    if (this.#left) return;
    this.post({ type: 'gone' });
    this.#left = true;
    this.#leading = false;
    this.#ask.clear();
    this.#answer.clear();
    this.#group.leave();
  }

  #lead(): void {
    if (this.#left || this.#retired || this.#leading) return;
    this.#leading = true;
    this.#joined = false;
    this.#ask.clear();
    this.#answer.clear();
    this.post({ type: 'lead' });
    this.#options.onLead(!this.#heardOthers);
  }

  #deposed(): void {
    if (this.#left || this.#retired) return;
    this.#leading = false;
    this.#options.onDeposed();
    this.#group.stand();
    this.#hello();
    this.#watch();
  }

  #hello(): void {
    this.post({ type: 'hi', stateVector: Y.encodeStateVector(this.#options.doc) });
  }

  #watch(): void {
    if (this.#leading || this.#left) return;
    this.#ask.set(ASK_MS, () => {
      if (this.#options.page.visible) this.#askLeader();
      this.#watch();
    });
  }

  #askLeader(): void {
    if (this.#answer.active || !this.#heardOthers) return;
    this.post({ type: 'ask' });
    this.#answer.set(ANSWER_MS, () => {
      if (!this.#leading && !this.#left) this.#group.takeOver();
    });
  }

  #receive(message: TabMessage): void {
    const { replica } = this.#options;
    this.#heardOthers = true;
    if (message.type === 'ask') {
      if (this.#leading) this.post({ type: 'alive' });
      return;
    }
    if (message.type === 'replaced') {
      if (message.old === replica.lineage) this.#options.onReplaced();
      return;
    }
    if (
      replica.lineage !== null &&
      message.lineage !== null &&
      replica.lineage !== message.lineage
    ) {
      // One of the two has a replaced copy and will hear of it: nothing may pass between them.
      return;
    }
    if (CONTENT.has(message.type)) {
      // Content without the name of its lineage could later be taken for another's.
      if (message.lineage === null) return;
      replica.adoptLineage(message.lineage);
    }
    if (this.#leading) this.#receiveAsLeader(message);
    else this.#receiveAsFollower(message);
  }

  #receiveAsLeader(message: TabMessage): void {
    switch (message.type) {
      case 'hi':
        this.#options.greet();
        this.#repost();
        void this.#sendDifference(message.from, message.stateVector);
        break;
      case 'difference':
        if (message.to === this.#options.tab) this.#apply(message.update);
        break;
      case 'local':
        this.#local(message.rows, message.stored);
        break;
      case 'awareness':
        this.#options.onCaret(message.from, message);
        break;
      case 'gone':
        this.#options.onCaret(message.from, null);
        break;
      case 'retry':
        this.#options.onRetry();
        break;
      default:
        // What only a leader says: we were taken over, and hear of it by the lock.
        break;
    }
  }

  #receiveAsFollower(message: TabMessage): void {
    const { outbox, options } = { outbox: this.#options.outbox, options: this.#options };
    switch (message.type) {
      case 'hi':
      case 'retry':
      case 'ask':
      case 'awareness':
      case 'gone':
        return;
      case 'local':
        this.#local(message.rows, message.stored);
        return;
      case 'lead':
        this.#joined = false;
        this.#hello();
        this.#repost();
        break;
      case 'difference':
        if (message.to !== options.tab) return;
        this.#join(message);
        break;
      case 'content':
        this.#content(message);
        break;
      case 'acknowledged':
        outbox.acknowledge(message.keys, message.cursor);
        this.#settle();
        break;
      case 'merged':
        outbox.mergeInto(message.key, message.keys);
        options.onOutbox();
        break;
      case 'status':
        options.onStatus(message);
        break;
      case 'people':
        options.onPeople(message.people);
        break;
      case 'alive':
      case 'replaced':
        break;
    }
    this.#answer.clear();
  }

  #join(message: Extract<TabMessage, { type: 'difference' }>): void {
    const { doc, outbox, moveTo } = this.#options;
    this.#apply(message.update);
    if (message.unsent) outbox.retainForeign(new Set(message.unsent));
    const server = Y.decodeStateVector(message.stateVector);
    if (exceeds(Y.decodeStateVector(Y.encodeStateVector(doc)), server)) {
      void this.#sendDifference(message.from, message.stateVector);
    }
    if (message.cursor !== null) {
      this.#joined = true;
      moveTo(message.cursor);
    }
    this.#settle();
  }

  #content(message: Extract<TabMessage, { type: 'content' }>): void {
    if (message.update) this.#apply(message.update);
    if (message.cursor === null) return;
    if (this.#joined) {
      this.#options.moveTo(message.cursor);
      this.#settle();
    } else {
      // The leader had no position to give when we came; now it has one.
      this.#hello();
    }
  }

  #apply(update: Uint8Array): void {
    Y.applyUpdate(this.#options.doc, update, this.#options.origin);
    this.#options.onContent();
  }

  #settle(): void {
    const cursor = this.#options.cursor();
    if (cursor !== null) this.#options.outbox.settle(cursor);
    this.#options.onOutbox();
  }

  #local(rows: readonly Row[], stored: boolean): void {
    const { outbox, replica } = this.#options;
    for (const row of rows) {
      this.#apply(row.update);
      outbox.adopt(row, stored);
    }
    if (!stored) replica.kick();
    this.#options.onOutbox();
  }

  /** Who gets our content has to know which of it no device and no server holds: this tab may die. */
  #repost(): void {
    const rows = this.#options.outbox.unstored();
    if (rows.length > 0) this.post({ type: 'local', rows, stored: false });
  }

  /** Sends what the receiver lacks, once everything of it is on the device: others must not hold for safe what is not. */
  async #sendDifference(to: string, stateVector: Uint8Array): Promise<void> {
    const { doc, outbox, replica } = this.#options;
    while (outbox.hasFresh && replica.lineage !== null && !this.#left) await replica.flush();
    if (this.#left || this.#retired || replica.lineage === null) return;
    this.post({
      type: 'difference',
      to,
      update: Y.encodeStateAsUpdate(doc, stateVector),
      stateVector: Y.encodeStateVector(doc),
      cursor: this.#leading ? this.#options.cursor() : null,
      unsent: this.#leading ? outbox.unsentKeys() : null,
    });
  }

  /** The leader's state for all others. */
  postStatus(status: ProviderStatus): void {
    const { connection, synced, role, problem, lastHeardAt } = status;
    if (this.#leading)
      this.post({ type: 'status', connection, synced, role, problem, lastHeardAt });
  }
}
