import { describe, expect, test } from 'vitest';
import type { NewFile } from '../../src/lib/server/storage/storage.ts';
import type { Subject } from './storage-subject.ts';
import { bytes, newAppend, newDocument, noise, refused } from './storage-values.ts';

const ROOM = 10_000_000;

function newFile(fields: Partial<NewFile> = {}): NewFile {
  return {
    documentId: 'doc',
    id: 'file1',
    type: 'image/png',
    data: bytes(1, 2, 3),
    author: 'ann',
    time: 3000,
    ...fields,
  };
}

/** Rules of `FileStore`. */
export function fileRules(subject: Subject): void {
  describe('files', () => {
    test('a file is stored with its bytes, and is there after a restart', async () => {
      await subject.storage.documents.create(newDocument());
      const data = noise(700_001, 1);
      const record = await subject.storage.files.put(newFile({ data }), ROOM);
      expect(record).toEqual({
        id: 'file1',
        type: 'image/png',
        size: 700_001,
        createdAt: 3000,
        createdBy: 'ann',
      });
      for (let round = 0; round < 2; round++) {
        const { files } = subject.storage;
        expect(await files.find('doc', 'file1')).toEqual(record);
        const found = await files.get('doc', 'file1');
        expect(Buffer.compare(found?.data ?? bytes(), data)).toBe(0);
        expect({ ...found, data: undefined }).toEqual({ ...record, data: undefined });
        await subject.reopen();
      }
    });

    test('what is not there is null', async () => {
      const { documents, files } = subject.storage;
      await documents.create(newDocument());
      await documents.create(newDocument({ id: 'other' }));
      await files.put(newFile(), ROOM);
      expect(await files.find('doc', 'file2')).toBeNull();
      expect(await files.get('doc', 'file2')).toBeNull();
      expect(await files.find('other', 'file1')).toBeNull();
      expect(await files.get('nowhere', 'file1')).toBeNull();
    });

    test('the same file is one, also of those that are stored at once; the first stays', async () => {
      const { documents, files } = subject.storage;
      await documents.create(newDocument());
      const data = noise(400_000, 2);
      const put = (time: number, author: string) =>
        files.put(newFile({ data, time, author }), 500_000);
      const records = await Promise.all([put(1, 'ann'), put(2, 'ben'), put(3, 'cleo')]);
      records.push(await put(4, 'dan'));
      const found = await files.find('doc', 'file1');
      expect(records).toEqual(records.map(() => found));
    });

    test('a document has room for so many bytes and no more, each document for itself', async () => {
      const { documents, files } = subject.storage;
      await documents.create(newDocument());
      await documents.create(newDocument({ id: 'other' }));
      await files.put(newFile({ data: noise(60, 1) }), 100);
      await refused(files.put(newFile({ id: 'file2', data: noise(41, 2) }), 100), 'full');
      expect(await files.find('doc', 'file2')).toBeNull();
      await files.put(newFile({ id: 'file3', data: noise(40, 3) }), 100);
      await files.put(newFile({ documentId: 'other', data: noise(100, 4) }), 100);
      // What is there needs no room.
      await expect(files.put(newFile({ data: noise(60, 1) }), 100)).resolves.toBeTruthy();
    });

    test('of two that only have room for one, one is stored', async () => {
      const { documents, files } = subject.storage;
      await documents.create(newDocument());
      const put = (id: string, seed: number) =>
        files.put(newFile({ id, data: noise(300_000, seed) }), 500_000);
      const results = await Promise.allSettled([put('a', 1), put('b', 2)]);
      expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      expect(results.find(({ status }) => status === 'rejected')).toMatchObject({
        reason: { code: 'full' },
      });
    });

    test('no document, or no bytes: refused', async () => {
      const { documents, files } = subject.storage;
      await refused(files.put(newFile(), ROOM), 'missing');
      await documents.create(newDocument());
      await refused(files.put(newFile({ data: bytes() }), ROOM), 'invalid');
    });

    test('edits that come while a file is stored are stored too', async () => {
      const { documents, files, updates } = subject.storage;
      await documents.create(newDocument());
      const storing = files.put(newFile({ data: noise(2_000_000, 5) }), ROOM);
      const appended = await updates.append(newAppend());
      expect(appended.lastSeq).toBe(2);
      expect((await storing).size).toBe(2_000_000);
    });

    test('purge deletes the files; what is being stored then is refused or gone', async () => {
      const { documents, files } = subject.storage;
      await documents.create(newDocument());
      await files.put(newFile(), ROOM);
      const storing = files.put(newFile({ id: 'file2', data: noise(900_000, 6) }), ROOM);
      const [stored, purged] = await Promise.allSettled([storing, documents.purge('doc')]);
      expect(purged).toMatchObject({ value: true });
      if (stored.status === 'rejected') expect(stored.reason).toMatchObject({ code: 'missing' });
      await documents.create(newDocument());
      for (const id of ['file1', 'file2']) {
        expect(await files.find('doc', id)).toBeNull();
        expect(await files.get('doc', id)).toBeNull();
      }
    });

    test('replacing the content keeps the files', async () => {
      const { documents, files } = subject.storage;
      await documents.create(newDocument());
      const record = await files.put(newFile(), ROOM);
      await documents.replace('doc', newDocument({ lineage: 'lineage2' }));
      expect(await files.find('doc', 'file1')).toEqual(record);
    });
  });
}
