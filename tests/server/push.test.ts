import { afterAll, beforeAll, expect, test } from 'vitest';
import * as Y from 'yjs';
import { fromBase64 } from 'lib0/buffer';
import { parseCursor } from '../../src/lib/protocol/index.ts';
import { startApp, type TestApp } from '../support/app.ts';
import { problemOf, type Client } from '../support/client.ts';
import { Replica } from '../support/ydoc.ts';

let app: TestApp;
let owner: Client;
let editor: Client;

beforeAll(async () => {
  app = await startApp();
  owner = await app.owner();
  editor = await app.person('editor');
});
afterAll(() => app.close());

/** A replica that is level with the document. */
async function opened(client: Client, id: string): Promise<Replica> {
  const stream = await client.events(id, { poll: true });
  const replica = new Replica();
  replica.apply((await stream.event('update')).update);
  return replica;
}

/** Everything of a document that a refused update must not change. */
async function stateOf(id: string) {
  const record = await app.app.storage.documents.get(id);
  const loaded = await app.app.storage.updates.load(id);
  return { record, entries: loaded?.entries.length, text: (await opened(owner, id)).paragraphs };
}

test('PU1 PU2 CU2: an accepted update is in the log under its cursor, and seqs have no gaps', async () => {
  const id = await owner.createDocument();
  const replica = await opened(owner, id);
  const first = await app.app.storage.documents.get(id);
  const seqs: number[] = [];
  for (const word of ['one', 'two', 'three']) {
    const cursor = parseCursor(await owner.push(id, replica.write(word)));
    expect(cursor?.gen).toBe(app.app.sync.gen);
    seqs.push(cursor?.seq ?? NaN);
  }
  const base = first?.seq ?? NaN;
  expect(seqs).toEqual([base + 1, base + 2, base + 3]);
  const entries = await app.app.storage.updates.read(id, {
    after: base,
    upTo: base + 3,
    maxBytes: 1e6,
  });
  expect(entries.map(({ seq, author }) => ({ seq, author }))).toEqual(
    seqs.map((seq) => ({ seq, author: owner.user.id })),
  );
});

test('PU3: the same bytes twice are stored once', async () => {
  const id = await owner.createDocument();
  const update = (await opened(owner, id)).write('once');
  const cursor = await owner.push(id, update);
  const stream = await editor.events(id);
  await stream.event('ready');
  expect(await owner.push(id, update)).toBe(cursor);
  const next = await owner.push(id, (await opened(owner, id)).write('next'));
  expect((await stream.next((frame) => frame.id !== undefined)).id).toBe(next);
  expect((await opened(owner, id)).paragraphs).toEqual(['once', 'next']);
  stream.close();
});

test('PU3: many sending the same bytes at once store it once', async () => {
  const id = await owner.createDocument();
  const update = (await opened(owner, id)).write('once');
  const cursors = await Promise.all(Array.from({ length: 20 }, () => owner.push(id, update)));
  expect(new Set(cursors).size).toBe(1);
  expect((await opened(owner, id)).paragraphs).toEqual(['once']);
});

test('PU4 EV5: the sender’s update comes back as an id alone, others get the bytes', async () => {
  const id = await owner.createDocument();
  const [own, other] = await Promise.all([owner.events(id), editor.events(id)]);
  const { connection } = await own.event('hello');
  await Promise.all([own.event('ready'), other.event('ready')]);
  const update = (await opened(owner, id)).write('mine');
  const cursor = await owner.push(id, update, connection);

  const seen = await other.event('update');
  expect(seen.cursor).toBe(cursor);
  expect(Buffer.from(seen.update)).toEqual(Buffer.from(update));
  const echo = await own.next((frame) => frame.id !== undefined);
  expect(echo.raw).toBe(`id: ${cursor}\n\n`);
  own.close();
  other.close();
});

test('PU4: a connection of somebody else is ignored', async () => {
  const id = await owner.createDocument();
  const victim = await editor.events(id);
  const { connection } = await victim.event('hello');
  await victim.event('ready');
  const replica = await opened(owner, id);
  const update = replica.write('not hidden from you');
  await owner.push(id, update, connection);
  expect(Buffer.from((await victim.event('update')).update)).toEqual(Buffer.from(update));
  victim.close();
});

