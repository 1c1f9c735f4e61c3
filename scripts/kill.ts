/**
 * `npm run test:kill -- [--kills N] [--seed S] [--editors E]`: the production server under write load, killed with
 * SIGKILL at random moments and started again on the same data. Zero acknowledged edits may be lost, nothing may have
 * been shown that was not stored, and every client must catch up without being made anew. Exit code 1 otherwise.
 */
import { once } from 'node:events';
import { parseArgs } from 'node:util';
import * as Y from 'yjs';
import { Editor, paragraphs } from '../tests/kill/editor.ts';
import { seeded } from '../tests/kill/random.ts';
import { RawWriter, readDocument, Watcher, WORDS, type Address } from '../tests/kill/raw.ts';
import { startProxy } from '../tests/support/proxy.ts';
import { OWNER, spawnServer, startServer } from '../tests/support/server.ts';

/** Most pushes that are acknowledged in one life, before it ends at a random moment. */
const PUSHES_A_LIFE = 60;
/** How long after the last kill everybody may take to agree. */
const SETTLE_MS = 60_000;

const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '100' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    editors: { type: 'string', default: '3' },
  },
});
const kills = Number(values.kills);
const seed = Number(values.seed);
const random = seeded(seed);
const problems: string[] = [];

const server = await startServer({ env: { RUNNEL_LOG_LEVEL: 'warn' } });
// Editors come through a proxy, so that each restarted server is looked at before they can heal it.
const proxy = await startProxy(server.port);
const started = Date.now();
/** What the servers of earlier lives printed. */
let log = server.output;

const { token, user } = await api<{ token: string; user: { id: string } }>('session', OWNER);
const raw = address(server.url, await createDocument('Raw pushes'));
const editedId = await createDocument('Editors');
const edited = address(server.url, editedId);

// ── The lives of the server, as the writers see them ──
let gate = Promise.withResolvers<void>();
gate.resolve();
let over = false;
const lives = { open: () => gate.promise, over: () => over };

const rawWriters = ['a', 'b', 'c'].map(
  (name) => new RawWriter(name, raw, seeded(random() * 2 ** 32)),
);
const watchers = [new Watcher(raw), new Watcher(edited)];
const editors = Array.from({ length: Number(values.editors) }, (_, i) => {
  const target = { url: `${proxy.url}/api`, token, documentId: editedId, userId: user.id };
  return new Editor(`editor${i}`, seeded(random() * 2 ** 32), target);
});
const writing = Promise.all([...rawWriters, ...editors].map((each) => each.run(lives)));
const watching = Promise.all(watchers.map((each) => each.run(lives)));
// Whatever fails in them is told at once, not when they are waited for.
for (const running of [writing, watching]) running.catch((error: unknown) => fail(error));

// ── Kill, look, let the clients in, again ──
let inFlightAtKill = 0;
let early = 0;
let done = 0;
for (let kill = 1; kill <= kills && problems.length === 0; kill++) {
  // Counted in pushes, not in time: a life on a busy machine proves as much as on an idle one.
  const enough = acknowledged() + 1 + Math.floor(random() * PUSHES_A_LIFE);
  await until(() => acknowledged() >= enough, 'pushes to be acknowledged');
  await passes(random() * 30);
  inFlightAtKill += rawWriters.reduce((sum, each) => sum + each.inFlight, 0);
  gate = Promise.withResolvers<void>();
  proxy.set('refuse');
  await server.kill();
  done = kill;
  proxy.cut();
  // Now and then it is killed while it starts, too.
  if (random() < 0.15) {
    early++;
    await killWhileStarting(random() * 900);
  }
  await server.restart();
  log += server.output;
  await look(`after kill ${kill}`);
  proxy.set('pass');
  gate.resolve();
  for (const editor of editors) editor.provider.retry();
  if (kill % 10 === 0) console.log(`${kill} kills, ${acknowledged()} acknowledged …`);
}

// ── Everybody agrees in the end ──
over = true;
await writing;
const settled = () => editors.every((each) => each.settled);
await until(settled, 'every editor to have everything saved', SETTLE_MS).catch((error: unknown) =>
  problems.push(String(error)),
);
await look('at the end');
await agree();
for (const watcher of watchers) watcher.stop();
await watching;
problems.push(...watchers.flatMap((each) => each.complaints));
for (const editor of editors) editor.provider.destroy();
await proxy.close();
const code = await server.stop();
if (code !== 0) problems.push(`the server ended with ${code} in good order`);
summary();
await server.close();
process.exit(problems.length === 0 ? 0 : 1);

