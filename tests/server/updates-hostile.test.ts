import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { ProblemError } from '../../src/lib/protocol/index.ts';
import { FakeSink } from '../../src/lib/server/sync/doubles.ts';
import type { SyncEngine } from '../../src/lib/server/sync/engine.ts';
import { SeededRandom } from '../sim/random.ts';
import { EngineReplica, freshReplica, open, person, startEngine } from '../support/engine.ts';
import { bytesOf, mutate, scribble, stateOf } from '../support/hostile.ts';

/** What a push of bad bytes may be answered with. */
const REFUSALS = ['malformed_update', 'invalid_update', 'missing_updates', 'too_large'];

/** A document with a watching reader, and a way to push bytes and see what became of them. */
async function startWatched() {
  const rig = await startEngine({ limits: { strikes: Infinity } });
  const watcher = new EngineReplica();
  let frames = 0;
  const sink = new FakeSink({
    keep: false,
    onFrame: (event) => {
      if (event.type === 'ping') return;
      frames++;
      watcher.take(event);
    },
  });
  await open(rig, person('watcher'), { sink });
  const { engine, storage, clock } = rig;

  /** Pushes; null if it was accepted, else the code. What was refused has changed nothing. */
  const push = async (update: Uint8Array): Promise<string | null> => {
    const before = { frames, seq: (await storage.documents.get('d1'))?.seq };
    let code: string | null = null;
    try {
      await engine.push('d1', { update, author: 'mallory' });
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error;
      ({ code } = error);
      expect(REFUSALS).toContain(code);
    }
    clock.advance(20);
    if (code === null) return null;
    expect({ frames, seq: (await storage.documents.get('d1'))?.seq }).toEqual(before);
    return code;
  };

  /** Everybody has the same: who watched, who comes now, the server's own doc, and the log read from its start. */
  const expectEqual = async (): Promise<void> => {
    const expected = stateOf(watcher.doc);
    expect(stateOf((await freshReplica(rig)).doc)).toBe(expected);
    expect(await engine.read('d1', stateOf)).toBe(expected);
    const rows = await storage.updates.read('d1', { after: 0, upTo: 1e9, maxBytes: 1e9 });
    const log = new EngineReplica();
    log.take({ type: 'update', cursor: '', update: Y.mergeUpdates(rows.map((row) => row.update)) });
    expect(stateOf(log.doc)).toBe(expected);
  };
  return { ...rig, watcher, push, expectEqual };
}

test.each([11, 12, 13, 14, 15])(
  'a thousand damaged updates: each refused with its code and without a trace, or harmless (seed %i)',
  async (seed) => {
    const random = new SeededRandom(seed);
    const { push, expectEqual, ...rig } = await startWatched();
    const before = held(rig);
    const counts = new Map<string, number>();
    let writer = await freshReplica(rig);
    for (let i = 0; i < 1000;) {
      const update = writer.tryEdit((doc) => scribble(doc, random));
      if (!update) continue;
      i++;
      const outcome = (await push(mutate(update, random))) ?? 'accepted';
      counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
      // The honest one follows; it may lack what an accepted forgery took the clocks of.
      if (random.chance(0.7)) await push(update);
      if (random.chance(0.1)) writer = await freshReplica(rig);
      if (i % 100 === 0) await expectEqual();
    }
    for (const code of ['malformed_update', 'invalid_update', 'missing_updates', 'accepted']) {
      expect([code, counts.get(code)]).toEqual([code, expect.any(Number)]);
    }
    expect(held(rig)).toEqual(before);
  },
);

test('noise of any length is malformed', async () => {
  const random = new SeededRandom(99);
  const { push, expectEqual } = await startWatched();
  let refused = 0;
  for (let i = 0; i < 1000; i++) {
    const noise = Uint8Array.from({ length: random.int(0, 200) }, () => random.int(0, 256));
    if (await push(noise)) refused++;
  }
  expect(refused).toBeGreaterThan(990);
  await expectEqual();
});

const HUGE = 2 ** 40;
/** Info bytes of items: a string with a root as parent; the same with a left, a right neighbour. */
const [ROOT, LEFT, RIGHT] = [{ raw: [0x04] }, { raw: [0x84] }, { raw: [0x44] }];
const NO_DELETES = 0;
/** One struct of client 7 at clock 0 in the root `title`: its content is what follows. */
const item = (kind: number, ...content: Parameters<typeof bytesOf>) =>
  bytesOf(1, 1, 7, 0, { raw: [kind] }, 1, 'title', ...content, NO_DELETES);
