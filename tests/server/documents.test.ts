import { afterAll, beforeAll, expect, test } from 'vitest';
import * as Y from 'yjs';
import { BOARD_SCHEMA_VERSION } from '../../src/lib/surfaces/board/schema.ts';
import { startApp, type TestApp } from '../support/app.ts';
import { problemOf, type Client } from '../support/client.ts';
import { Replica } from '../support/ydoc.ts';

let app: TestApp;
let owner: Client;

beforeAll(async () => {
  app = await startApp();
  owner = await app.owner();
});
afterAll(() => app.close());

interface Listed {
  readonly documents: readonly { id: string; title: string }[];
}

async function listed(client: Client, query = ''): Promise<Listed['documents']> {
  const response = await client.request('GET', `/api/documents${query}`);
  return ((await response.json()) as Listed).documents;
}

test('DO2 DO3: a new document has a record and its first content', async () => {
  const editor = await app.person('editor', 'Edda');
  const response = await editor.request('POST', '/api/documents', {
    body: { kind: 'text', title: '  Minutes \n of   March ' },
  });
  expect(response.status).toBe(201);
  const record = (await response.json()) as { id: string; lineage: string; createdAt: number };
  expect(response.headers.get('location')).toBe(`/api/documents/${record.id}`);
  expect(record.id).toMatch(/^[\w-]{16,}$/);
  expect(record).toEqual({
    id: record.id,
    kind: 'text',
    title: 'Minutes of March',
    lineage: record.lineage,
    schemaVersion: 1,
    role: 'editor',
    createdAt: record.createdAt,
    updatedAt: record.createdAt,
    updatedBy: { id: editor.user.id, name: 'Edda', color: editor.user.color },
    trashedAt: null,
  });
  expect(await (await editor.request('GET', `/api/documents/${record.id}`)).json()).toEqual(record);

  const stream = await editor.events(record.id, { poll: true });
  const { lineage } = await stream.event('hello');
  const reader = new Replica();
  reader.apply((await stream.event('update')).update);
  expect(lineage).toBe(record.lineage);
  expect(reader.title).toBe('Minutes of March');
  expect(reader.doc.getXmlFragment('content').length).toBe(1);
});

test('DO2 DC1: a board is made with its title and the version of its schema', async () => {
  const response = await owner.request('POST', '/api/documents', {
    body: { kind: 'board', title: ' Sprint 6  retrospective' },
  });
  expect(response.status).toBe(201);
  const record = (await response.json()) as { id: string };
  expect(record).toMatchObject({
    kind: 'board',
    title: 'Sprint 6 retrospective',
    schemaVersion: BOARD_SCHEMA_VERSION,
  });
  const stream = await owner.events(record.id, { poll: true });
  const reader = new Replica();
  reader.apply((await stream.event('update')).update);
  expect(reader.title).toBe('Sprint 6 retrospective');
  expect(reader.doc.getMap('meta').toJSON()).toEqual({ schemaVersion: BOARD_SCHEMA_VERSION });
  expect([...reader.doc.share.keys()]).not.toContain('content');
  expect(await listed(owner)).toContainEqual(
    expect.objectContaining({ id: record.id, kind: 'board' }),
  );
});

test('DO2: a kind that nobody knows is refused, and nothing is made', async () => {
  const before = await listed(owner);
  const response = await owner.request('POST', '/api/documents', { body: { kind: 'sheet' } });
  expect(await problemOf(response)).toMatchObject({ status: 400, code: 'bad_request' });
  expect(await listed(owner)).toEqual(before);
});

test('DO4: a board is renamed as any document', async () => {
  const id = await owner.createDocument('Old board', 'board');
  await owner.request('PATCH', `/api/documents/${id}`, { body: { title: 'New board' } });
  expect((await record(id)).title).toBe('New board');
});

test('DO1: the list has the latest change first', async () => {
  const first = await owner.createDocument('First');
  const second = await owner.createDocument('Second');
  await expect.poll(() => Date.now()).toBeGreaterThan((await record(second)).updatedAt);
  await owner.push(first, new Replica().write('newer'));
  const documents = await listed(owner);
  expect(documents.slice(0, 2).map(({ id }) => id)).toEqual([first, second]);
  expect(Object.keys(documents[0] ?? {}).sort()).toEqual([
    'id',
    'kind',
    'role',
    'title',
    'updatedAt',
  ]);
});

async function record(id: string) {
  const response = await owner.request('GET', `/api/documents/${id}`);
  return (await response.json()) as { title: string; updatedAt: number; role: string };
}

