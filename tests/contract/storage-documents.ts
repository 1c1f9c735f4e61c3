import { describe, expect, test } from 'vitest';
import type { Subject } from './storage-subject.ts';
import {
  bytes,
  documentWithLog,
  everythingOf,
  newAppend,
  newDocument,
  newSnapshot,
  refused,
  wholeLog,
} from './storage-values.ts';

/** Rules of `DocumentStore`. */
export function documentRules(subject: Subject): void {
  describe('documents', () => {
    test('create stores record and first content together', async () => {
      const { documents, updates } = subject.storage;
      const record = await documents.create(newDocument({ title: 'Plan', schemaVersion: 4 }));
      expect(record).toEqual({
        id: 'doc',
        kind: 'text',
        title: 'Plan',
        lineage: 'lineage1',
        baseSeq: 1,
        seq: 1,
        gen: 'gen1',
        schemaVersion: 4,
        createdAt: 1000,
        createdBy: 'ann',
        updatedAt: 1000,
        updatedBy: 'ann',
        trashedAt: null,
        trashedBy: null,
      });
      expect(await documents.get('doc')).toEqual(record);
      expect(await updates.load('doc')).toEqual({
        record,
        snapshot: null,
        entries: [{ seq: 1, gen: 'gen1', author: 'ann', time: 1000, update: bytes(1) }],
      });
    });

    test('create refuses an id that is in use, and one without content', async () => {
      const { documents } = subject.storage;
      await documents.create(newDocument());
      const before = await everythingOf(subject.storage, 'doc');
      await refused(documents.create(newDocument({ update: bytes(9) })), 'taken');
      await refused(documents.create(newDocument({ id: 'empty', update: bytes() })), 'invalid');
      expect(await everythingOf(subject.storage, 'doc')).toEqual(before);
      expect(await documents.get('empty')).toBeNull();
    });

    test('of two that create the same id at once, one succeeds', async () => {
      const { documents } = subject.storage;
      const results = await Promise.allSettled(
        ['one', 'two', 'three'].map((title) => documents.create(newDocument({ title }))),
      );
      expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected']);
      expect((await documents.get('doc'))?.title).toBe('one');
    });

    test('get is null for a document that is not there', async () => {
      expect(await subject.storage.documents.get('nowhere')).toBeNull();
    });

    test('list has the latest change first, in the trash or not', async () => {
      const { documents, updates } = subject.storage;
      for (const [i, id] of ['a', 'b', 'c', 'd'].entries())
        await documents.create(newDocument({ id, time: 1000 + i }));
      await updates.append(newAppend({ documentId: 'a', time: 5000 }));
      await documents.setTrashed('c', { at: 6000, by: 'ben' });
      const ids = async (trashed: boolean) =>
        (await documents.list({ trashed })).map(({ id }) => id);
      expect(await ids(false)).toEqual(['a', 'd', 'b']);
      expect(await ids(true)).toEqual(['c']);
    });

    test('setTrashed moves in and out of the trash and changes nothing else', async () => {
      const { documents } = subject.storage;
      const record = await documents.create(newDocument());
      const trashed = { ...record, trashedAt: 3000, trashedBy: 'ben' };
      expect(await documents.setTrashed('doc', { at: 3000, by: 'ben' })).toEqual(trashed);
      expect(await documents.get('doc')).toEqual(trashed);
      expect(await documents.setTrashed('doc', null)).toEqual(record);
      expect(await documents.setTrashed('nowhere', null)).toBeNull();
    });

    test('purge deletes record, log, snapshot and history; the id is free again', async () => {
      const { documents, updates } = subject.storage;
      await documentWithLog(subject.storage, 4);
      await documents.create(newDocument({ id: 'other' }));
      const gens = [{ from: 1, gen: 'gen1' }];
      await updates.compact({
        documentId: 'doc',
        lineage: 'lineage1',
        snapshot: newSnapshot({ seq: 3 }),
        segment: { firstSeq: 1, lastSeq: 2, gens, data: bytes(5) },
      });
      expect(await documents.purge('doc')).toBe(true);
      expect(await documents.get('doc')).toBeNull();
      expect(await updates.load('doc')).toBeNull();
      expect(await updates.snapshot('doc')).toBeNull();
      expect(await updates.segments('doc', 0)).toEqual([]);
      expect(await wholeLog(subject.storage)).toEqual([]);
      expect(await updates.genAt('doc', 1)).toBeNull();
      expect(await updates.genAt('doc', 4)).toBeNull();
      await refused(updates.append(newAppend()), 'missing');
      expect(await documents.purge('doc')).toBe(false);
      expect((await updates.load('other'))?.entries).toHaveLength(1);

      await documents.create(newDocument({ lineage: 'lineage9', update: bytes(42) }));
      expect(await updates.load('doc')).toMatchObject({
        record: { seq: 1, lineage: 'lineage9' },
        snapshot: null,
        entries: [{ update: bytes(42) }],
      });
      expect(await updates.segments('doc', 0)).toEqual([]);
      expect(await updates.genAt('doc', 2)).toBeNull();
    });

    test('replace begins a new lineage at the next seq and keeps the old log', async () => {
      const { documents, updates } = subject.storage;
      const before = await documentWithLog(subject.storage, 3);
      await updates.compact({
        documentId: 'doc',
        lineage: 'lineage1',
        snapshot: newSnapshot({ seq: 2 }),
        segment: null,
      });
      const content = {
        ...{ lineage: 'lineage2', gen: 'gen2', author: 'ben', time: 4000, title: 'New' },
        update: bytes(77),
      };
      const record = await documents.replace('doc', content);
      expect(record).toEqual({
        ...before,
        ...{ lineage: 'lineage2', gen: 'gen2', title: 'New', seq: 4, baseSeq: 4 },
        updatedAt: 4000,
        updatedBy: 'ben',
      });
      // The old content's snapshot must not become the new content's.
      expect(await updates.load('doc')).toEqual({
        record,
        snapshot: null,
        entries: [{ seq: 4, gen: 'gen2', author: 'ben', time: 4000, update: bytes(77) }],
      });
      expect(await updates.snapshot('doc')).toBeNull();
      expect(await wholeLog(subject.storage)).toHaveLength(4);
      expect(await updates.genAt('doc', 3)).toBe('gen1');
      expect(await updates.genAt('doc', 4)).toBe('gen2');
    });

    test('replace refuses a document that is not there', async () => {
      await refused(subject.storage.documents.replace('nowhere', newDocument()), 'missing');
    });

    test('edits of the old content are refused after replace', async () => {
      const { documents, updates } = subject.storage;
      await documentWithLog(subject.storage, 2);
      const [, append] = await Promise.allSettled([
        documents.replace('doc', newDocument({ lineage: 'lineage2' })),
        updates.append(newAppend({ lineage: 'lineage1' })),
      ]);
      expect(append).toMatchObject({ status: 'rejected', reason: { code: 'lineage_changed' } });
      expect((await documents.get('doc'))?.seq).toBe(3);
    });
  });
}
