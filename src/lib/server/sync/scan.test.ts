import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { SeededRandom } from '../../../../tests/sim/random.ts';
import { EngineReplica } from '../../../../tests/support/engine.ts';
import { bytesOf, scribble, stateOf } from '../../../../tests/support/hostile.ts';
import { inspect } from './inspect.ts';
import { mergeAll } from './merge.ts';
import { scanUpdate } from './scan.ts';

/** Three replicas that edit and now and then sync: all updates that they emitted, in an order that works. */
function conversation(random: SeededRandom, rounds: number): Uint8Array[] {
  const updates: Uint8Array[] = [];
  const docs = [1, 2, 3].map((clientID) => {
    const doc = new Y.Doc();
    doc.clientID = clientID * 1000 + random.int(0, 999);
    doc.on('update', (update: Uint8Array, origin: unknown) => {
      if (origin !== 'remote') updates.push(update);
    });
    return doc;
  });
  for (let round = 0; round < rounds; round++) {
    const doc = random.pick(docs);
    const other = random.pick(docs);
    if (!doc || !other) continue;
    doc.transact(() => scribble(doc, random));
    if (random.chance(0.4)) {
      Y.applyUpdate(other, Y.encodeStateAsUpdate(doc, Y.encodeStateVector(other)), 'remote');
    }
  }
  return updates;
}

test.each([1, 2, 3, 4])('reads of every update what Yjs reads of it (seed %i)', (seed) => {
  for (const update of conversation(new SeededRandom(seed), 150)) {
    const { sections, deletes } = scanUpdate(update);
    const { from, to } = Y.parseUpdateMeta(update);
    expect(new Map(sections.map(({ client, runs }) => [client, runs[0]]))).toEqual(from);
    expect(new Map(sections.map(({ client, runs }) => [client, runs.at(-1)]))).toEqual(to);
    const expected = [...Y.decodeUpdate(update).ds.clients].flatMap(([client, ranges]) =>
      ranges.flatMap(({ clock, len }) => [client, clock, len]),
    );
    expect(deletes).toEqual(expected);
  }
});

test.each([1, 2, 3, 4, 5, 6, 7, 8])(
  'knows beforehand whether Yjs will apply an update wholly (seed %i)',
  (seed) => {
    const random = new SeededRandom(seed);
    const updates = conversation(random, 200);
    const doc = new Y.Doc();
    const standings = new Map<string, number>();
    for (let i = 0; i < 600; i++) {
      // Some merged, some out of order, some again: what a client may come up with.
      const at = Math.min(updates.length - 1, Math.floor((i / 600) * updates.length));
      const chosen = [0, 1, 2, 3]
        .filter(() => random.chance(0.5))
        .map(() => updates[Math.max(0, at - random.int(-3, 8))])
        .filter((update) => update !== undefined);
      if (chosen.length === 0) continue;
      const update = mergeAll(chosen);
      const standing = inspect(scanUpdate(update), (client) => Y.getState(doc.store, client));
      standings.set(standing, (standings.get(standing) ?? 0) + 1);
      const trial = new Y.Doc();
      Y.applyUpdate(trial, Y.encodeStateAsUpdate(doc));
      const before = Y.encodeStateVector(trial);
      Y.applyUpdate(trial, update);
      const waits = trial.store.pendingStructs !== null || trial.store.pendingDs !== null;
      expect(standing === 'gap').toBe(waits);
      const changed = Buffer.compare(Y.encodeStateVector(trial), before) !== 0;
      if (standing === 'empty') expect(changed).toBe(false);
      if (!waits) Y.applyUpdate(doc, update);
    }
    for (const standing of ['new', 'overlapping', 'gap']) {
      expect([standing, standings.get(standing)]).toEqual([standing, expect.any(Number)]);
    }
  },
);

test('a long chain of sections that need one another is looked through once', () => {
  // Client i + 1 needs the last item of client i; sections come in the worst order.
  const count = 20_000;
  const parts = [bytesOf(count)];
  for (let client = count; client > 1; client--) {
    parts.push(bytesOf(1, client, 0, { raw: [0x84] }, client - 1, 0, 'x'));
  }
  parts.push(bytesOf(1, 1, 0, { raw: [0x04] }, 1, 'title', 'x', 0));
  const scan = scanUpdate(Buffer.concat(parts));
  expect(inspect(scan, () => 0)).toBe('new');
  expect(inspect(scan, (client) => (client === 5 ? 1 : 0))).toBe('overlapping');
});

test('many updates merged are the same as one after the other', () => {
  const updates = conversation(new SeededRandom(3), 200);
  const [once, each] = [new EngineReplica(), new EngineReplica()];
  Y.applyUpdate(once.doc, mergeAll(updates));
  for (const update of updates) Y.applyUpdate(each.doc, update);
  expect(stateOf(once.doc)).toBe(stateOf(each.doc));
});
