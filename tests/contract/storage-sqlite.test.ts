/** What the SQLite engine promises beyond the contract: files, group commit, trouble and recovery. */
import { chmod, mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openPlain } from '../../src/lib/server/storage/sqlite/database.ts';
import {
  DATABASE_FILE,
  openSqliteStorage,
  type SqliteOptions,
  type SqliteStorage,
} from '../../src/lib/server/storage/sqlite/index.ts';
import { migrations } from '../../src/lib/server/storage/sqlite/migrations/index.ts';
import {
  bytes,
  everythingOf,
  newAppend,
  newDocument,
  noise,
  refused,
  wholeLog,
} from './storage-values.ts';

let parent: string;
let directory: string;
let opened: SqliteStorage[] = [];

beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), 'runnel-storage-'));
  directory = join(parent, 'deep', 'data');
});
afterEach(async () => {
  await Promise.all(opened.map((storage) => storage.close()));
  opened = [];
  await rm(parent, { recursive: true });
});

function newPicture(size: number) {
  const data = noise(size, 8);
  return { documentId: 'doc', id: 'picture', type: 'image/png', data, author: 'ann', time: 1 };
}

async function open(options: Partial<SqliteOptions> = {}): Promise<SqliteStorage> {
  const storage = await openSqliteStorage({ directory, lockWaitMs: 0, ...options });
  opened.push(storage);
  return storage;
}

test('the directory is made for this user alone; a close leaves database and lock file', async () => {
  const storage = await open();
  await storage.documents.create(newDocument());
  const mode = async (path: string) => ((await stat(path)).mode & 0o777).toString(8);
  expect(await mode(directory)).toBe('700');
  const names = (await readdir(directory)).sort();
  expect(names).toEqual([
    ...['runnel.lock', 'runnel.sqlite', 'runnel.sqlite-shm', 'runnel.sqlite-wal'],
  ]);
  for (const name of names)
    expect(`${name} ${await mode(join(directory, name))}`).toBe(`${name} 600`);
  await storage.close();
  expect((await readdir(directory)).sort()).toEqual(['runnel.lock', 'runnel.sqlite']);
});

test('calls that arrive together share a commit', async () => {
  const storage = await open();
  const ids = Array.from({ length: 10 }, (_, i) => `doc${i}`);
  await Promise.all(ids.map((id) => storage.documents.create(newDocument({ id }))));
  const before = await storage.stats();
  await Promise.all(
    Array.from({ length: 1000 }, (_, i) =>
      storage.updates.append(newAppend({ documentId: ids[i % 10] ?? '' })),
    ),
  );
  const after = await storage.stats();
  expect(after.calls - before.calls).toBeGreaterThanOrEqual(1000);
  expect(after.commits - before.commits).toBeLessThanOrEqual(20);
});

test('what arrives while a commit is under way is the next commit', async () => {
  const storage = await open();
  await storage.documents.create(newDocument());
  const before = await storage.stats();
  // While another program has the database, the first commit is under way.
  const other = openPlain(join(directory, DATABASE_FILE), { busyTimeoutMs: 0 });
  other.exec('BEGIN IMMEDIATE');
  const appends: Promise<unknown>[] = [];
  for (let turn = 0; turn < 50; turn++) {
    appends.push(storage.updates.append(newAppend()));
    await new Promise((resolve) => setImmediate(resolve));
  }
  other.exec('ROLLBACK');
  other.close();
  await Promise.all(appends);
  const after = await storage.stats();
  expect(after.commits - before.commits).toBeLessThanOrEqual(5);
});

test('a commit waits for the disk, and the log is a write-ahead log', async () => {
  const storage = await open();
  await storage.documents.create(newDocument());
  const other = openPlain(join(directory, DATABASE_FILE), { busyTimeoutMs: 0 });
  expect(other.prepare('PRAGMA journal_mode').get()).toEqual({ journal_mode: 'wal' });
  other.close();
  expect(await storage.threads.writer.call('settings')).toEqual({
    synchronous: 2,
    foreignKeys: 1,
    journalMode: 'wal',
  });
});

