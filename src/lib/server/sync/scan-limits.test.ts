import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { bytesOf } from '../../../../tests/support/hostile.ts';
import { Resident } from './resident.ts';
import { scanUpdate } from './scan.ts';

const NO_DELETES = 0;
/** One struct of client 7 at clock 0 in the root `title`. */
const item = (kind: number, ...content: Parameters<typeof bytesOf>) =>
  bytesOf(1, 1, 7, 0, { raw: [kind] }, 1, 'title', ...content, NO_DELETES);
const codeOf = (update: Uint8Array): unknown => {
  try {
    scanUpdate(update);
    return null;
  } catch (error) {
    return (error as { code?: unknown }).code;
  }
};
const repeat = (times: number, ...bytes: number[]) => ({
  raw: new Array<number[]>(times).fill(bytes).flat(),
});

test.each<[string, Uint8Array]>([
  ['structs', bytesOf(1, 300_000, 7, 0, repeat(300_000, 0, 1), NO_DELETES)],
  ['clients', bytesOf(30_000, repeat(90_000, 0), NO_DELETES)],
  ['values', item(8, 300_000, repeat(300_000, 126))],
  ['values of one array', item(8, 1, { raw: [117] }, 300_000, repeat(300_000, 126))],
  ['values of JSON', item(5, `[${'[],'.repeat(300_000)}0]`)],
  ['deletions', bytesOf(0, 1, 7, 300_000, repeat(300_000, 0, 1))],
])('PU10 too many %s in one update', (_name, update) => {
  expect(codeOf(update)).toBe('invalid_update');
});

test.each([
  '1e999',
  '-1e999',
  '-0',
  '{"a":[-0.0]}',
  '"\\ud800"',
  '{"\\udc00":1}',
  '{"__proto__":{"a":1}}',
  '[{"a":{"__proto__":null}}]',
  '{"\\u005f_proto__":1}',
])('PU11 a value that is another one when it was written again: %s', (json) => {
  expect(codeOf(item(2, 1, json))).toBe('invalid_update');
  expect(codeOf(item(5, json))).toBe('invalid_update');
  expect(codeOf(item(6, 'bold', json))).toBe('invalid_update');
});

test('PU11 no key of a value is __proto__, however its length is written', () => {
  const map = (key: Parameters<typeof bytesOf>[number]) =>
    item(8, 1, { raw: [118] }, 1, key, { raw: [126] });
  expect(codeOf(map('__prot0__'))).toBeNull();
  expect(codeOf(map('__proto__'))).toBe('invalid_update');
  const long = { raw: [0x89, 0, ...Buffer.from('__proto__')] };
  expect(codeOf(map(long))).toBe('invalid_update');
});

test.each([
  '0',
  '1e21',
  '1e-7',
  '0.1',
  '-1.5',
  '4294967296',
  '9007199254740993',
  '1.7976931348623157e308',
  'null',
  '"\\ud83d\\ude00 \\u0000"',
  '{"2":1,"1":[],"constructor":{"toString":null}}',
  '"a \\"[[[{{{\\" b"',
  '[[],{},[{"a":[1,2,{"b":false}]}]]',
])('an odd value is the same in the stream and in the snapshot: %s', (json) => {
  const resident = new Resident(new Y.Doc(), 0);
  resident.apply(item(5, json));
  const [stream, snapshot] = [new Y.Doc(), new Y.Doc()];
  Y.applyUpdate(stream, Y.encodeStateAsUpdate(resident.doc));
  Y.applyUpdateV2(snapshot, Y.encodeStateAsUpdateV2(resident.doc));
  const values = [stream, snapshot].map(
    (doc) => (doc.getText('title').toDelta() as { insert: unknown }[])[0]?.insert,
  );
  expect(values).toEqual([JSON.parse(json), JSON.parse(json)]);
});

test('4 MiB of a document that people wrote are not too many', () => {
  const doc = new Y.Doc();
  // Small ones take fewer bytes.
  doc.clientID = 0xffff_ffff;
  const content = doc.getXmlFragment('content');
  content.insert(
    0,
    Array.from({ length: 40_000 }, () => {
      const paragraph = new Y.XmlElement('paragraph');
      paragraph.insert(0, [new Y.XmlText('Nobody ever expects the little paragraphs of a list.')]);
      return paragraph;
    }),
  );
  const update = Y.encodeStateAsUpdate(doc);
  expect(update.length).toBeGreaterThan(3.5 * 1024 * 1024);
  expect(codeOf(update)).toBeNull();
});
