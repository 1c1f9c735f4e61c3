import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { StorageError } from '../storage.ts';
import { openPlain, type Database } from './database.ts';
import { GroupCommit } from './group-commit.ts';
import type { Request } from './rpc/wire.ts';

let db: Database;
let group: GroupCommit;

beforeEach(() => {
  db = openPlain(':memory:', { busyTimeoutMs: 0 });
  db.exec('CREATE TABLE t (id INTEGER PRIMARY KEY, data BLOB) STRICT');
  const insert = db.prepare('INSERT INTO t VALUES (?, ?)');
  const put = (id: number, size = 1) => {
    insert.run(id, new Uint8Array(size));
    return `put ${id}`;
  };
  group = new GroupCommit(db, {
    put,
    putThenRefuse: (id: number) => {
      put(id);
      throw new StorageError('missing', 'refused after a write');
    },
    append: (id: number) => put(id),
    appendRefused: () => {
      throw new StorageError('lineage_changed', 'refused');
    },
  });
});
afterEach(() => db.close());

let lastId = 0;
const request = (method: string, ...args: unknown[]): Request => ({ id: ++lastId, method, args });
const stored = () =>
  db
    .prepare('SELECT id FROM t ORDER BY id')
    .all()
    .map((row) => row['id']);

test('what comes together is one commit, answered in order', () => {
  const requests = [request('put', 1), request('append', 2), request('put', 3)];
  expect(group.run(requests)).toEqual(
    requests.map(({ id, args }) => [id, false, `put ${String(args[0])}`]),
  );
  expect(group.stats).toEqual({ commits: 1, calls: 3 });
  expect(db.isTransaction).toBe(false);
});

test('a refused call is undone alone', () => {
  const replies = group.run([
    request('put', 1),
    request('putThenRefuse', 2),
    request('put', 1),
    request('nothing'),
    request('put', 3),
  ]);
  expect(replies.map(([, failed, value]) => (failed ? value : 'ok'))).toMatchObject([
    'ok',
    { code: 'missing' },
    { code: 'taken' },
    { code: 'invalid' },
    'ok',
  ]);
  expect(stored()).toEqual([1, 3]);
  expect(group.stats.commits).toBe(1);
});

test('a call alone that is refused leaves nothing', () => {
  expect(group.run([request('putThenRefuse', 1)])).toMatchObject([[lastId, true, {}]]);
  expect(stored()).toEqual([]);
  expect(db.isTransaction).toBe(false);
});

test('an append that fails in an unforeseen way is undone too, and the rest is stored', () => {
  const replies = group.run([request('put', 1), request('append', 1), request('put', 2)]);
  expect(replies.map(([, failed]) => failed)).toEqual([false, true, false]);
  expect(stored()).toEqual([1, 2]);
});

test('what does not fit takes nothing else with it, and room is made use of again', () => {
  const { page_count: pages } = db.prepare('PRAGMA page_count').get() ?? {};
  db.exec(`PRAGMA max_page_count = ${Number(pages) + 10}`);
  const replies = group.run([
    request('put', 1, 100),
    request('put', 2, 1_000_000),
    request('append', 3),
  ]);
  expect(replies.map(([, failed, value]) => (failed ? value : 'ok'))).toMatchObject([
    'ok',
    { code: 'unavailable', cause: { errcode: 13 } },
    'ok',
  ]);
  expect(stored()).toEqual([1, 3]);
  expect(db.isTransaction).toBe(false);
  db.exec('PRAGMA max_page_count = 100000');
  expect(group.run([request('put', 2, 1_000_000)])).toMatchObject([[lastId, false, 'put 2']]);
});

test('while another program holds the database, it is waited for once, not once a call', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'runnel-group-'));
  const path = join(directory, 'db.sqlite');
  const other = openPlain(path, { busyTimeoutMs: 0 });
  const own = openPlain(path, { busyTimeoutMs: 0 });
  const prepare = vi.spyOn(own, 'prepare');
  const patient = new GroupCommit(own, { put: () => 'put' });
  const begin = prepare.mock.results[prepare.mock.calls.findIndex(([sql]) => /BEGIN/.test(sql))];
  const begun = vi.spyOn((begin?.value ?? own) as { run(): unknown }, 'run');
  other.exec('BEGIN IMMEDIATE');
  for (const reply of patient.run([request('put'), request('put'), request('put')]))
    expect(reply).toMatchObject([expect.any(Number), true, { code: 'unavailable' }]);
  expect(begun).toHaveBeenCalledTimes(1);
  other.exec('ROLLBACK');
  expect(patient.run([request('put')])).toMatchObject([[lastId, false, 'put']]);
  other.close();
  own.close();
  await rm(directory, { recursive: true });
});
