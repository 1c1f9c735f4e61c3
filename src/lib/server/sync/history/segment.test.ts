import { zstdDecompressSync } from 'node:zlib';
import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { SeededRandom } from '../../../../../tests/sim/random.ts';
import { mutate, scribble } from '../../../../../tests/support/hostile.ts';
import type { LogEntry } from '../../storage/storage.ts';
import { decodeSegment, encodeSegment } from './segment.ts';

/** What a doc emits while `edit` works on it, as log entries from seq 10. */
function entriesOf(edit: (doc: Y.Doc) => void, random = new SeededRandom(1)): LogEntry[] {
  const doc = new Y.Doc();
  doc.clientID = random.int(1, 2 ** 32);
  const entries: LogEntry[] = [];
  let time = 1_700_000_000_000;
  doc.on('update', (update: Uint8Array) => {
    time += random.int(40, 400);
    const seq = 10 + entries.length;
    const author = random.chance(0.1) ? null : random.chance(0.9) ? 'ada' : 'bob';
    entries.push({ seq, gen: seq < 30 ? 'g1' : 'g2', author, time, update });
  });
  edit(doc);
  return entries;
}

test.each([1, 2, 3, 4, 5, 6])(
  'entries come back exactly, whatever was edited (seed %i)',
  async (seed) => {
    const random = new SeededRandom(seed);
    const entries = entriesOf((doc) => {
      for (let i = 0; i < 300; i++) scribble(doc, random);
      doc
        .getArray('more')
        .insert(0, [1, -1, 0.5, 'x', null, new Uint8Array([1, 2]), { a: [undefined, 10n, 0.25] }]);
      doc.getArray('more').insert(0, [-0, 2 ** 31, -(2 ** 31), 2 ** 52, 1e300]);
      doc.getXmlFragment('hooks').insert(0, [new Y.XmlHook('hook') as unknown as Y.XmlElement]);
      doc.getText('embeds').insertEmbed(0, { image: 'x' });
    }, random);
    const segment = await encodeSegment(entries);
    expect(segment).toMatchObject({ firstSeq: 10, lastSeq: 9 + entries.length });
    expect(segment.gens).toEqual([
      { from: 10, gen: 'g1' },
      { from: 30, gen: 'g2' },
    ]);
    expect(await decodeSegment(segment)).toEqual(entries);
    expect(zstdDecompressSync(segment.data)[0]).toBe(1);
  },
);

test('what Yjs would not write so comes back exactly too', async () => {
  const random = new SeededRandom(7);
  const entries = entriesOf((doc) => {
    for (let i = 0; i < 50; i++) scribble(doc, random);
  }).map((entry) => ({ ...entry, update: mutate(entry.update, random) }));
  // A number that is longer than it need be.
  entries.push({
    seq: 10 + entries.length,
    gen: 'g2',
    author: null,
    time: 0,
    update: Uint8Array.from([0x80, 0, 0]),
  });
  const segment = await encodeSegment(entries);
  expect(await decodeSegment(segment)).toEqual(entries);
  expect(zstdDecompressSync(segment.data)[0]).toBe(2);
});

test('a keystroke takes no more than four bytes, with its author and its time', async () => {
  const random = new SeededRandom(8);
  const words = [
    'the',
    'quick',
    'brown',
    'fox',
    'jumps',
    'over',
    'a',
    'lazy',
    'dog',
    'and',
    'sleeps',
  ];
  const entries = entriesOf((doc) => {
    const text = doc.getText('title');
    let at = 0;
    while (text.length < 4000) {
      if (random.chance(0.02)) at = random.int(0, text.length + 1);
      if (random.chance(0.05) && at > 0) text.delete(--at, 1);
      for (const letter of `${random.pick(words) ?? ''} `) text.insert(at++, letter);
    }
  }, random);
  const { data } = await encodeSegment(entries);

  expect(data.length / entries.length).toBeLessThan(4);
});

test('damaged data is an error, not other content', async () => {
  const entries = entriesOf((doc) => doc.getText('title').insert(0, 'x'));
  const segment = await encodeSegment(entries);
  await expect(decodeSegment({ ...segment, data: segment.data.slice(0, -3) })).rejects.toThrow();
  await expect(decodeSegment({ ...segment, lastSeq: segment.lastSeq + 1 })).rejects.toThrow(
    RangeError,
  );
});
