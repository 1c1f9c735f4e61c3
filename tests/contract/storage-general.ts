import { describe, expect, test } from 'vitest';
import type { Subject } from './storage-subject.ts';
import {
  bytes,
  documentWithLog,
  everythingOf,
  newAppend,
  newDocument,
  newSnapshot,
  newUser,
  refused,
} from './storage-values.ts';

/** Rules that hold for all methods. */
export function generalRules(subject: Subject): void {
  describe('every method', () => {
    test('check resolves while reading and writing work', async () => {
      await expect(subject.storage.check()).resolves.toBeUndefined();
      await expect(subject.storage.check()).resolves.toBeUndefined();
    });

    test('a read sees every write that had resolved', async () => {
      const { documents, updates } = subject.storage;
      await documents.create(newDocument());
      for (let seq = 2; seq <= 30; seq++) {
        await updates.append(newAppend({ updates: [bytes(seq)] }));
        const [record, log, gen] = await Promise.all([
          documents.get('doc'),
          updates.read('doc', { after: seq - 1, upTo: seq, maxBytes: 1 }),
          updates.genAt('doc', seq),
        ]);
        expect(record?.seq).toBe(seq);
        expect(log).toMatchObject([{ seq, update: bytes(seq) }]);
        expect(gen).toBe('gen1');
      }
    });

    test('writing calls are carried out in the order in which they were made', async () => {
      const { documents, updates, accounts } = subject.storage;
      const results = await Promise.all([
        documents.create(newDocument()),
        updates.append(newAppend()),
        documents.replace('doc', { ...newDocument(), lineage: 'lineage2' }),
        updates.append(newAppend({ lineage: 'lineage2' })),
        accounts.createOwner(newUser(), { name: 'Here' }),
        accounts.updateUser('ann', { name: 'Anna' }),
        documents.purge('doc'),
        documents.purge('doc'),
      ]);
      expect(results).toMatchObject([
        { seq: 1 },
        { firstSeq: 2, lastSeq: 2 },
        { seq: 3 },
        { firstSeq: 4, lastSeq: 4 },
        undefined,
        { name: 'Anna' },
        true,
        false,
      ]);
    });

    test('a refused call changes nothing, and takes none of those beside it along', async () => {
      const { documents, updates, accounts } = subject.storage;
      await documentWithLog(subject.storage, 2);
      await accounts.createOwner(newUser(), { name: 'Here' });
      const ben = newUser({ id: 'ben', email: 'ben@example.com' });
      const results = await Promise.allSettled([
        updates.append(newAppend({ updates: [bytes(3)] })),
        updates.append(newAppend({ lineage: 'other' })),
        documents.create(newDocument({ title: 'again' })),
        accounts.createOwner(ben, { name: 'Mine' }),
        updates.append(newAppend({ documentId: 'nowhere' })),
        documents.create(newDocument({ id: 'second' })),
        accounts.updateUser('nobody', { name: 'X' }),
        updates.compact({
          documentId: 'doc',
          lineage: 'other',
          snapshot: newSnapshot(),
          segment: null,
        }),
        updates.append(newAppend({ updates: [bytes(4)] })),
      ]);
      expect(results.map((result) => result.status === 'fulfilled')).toEqual([
        ...[true, false, false, false, false, true, false, false, true],
      ]);
      expect(await updates.load('doc')).toMatchObject({
        record: { seq: 4, title: 'Untitled' },
        snapshot: null,
        entries: [1, 2, 3, 4].map((seq) => ({ seq, update: bytes(seq) })),
      });
      expect(await accounts.users()).toHaveLength(1);
      expect(await accounts.workspace()).toEqual({ name: 'Here' });
      expect(await documents.list({ trashed: false })).toHaveLength(2);
    });

    test('all that was stored is there after a restart', async () => {
      const { accounts } = subject.storage;
      await documentWithLog(subject.storage, 5);
      await accounts.createOwner(newUser(), { name: 'Here' });
      const before = await everythingOf(subject.storage, 'doc');
      await subject.reopen();
      expect(await everythingOf(subject.storage, 'doc')).toEqual(before);
      expect(await subject.storage.accounts.users()).toEqual([newUser()]);
      expect(await subject.storage.updates.append(newAppend())).toEqual({
        firstSeq: 6,
        lastSeq: 6,
      });
    });

    test('close finishes what was asked for; then every call is refused', async () => {
      const { storage } = subject;
      await storage.documents.create(newDocument());
      const appends = Array.from({ length: 20 }, () => storage.updates.append(newAppend()));
      await storage.close();
      expect(await Promise.all(appends)).toHaveLength(20);
      await refused(storage.updates.append(newAppend()), 'unavailable');
      await refused(storage.documents.get('doc'), 'unavailable');
      await refused(storage.check(), 'unavailable');
      await expect(storage.close()).resolves.toBeUndefined();
      await subject.reopen();
      expect((await subject.storage.documents.get('doc'))?.seq).toBe(21);
    });
  });
}