test('PU5 PU9: what is not an update is 400 and changes nothing', async () => {
  const id = await owner.createDocument();
  const before = await stateOf(id);
  for (const bytes of [[], [0], [255, 255, 255, 255], [1, 1, 1, 0, 8, 1, 4]]) {
    const problem = await problemOf(await owner.post(id, new Uint8Array(bytes)));
    expect(problem, bytes.join()).toMatchObject({ status: 400, code: 'malformed_update' });
  }
  expect(await stateOf(id)).toEqual(before);
});

test('PU5 PU9: an absurd clock is 422 and changes nothing', async () => {
  const id = await owner.createDocument();
  const before = await stateOf(id);
  // A struct that skips 2^41 clocks of a new client.
  const bytes = [1, 1, 1, 0, 10, 128, 128, 128, 128, 128, 64, 0];
  const problem = await problemOf(await owner.post(id, new Uint8Array(bytes)));
  expect([400, 422]).toContain(problem.status);
  expect(await stateOf(id)).toEqual(before);
});

test('PU6: an update on top of what the server lacks is 409; the difference mends it', async () => {
  const id = await owner.createDocument();
  const replica = await opened(owner, id);
  replica.write('never sent');
  const later = replica.write('sent');
  const problem = await problemOf(await owner.post(id, later));
  expect(problem).toMatchObject({ status: 409, code: 'missing_updates' });
  const difference = Y.encodeStateAsUpdate(replica.doc, fromBase64(problem.stateVector ?? ''));
  await owner.push(id, difference);
  expect((await opened(owner, id)).paragraphs).toEqual(['never sent', 'sent']);
});

test('PU6: deleting what the server lacks is 409 too', async () => {
  const id = await owner.createDocument();
  const replica = await opened(owner, id);
  replica.write('never sent');
  const deletion = replica.edit((doc) => doc.getXmlFragment('content').delete(1, 1));
  const before = await stateOf(id);
  expect((await problemOf(await owner.post(id, deletion))).code).toBe('missing_updates');
  expect(await stateOf(id)).toEqual(before);
});

test('PU7 PU9: a viewer’s push is 403 and changes nothing', async () => {
  const id = await owner.createDocument();
  const viewer = await app.person('viewer');
  const before = await stateOf(id);
  const problem = await problemOf(await viewer.post(id, new Replica().write('no')));
  expect(problem).toMatchObject({ status: 403, code: 'read_only' });
  expect(await stateOf(id)).toEqual(before);
});

test('PU7 PU9: over 4 MiB is 413 and changes nothing; just under it is stored', async () => {
  const id = await owner.createDocument();
  const before = await stateOf(id);
  const large = new Replica().write('x'.repeat(5 * 1024 * 1024));
  expect(await problemOf(await owner.post(id, large))).toMatchObject({
    status: 413,
    code: 'too_large',
  });
  expect(await stateOf(id)).toEqual(before);
  await owner.push(id, new Replica().write('x'.repeat(4 * 1024 * 1024 - 200)));
});

test('PU2: pushes of many clients at once are all stored', async () => {
  const id = await owner.createDocument();
  const words = Array.from({ length: 60 }, (_, i) => `w${i}`);
  await Promise.all(words.map((word) => editor.push(id, new Replica().write(word))));
  expect((await opened(owner, id)).paragraphs.sort()).toEqual(words.sort());
});

test('PU8 PU9: an update of content that was replaced is 409 and changes nothing', async () => {
  const id = await owner.createDocument();
  const lineage = (await app.app.storage.documents.get(id))?.lineage ?? '';
  const other = new Replica();
  other.write('the new content');
  await app.app.sync.replace(id, owner.user.id, Y.encodeStateAsUpdate(other.doc));
  const before = await stateOf(id);
  const late = (of: string) =>
    owner.request('POST', `/api/documents/${id}/updates?lineage=${of}`, {
      body: new Uint8Array(new Replica().write('of the old content')),
      headers: { 'Content-Type': 'application/octet-stream' },
    });
  expect(await problemOf(await late(lineage))).toMatchObject({ status: 409, code: 'conflict' });
  expect(await stateOf(id)).toEqual(before);
  expect((await late(before.record?.lineage ?? '')).status).toBe(200);
});
