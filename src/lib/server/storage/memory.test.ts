import { expect, test } from 'vitest';
import { createMemoryStorage } from './memory.ts';
import type { AppendRequest, NewDocument } from './storage.ts';

const DOCUMENT: NewDocument = {
  id: 'doc',
  kind: 'text',
  title: '',
  lineage: 'lineage1',
  schemaVersion: 1,
  gen: 'gen1',
  author: null,
  time: 1,
  update: new Uint8Array([1]),
};

const APPEND: AppendRequest = {
  documentId: 'doc',
  lineage: 'lineage1',
  gen: 'gen1',
  entries: [{ author: null, time: 2, update: new Uint8Array([2]) }],
};

test('failNext fails that many writes, and nothing of them is stored', async () => {
  const storage = createMemoryStorage();
  await storage.documents.create(DOCUMENT);
  storage.failNext(2);
  const unavailable = { name: 'StorageError', code: 'unavailable' };
  await expect(storage.updates.append(APPEND)).rejects.toMatchObject(unavailable);
  expect((await storage.updates.load('doc'))?.entries).toHaveLength(1);
  await expect(storage.check()).rejects.toMatchObject(unavailable);
  await expect(storage.updates.append(APPEND)).resolves.toEqual({ firstSeq: 2, lastSeq: 2 });
});

test('beforeWrite can refuse one write; the cause is kept and the next goes through', async () => {
  const reason = new Error('disk full');
  const seen: string[] = [];
  const storage = createMemoryStorage({
    beforeWrite: (operation) => {
      seen.push(operation);
      if (seen.length === 2) throw reason;
    },
  });
  await storage.documents.create(DOCUMENT);
  const [first, second] = await Promise.allSettled([
    storage.updates.append(APPEND),
    storage.updates.append(APPEND),
  ]);
  expect(first).toMatchObject({ reason: { code: 'unavailable', cause: reason } });
  expect(second).toMatchObject({ value: { firstSeq: 2, lastSeq: 2 } });
  expect(seen).toEqual(['documents.create', 'updates.append', 'updates.append']);
});

test('beforeWrite can hold a write up: until then nothing is stored, and those behind it wait', async () => {
  const gate = Promise.withResolvers<undefined>();
  let held = false;
  const storage = createMemoryStorage({ beforeWrite: () => (held ? gate.promise : undefined) });
  await storage.documents.create(DOCUMENT);
  held = true;
  const first = storage.updates.append(APPEND);
  held = false;
  const second = storage.updates.append(APPEND);
  expect((await storage.documents.get('doc'))?.seq).toBe(1);
  gate.resolve(undefined);
  expect(await second).toEqual({ firstSeq: 3, lastSeq: 3 });
  expect(await first).toEqual({ firstSeq: 2, lastSeq: 2 });
});

test('reopen goes on with the same data and cuts off what the old engine had not stored', async () => {
  const gate = Promise.withResolvers<undefined>();
  const entered = Promise.withResolvers<undefined>();
  const old = createMemoryStorage({
    beforeWrite: (operation) => {
      if (operation !== 'updates.append') return;
      entered.resolve(undefined);
      return gate.promise;
    },
  });
  await old.documents.create(DOCUMENT);
  const waiting = [old.updates.append(APPEND), old.updates.append(APPEND)];
  await entered.promise;
  const next = old.reopen({});
  gate.resolve(undefined);
  for (const each of waiting) await expect(each).rejects.toMatchObject({ code: 'unavailable' });
  await expect(old.documents.get('doc')).rejects.toMatchObject({ code: 'unavailable' });
  expect((await next.documents.get('doc'))?.seq).toBe(1);
  expect(await next.updates.append(APPEND)).toEqual({ firstSeq: 2, lastSeq: 2 });
});

test('a copy is a backup: later changes of either do not touch the other', async () => {
  const storage = createMemoryStorage();
  await storage.documents.create(DOCUMENT);
  const backup = storage.copy();
  await storage.updates.append(APPEND);
  await storage.updates.append(APPEND);
  expect((await backup.updates.load('doc'))?.entries).toHaveLength(1);
  await backup.updates.append({ ...APPEND, gen: 'gen2' });
  expect(await backup.updates.genAt('doc', 2)).toBe('gen2');
  expect(await storage.updates.genAt('doc', 2)).toBe('gen1');
  expect((await storage.documents.get('doc'))?.seq).toBe(3);
});

test('what is stored does not follow a buffer that the caller uses again', async () => {
  const storage = createMemoryStorage();
  const update = new Uint8Array([5]);
  await storage.documents.create({ ...DOCUMENT, update });
  update[0] = 6;
  expect((await storage.updates.load('doc'))?.entries[0]?.update).toEqual(new Uint8Array([5]));
});
