import * as Y from 'yjs';
import { SimBrowser, type SimTab } from './browser.ts';
import { VirtualClock } from './clock.ts';
import { contentOf, foreignMark, lineageOf, randomEdit, type Habit } from './edits.ts';
import { NO_FAULTS, SimNetwork, type Faults } from './network.ts';
import { SeededRandom } from './random.ts';
import { DOCUMENT, SimServer } from './server.ts';
import type { Kind } from '../../src/lib/protocol/index.ts';
import type { MemoryStorage } from '../../src/lib/server/storage/memory.ts';

/** Longest that a healed world may take to become level, in virtual milliseconds. */
const LEVEL_MS = 15 * 60_000;

/** What people work on in the world: a kind of document, what they do to it, and what has to hold in the end. */
export interface Surface {
  readonly kind: Kind;
  edit(tab: SimTab, random: SeededRandom, habit: Habit | null): void;
  /** Throws if what `tabs` show is not right. `server`: the stored state, which theirs is equal to. */
  check(server: Y.Doc, tabs: readonly SimTab[]): void;
}

/** Makes the surface of one world. `log` tells its story. */
export type SurfaceMaker = (log: (line: string) => void) => Surface;

const TEXT: Surface = { kind: 'text', edit: randomEdit, check: () => undefined };

/** Browsers, a network and a server, in virtual time, all drawn from one seed. */
export class World {
  readonly clock = new VirtualClock();
  readonly random: SeededRandom;
  readonly server: SimServer;
  readonly network: SimNetwork;
  readonly browsers: SimBrowser[] = [];
  readonly lines: string[];
  readonly surface: Surface;
  /** What was on a device when its tab died: it must not be lost. */
  readonly #stored: { browser: SimBrowser; lineage: string; update: Uint8Array }[] = [];

  private constructor(
    random: SeededRandom,
    clock: VirtualClock,
    server: SimServer,
    lines: string[],
    surface: Surface,
  ) {
    this.surface = surface;
    this.random = random;
    this.clock = clock;
    this.server = server;
    this.lines = lines;
    this.network = new SimNetwork(clock, random.fork(), server);
  }

  static async open(seed: number, surfaceOf: SurfaceMaker = () => TEXT): Promise<World> {
    const random = new SeededRandom(seed);
    const clock = new VirtualClock();
    const lines: string[] = [];
    const log = (line: string): void => {
      lines.push(`${((clock.now() - Date.UTC(2026, 0, 1)) / 1000).toFixed(3)} ${line}`);
    };
    const surface = surfaceOf(log);
    const server = await SimServer.open(clock, random.fork(), log, surface.kind);
    return new World(random, clock, server, lines, surface);
  }

  log(line: string): void {
    this.lines.push(`${((this.clock.now() - Date.UTC(2026, 0, 1)) / 1000).toFixed(3)} ${line}`);
  }

  browser(options: { readonly tabs?: boolean } = {}): SimBrowser {
    const browser = new SimBrowser({
      name: `browser${this.browsers.length}`,
      clock: this.clock,
      random: this.random.fork(),
      network: this.network,
      log: (line) => {
        this.log(line);
      },
      ...options,
    });
    this.browsers.push(browser);
    return browser;
  }

  get tabs(): SimTab[] {
    return this.browsers.flatMap((browser) => [...browser.tabs]);
  }

  async kill(browser: SimBrowser, tab: SimTab): Promise<void> {
    tab.kill();
    const { lineage, rows } = await browser.device.load(DOCUMENT);
    if (lineage === null || rows.length === 0) return;
    this.#stored.push({ browser, lineage, update: Y.mergeUpdates(rows.map((row) => row.update)) });
  }

  /** Lets time pass until every tab says that all is saved, or throws. */
  async level(): Promise<void> {
    this.network.faults = NO_FAULTS;
    this.server.trouble = { failing: 0, slowMs: 0 };
    for (const browser of this.browsers) {
      browser.offline = false;
      browser.holdsBack = false;
      browser.deviceFailing = 0;
      // Tabs that do not know of each other send what is left of a closed one only when they open.
      if (browser.tabs.size === 0 || !browser.sharing) browser.open();
    }
    // What has happened just now is heard of, or missed and noticed.
    await this.clock.advance(60_000);
    const isLevel = (): boolean => this.tabs.every(isSaved) && this.#differing() === null;
    if (await this.clock.until(isLevel, LEVEL_MS)) return;
    const states = this.tabs.map((tab) => `${tab.name} ${describe(tab)}`);
    throw new Error(
      `not level after ${LEVEL_MS / 60_000} minutes: ${this.#differing() ?? ''}\n${states.join('\n')}`,
    );
  }