test('DO4: a new title is an edit that readers see, and changes only what differs', async () => {
  const id = await owner.createDocument('Plan for March');
  const stream = await owner.events(id);
  const reader = new Replica();
  reader.apply((await stream.event('update')).update);
  await stream.event('ready');
  const title = reader.doc.getText('title');
  const caret = Y.createRelativePositionFromTypeIndex(title, 9);

  const response = await owner.request('PATCH', `/api/documents/${id}`, {
    body: { title: 'Our plan for March' },
  });
  expect(response.status).toBe(200);
  expect(((await response.json()) as { title: string }).title).toBe('Our plan for March');

  reader.apply((await stream.event('update')).update);
  expect(reader.title).toBe('Our plan for March');
  const moved = Y.createAbsolutePositionFromRelativePosition(caret, reader.doc);
  expect(reader.title.slice(moved?.index)).toBe('March');
  stream.close();
});

test('DO4: a title typed in the document moves the record', async () => {
  const id = await owner.createDocument('Old');
  const replica = new Replica();
  const stream = await owner.events(id, { poll: true });
  replica.apply((await stream.event('update')).update);
  const update = replica.edit((doc) => {
    const text = doc.getText('title');
    text.delete(0, text.length);
    text.insert(0, 'Typed');
  });
  await owner.push(id, update);
  expect((await record(id)).title).toBe('Typed');
});

test('DO5 EV11: the trash is read-only, and readers are told; restoring gives the role back', async () => {
  const id = await owner.createDocument('Rubbish');
  const stream = await owner.events(id);
  await stream.event('ready');

  expect((await owner.request('DELETE', `/api/documents/${id}`)).status).toBe(204);
  expect((await owner.request('DELETE', `/api/documents/${id}`)).status).toBe(204);
  expect((await stream.event('role')).role).toBe('viewer');
  expect(await record(id)).toMatchObject({ role: 'viewer', trashedAt: expect.any(Number) });
  expect((await listed(owner)).map((each) => each.id)).not.toContain(id);
  expect((await listed(owner, '?trashed=1')).map((each) => each.id)).toContain(id);

  const pushed = await problemOf(await owner.post(id, new Replica().write('no')));
  expect(pushed).toMatchObject({ status: 403, code: 'read_only' });
  const renamed = await owner.request('PATCH', `/api/documents/${id}`, { body: { title: 'No' } });
  expect(await problemOf(renamed)).toMatchObject({ status: 403, code: 'read_only' });
  const late = await owner.events(id, { poll: true });
  expect((await late.event('hello')).role).toBe('viewer');

  const restored = await owner.request('PATCH', `/api/documents/${id}`, {
    body: { trashed: false, title: 'Kept' },
  });
  expect(await restored.json()).toMatchObject({ title: 'Kept', role: 'owner', trashedAt: null });
  expect((await stream.event('role')).role).toBe('owner');
  await owner.push(id, new Replica().write('yes'));
  stream.close();
});

test('DO6 EV11: deleting for good takes a document of the trash, ends its streams, and leaves 404', async () => {
  const id = await owner.createDocument();
  const path = `/api/documents/${id}`;
  const early = await problemOf(await owner.request('DELETE', `${path}?forever=1`));
  expect(early).toMatchObject({ status: 409, code: 'conflict' });

  const stream = await owner.events(id);
  await stream.event('ready');
  await owner.request('DELETE', path);
  expect((await owner.request('DELETE', `${path}?forever=1`)).status).toBe(204);
  await stream.closed;

  for (const [method, suffix] of [
    ['GET', ''],
    ['DELETE', ''],
    ['DELETE', '?forever=1'],
    ['GET', '/events'],
    ['GET', '/snapshot'],
  ] as const) {
    const gone = await problemOf(await owner.request(method, `${path}${suffix}`));
    expect(gone, `${method} ${suffix}`).toMatchObject({ status: 404, code: 'not_found' });
  }
  expect((await problemOf(await owner.post(id, new Replica().write('x')))).status).toBe(404);
  expect((await problemOf(await owner.presence(id, { connection: 'x' }))).status).toBe(404);
  const renamed = await owner.request('PATCH', path, { body: { title: 'x' } });
  expect((await problemOf(renamed)).status).toBe(404);
});

test('PU7 DO3: a viewer gets 404, not 403, for a document that is not there', async () => {
  const viewer = await app.person('viewer');
  expect((await problemOf(await viewer.post('nothing', new Replica().write('x')))).status).toBe(
    404,
  );
});

test('a page has the stored title, content and excerpt, and follows edits', async () => {
  const { documents } = app.app;
  const person = { id: owner.user.id, role: 'owner' } as const;
  const id = await owner.createDocument('Shown <b>');
  const replica = new Replica();
  await owner.push(id, replica.write('First words & more'));
  const page = await documents.page(person, id);
  expect(page).toMatchObject({ title: 'Shown <b>', excerpt: 'First words & more' });
  expect(page.html).toContain('First words &amp; more');
  expect(await documents.page(person, id)).toEqual(page);

  await owner.push(id, replica.write('Second'));
  expect((await documents.page(person, id)).html).toContain('Second');
  const [summary] = (await documents.list(person)).filter((each) => each.id === id);
  expect(summary?.excerpt).toBe('First words & more Second');
});
