/** What the SQLite engine owes to other processes, and after the death of its own. */
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openPlain } from '../../src/lib/server/storage/sqlite/database.ts';
import { DATABASE_FILE, openSqliteStorage } from '../../src/lib/server/storage/sqlite/index.ts';
import { migrations } from '../../src/lib/server/storage/sqlite/migrations/index.ts';
import { wholeLog } from './storage-values.ts';

const CHILD = fileURLToPath(new URL('./storage-child.ts', import.meta.url));
const REFUSED = /^Another Runnel server is using the data directory .+ Stop it first/;

let directory: string;
let children: ChildProcess[] = [];

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'runnel-storage-'));
});
afterEach(async () => {
  await Promise.all(children.map(kill));
  children = [];
  await rm(directory, { recursive: true });
});

function start(mode: 'append' | 'open' | 'migrate') {
  const child = spawn(process.execPath, [CHILD, mode, directory], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.push(child);
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const next = async (): Promise<unknown> => {
    const line = await lines.next();
    return line.done ? undefined : JSON.parse(line.value);
  };
  return { child, next };
}

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await gone;
}

test('everything that was acknowledged is there after SIGKILL, time and again', async () => {
  const acknowledged = new Map<string, string>();
  for (let round = 1; round <= 4; round++) {
    const { child, next } = start('append');
    expect(await next()).toBe('open');
    const enough = acknowledged.size + 50 * round;
    while (acknowledged.size < enough) await note(next);
    const dead = kill(child);
    // What it said before it died counts, whether we had read it or not.
    while (await note(next));
    await dead;

    const storage = await openSqliteStorage({ directory, lockWaitMs: 0 });
    let rows = 0;
    for (const id of ['a', 'b', 'c']) {
      const log = await wholeLog(storage, id);
      expect(log.map(({ seq }) => seq)).toEqual(log.map((_, i) => i + 1));
      expect((await storage.documents.get(id))?.seq).toBe(log.length);
      for (const { seq, update } of log) {
        const value = acknowledged.get(`${id} ${seq}`);
        if (value === undefined) continue;
        expect(new TextDecoder().decode(update)).toBe(value);
        rows++;
      }
    }
    expect(rows).toBe(acknowledged.size);
    await storage.close();
  }

  async function note(next: () => Promise<unknown>): Promise<boolean> {
    const line = await next();
    if (!Array.isArray(line)) return false;
    const [id, seq, value] = line as [string, number, string];
    acknowledged.set(`${id} ${seq}`, value);
    return true;
  }
});

test('a second server on the directory is refused, until the first is gone', async () => {
  const first = start('open');
  expect(await first.next()).toBe('open');
  await expect(openSqliteStorage({ directory, lockWaitMs: 0 })).rejects.toMatchObject({
    code: 'unavailable',
    message: expect.stringMatching(REFUSED) as string,
  });
  await kill(first.child);
  const storage = await openSqliteStorage({ directory, lockWaitMs: 0 });
  // Being refused in the same process must not lose the lock of the one that has it.
  await expect(openSqliteStorage({ directory, lockWaitMs: 0 })).rejects.toThrow(REFUSED);
  expect(await start('open').next()).toMatch(REFUSED);
  await storage.check();
  await storage.close();
  expect(await start('open').next()).toBe('open');
});

test('a server that is going away in good order is waited for', async () => {
  const going = start('open');
  expect(await going.next()).toBe('open');
  going.child.kill('SIGTERM');
  const storage = await openSqliteStorage({ directory, lockWaitMs: 30_000 });
  await storage.check();
  await storage.close();
});

test('of several processes that start at once, one migrates', async () => {
  const db = openPlain(join(directory, DATABASE_FILE), { busyTimeoutMs: 0 });
  db.exec('BEGIN IMMEDIATE');
  const starting = Array.from({ length: 4 }, () => start('migrate'));
  for (const { next } of starting) expect(await next()).toBe('migrating');
  db.exec('ROLLBACK');
  db.close();
  const steps = await Promise.all(starting.map(({ next }) => next()));
  expect(steps.toSorted()).toEqual([0, 0, 0, migrations.length]);
});