  /** Throws if anything is lost, doubled, mixed or unequal. Only for a level world. */
  async check(): Promise<void> {
    const { doc, lineage } = await this.server.state();
    for (const tab of this.tabs) {
      const difference = compare(doc, tab.doc);
      if (difference !== null)
        throw new Error(`${tab.name} differs from the server: ${difference}`);
    }
    for (const browser of this.browsers) await this.#checkDevice(browser, doc, lineage);
    // A database that does not open again holds its rows, but nobody can read them.
    const stored = this.#stored.filter(({ browser }) => !browser.deviceFailed);
    const mustHold = [...this.server.acknowledged, ...stored];
    for (const each of mustHold) {
      if (each.lineage === lineage && !holds(doc, each.update)) throw new Error('an edit is lost');
    }
    const foreign = foreignMark(contentOf(doc), lineageOf(doc) ?? 0);
    if (foreign !== null) throw new Error(`words of another lineage were merged: ${foreign}`);
    this.surface.check(doc, this.tabs);
    doc.destroy();
  }

  close(): void {
    for (const tab of this.tabs) tab.kill();
  }

  #differing(): string | null {
    const [first, ...rest] = this.tabs;
    if (!first) return null;
    for (const tab of rest) {
      const difference = compare(first.doc, tab.doc);
      if (difference !== null) return `${first.name} and ${tab.name}: ${difference}`;
    }
    return null;
  }

  async #checkDevice(browser: SimBrowser, server: Y.Doc, lineage: string): Promise<void> {
    // The last writes of the tabs are still on their way to the device.
    await this.clock.advance(1000);
    // Tabs that the device failed live in memory; it holds what came before.
    if (browser.deviceFailed) return;
    const stored = await browser.device.load(DOCUMENT);
    if (stored.lineage !== lineage)
      throw new Error(`${browser.name} holds lineage ${stored.lineage}`);
    if (stored.rows.some((row) => row.sent === 'unsent'))
      throw new Error(`${browser.name}: unsent rows are left`);
    const copy = new Y.Doc();
    Y.applyUpdate(copy, Y.mergeUpdates(stored.rows.map((row) => row.update)));
    const difference = compare(server, copy);
    copy.destroy();
    if (difference !== null) throw new Error(`the copy of ${browser.name} differs: ${difference}`);
  }
}

function isSaved({ provider: { status } }: SimTab): boolean {
  return (
    (status.connection === 'live' || status.connection === 'polling') &&
    status.synced &&
    status.pending === 0 &&
    status.problem === null &&
    !status.replaced
  );
}

function describe({ provider: { status } }: SimTab): string {
  const { kept, ...rest } = status;
  return JSON.stringify({ ...rest, kept: kept !== null });
}

/** Null if both hold the same: structs, deletions, and what a reader sees. */
export function compare(left: Y.Doc, right: Y.Doc): string | null {
  const [one, other] = [left, right].map((doc) =>
    Buffer.from(Y.encodeStateVector(doc)).toString('hex'),
  );
  if (one !== other) return 'state vectors';
  if (!Y.equalSnapshots(Y.snapshot(left), Y.snapshot(right))) return 'deletions';
  if (contentOf(left) !== contentOf(right))
    return `content\n${contentOf(left)}\n${contentOf(right)}`;
  return null;
}

/** True if the doc has all structs and all deletions of the update. */
function holds(doc: Y.Doc, update: Uint8Array): boolean {
  const clocks = Y.decodeStateVector(Y.encodeStateVector(doc));
  const { structs, ds } = Y.decodeUpdate(update);
  for (const { id, length } of structs)
    if ((clocks.get(id.client) ?? 0) < id.clock + length) return false;
  const deleted = Y.snapshot(doc).ds;
  for (const [client, ranges] of ds.clients) {
    for (const { clock, len } of ranges) {
      for (let at = clock; at < clock + len; at++) {
        if (!Y.isDeleted(deleted, Y.createID(client, at))) return false;
      }
    }
  }
  return true;
}

/** One random run: edits and mishaps for a while, then peace, then the check. Throws with the story. */
export async function simulate(seed: number, surfaceOf?: SurfaceMaker): Promise<void> {
  const world = await World.open(seed, surfaceOf);
  try {
    await mishaps(world);
    await world.level();
    await world.check();
  } catch (error) {
    const story = world.lines.slice(-400).join('\n');
    throw new Error(
      `seed ${seed}: ${error instanceof Error ? error.message : String(error)}\n${story}`,
      {
        cause: error,
      },
    );
  } finally {
    world.close();
  }
}