test('a full disk: refused with nothing half done, reads go on, and it works again with room', async () => {
  const storage = await open({ maxBytes: 1024 * 1024 });
  const { documents, updates } = storage;
  await documents.create(newDocument());
  await documents.create(newDocument({ id: 'ballast', update: noise(300_000, 1) }));
  const large = newAppend({ updates: [noise(150_000, 2), noise(150_000, 3)], title: 'Large' });
  await updates.append(large);
  const before = await everythingOf(storage, 'doc');
  const [first, small, second] = await Promise.allSettled([
    updates.append(newAppend({ updates: [noise(300_000, 4), noise(300_000, 5)], title: 'No' })),
    updates.append(newAppend({ documentId: 'ballast' })),
    documents.create(newDocument({ id: 'new', update: noise(600_000, 6) })),
  ]);
  for (const each of [first, second])
    expect(each).toMatchObject({ reason: { code: 'unavailable', cause: { errcode: 13 } } });
  expect(small.status).toBe('fulfilled');
  expect(await everythingOf(storage, 'doc')).toEqual(before);
  expect(await documents.get('new')).toBeNull();
  await documents.purge('ballast');
  await updates.append(large);
  expect((await documents.get('doc'))?.seq).toBe(5);
});

test('another program holds the database: refused, reads go on, and it works again', async () => {
  const storage = await open({ busyTimeoutMs: 20 });
  await storage.documents.create(newDocument());
  const other = openPlain(join(directory, DATABASE_FILE), { busyTimeoutMs: 0 });
  other.exec('BEGIN IMMEDIATE');
  await refused(storage.updates.append(newAppend()), 'unavailable');
  await refused(storage.check(), 'unavailable');
  const together = [storage.updates.append(newAppend()), storage.documents.purge('doc')];
  for (const each of together) await refused(each, 'unavailable');
  expect((await storage.documents.get('doc'))?.seq).toBe(1);
  other.exec('ROLLBACK');
  other.close();
  await storage.check();
  expect(await storage.updates.append(newAppend())).toEqual({ firstSeq: 2, lastSeq: 2 });
});

test('the writer dies: what waits is refused, what is stored is whole, and it comes back', async () => {
  const deaths: unknown[] = [];
  const logger = {
    info: () => undefined,
    warn: () => undefined,
    error: (_event: string, fields: unknown) => deaths.push(fields),
  };
  const storage = await open({ logger });
  await storage.documents.create(newDocument());
  const waiting = Array.from({ length: 50 }, () => storage.updates.append(newAppend()));
  const outcomes = Promise.allSettled(waiting);
  await storage.threads.writer.kill();
  for (const each of await outcomes)
    if (each.status === 'rejected') expect(each.reason).toMatchObject({ code: 'unavailable' });
  expect(deaths).toMatchObject([{ thread: 'writer' }]);

  const { firstSeq } = await storage.updates.append(newAppend());
  const acknowledged = (await outcomes).filter(({ status }) => status === 'fulfilled').length;
  expect(firstSeq).toBeGreaterThanOrEqual(2 + acknowledged);
  const log = await wholeLog(storage);
  expect(log.map(({ seq }) => seq)).toEqual(Array.from({ length: firstSeq }, (_, i) => i + 1));
});

test('a file is stored in commits between which others come', async () => {
  const storage = await open();
  await storage.documents.create(newDocument());
  const before = await storage.stats();
  const storing = storage.files.put(newPicture(2_000_000), 10_000_000);
  const done = storing.then(() => 'file');
  let edits = 0;
  const edit = () => storage.updates.append(newAppend()).then(() => 'edit');
  while ((await Promise.race([edit(), done])) === 'edit') edits++;
  expect(edits).toBeGreaterThan(1);
  expect((await storage.stats()).commits - before.commits).toBeGreaterThan(10);
});

test('the writer dies while a file is stored: refused, nothing of it stays, and it can be stored again', async () => {
  const storage = await open();
  await storage.documents.create(newDocument());
  const file = newPicture(3_000_000);
  const outcome = Promise.allSettled([storage.files.put(file, 10_000_000)]);
  // Some parts are on the disk when the thread dies.
  for (let i = 0; i < 3; i++) await storage.updates.append(newAppend());
  await storage.threads.writer.kill();
  expect(await outcome).toMatchObject([{ reason: { code: 'unavailable' } }]);
  await storage.check();
  const other = openPlain(join(directory, DATABASE_FILE), { busyTimeoutMs: 1000 });
  const parts = () => other.prepare('SELECT count(*) AS n FROM file_parts').get()?.['n'];
  expect(parts()).toBe(0);
  expect(await storage.files.find('doc', 'picture')).toBeNull();
  await storage.files.put(file, 10_000_000);
  expect(
    Buffer.compare((await storage.files.get('doc', 'picture'))?.data ?? bytes(), file.data),
  ).toBe(0);
  await storage.documents.purge('doc');
  expect(parts()).toBe(0);
  other.close();
});

