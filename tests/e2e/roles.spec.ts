import { Replica } from '../support/ydoc.ts';
import { DocumentPage } from './support/editor.ts';
import { expect, test } from './support/fixtures.ts';

test('a viewer reads along and cannot write, not even by force', async ({ site, browserOf }) => {
  const { editor, viewer } = site.people;
  const id = await site.as(editor).createDocument('For your eyes');
  const writing = await DocumentPage.open(await browserOf(editor), id);
  const reading = await DocumentPage.open(await browserOf(viewer), id);
  await writing.type('Read this.');
  await expect(reading.text).toContainText('Read this.');

  await expect(reading.text).toHaveAttribute('contenteditable', 'false');
  await expect(reading.saveState).toContainText('Read only');
  await reading.text.click();
  await reading.page.keyboard.type('I was here');
  expect(await reading.words()).toBe('Read this.');

  const update = [...new Replica().write('I was here')];
  const status = await reading.page.evaluate(
    async ({ path, bytes }) => {
      const response = await fetch(path, {
        method: 'POST',
        headers: { 'Content-Type': 'application/octet-stream' },
        body: new Uint8Array(bytes),
      });
      const { code } = (await response.json()) as { code: string };
      return { status: response.status, code };
    },
    { path: `/api/documents/${id}/updates`, bytes: update },
  );
  expect(status).toEqual({ status: 403, code: 'read_only' });
  await writing.type(' Still there?');
  await expect.poll(() => reading.words()).toBe('Read this. Still there?');
});
