import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openPlain, type Database } from './database.ts';
import { migrate, type Migration } from './migrate.ts';
import { migrations } from './migrations/index.ts';

const ONE: Migration = { number: 1, name: 'one', sql: 'CREATE TABLE a (x INTEGER) STRICT' };
const TWO: Migration = {
  number: 2,
  name: 'two',
  sql: 'ALTER TABLE a ADD COLUMN y TEXT; INSERT INTO a VALUES (1, NULL);',
};
const BROKEN: Migration = {
  number: 3,
  name: 'broken',
  sql: 'CREATE TABLE b (x INTEGER) STRICT; DELETE FROM a; CREATE TABLE a (x INTEGER)',
};

let directory: string;
let db: Database;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'runnel-migrate-'));
  db = openPlain(join(directory, 'db.sqlite'), { busyTimeoutMs: 0 });
});
afterEach(async () => {
  db.close();
  await rm(directory, { recursive: true });
});

const recorded = () => db.prepare('SELECT number, name, at FROM migrations ORDER BY number').all();
const schema = () => db.prepare('SELECT name, sql FROM sqlite_schema ORDER BY name').all();

test('the migrations are numbered from 1 without gaps', () => {
  expect(migrations.map(({ number }) => number)).toEqual(migrations.map((_, i) => i + 1));
});

test('each runs once and is recorded', () => {
  expect(migrate(db, [ONE], 10)).toBe(1);
  expect(migrate(db, [ONE], 20)).toBe(0);
  expect(migrate(db, [ONE, TWO], 30)).toBe(1);
  expect(migrate(db, [ONE, TWO], 40)).toBe(0);
  expect(recorded()).toEqual([
    { number: 1, name: 'one', at: 10 },
    { number: 2, name: 'two', at: 30 },
  ]);
  expect(db.prepare('SELECT count(*) AS n FROM a').get()).toEqual({ n: 1 });
});

test('one that fails is named, and leaves the database as it was, the steps before it too', () => {
  migrate(db, [ONE], 10);
  const before = schema();
  expect(() => migrate(db, [ONE, TWO, BROKEN])).toThrow(/Migration 3 \(broken\) failed/);
  expect(schema()).toEqual(before);
  expect(recorded()).toHaveLength(1);
  expect(db.isTransaction).toBe(false);
  expect(migrate(db, [ONE, TWO])).toBe(1);
});

test('one that leaves rows without what they point to fails', () => {
  const dangling: Migration = {
    number: 1,
    name: 'dangling',
    sql: 'CREATE TABLE p (id INTEGER PRIMARY KEY); CREATE TABLE c (p INTEGER REFERENCES p); INSERT INTO c VALUES (1)',
  };
  expect(() => migrate(db, [dangling])).toThrow(/Migration 1 \(dangling\) failed/);
  expect(schema()).toEqual([]);
});

test('a database newer than the program is refused and not touched', () => {
  migrate(db, [ONE, TWO]);
  const before = schema();
  expect(() => migrate(db, [ONE])).toThrow(
    /newer than this program: it has migration 2, the program knows 1/,
  );
  expect(schema()).toEqual(before);
});

test('a database of something else is refused and not touched', async () => {
  db.exec('CREATE TABLE recipes (name TEXT)');
  db.close();
  const path = join(directory, 'db.sqlite');
  const before = await readFile(path);
  db = openPlain(path, { busyTimeoutMs: 0 });
  expect(() => migrate(db, [ONE])).toThrow(/not one of Runnel/);
  db.close();
  expect(await readFile(path)).toEqual(before);
  db = openPlain(path, { busyTimeoutMs: 0 });
});

test('while another start migrates, this one does not', () => {
  const other = openPlain(join(directory, 'db.sqlite'), { busyTimeoutMs: 0 });
  other.exec('BEGIN IMMEDIATE');
  expect(() => migrate(db, [ONE])).toThrow(/locked/);
  other.exec('ROLLBACK');
  expect(migrate(other, [ONE])).toBe(1);
  expect(migrate(db, [ONE])).toBe(0);
  other.close();
});

test('a database of the first version is brought up to date with everybody in it', () => {
  migrate(db, migrations.slice(0, 1));
  db.exec("INSERT INTO users VALUES ('ann', 'ann@example.com', 'Ann', 3, 'owner', 'hash', 100)");
  expect(migrate(db, migrations)).toBe(migrations.length - 1);
  expect(db.prepare('SELECT id, role FROM users').all()).toEqual([{ id: 'ann', role: 'owner' }]);
  expect(db.prepare('SELECT * FROM former_users').all()).toEqual([]);
});
