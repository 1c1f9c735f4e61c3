import { expect, onTestFinished, test } from 'vitest';
import * as Y from 'yjs';
import type { Logger } from '../logger.ts';
import { silentLogger } from '../logger.ts';
import { boardUpdate } from '../../../../tests/support/boards.ts';
import { startEngine } from '../../../../tests/support/engine.ts';
import { Boards } from './boards/boards.ts';
import { BoardRenderer } from './boards/renderer.ts';
import { Documents } from './documents.ts';

const user = { id: 'ada', role: 'owner' } as const;

test('a document that cannot be read does not keep the list from the others', async () => {
  const { engine, storage } = await startEngine();
  const errors: string[] = [];
  const logger: Logger = { ...silentLogger, error: (event) => void errors.push(event) };
  const documents = new Documents({ storage, sync: engine, logger });
  const { id } = await documents.create(user, { kind: 'text', title: 'Broken' });
  const record = await storage.documents.get(id);
  // What no update is: as if the disk had lost it.
  await storage.updates.append({
    documentId: id,
    lineage: record?.lineage ?? '',
    gen: engine.gen,
    entries: [{ author: null, time: 1, update: Uint8Array.from([255, 255, 255]) }],
  });
  for (let i = 0; i < 3; i++) {
    const list = await documents.list(user);
    expect(list.map((each) => each.id).sort()).toEqual([id, 'd1'].sort());
    expect(list.find((each) => each.id === id)?.excerpt).toBe('');
  }
  expect(errors).toEqual(['documents.excerpt-failed']);
});

/** A board that says "Plan", read; `took`: the milliseconds that drawing it is said to take. */
async function startBoard(options: { took?: number } = {}) {
  const { engine, storage } = await startEngine();
  let now = 0;
  const renderer = new BoardRenderer();
  const run = renderer.run.bind(renderer);
  const { took } = options;
  renderer.run = async (job, state) => {
    const made = await run(job, state);
    return took === undefined ? made : { ...made, took };
  };
  const boards = new Boards({ storage, renderer, now: () => now });
  onTestFinished(() => boards.close());
  const documents = new Documents({ storage, sync: engine, boards });
  const words = (text: string, y = 0) => boardUpdate([{ type: 'text', x: 0, y, text }]);
  await storage.documents.create({
    ...{ id: 'board', kind: 'board', title: 'Board', lineage: 'one', schemaVersion: 1 },
    ...{ gen: engine.gen, author: null, time: 1, update: words('Plan') },
  });
  const append = (update: Uint8Array) =>
    storage.updates.append({
      ...{ documentId: 'board', lineage: 'one', gen: engine.gen },
      entries: [{ author: null, time: 2, update }],
    });
  const listed = async () => {
    // A listing waits for a moment only, and the thread may take longer to begin.
    const record = await storage.documents.get('board');
    if (record) await boards.make('text', record);
    return (await documents.list(user)).find(({ id }) => id === 'board')?.excerpt;
  };
  return { documents, words, append, listed, wait: (ms: number) => void (now += ms) };
}

test('the words of a board that cannot be drawn any more stay those that were known', async () => {
  const { documents, append, listed } = await startBoard();
  expect(await listed()).toBe('Plan');
  await append(Uint8Array.from([255, 255, 255]));
  const page = await documents.page(user, 'board');
  expect([page.html, page.excerpt]).toEqual(['', 'Plan']);
  expect(await listed()).toBe('Plan');
});

test('older words that a board is shown with are not taken for the new ones', async () => {
  const { documents, words, append, listed, wait } = await startBoard({ took: 1_000 });
  await documents.page(user, 'board');
  expect(await listed()).toBe('Plan');
  await append(words('Decide', 200));
  const page = await documents.page(user, 'board');
  expect(page.html).not.toContain('Decide');
  expect(await listed()).toBe('Plan');
  wait(8_000);
  expect(await listed()).toBe('Plan Decide');
});

test('boards that cannot be drawn do not keep the words of the others from a list', async () => {
  const { engine, storage } = await startEngine();
  const boards = new Boards({ storage });
  onTestFinished(() => boards.close());
  const documents = new Documents({ storage, sync: engine, boards });
  const good = await documents.create(user, { kind: 'text', title: 'Good' });
  const broken = Uint8Array.from([255, 255, 255]);
  for (let i = 0; i < 45; i++) {
    const { id, lineage } = await documents.create(user, { kind: 'board', title: `${i}` });
    const entries = [{ author: null, time: Date.now() + 1_000, update: broken }];
    await storage.updates.append({ documentId: id, lineage, gen: engine.gen, entries });
    const record = await storage.documents.get(id);
    if (record) expect(await boards.make('text', record)).toBeNull();
  }
  await engine.edit(good.id, user.id, (doc) => {
    const paragraph = new Y.XmlElement('paragraph');
    paragraph.insert(0, [new Y.XmlText('Words')]);
    doc.getXmlFragment('content').insert(0, [paragraph]);
  });
  const list = await documents.list(user);
  expect(list.findIndex(({ id }) => id === good.id)).toBeGreaterThan(40);
  expect(list.find(({ id }) => id === good.id)?.excerpt).toBe('Words');
});
