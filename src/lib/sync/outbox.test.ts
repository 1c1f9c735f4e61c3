import { beforeEach, expect, test } from 'vitest';
import * as Y from 'yjs';
import type { Row } from './device.ts';
import { Outbox } from './outbox.ts';

let now = 0;
let outbox: Outbox;
beforeEach(() => {
  now = 1000;
  outbox = new Outbox({
    clock: { now: () => now, setTimeout: () => null, clearTimeout: () => undefined },
    random: () => 0.5,
  });
});

function updatesOf(...texts: string[]): Uint8Array[] {
  const doc = new Y.Doc();
  const updates: Uint8Array[] = [];
  doc.on('update', (update: Uint8Array) => updates.push(update));
  for (const text of texts) doc.getText('title').insert(0, text);
  return updates;
}

function textOf(rows: readonly { update: Uint8Array }[]): string {
  const doc = new Y.Doc();
  for (const { update } of rows) Y.applyUpdate(doc, update);
  return doc.getText('title').toString();
}

/** Edits with a long pause after each. */
function add(...texts: string[]): void {
  for (const update of updatesOf(...texts)) {
    outbox.add(update);
    now += 2000;
  }
}

/** Puts what is fresh on the device; returns its keys. */
function store(): string[] {
  const keys = outbox.takeFresh().map((row) => row.key);
  outbox.written(keys, true);
  return keys;
}

test('edits that wait for the device become one row, and count as what they are', () => {
  add('c', 'b', 'a');
  expect(outbox.pending).toBe(3);
  const rows = outbox.takeFresh();
  expect(rows).toHaveLength(1);
  expect(rows[0]).toMatchObject({ changes: 3, sent: 'unsent' });
  expect(textOf(rows)).toBe('abc');
  expect(outbox.takeFresh()).toEqual([]);
});

test('edits without a pause are one change, however many rows they make', () => {
  const [first, ...more] = updatesOf('e', 'd', 'c', 'b', 'a');
  outbox.add(first as Uint8Array);
  const [head] = store();
  for (const update of more) {
    now += 1999;
    outbox.add(update);
    store();
  }
  expect(outbox.pending).toBe(1);
  expect(outbox.rows().map(({ changes }) => changes)).toEqual([1, 0, 0, 0, 0]);
  now += 2000;
  add('f');
  expect(outbox.pending).toBe(2);
  // What is left of a burst is a change too: 0 would say that everything is saved.
  outbox.acknowledge([head ?? '', ...store()], 'g.1');
  expect(outbox.pending).toBe(1);
  outbox.acknowledge(outbox.unsentKeys(), 'g.2');
  expect(outbox.pending).toBe(0);
});

test('a burst whose beginning was acknowledged goes on as a new change, one that was merged does not', () => {
  const [a, b, c] = updatesOf('c', 'b', 'a') as [Uint8Array, Uint8Array, Uint8Array];
  outbox.add(a);
  outbox.acknowledge(store(), 'g.1');
  outbox.add(b);
  store();
  expect(outbox.rows().map(({ changes }) => changes)).toEqual([1, 1]);
  outbox.merge(new Set(), 1);
  outbox.add(c);
  expect(outbox.pending).toBe(1);
});

test('nothing may be sent before the device has it', () => {
  add('a');
  const [row] = outbox.takeFresh();
  expect(outbox.sendable(1000)).toEqual([]);
  expect(outbox.hasFresh).toBe(true);
  outbox.written([row?.key ?? ''], true);
  expect(outbox.sendable(1000)).toHaveLength(1);
  expect(outbox.hasFresh).toBe(false);
});

test('what comes while a row is being written is another row', () => {
  const [first, second] = updatesOf('a', 'b');
  outbox.add(first as Uint8Array);
  const rows = outbox.takeFresh();
  outbox.add(second as Uint8Array);
  expect(outbox.takeFresh()).toHaveLength(1);
  expect(rows[0]?.changes).toBe(1);
});