/** What the server has now must hold everything that anybody was told is saved, or has been shown. */
async function look(when: string): Promise<void> {
  // The claims are read before the document, so that nothing acknowledged later is missed in it.
  const words = rawWriters.flatMap((each) => [...each.acknowledged]);
  const shown = watchers.map((each) => Y.encodeStateVector(each.doc));
  const saved = editors.flatMap((each) => [...each.saved]);
  const removed = editors.flatMap((each) => [...each.removed]);
  const stored = [await readDocument(raw), await readDocument(edited)] as const;

  const map = stored[0].getMap(WORDS);
  missing(
    when,
    'acknowledged words',
    words.filter((word) => !map.has(word)),
  );
  const texts = paragraphs(stored[1].getXmlFragment('content'));
  const there = new Set(texts);
  // An editor may have taken a word back since; then it is not claimed any more.
  const claimed = new Set(editors.flatMap((each) => [...each.saved]));
  missing(
    when,
    'saved words',
    saved.filter((word) => !there.has(word) && claimed.has(word)),
  );
  missing(
    when,
    'saved removals',
    removed.filter((word) => there.has(word)),
  );
  const own = texts.filter((text) => text !== '');
  missing(when, 'words once only', twice(own));
  for (const [i, vector] of shown.entries()) {
    const has = Y.decodeStateVector(Y.encodeStateVector(stored[i] ?? new Y.Doc()));
    const lost = [...Y.decodeStateVector(vector)].filter(
      ([id, clock]) => (has.get(id) ?? 0) < clock,
    );
    missing(
      when,
      'clients whose edits were shown',
      lost.map(([id]) => String(id)),
    );
  }
}

function twice(words: readonly string[]): string[] {
  const seen = new Set<string>();
  return words.filter((word) => seen.has(word) || !seen.add(word));
}

async function agree(): Promise<void> {
  const doc = await readDocument(edited);
  const expected = fingerprint(doc);
  const all = [...editors.map((each) => each.doc), watchers[1]?.doc ?? doc];
  await until(
    () => all.every((each) => fingerprint(each) === expected),
    'every client to have the same document as the server',
    SETTLE_MS,
  ).catch((error: unknown) => problems.push(String(error)));
}

/** Content, clocks and title: equal for documents that are equal. */
function fingerprint(doc: Y.Doc): string {
  const clocks = [...Y.decodeStateVector(Y.encodeStateVector(doc))].sort(([a], [b]) => a - b);
  return JSON.stringify([
    doc.getXmlFragment('content').toJSON(),
    doc.getText('title').toJSON(),
    clocks,
  ]);
}

function missing(when: string, what: string, list: readonly string[]): void {
  if (list.length > 0)
    problems.push(
      `${when}: ${list.length} ${what} are not as told: ${list.slice(0, 5).join(', ')}`,
    );
}

function acknowledged(): number {
  return rawWriters.reduce((sum, each) => sum + each.acknowledged.size, 0);
}

function summary(): void {
  const words = editors.reduce((sum, each) => sum + each.saved.size + each.removed.size, 0);
  const repeated = rawWriters.reduce((sum, each) => sum + each.repeated, 0);
  const streams = watchers.reduce((sum, each) => sum + each.streams, 0);
  const seconds = ((Date.now() - started) / 1000).toFixed(0);
  console.log(
    `${done} kills under load, ${early} more while starting, in ${seconds} s (seed ${seed}): ` +
      `${acknowledged()} raw pushes acknowledged (${inFlightAtKill} under way at a kill, ${repeated} sent again), ` +
      `${words} words of ${editors.length} editors saved, ${streams} streams of watchers.`,
  );
  if (problems.length === 0) {
    console.log('Lost: 0. Every client has what the server has, and none was made anew.');
    return;
  }
  console.error(problems.join('\n'));
  console.error(`FAILED. Again with: npm run test:kill -- --kills ${kills} --seed ${seed}`);
  console.error(`The server's log:\n${(log + server.output).slice(-4000)}`);
}

function fail(error: unknown): never {
  console.error(error);
  console.error(
    `FAILED with seed ${seed}. The server's log:\n${(log + server.output).slice(-4000)}`,
  );
  process.exit(1);
}

async function killWhileStarting(afterMs: number): Promise<void> {
  const { child, ready } = spawnServer(server.dataDir, server.port);
  const outcome = ready.then(
    () => null,
    (error: unknown) => error,
  );
  await passes(afterMs);
  const gone = once(child, 'exit');
  if (child.exitCode === null) {
    child.kill('SIGKILL');
    await gone;
  } else {
    problems.push(`the server did not start: ${String(await outcome)}`);
  }
}

function passes(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

async function until(holds: () => boolean, what: string, ms = 120_000): Promise<void> {
  const end = Date.now() + ms;
  while (!holds()) {
    if (Date.now() > end) throw new Error(`waited ${ms / 1000} s in vain for ${what}`);
    await passes(10);
  }
}

function address(url: string, documentId: string): Address {
  return { url: `${url}/api/documents/${documentId}`, token };
}

async function createDocument(title: string): Promise<string> {
  return (await api<{ id: string }>('documents', { kind: 'text', title })).id;
}

async function api<T>(path: string, body: object): Promise<T> {
  const response = await fetch(`${server.url}/api/${path}`, {
    method: 'POST',
    headers: {
      'Content-Type': 'application/json',
      ...(path === 'session' ? {} : { Authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
  return (await response.json()) as T;
}