const deepAny = { raw: [...Array<number[]>(100_000).fill([117, 1]).flat(), 126] };

test.each<[string, Uint8Array, string]>([
  ['an empty body', new Uint8Array(), 'malformed_update'],
  ['5 MB', new Uint8Array(5 * 1024 * 1024), 'too_large'],
  ['4 MB of zeros', new Uint8Array(4 * 1024 * 1024), 'malformed_update'],
  ['4 MB of ones', new Uint8Array(4 * 1024 * 1024).fill(255), 'malformed_update'],
  ['bytes after the end', bytesOf(0, 0, 0), 'malformed_update'],
  ['a number past 2^53', bytesOf({ raw: Array<number>(12).fill(0xff) }), 'malformed_update'],
  [
    'a number that never ends',
    bytesOf({ raw: Array<number>(5000).fill(0x80) }),
    'malformed_update',
  ],
  ['2^31 clients', bytesOf(2 ** 31), 'malformed_update'],
  ['30 million structs', bytesOf(1, 30_000_000, 7, 0, ROOT, 1, 'title', 'x'), 'malformed_update'],
  ['2^31 deletions', bytesOf(0, 1, 7, 2 ** 31), 'malformed_update'],
  ['a string of 2^31 bytes', bytesOf(1, 1, 7, 0, ROOT, 1, 'title', 2 ** 31), 'malformed_update'],
  [
    'an array of 2^31 values',
    bytesOf(1, 1, 7, 0, { raw: [8] }, 1, 'm', 2 ** 31),
    'malformed_update',
  ],
  ['unknown content', item(11, 'x'), 'malformed_update'],
  ['an unknown type', item(7, 9), 'malformed_update'],
  ['an unknown value', item(8, 1, { raw: [1] }), 'malformed_update'],
  ['an embed that is not JSON', item(5, '{'), 'malformed_update'],
  ['text that is not UTF-8', item(4, Uint8Array.from([0xc3, 0x28])), 'malformed_update'],
  ['a clock of 2^40', bytesOf(1, 1, 7, HUGE, ROOT, 1, 'title', 'x', NO_DELETES), 'invalid_update'],
  ['a length of 2^40', bytesOf(1, 1, 7, 0, { raw: [0] }, HUGE, NO_DELETES), 'invalid_update'],
  [
    'two lengths that add up to it',
    bytesOf(1, 2, 7, 0, 0, HUGE - 1, 0, 1, NO_DELETES),
    'invalid_update',
  ],
  ['a deletion up to 2^40', bytesOf(0, 1, 1, 1, 1, HUGE - 1), 'invalid_update'],
  ['a struct without length', item(1, 0), 'invalid_update'],
  ['a string without length', item(4, ''), 'invalid_update'],
  ['a deletion of nothing', bytesOf(0, 1, 1, 1, 1, 0), 'invalid_update'],
  ['an item that needs itself', bytesOf(1, 1, 7, 0, LEFT, 7, 0, 'x', NO_DELETES), 'invalid_update'],
  [
    'an item that needs a later one',
    bytesOf(1, 1, 7, 0, RIGHT, 7, 5, 'x', NO_DELETES),
    'invalid_update',
  ],
  [
    'two sections of one client',
    bytesOf(2, 1, 7, 0, 0, 1, 1, 7, 1, 0, 1, NO_DELETES),
    'invalid_update',
  ],
  ['a document in the document', item(9, 'guid', { raw: [118, 0] }), 'invalid_update'],
  ['values nested 100,000 deep', item(8, 1, deepAny), 'invalid_update'],
  ['JSON nested 100,000 deep', item(5, '['.repeat(1e5) + ']'.repeat(1e5)), 'invalid_update'],
  [
    'neighbours out of order',
    bytesOf(1, 1, 7, 0, { raw: [0xc4] }, 1, 5, 1, 2, 'x', NO_DELETES),
    'invalid_update',
  ],
  [
    'neighbours out of order, one of them new',
    bytesOf(
      ...[2, 1, 8, 0, { raw: [0xc4] }, 1, 5, 7, 0, 'y'],
      ...[1, 7, 0, { raw: [0xc4] }, 1, 2, 1, 3, 'x', NO_DELETES],
    ),
    'invalid_update',
  ],
  [
    'a clock that nobody has reached',
    bytesOf(1, 1, 7, 3, ROOT, 1, 'title', 'x', NO_DELETES),
    'missing_updates',
  ],
  [
    'a neighbour that nobody knows',
    bytesOf(1, 1, 7, 0, LEFT, 8, 0, 'x', NO_DELETES),
    'missing_updates',
  ],
  [
    'a parent that nobody knows',
    bytesOf(1, 1, 7, 0, ROOT, 0, 8, 0, 'x', NO_DELETES),
    'missing_updates',
  ],
  [
    'a gap within',
    bytesOf(1, 3, 7, 0, 0, 1, { raw: [10] }, 5, 0, 1, NO_DELETES),
    'missing_updates',
  ],
  [
    'two clients that need each other',
    bytesOf(2, 1, 9, 0, LEFT, 7, 0, 'x', 1, 7, 0, LEFT, 9, 0, 'y', NO_DELETES),
    'missing_updates',
  ],
  ['a deletion of unknown items', bytesOf(0, 1, 8, 1, 0, 1), 'missing_updates'],
  ['a deletion past what is known', bytesOf(0, 1, 1, 1, 7, 2), 'missing_updates'],
])('%s', async (_name, update, code) => {
  const { push, expectEqual, engine } = await startWatched();
  await expectEqual();
  const builds = engine.stats().residents;
  expect(await push(update)).toBe(code);
  await expectEqual();
  expect(engine.stats().residents).toBe(builds);
});

