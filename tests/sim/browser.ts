import { Awareness } from 'y-protocols/awareness';
import * as Y from 'yjs';
import {
  createProvider,
  DeviceError,
  MemoryDevice,
  type Clock,
  type Device,
  type PageListeners,
  type Provider,
  type TabMessage,
  type Tabs,
} from '../../src/lib/sync/index.ts';
import type { VirtualClock } from './clock.ts';
import type { Link, SimNetwork } from './network.ts';
import type { SeededRandom } from './random.ts';
import { DOCUMENT } from './server.ts';

export interface BrowserOptions {
  readonly name: string;
  readonly clock: VirtualClock;
  readonly random: SeededRandom;
  readonly network: SimNetwork;
  /** Web Locks and BroadcastChannel are there. */
  readonly tabs?: boolean;
  readonly log: (line: string) => void;
}

/** A browser of one person: a device, and tabs that share it. */
export class SimBrowser {
  readonly name: string;
  readonly device: MemoryDevice;
  readonly tabs = new Set<SimTab>();
  /** Its tabs know of each other. */
  readonly sharing: boolean;
  readonly #options: BrowserOptions;
  readonly #channel: TabChannel;
  /** Calls of all tabs, in order. */
  #last: Promise<unknown> = Promise.resolve();
  #count = 0;
  offline = false;
  holdsBack = false;
  /** Chance that a call of the database fails. */
  deviceFailing = 0;
  deviceFailed = false;
  /** Longest that a call of the database takes, milliseconds. */
  deviceSlowMs = 3;

  constructor(options: BrowserOptions) {
    this.#options = options;
    this.name = options.name;
    this.sharing = options.tabs !== false;
    this.device = new MemoryDevice(() => options.clock.now());
    this.#channel = new TabChannel(options.clock, options.random);
  }

  open(): SimTab {
    const { clock, random, network, log } = this.#options;
    const name = `${this.name}/${this.#count++}`;
    log(`${name} opens`);
    const tab: SimTab = new SimTab({
      name,
      clock,
      random: random.fork(),
      network,
      browser: this,
      device: (alive) => this.#deviceOf(alive),
      tabs:
        this.#options.tabs === false
          ? null
          : this.#channel.tabsOf(name, (task) => {
              tab.run(task);
            }),
      onGone: () => {
        this.tabs.delete(tab);
        this.#channel.drop(name);
      },
      log,
    });
    this.tabs.add(tab);
    return tab;
  }

  /** The device as one tab has it: slow, and without answers for a tab that is gone. */
  #deviceOf(alive: () => boolean): Device {
    const { clock, random } = this.#options;
    const call = async <T>(run: () => Promise<T>): Promise<T> => {
      const turn = this.#last.then(async () => {
        await clock.sleep(random.next() * this.deviceSlowMs);
        // A transaction of a tab that is gone is never committed.
        if (!alive()) return null;
        if (random.chance(this.deviceFailing)) {
          this.deviceFailed = true;
          throw new DeviceError('failed', 'the disk is full');
        }
        return { value: await run() };
      });
      this.#last = turn.catch(() => undefined);
      const done = await turn;
      return done ? done.value : new Promise<T>(() => undefined);
    };
    const { device } = this;
    return {
      load: (id) => call(() => device.load(id)),
      write: (id, batch) => call(() => device.write(id, batch)),
      replace: (id, options) => call(() => device.replace(id, options)),
      discardKept: (id, lineage) => call(() => device.discardKept(id, lineage)),
      unsent: () => call(() => device.unsent()),
      forget: (id) => call(() => device.forget(id)),
    };
  }
}

interface TabOptions {
  readonly name: string;
  readonly clock: VirtualClock;
  readonly random: SeededRandom;
  readonly network: SimNetwork;
  readonly browser: SimBrowser;
  readonly device: (alive: () => boolean) => Device;
  readonly tabs: Tabs | null;
  readonly onGone: () => void;
  readonly log: (line: string) => void;
}

/** One tab with the document open; makes a new doc when the document was replaced, as a page does. */
export class SimTab {
  readonly name: string;
  visible = true;
  #alive = true;
  /** What would have happened while the tab was frozen. */
  #frozen: (() => void)[] | null = null;
  #doc!: Y.Doc;
  #awareness!: Awareness;
  #provider!: Provider;
  #undo!: Y.UndoManager;
  #page: PageListeners | null = null;
  readonly #options: TabOptions;
  readonly #device: Device;
  readonly #fetch: typeof fetch;
  readonly #clock: Clock;
  /** How often the page made a new doc. */
  replacements = 0;