test('a file for which the disk has no room leaves nothing behind', async () => {
  const storage = await open({ maxBytes: 1024 * 1024 });
  await storage.documents.create(newDocument());
  await refused(storage.files.put(newPicture(2_000_000), 10_000_000), 'unavailable');
  await storage.files.put(newPicture(400_000), 10_000_000);
});

test('the reader dies and comes back', async () => {
  const storage = await open();
  await storage.documents.create(newDocument());
  const waiting = storage.documents.get('doc');
  const outcome = Promise.allSettled([waiting]);
  await storage.threads.reader.kill();
  expect((await outcome)[0]?.status).toBe('rejected');
  expect((await storage.documents.get('doc'))?.seq).toBe(1);
});

test('a copy made while the server runs is a whole backup, and can be gone on with', async () => {
  const storage = await open();
  await storage.documents.create(newDocument());
  await storage.updates.append(newAppend());
  await storage.files.put(newPicture(300_000), 10_000_000);
  const restored = join(parent, 'restored');
  await mkdir(restored);
  const other = openPlain(join(directory, DATABASE_FILE), { busyTimeoutMs: 1000 });
  other.prepare('VACUUM INTO ?').run(join(restored, DATABASE_FILE));
  other.close();
  const before = await everythingOf(storage, 'doc');
  await storage.updates.append(newAppend({ updates: [bytes(99)] }));

  const older = await open({ directory: restored });
  expect(await everythingOf(older, 'doc')).toEqual(before);
  expect(await older.files.get('doc', 'picture')).toEqual(
    await storage.files.get('doc', 'picture'),
  );
  await older.updates.append(newAppend({ gen: 'gen9' }));
  expect(await older.updates.genAt('doc', 3)).toBe('gen9');
  expect(await storage.updates.genAt('doc', 3)).toBe('gen1');
});

test('a migration that fails stops the start with its name, and the directory stays free', async () => {
  const broken = {
    number: migrations.length + 1,
    name: 'broken',
    sql: 'DROP TABLE documents; SELECT nonsense',
  };
  const first = await open();
  await first.documents.create(newDocument());
  const before = await everythingOf(first, 'doc');
  await first.close();
  await expect(open({ migrations: [...migrations, broken] })).rejects.toThrow(
    /Migration \d+ \(broken\) failed, and the database is as it was before/,
  );
  const again = await open();
  expect(await everythingOf(again, 'doc')).toEqual(before);
});

test('a database of a newer program, or of none, stops the start with a sentence', async () => {
  const newer = {
    number: migrations.length + 1,
    name: 'later',
    sql: 'CREATE TABLE later (x INTEGER)',
  };
  await (await open({ migrations: [...migrations, newer] })).close();
  await expect(open()).rejects.toThrow(/The database is newer than this program/);

  const strange = join(parent, 'strange');
  await mkdir(strange);
  await writeFile(join(strange, DATABASE_FILE), 'This is not a database. '.repeat(100));
  await expect(open({ directory: strange })).rejects.toMatchObject({
    code: 'unavailable',
    message: expect.stringMatching(/file is not a database/) as string,
  });
});

test('a directory that cannot be made stops the start with a sentence', async () => {
  const file = join(parent, 'file');
  await writeFile(file, '');
  await expect(open({ directory: join(file, 'data') })).rejects.toMatchObject({
    code: 'unavailable',
    message: expect.stringMatching(/^The data directory .+ cannot be used: /) as string,
  });
});

test('a directory in which this user may not write stops the start with a sentence', async () => {
  await (await open()).close();
  for (const path of [parent, join(parent, 'deep')]) await chmod(path, 0o755);
  // Another user's, with a database in it; then an empty one that may only be read.
  const empty = join(parent, 'empty');
  await mkdir(empty);
  for (const path of [directory, empty]) await chmod(path, 0o555);
  const root = process.geteuid?.() === 0;
  // Root may write everywhere: it is nobody for a moment.
  if (root) process.seteuid?.(65534);
  try {
    for (const path of [empty, directory]) {
      if (path === directory && !root) await chmod(join(directory, 'runnel.lock'), 0o444);
      await expect(open({ directory: path })).rejects.toMatchObject({
        code: 'unavailable',
        message: expect.stringContaining(`The data directory ${path} `) as string,
      });
    }
  } finally {
    if (root) process.seteuid?.(0);
    for (const path of [directory, empty]) await chmod(path, 0o755);
  }
});
