/**
 * Fills a workspace with people, pages and boards to look at, through the App's own use cases:
 * `node scripts/demo.ts [FOLDER] [--no-pages]` (by default RUNNEL_DATA_DIR, else ./data). A workspace that has an owner already
 * is left as it is. No server may run on the folder meanwhile.
 */
import { prosemirrorJSONToYXmlFragment } from 'y-prosemirror';
import * as Y from 'yjs';
import type { App } from '../src/lib/server/app.ts';
import { createApp } from '../src/lib/server/app.ts';
import type { SessionUser } from '../src/lib/server/auth/accounts.ts';
import { loadConfig } from '../src/lib/server/config.ts';
import { CONTENT_ROOT, textSchema } from '../src/lib/surfaces/text/schema.ts';
import { Board } from '../src/lib/surfaces/board/model/board.ts';
import { DEMO_BOARDS, type DemoBoard } from './demo/boards.ts';
import { DEMO_PAGES, DEMO_PEOPLE, type DemoName, type DemoPage } from './demo/pages.ts';

export const DEMO_WORKSPACE = 'Fellside';
/** The password of everybody in the demo workspace. */
export const DEMO_PASSWORD = 'fourteen walkers on a fell';
export const DEMO_OWNER_EMAIL = DEMO_PEOPLE.ines.email;

const MINUTE_MS = 60_000;

/**
 * Makes the owner, the others and, with `pages`, the pages. False if the workspace had an owner already.
 * While it works the process's clock is set back to when each page is said to have been written.
 */
export async function fillDemo(
  app: App,
  options: { pages: boolean } = { pages: true },
): Promise<boolean> {
  if (!(await app.accounts.needsSetup())) return false;
  const people = await makePeople(app);
  if (!options.pages) return true;
  // The oldest first, so that the order of creation is the order of time.
  for (const each of [...DEMO_PAGES, ...DEMO_BOARDS].toSorted((a, b) => b.ago - a.ago)) {
    await back(each.ago * MINUTE_MS, () =>
      'draw' in each ? makeBoard(app, people, each) : makePage(app, people, each),
    );
  }
  return true;
}

async function makePeople({ accounts }: App): Promise<Map<DemoName, SessionUser>> {
  const { ines, ...others } = DEMO_PEOPLE;
  const owner = await accounts.setup({
    ...ines,
    workspace: DEMO_WORKSPACE,
    password: DEMO_PASSWORD,
  });
  const people = new Map<DemoName, SessionUser>([['ines', owner.user]]);
  for (const [key, { name, email, role }] of Object.entries(others)) {
    if (role === 'owner') continue;
    const { token } = await accounts.invite(owner.user, { role, note: name, uses: 1, days: 1 });
    const { user } = await accounts.signup(token, { name, email, password: DEMO_PASSWORD });
    people.set(key as DemoName, user);
  }
  await accounts.invite(owner.user, {
    role: 'viewer',
    note: 'Board of trustees',
    uses: 5,
    days: 14,
  });
  return people;
}

async function makePage(
  app: App,
  people: Map<DemoName, SessionUser>,
  page: DemoPage,
): Promise<void> {
  const author = people.get(page.by);
  const maker = author?.role === 'viewer' ? people.get('ines') : author;
  if (!maker) throw new Error(`Nobody is called ${page.by}`);
  const { id } = await app.documents.create(maker, { kind: 'text', title: page.title });
  await app.sync.edit(id, author?.id ?? null, (doc) => {
    const fragment = doc.getXmlFragment(CONTENT_ROOT);
    doc.transact(() => {
      fragment.delete(0, fragment.length);
      prosemirrorJSONToYXmlFragment(textSchema, { type: 'doc', content: page.blocks }, fragment);
    });
  });
  if (page.trashed) {
    await app.storage.documents.setTrashed(id, { at: Date.now(), by: maker.id });
  }
}

async function makeBoard(
  app: App,
  people: Map<DemoName, SessionUser>,
  { title, by, draw }: DemoBoard,
): Promise<void> {
  const author = people.get(by);
  if (!author) throw new Error(`Nobody is called ${by}`);
  const { id } = await app.documents.create(author, { kind: 'board', title });
  // Arrows look at the shapes that they join, which a board shows once they are written.
  const drawn = new Y.Doc();
  const board = new Board(drawn);
  draw(board);
  board.destroy();
  await app.sync.edit(id, author.id, (doc) => {
    Y.applyUpdate(doc, Y.encodeStateAsUpdate(drawn));
  });
}

/** Runs `work` with the clock set back by so many milliseconds. */
async function back(ms: number, work: () => Promise<void>): Promise<void> {
  const { now } = Date;
  Date.now = () => now() - ms;
  try {
    await work();
  } finally {
    Date.now = now;
  }
}

if (import.meta.main) {
  const [dataDir, ...flags] = process.argv.slice(2);
  const config = loadConfig({
    ...process.env,
    ...(dataDir === undefined ? {} : { RUNNEL_DATA_DIR: dataDir }),
  });
  const app = await createApp(config);
  const filled = await fillDemo(app, { pages: !flags.includes('--no-pages') });
  await app.drain();
  await app.close();
  console.log(
    filled
      ? `A demo workspace is in ${config.dataDir}. Sign in as ${DEMO_OWNER_EMAIL}, password: ${DEMO_PASSWORD}`
      : `${config.dataDir} has a workspace already; nothing was changed.`,
  );
}
