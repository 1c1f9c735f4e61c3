import { describe, expect, test } from 'vitest';
import type { Subject } from './storage-subject.ts';
import {
  bytes,
  documentWithLog,
  everythingOf,
  newAppend,
  newDocument,
  noise,
  refused,
  wholeLog,
} from './storage-values.ts';

/** Rules of `UpdateStore` about the log. */
export function updateRules(subject: Subject): void {
  describe('update log', () => {
    test('append gives the next seqs and moves the record with them', async () => {
      const { documents, updates } = subject.storage;
      const before = await documents.create(newDocument());
      const result = await updates.append({
        documentId: 'doc',
        lineage: 'lineage1',
        gen: 'gen2',
        entries: [
          { author: 'ann', time: 2000, update: bytes(2) },
          { author: null, time: 2001, update: bytes(3) },
          { author: 'ben', time: 2002, update: bytes(4) },
        ],
        title: 'Plan',
      });
      expect(result).toEqual({ firstSeq: 2, lastSeq: 4 });
      expect(await documents.get('doc')).toEqual({
        ...before,
        ...{ seq: 4, gen: 'gen2', title: 'Plan', updatedAt: 2002, updatedBy: 'ben' },
      });
      expect(await wholeLog(subject.storage)).toEqual([
        { seq: 1, gen: 'gen1', author: 'ann', time: 1000, update: bytes(1) },
        { seq: 2, gen: 'gen2', author: 'ann', time: 2000, update: bytes(2) },
        { seq: 3, gen: 'gen2', author: null, time: 2001, update: bytes(3) },
        { seq: 4, gen: 'gen2', author: 'ben', time: 2002, update: bytes(4) },
      ]);
    });

    test('append without a title keeps it; with an empty one empties it', async () => {
      const { documents, updates } = subject.storage;
      await documents.create(newDocument({ title: 'Plan' }));
      await updates.append(newAppend());
      expect((await documents.get('doc'))?.title).toBe('Plan');
      await updates.append(newAppend({ title: '' }));
      expect((await documents.get('doc'))?.title).toBe('');
    });

    test('append refuses a missing document, another lineage and no entries', async () => {
      const { updates } = subject.storage;
      await documentWithLog(subject.storage, 2);
      const before = await everythingOf(subject.storage, 'doc');
      await refused(updates.append(newAppend({ documentId: 'nowhere' })), 'missing');
      await refused(updates.append(newAppend({ lineage: 'lineage2' })), 'lineage_changed');
      await refused(updates.append(newAppend({ updates: [] })), 'invalid');
      await refused(updates.append(newAppend({ updates: [bytes(1), bytes()] })), 'invalid');
      await refused(updates.append(newAppend({ time: Number.NaN })), 'invalid');
      expect(await everythingOf(subject.storage, 'doc')).toEqual(before);
    });

    test('concurrent appends to one document are stored in order, without a gap', async () => {
      const { documents, updates } = subject.storage;
      await documents.create(newDocument());
      const results = await Promise.all(
        Array.from({ length: 300 }, (_, i) =>
          updates.append(newAppend({ updates: [bytes(i & 255, i >> 8), bytes(200)] })),
        ),
      );
      expect(results).toEqual(results.map((_, i) => ({ firstSeq: 2 + 2 * i, lastSeq: 3 + 2 * i })));
      const log = await wholeLog(subject.storage);
      expect(log.map(({ seq }) => seq)).toEqual(Array.from({ length: 601 }, (_, i) => i + 1));
      for (let i = 0; i < 300; i++) expect(log[1 + 2 * i]?.update).toEqual(bytes(i & 255, i >> 8));
    });

    test('documents have seqs of their own under concurrent appends', async () => {
      const { documents, updates } = subject.storage;
      const ids = Array.from({ length: 20 }, (_, i) => `doc${i}`);
      await Promise.all(ids.map((id) => documents.create(newDocument({ id }))));
      const rounds = Array.from({ length: 200 }, (_, i) => ids[(i * 7) % ids.length] ?? '');
      await Promise.all(
        rounds.map((documentId, i) =>
          updates.append(newAppend({ documentId, updates: [bytes(i)] })),
        ),
      );
      for (const id of ids) {
        const mine = rounds.flatMap((each, i) => (each === id ? [bytes(i)] : []));
        const log = await wholeLog(subject.storage, id);
        expect(log.map(({ seq }) => seq)).toEqual([1, ...mine.map((_, i) => i + 2)]);
        expect(log.slice(1).map(({ update }) => update)).toEqual(mine);
      }
    });

    test('load is null for a document that is not there; the other reads are empty', async () => {
      const { updates } = subject.storage;
      expect(await updates.load('nowhere')).toBeNull();
      expect(await updates.snapshot('nowhere')).toBeNull();
      expect(await wholeLog(subject.storage, 'nowhere')).toEqual([]);
      expect(await updates.genAt('nowhere', 1)).toBeNull();
      expect(await updates.segments('nowhere', 0)).toEqual([]);
    });

    test('load is of one moment, while appends go on', async () => {
      const { documents, updates } = subject.storage;
      await documents.create(newDocument());
      const appends: Promise<unknown>[] = [];
      for (let round = 0; round < 20; round++) {
        for (let i = 0; i < 10; i++) appends.push(updates.append(newAppend()));
        const loaded = await updates.load('doc');
        expect(loaded?.entries.at(-1)?.seq).toBe(loaded?.record.seq);
        expect(loaded?.entries).toHaveLength(loaded?.record.seq ?? -1);
      }
      await Promise.all(appends);
    });

    test('read takes a range: above `after`, up to and with `upTo`', async () => {
      const { updates } = subject.storage;
      await documentWithLog(subject.storage, 6);
      const seqs = async (after: number, upTo: number) =>
        (await updates.read('doc', { after, upTo, maxBytes: 1000 })).map(({ seq }) => seq);
      expect(await seqs(0, 6)).toEqual([1, 2, 3, 4, 5, 6]);
      expect(await seqs(2, 4)).toEqual([3, 4]);
      expect(await seqs(4, 100)).toEqual([5, 6]);
      expect(await seqs(6, 6)).toEqual([]);
      expect(await seqs(50, 60)).toEqual([]);
    });

    test('read stops after the entry with which the sizes exceed maxBytes', async () => {
      const { documents, updates } = subject.storage;
      await documents.create(newDocument({ update: noise(10, 1) }));
      for (let i = 0; i < 4; i++) await updates.append(newAppend({ updates: [noise(10, i)] }));
      const count = async (maxBytes: number) =>
        (await updates.read('doc', { after: 0, upTo: 5, maxBytes })).length;
      expect(await count(0)).toBe(1);
      expect(await count(9)).toBe(1);
      expect(await count(10)).toBe(2);
      expect(await count(29)).toBe(3);
      expect(await count(1000)).toBe(5);
    });

    test('bytes come back as they were given, however large and whatever they are part of', async () => {
      const { documents, updates } = subject.storage;
      const large = noise(4 * 1024 * 1024, 1);
      const part = noise(100_000, 2).subarray(30_000, 70_000);
      const buffer = Buffer.from('a pooled buffer');
      await documents.create(newDocument({ update: part }));
      await updates.append(newAppend({ updates: [large, buffer, part] }));
      const log = await wholeLog(subject.storage);
      const given = [part, large, buffer, part];
      expect(log).toHaveLength(4);
      for (const [i, { update }] of log.entries())
        expect(Buffer.compare(update, given[i] ?? bytes())).toBe(0);
      // What was handed in is still the caller's.
      expect(large.byteLength).toBe(4 * 1024 * 1024);
      expect(buffer.toString()).toBe('a pooled buffer');
    });

    test('genAt names the gen of each entry and is null where there is none', async () => {
      const { documents, updates } = subject.storage;
      await documents.create(newDocument());
      await updates.append(newAppend({ gen: 'gen2' }));
      expect(await updates.genAt('doc', 0)).toBeNull();
      expect(await updates.genAt('doc', 1)).toBe('gen1');
      expect(await updates.genAt('doc', 2)).toBe('gen2');
      expect(await updates.genAt('doc', 3)).toBeNull();
    });
  });
}