const WEATHER: readonly Faults[] = [
  NO_FAULTS,
  { lost: 0.02, twice: 0.05, proxy: 0.02, cut: 0.01, delayMs: 100 },
  { lost: 0.1, twice: 0.1, proxy: 0.1, cut: 0.05, delayMs: 2000 },
  { lost: 0.3, twice: 0.2, proxy: 0.2, cut: 0.2, delayMs: 500 },
];

async function mishaps(world: World): Promise<void> {
  const { random, clock, server, network } = world;
  const backups: MemoryStorage[] = [];
  /** Time passes while the server does something; a disk in trouble may refuse it. */
  const during = async (work: Promise<unknown>): Promise<void> => {
    let over = false;
    const end = (): void => {
      over = true;
    };
    work.then(end, end);
    await clock.until(() => over, 3000);
  };
  // A backup of another lineage would be one more replacement, back to words that nobody kept.
  const restores = random.chance(0.4);
  const kind = {
    restores,
    replaces: !restores && random.chance(0.4),
    failing: random.chance(0.1),
    habit: random.pick<Habit | null>(['tidying', 'tidying', 'undoing', null, null, null]) ?? null,
  };
  world.log(JSON.stringify(kind));
  const count = random.int(2, 5);
  for (let index = 0; index < count; index++) {
    const browser = world.browser({ tabs: random.chance(0.85) });
    browser.open();
    // A database that forgets and a backup together do lose words: nobody else has them.
    if (kind.failing && !kind.restores) browser.deviceFailing = random.next() * 0.05;
  }
  const steps = random.int(30, 120);
  for (let step = 0; step < steps; step++) {
    await clock.advance(random.chance(0.1) ? random.int(0, 60_000) : random.int(0, 1500));
    const browser = random.pick(world.browsers);
    if (!browser) return;
    const tab = random.pick([...browser.tabs]);
    const action = random.int(0, 100);
    if (action < 60) {
      if (tab && !tab.provider.status.replaced) {
        for (let count = random.int(1, 4); count > 0; count--)
          world.surface.edit(tab, random, random.chance(0.8) ? kind.habit : null);
      }
    } else if (action < 66) {
      network.faults = random.pick(WEATHER) ?? NO_FAULTS;
      world.log(`weather ${JSON.stringify(network.faults)}`);
    } else if (action < 72) {
      browser.offline = !browser.offline;
      world.log(`${browser.name} ${browser.offline ? 'offline' : 'online'}`);
      if (!browser.offline && random.chance(0.5))
        for (const each of browser.tabs) each.page?.online();
    } else if (action < 76) {
      if (tab && random.chance(0.5)) tab.close();
      else if (tab) await world.kill(browser, tab);
    } else if (action < 82) {
      if (browser.tabs.size < 4) browser.open();
    } else if (action < 86) {
      world.log('server restarts');
      if (random.chance(0.3)) await during(server.drainAndRestart());
      else server.restart();
    } else if (action < 88) {
      server.trouble = random.chance(0.5)
        ? { failing: 0, slowMs: 0 }
        : { failing: 0.2, slowMs: 300 };
      world.log(`storage ${JSON.stringify(server.trouble)}`);
    } else if (action < 90) {
      browser.holdsBack = !browser.holdsBack;
      world.log(`${browser.name} holds back ${browser.holdsBack}`);
    } else if (action < 93) {
      backups.push(server.backup());
      world.log('backup');
    } else if (action < 95) {
      const backup = random.pick(backups);
      if (kind.restores && backup) {
        world.log('restore');
        server.restore(backup);
      }
    } else if (action < 96) {
      if (kind.replaces) {
        world.log('replace');
        await during(server.replace());
      }
    } else if (action < 98) {
      const role = random.chance(0.5) ? 'viewer' : 'editor';
      world.log(`${browser.name} becomes ${role}`);
      server.setRole(browser.name, role);
    } else if (action < 99) {
      await during(server.trash(random.chance(0.5)));
    } else if (tab && random.chance(0.5)) tab.page?.shown();
    else
      await during(
        server.engine.edit(DOCUMENT, null, (doc) => doc.getText('title').insert(0, 'S')),
      );
  }
  server.trouble = { failing: 0, slowMs: 0 };
  for (const browser of world.browsers) server.setRole(browser.name, 'editor');
  await during(server.trash(false));
  world.log(`peace, lineage ${world.tabs.map((tab) => lineageOf(tab.doc)).join(',')}`);
}
