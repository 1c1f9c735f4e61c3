import { Replica } from '../support/ydoc.ts';
import { DocumentPage } from './support/editor.ts';
import { complaintsOf, expect, test } from './support/fixtures.ts';

const WORDS = 'The server wrote this before any script ran.';

test('a document can be read with JavaScript off', async ({ site, browserOf }) => {
  const { editor, viewer } = site.people;
  const client = site.as(editor);
  const id = await client.createDocument('Plain paper');
  await client.push(id, new Replica().write(WORDS));
  const context = await browserOf(viewer, { context: { javaScriptEnabled: false } });
  const page = await context.newPage();
  await page.goto('/');
  await page.getByRole('link', { name: 'Plain paper' }).first().click();
  await expect(page.getByText(WORDS)).toBeVisible();
  await expect(page.getByRole('heading', { name: 'Plain paper' })).toBeVisible();
});

test('nothing moves and nothing flashes when the editor takes over', async ({
  site,
  browserOf,
}) => {
  const { editor } = site.people;
  const client = site.as(editor);
  const id = await client.createDocument('Still');
  const replica = new Replica();
  await client.push(id, replica.write(WORDS));
  for (let i = 0; i < 40; i++) await client.push(id, replica.write(`Paragraph ${i}. ${WORDS}`));

  const context = await browserOf(editor);
  await context.addInitScript(() => {
    const seen = { shift: 0, blank: 0, painted: false };
    Object.assign(window, { seen });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries() as (PerformanceEntry & { value: number })[]) {
        seen.shift += entry.value;
      }
    }).observe({ type: 'layout-shift', buffered: true });
    // Once the text has been there, it is there in every frame.
    const look = () => {
      const text = document.body?.innerText.includes('before any script ran') ?? false;
      if (text) seen.painted = true;
      else if (seen.painted) seen.blank++;
      requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  });
  const page = await context.newPage();
  const complaints = complaintsOf(page);
  await page.goto(`/d/${id}`);
  const opened = await DocumentPage.on(page);
  await expect(opened.text).toHaveAttribute('contenteditable', 'true');
  await opened.type(' End.');
  await opened.saved();
  const seen = await page.evaluate(
    () => (window as unknown as { seen: { shift: number; blank: number } }).seen,
  );
  expect(seen.blank).toBe(0);
  expect(seen.shift).toBeLessThan(0.01);
  expect(complaints).toEqual([]);
});