test('known clocks with other content, again and again, are no change and cost nothing', async () => {
  const { push, expectEqual, engine, ...rig } = await startWatched();
  const writer = await freshReplica({ engine });
  const update = writer.type('honest');
  expect(await push(update)).toBeNull();
  await expectEqual();
  const before = held({ engine });
  for (let i = 0; i < 500; i++) {
    const forged = bytesOf(
      1,
      1,
      writer.doc.clientID,
      0,
      ROOT,
      1,
      `root ${i}`,
      'forged',
      NO_DELETES,
    );
    expect(await push(forged)).toBeNull();
  }
  expect((await rig.storage.documents.get('d1'))?.seq).toBe(2);
  // With something new beside it, too.
  for (let i = 0; i < 50; i++) {
    const known = [1, writer.doc.clientID, 0, ROOT, 1, `root ${i}`, 'forged'] as const;
    expect(
      await push(bytesOf(2, ...known, 1, 900 + i, 0, ROOT, 1, 'title', '.', NO_DELETES)),
    ).toBeNull();
  }
  expect(await engine.read('d1', (doc) => doc.share.size)).toBeLessThan(5);
  expect(held({ engine })).toEqual(before);
  await expectEqual();
});

test('an item between one and the same neighbour, as undo makes them, stands in one place for all', async () => {
  const { push, expectEqual } = await startWatched();
  const both = { raw: [0xc4] };
  const update = bytesOf(1, 2, 7, 0, ROOT, 1, 'title', 'abcd', both, 7, 3, 7, 3, 'ef', NO_DELETES);
  expect(await push(update)).toBeNull();
  await expectEqual();
  expect(await push(bytesOf(1, 1, 8, 0, both, 7, 3, 7, 4, 'x', NO_DELETES))).toBeNull();
  await expectEqual();
});

test('refused bytes leave nothing in memory', async () => {
  const { push, expectEqual, engine } = await startWatched();
  const random = new SeededRandom(5);
  const valid = new EngineReplica().edit((doc) => {
    for (let i = 0; i < 2000; i++) scribble(doc, random);
  });
  const refuse = async (times: number) => {
    for (let i = 0; i < times; i++) {
      await push(new Uint8Array(5 * 1024 * 1024));
      await push(valid.slice(0, random.int(1, valid.length)));
      await push(bytesOf(1, 1, 7, 0, ROOT, 1, `root ${i}`, 'x'.repeat(1e6), 1, 8, 1, 0, 1));
    }
  };
  await refuse(5);
  await expectEqual();
  const before = held({ engine });
  const bytes = usedHeap();
  await refuse(60);
  expect(held({ engine })).toEqual(before);
  // The collector takes its time with buffers that are not on the heap.
  await expect.poll(() => usedHeap() - bytes).toBeLessThan(4 * 1024 * 1024);
});

function held({ engine }: { engine: SyncEngine }) {
  const { rooms, subscribers, behind, queuedBytes, pendingBytes, presence } = engine.stats();
  return { rooms, subscribers, behind, queuedBytes, pendingBytes, presence };
}

/** Bytes on the heap and beside it, after everything unused was collected. */
function usedHeap(): number {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  collect();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}