  constructor(options: TabOptions) {
    const { clock, browser, network, name } = options;
    this.name = name;
    this.#options = options;
    this.#device = options.device(() => this.#alive);
    const link: Link = {
      offline: () => browser.offline,
      holdsBack: () => browser.holdsBack,
      dead: () => !this.#alive,
      run: (task) => {
        this.run(task);
      },
      user: browser.name,
      session: name,
    };
    this.#fetch = network.fetchOf(link);
    this.#clock = {
      now: () => clock.now(),
      setTimeout: (run, ms) => clock.setTimeout(() => this.run(run), ms),
      clearTimeout: (handle) => clock.clearTimeout(handle),
    };
    this.#make();
  }

  get doc(): Y.Doc {
    return this.#doc;
  }

  get provider(): Provider {
    return this.#provider;
  }

  get awareness(): Awareness {
    return this.#awareness;
  }

  get undo(): Y.UndoManager {
    return this.#undo;
  }

  get page(): PageListeners | null {
    return this.#page;
  }

  /** The user closes the tab. */
  close(): void {
    if (!this.#alive) return;
    this.#options.log(`${this.name} closes`);
    this.#page?.hidden();
    this.#provider.destroy();
    this.#gone();
  }

  /** The tab crashes: nothing of it runs any more. */
  kill(): void {
    if (!this.#alive) return;
    this.#options.log(`${this.name} is killed`);
    this.#gone();
  }

  /** The browser stops the tab's timers and messages, as phones do with tabs in the background. */
  freeze(): void {
    this.#frozen = [];
  }

  thaw(): void {
    const missed = this.#frozen ?? [];
    this.#frozen = null;
    for (const run of missed) this.run(run);
  }

  /** Runs a task of this tab, unless it is gone; later, if it is frozen. */
  run(task: () => void): void {
    if (this.#frozen) this.#frozen.push(task);
    else if (this.#alive) task();
  }

  #gone(): void {
    this.#alive = false;
    this.#options.onGone();
    this.#awareness.destroy();
    this.#doc.destroy();
  }

  #make(): void {
    const { random, tabs } = this.#options;
    this.#doc = new Y.Doc();
    this.#doc.clientID = random.int(2 ** 20, 2 ** 32 - 1);
    this.#awareness = new Awareness(this.#doc);
    const roots = [
      this.#doc.getXmlFragment('content'),
      this.#doc.getText('title'),
      this.#doc.getMap('elements'),
    ];
    this.#undo = new Y.UndoManager(roots, { captureTimeout: 0 });
    this.#provider = createProvider({
      doc: this.#doc,
      awareness: this.#awareness,
      documentId: DOCUMENT,
      userId: this.#options.browser.name,
      fetch: this.#fetch,
      device: this.#device,
      tabs,
      page: this.#listener(),
      clock: this.#clock,
      random: random.next,
    });
    const provider = this.#provider;
    provider.on('replaced', () => {
      if (!this.#alive) return;
      this.#options.log(`${this.name} makes a new doc`);
      this.replacements++;
      provider.destroy();
      this.#awareness.destroy();
      this.#doc.destroy();
      this.#make();
    });
  }

  #listener(): { visible: boolean; listen: (listeners: PageListeners) => () => void } {
    const visible = (): boolean => this.visible;
    return {
      get visible() {
        return visible();
      },
      listen: (listeners) => {
        this.#page = listeners;
        return () => {
          if (this.#page === listeners) this.#page = null;
        };
      },
    };
  }
}

/** Web Locks and a BroadcastChannel for the tabs of one browser. */
class TabChannel {
  readonly #clock: VirtualClock;
  readonly #random: SeededRandom;
  readonly #members: Member[] = [];
  #leader: Member | null = null;

  constructor(clock: VirtualClock, random: SeededRandom) {
    this.#clock = clock;
    this.#random = random;
  }

  /** `run`: how a tab runs its tasks. */
  tabsOf(tab: string, run: (task: () => void) => void): Tabs {
    return {
      join: (_name, handlers) => {
        const member: Member = {
          tab,
          handlers,
          run,
          standing: false,
          left: false,
          last: Promise.resolve(),
        };
        this.#members.push(member);
        return {
          stand: () => {
            member.standing = true;
            this.#elect();
          },
          takeOver: () => {
            const before = this.#leader;
            if (before === member || member.left) return;
            this.#leader = member;
            member.standing = false;
            this.#soon(member, () => handlers.onLead());
            if (before) this.#soon(before, () => before.handlers.onDeposed());
          },
          post: (message) => {
            this.#post(member, message);
          },
          leave: () => {
            this.#leave(member);
          },
        };
      },
    };
  }

  /** The tab is gone, without a word. */
  drop(tab: string): void {
    for (const member of [...this.#members]) if (member.tab === tab) this.#leave(member);
  }

  #leave(member: Member): void {
    if (member.left) return;
    member.left = true;
    this.#members.splice(this.#members.indexOf(member), 1);
    if (this.#leader === member) {
      this.#leader = null;
      this.#elect();
    }
  }

  #elect(): void {
    if (this.#leader) return;
    const next = this.#members.find((member) => member.standing);
    if (!next) return;
    this.#leader = next;
    next.standing = false;
    this.#soon(next, () => {
      if (this.#leader === next) next.handlers.onLead();
    });
  }

  #post(from: Member, message: TabMessage): void {
    if (from.left) return;
    const copy = structuredClone(message);
    for (const member of this.#members) {
      if (member !== from) this.#soon(member, () => member.handlers.onMessage(copy));
    }
  }

  /** In order for each receiver, after a moment. */
  #soon(member: Member, run: () => void): void {
    const wait = this.#random.next() * 2;
    member.last = member.last
      .then(() => this.#clock.sleep(wait))
      .then(() => {
        member.run(() => {
          if (!member.left) run();
        });
      });
  }
}

interface Member {
  readonly tab: string;
  readonly handlers: Parameters<Tabs['join']>[1];
  readonly run: (task: () => void) => void;
  standing: boolean;
  left: boolean;
  last: Promise<void>;
}