test('at least one row is sendable, however large', () => {
  const [first, second] = updatesOf('x'.repeat(500), 'y');
  outbox.add(first as Uint8Array);
  store();
  outbox.add(second as Uint8Array);
  store();
  expect(outbox.sendable(10)).toHaveLength(1);
  expect(outbox.sendable(10_000)).toHaveLength(2);
});

test('an acknowledged edit is no longer pending, and forgotten when the stream has passed it', () => {
  add('a');
  const keys = store();
  outbox.acknowledge(keys, 'gen.5');
  expect(outbox.pending).toBe(0);
  expect(outbox.oldestAt).toBeNull();
  expect(outbox.settle('gen.4')).toEqual([]);
  // The same seq under another start of the server is another entry.
  expect(outbox.settle('other.9')).toEqual([]);
  expect(outbox.settle('gen.5')).toEqual(keys);
  expect(outbox.rows()).toEqual([]);
});

test('an acknowledgement that another server start knows nothing of is doubted', () => {
  add('a');
  outbox.acknowledge(store(), 'gen.5');
  outbox.revive('gen');
  expect(outbox.pending).toBe(0);
  outbox.revive('next');
  expect(outbox.pending).toBe(1);
});

test('rows of other tabs are taken in once', () => {
  const [update] = updatesOf('a');
  const row: Row = { key: 'k', update: update as Uint8Array, changes: 2, sent: 'unsent' };
  expect(outbox.adopt(row, true)).toBe(true);
  expect(outbox.adopt(row, true)).toBe(false);
  expect(outbox.adopt({ ...row, key: 'content', sent: null }, true)).toBe(false);
  expect(outbox.pending).toBe(2);
  expect(outbox.unstored()).toEqual([]);
});

test('an acknowledgement that overtakes the edit itself is remembered', () => {
  const [update] = updatesOf('a');
  outbox.acknowledge(['k'], 'gen.1');
  const row: Row = { key: 'k', update: update as Uint8Array, changes: 1, sent: 'unsent' };
  expect(outbox.adopt(row, true)).toBe(false);
  expect(outbox.pending).toBe(0);
});

test('a row that no device has is stored by everybody who can, and remembered', () => {
  const [update] = updatesOf('a');
  const row: Row = { key: 'k', update: update as Uint8Array, changes: 1, sent: 'unsent' };
  outbox.adopt(row, false);
  expect(outbox.takeFresh()).toHaveLength(1);
  outbox.written(['k'], false);
  expect(outbox.unstored().map(({ key }) => key)).toEqual(['k']);
  // The leader's list does not know it: still not dropped, for nobody else may have it.
  outbox.retainForeign(new Set());
  expect(outbox.pending).toBe(1);
  outbox.adopt(row, true);
  outbox.retainForeign(new Set());
  expect(outbox.pending).toBe(0);
});

test('many rows become one, except those on the wire', () => {
  const updates = updatesOf('d', 'c', 'b', 'a');
  const keys = updates.flatMap((update) => {
    outbox.add(update);
    now += 2000;
    return store();
  });
  expect(outbox.merge(new Set(), 5)).toBeNull();
  const merged = outbox.merge(new Set([keys[0] ?? '']), 3);
  expect(merged?.merged).toEqual(keys.slice(1));
  expect(merged?.row.changes).toBe(3);
  expect(outbox.pending).toBe(4);
  outbox.written([merged?.row.key ?? ''], true);
  expect(textOf(outbox.sendable(1000))).toBe('abcd');
  // An acknowledgement of the row that was on the wire meets only it.
  outbox.acknowledge([keys[0] ?? ''], 'gen.1');
  expect(outbox.pending).toBe(3);
});

test('the oldest change says since when somebody waits', () => {
  add('a');
  store();
  now = 2000;
  add('b');
  expect(outbox.oldestAt).toBe(1000);
});
