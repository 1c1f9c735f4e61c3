import { describe, expect, test } from 'vitest';
import type { Segment, Snapshot, Storage } from '../../src/lib/server/storage/storage.ts';
import type { Subject } from './storage-subject.ts';
import {
  bytes,
  documentWithLog,
  everythingOf,
  newAppend,
  newDocument,
  newSnapshot,
  noise,
  refused,
  wholeLog,
} from './storage-values.ts';

const ONE_GEN = [{ from: 1, gen: 'gen1' }];

/** Entries 1…3 of gen1, 4…6 of gen2, 7…8 of gen1 again. */
async function threeGens({ documents, updates }: Storage): Promise<void> {
  await documents.create(newDocument());
  for (const gen of ['gen1', 'gen1', 'gen2', 'gen2', 'gen2', 'gen1', 'gen1'])
    await updates.append(newAppend({ gen }));
}

/** Rules of `UpdateStore` about snapshots and segments. */
export function compactionRules(subject: Subject): void {
  const compact = (
    snapshot: Partial<Snapshot>,
    segment: Segment | null = null,
    lineage = 'lineage1',
  ) =>
    subject.storage.updates.compact({
      documentId: 'doc',
      lineage,
      snapshot: newSnapshot(snapshot),
      segment,
    });

  describe('compaction', () => {
    test('a snapshot is loaded with the entries after it', async () => {
      const { updates } = subject.storage;
      await documentWithLog(subject.storage, 5);
      const snapshot = newSnapshot({ seq: 3, data: noise(50_000, 1), size: 80_000 });
      await compact(snapshot);
      expect(await updates.snapshot('doc')).toEqual(snapshot);
      const loaded = await updates.load('doc');
      expect(loaded?.snapshot).toEqual(snapshot);
      expect(loaded?.entries.map(({ seq }) => seq)).toEqual([4, 5]);
      expect(await wholeLog(subject.storage)).toHaveLength(5);
    });

    test('a newer snapshot takes the place, an older one is ignored', async () => {
      const { updates } = subject.storage;
      await documentWithLog(subject.storage, 5);
      await compact({ seq: 3, data: bytes(3) });
      await compact({ seq: 2, data: bytes(2) });
      expect((await updates.snapshot('doc'))?.data).toEqual(bytes(3));
      await compact({ seq: 5, data: bytes(5) });
      expect(await updates.snapshot('doc')).toMatchObject({ seq: 5, data: bytes(5) });
      expect((await updates.load('doc'))?.entries).toEqual([]);
    });

    test('a segment takes the place of its rows; genAt still knows them', async () => {
      const { updates } = subject.storage;
      await threeGens(subject.storage);
      const segment: Segment = {
        firstSeq: 1,
        lastSeq: 7,
        gens: [
          { from: 1, gen: 'gen1' },
          { from: 4, gen: 'gen2' },
          { from: 7, gen: 'gen1' },
        ],
        data: noise(40_000, 3),
      };
      await compact({ seq: 8, gen: 'gen1' }, segment);
      expect((await wholeLog(subject.storage)).map(({ seq }) => seq)).toEqual([8]);
      expect(await updates.segments('doc', 0)).toEqual([segment]);
      const gens = await Promise.all(
        [0, 1, 3, 4, 6, 7, 8, 9].map((seq) => updates.genAt('doc', seq)),
      );
      expect(gens).toEqual([null, 'gen1', 'gen1', 'gen2', 'gen2', 'gen1', 'gen1', null]);
      expect(await updates.append(newAppend())).toEqual({ firstSeq: 9, lastSeq: 9 });
    });

    test('segments are listed in order, those that hold a seq above `after`', async () => {
      const { updates } = subject.storage;
      await documentWithLog(subject.storage, 9);
      const parts: [number, number][] = [
        [4, 6],
        [1, 3],
        [7, 8],
      ];
      for (const [firstSeq, lastSeq] of parts)
        await compact(
          { seq: 9 },
          { firstSeq, lastSeq, gens: [{ from: firstSeq, gen: 'gen1' }], data: bytes(firstSeq) },
        );
      const firsts = async (after: number) =>
        (await updates.segments('doc', after)).map(({ firstSeq }) => firstSeq);
      expect(await firsts(0)).toEqual([1, 4, 7]);
      expect(await firsts(3)).toEqual([4, 7]);
      expect(await firsts(5)).toEqual([4, 7]);
      expect(await firsts(8)).toEqual([]);
      expect(await updates.genAt('doc', 5)).toBe('gen1');
    });

    test('an older snapshot is ignored, but its segment is folded', async () => {
      const { updates } = subject.storage;
      await documentWithLog(subject.storage, 5);
      await compact({ seq: 5, data: bytes(5) });
      await compact(
        { seq: 3, data: bytes(3) },
        { firstSeq: 1, lastSeq: 3, gens: ONE_GEN, data: bytes(1) },
      );
      expect((await updates.snapshot('doc'))?.seq).toBe(5);
      expect((await wholeLog(subject.storage)).map(({ seq }) => seq)).toEqual([4, 5]);
    });

    test('a bad request is refused and changes nothing', async () => {
      await documentWithLog(subject.storage, 5);
      await compact({ seq: 3 }, { firstSeq: 1, lastSeq: 2, gens: ONE_GEN, data: bytes(1) });
      const before = await everythingOf(subject.storage, 'doc');
      const from3 = [{ from: 3, gen: 'gen1' }];
      const segment = { firstSeq: 3, lastSeq: 4, gens: from3, data: bytes(2) };

      // The snapshot names no entry.
      await refused(compact({ seq: 6 }), 'invalid');
      await refused(compact({ seq: 0 }), 'invalid');
      await refused(compact({ seq: 5, gen: 'gen2' }), 'invalid');
      // The segment is past the snapshot, or upside down.
      await refused(compact({ seq: 3 }, segment), 'invalid');
      await refused(compact({ seq: 5 }, { ...segment, firstSeq: 5, lastSeq: 4 }), 'invalid');
      // Rows are folded already, or never were.
      await refused(
        compact({ seq: 5 }, { ...segment, firstSeq: 2, gens: [{ from: 2, gen: 'gen1' }] }),
        'missing',
      );
      await refused(
        compact({ seq: 5 }, { ...segment, firstSeq: 0, lastSeq: 0, gens: from3 }),
        'missing',
      );
      // The gens are not those of the rows.
      await refused(compact({ seq: 5 }, { ...segment, gens: [] }), 'invalid');
      await refused(
        compact({ seq: 5 }, { ...segment, gens: [{ from: 3, gen: 'gen2' }] }),
        'invalid',
      );
      await refused(
        compact({ seq: 5 }, { ...segment, gens: [...from3, { from: 4, gen: 'gen2' }] }),
        'invalid',
      );
      // Another lineage; another document.
      await refused(compact({ seq: 5 }, segment, 'lineage2'), 'lineage_changed');
      await refused(
        subject.storage.updates.compact({
          ...{ documentId: 'nowhere', lineage: 'lineage1' },
          ...{ snapshot: newSnapshot(), segment: null },
        }),
        'missing',
      );
      expect(await everythingOf(subject.storage, 'doc')).toEqual(before);
      await compact({ seq: 5 }, segment);
    });

    test('a snapshot of replaced content is refused', async () => {
      const { documents, updates } = subject.storage;
      await documentWithLog(subject.storage, 3);
      await documents.replace('doc', newDocument({ lineage: 'lineage2' }));
      await refused(compact({ seq: 3 }), 'lineage_changed');
      await refused(compact({ seq: 3 }, null, 'lineage2'), 'invalid');
      await compact(
        { seq: 4 },
        { firstSeq: 1, lastSeq: 3, gens: ONE_GEN, data: bytes(1) },
        'lineage2',
      );
      expect((await updates.load('doc'))?.snapshot?.seq).toBe(4);
      expect(await updates.genAt('doc', 2)).toBe('gen1');
    });

    test('a snapshot may stand on an entry that is folded', async () => {
      await documentWithLog(subject.storage, 4);
      await compact({ seq: 4 }, { firstSeq: 1, lastSeq: 4, gens: ONE_GEN, data: bytes(1) });
      await compact({ seq: 4, data: bytes(44) });
      expect((await subject.storage.updates.snapshot('doc'))?.data).toEqual(bytes(44));
      await refused(compact({ seq: 4, gen: 'gen2' }), 'invalid');
    });
  });
}
