import { expect, test } from 'vitest';
import type { Logger } from '../logger.ts';
import { silentLogger } from '../logger.ts';
import { startEngine } from '../../../../tests/support/engine.ts';
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
