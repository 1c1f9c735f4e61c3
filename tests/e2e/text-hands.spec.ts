import type { Page } from '@playwright/test';
import { DocumentPage } from './support/editor.ts';
import { expect, PHONE, test } from './support/fixtures.ts';
import { withoutPauses } from './support/visit.ts';

test('undo takes back one thing at a time', async ({ site, browserOf }) => {
  const { editor } = site.people;
  const id = await site.as(editor).createDocument('Undo');
  const opened = await DocumentPage.open(await withoutPauses(browserOf(editor)), id);
  const { keyboard } = opened.page;
  const lines = () => opened.text.locator('> *').allTextContents();
  await opened.type('one ');
  await clipboard(opened.page, 'paste', { 'text/plain': 'pasted' });
  await keyboard.press('Enter');
  await keyboard.type('two');
  expect(await lines()).toEqual(['one pasted', 'two']);
  for (const before of [['one pasted', ''], ['one pasted'], ['one '], ['']]) {
    await keyboard.press('Control+z');
    expect(await lines()).toEqual(before);
  }
});

test('copied words have a line for every block', async ({ site, browserOf }) => {
  const { editor } = site.people;
  const id = await site.as(editor).createDocument('Copy');
  const opened = await DocumentPage.open(await browserOf(editor), id);
  await opened.caretAtEnd();
  const text = '# Plan\n- a\n- b\n\n| x | y |\n|---|---|\n| 1 | 2 |\n\n[here](https://e.com) end';
  await clipboard(opened.page, 'paste', { 'text/plain': text });
  await expect(opened.text.getByRole('link', { name: 'here' })).toHaveAttribute(
    'href',
    'https://e.com',
  );
  await opened.page.keyboard.press('Control+a');
  expect(await clipboard(opened.page, 'copy')).toBe('Plan\na\nb\nx\ty\n1\t2\nhere end');
});

test('a key right after the title lands in the body', async ({ site, browserOf }) => {
  const { editor } = site.people;
  const id = await site.as(editor).createDocument('Title');
  const opened = await DocumentPage.open(await browserOf(editor), id);
  await opened.title.focus();
  // Where the caret is when the key has been heard, not a frame later.
  const inBody = await opened.title.evaluate((field) => {
    field.dispatchEvent(
      new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true }),
    );
    return document.activeElement?.classList.contains('ProseMirror');
  });
  expect(inBody).toBe(true);
  await opened.page.keyboard.type('x');
  expect(await opened.words()).toBe('x');
});

test('the plus of a phone opens a line, and leaves no slash', async ({ site, browserOf }) => {
  const { editor } = site.people;
  const id = await site.as(editor).createDocument('Plus');
  const opened = await DocumentPage.open(await browserOf(editor, { context: PHONE }), id);
  const lines = () => opened.text.locator('> *').allTextContents();
  await opened.caretAtEnd();
  await clipboard(opened.page, 'paste', { 'text/plain': 'see [this page](https://e.com)' });
  await opened.page.keyboard.press('ArrowLeft');
  const bubble = opened.page.getByRole('group', { name: 'Link' });
  await expect(bubble).toBeVisible();
  const bar = opened.page.getByRole('toolbar', { name: 'Format' });
  const plus = bar.getByRole('button', { name: 'Insert a block' });
  const menu = opened.page.getByRole('listbox', { name: 'Insert a block' });
  await plus.tap();
  await expect(menu).toBeVisible();
  await expect(bubble).toHaveCount(0);
  expect(await lines()).toEqual(['see this page', '/']);
  await plus.tap();
  await expect(menu).toHaveCount(0);
  expect(await lines()).toEqual(['see this page', '']);
});

test('what a finger reaches for is 44 pixels large', async ({ site, browserOf }) => {
  const { editor } = site.people;
  const id = await site.as(editor).createDocument('Fingers');
  const opened = await DocumentPage.open(await browserOf(editor, { context: PHONE }), id);
  await opened.caretAtEnd();
  await clipboard(opened.page, 'paste', { 'text/plain': '- [ ] task\n\n```js\nlet a\n```\n' });
  const buttons = opened.page.locator('.phone-bar button, .code header button');
  await expect(buttons).toHaveCount(10);
  const sizes = await buttons.evaluateAll((all) =>
    all.map((button) => [button.clientWidth, button.clientHeight]),
  );
  for (const [width, height] of sizes) {
    expect(width).toBeGreaterThanOrEqual(44);
    expect(height).toBeGreaterThanOrEqual(44);
  }
  const fits = () => document.documentElement.scrollWidth <= window.innerWidth;
  expect(await opened.page.evaluate(fits)).toBe(true);
  // Beside the box, where nothing is drawn.
  const box = opened.text.getByRole('checkbox');
  const at = await box.boundingBox();
  if (at === null) throw new Error('The box is not on the page');
  await opened.page.touchscreen.tap(at.x - 8, at.y - 8);
  await expect(box).toBeChecked();
});

/** Pastes these, or copies the selection and answers with its plain text. */
async function clipboard(
  page: Page,
  what: 'copy' | 'paste',
  data: Record<string, string> = {},
): Promise<string> {
  return page.locator('.ProseMirror').evaluate(
    (root, [type, all]) => {
      const clipboardData = new DataTransfer();
      for (const [kind, text] of Object.entries(all)) clipboardData.setData(kind, text);
      root.dispatchEvent(
        new ClipboardEvent(type, { clipboardData, bubbles: true, cancelable: true }),
      );
      return clipboardData.getData('text/plain');
    },
    [what, data] as const,
  );
}
