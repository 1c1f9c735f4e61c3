import { expect, test } from 'vitest';
import { png } from '../../../../tests/support/pictures.ts';
import { createMemoryStorage } from '../storage/memory.ts';
import { Files } from './files.ts';

const WRITER = { id: 'writer', role: 'editor' } as const;

async function filesOf(fileBytes: number): Promise<Files> {
  const storage = createMemoryStorage();
  await storage.documents.create({
    ...{ id: 'board', kind: 'board', title: 'Board', lineage: 'one', schemaVersion: 1, gen: 'g1' },
    ...{ author: null, time: 1, update: Uint8Array.of(0, 0) },
  });
  return new Files({ storage, limits: { fileBytes, documentBytes: 1_000_000 } });
}

test('a file may have as many bytes as the limit says, whoever asks', async () => {
  const picture = png(2, 2);
  const exact = await filesOf(picture.byteLength);
  const { id } = await exact.store(WRITER, 'board', picture);
  expect(await exact.read(WRITER, 'board', id)).toEqual(picture);
  const less = await filesOf(picture.byteLength - 1);
  await expect(less.store(WRITER, 'board', picture)).rejects.toMatchObject({ code: 'too_large' });
});

test('what is not there is not found', async () => {
  const files = await filesOf(1_000);
  await expect(files.find(WRITER, 'board', 'gone')).rejects.toMatchObject({ code: 'not_found' });
  await expect(files.read(WRITER, 'board', 'gone')).rejects.toMatchObject({ code: 'not_found' });
  const refused = files.store(WRITER, 'nowhere', png(2, 2));
  await expect(refused).rejects.toMatchObject({ code: 'not_found' });
});
