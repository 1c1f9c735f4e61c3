import type { Page } from '@playwright/test';
import { DocumentPage } from './support/editor.ts';
import { expect, test } from './support/fixtures.ts';

/** The body's markup without what the editor adds for itself. */
const markup = (opened: DocumentPage): Promise<string> =>
  opened.text.evaluate((root) => {
    const copy = root.cloneNode(true) as HTMLElement;
    for (const extra of copy.querySelectorAll(
      '.caret, .ProseMirror-separator, .ProseMirror-trailingBreak, header',
    )) {
      extra.remove();
    }
    // The colours of code.
    for (const colour of copy.querySelectorAll('code span'))
      colour.replaceWith(...colour.childNodes);
    copy.normalize();
    for (const element of copy.querySelectorAll('*')) {
      for (const { name } of [...element.attributes]) {
        if (!['href', 'start', 'data-checked'].includes(name)) element.removeAttribute(name);
      }
    }
    return copy.innerHTML;
  });

const TYPED: readonly [string, readonly string[], string][] = [
  ['headings', ['## Plan'], '<h2>Plan</h2>'],
  ['a list', ['- a', 'Enter', 'b'], '<ul><li><p>a</p></li><li><p>b</p></li></ul>'],
  ['a numbered list', ['3. c'], '<ol start="3"><li><p>c</p></li></ol>'],
  [
    'a task',
    ['[x] t'],
    '<ul><li data-checked="true"><label><input></label><div><p>t</p></div></li></ul>',
  ],
  [
    'a task in a list',
    ['- a', 'Enter', '[ ] t'],
    '<ul><li><p>a</p></li></ul><ul><li data-checked="false"><label><input></label><div><p>t</p></div></li></ul>',
  ],
  [
    'a task as Markdown has it',
    ['- [ ] t'],
    '<ul><li data-checked="false"><label><input></label><div><p>t</p></div></li></ul>',
  ],
  ['a quote', ['> q'], '<blockquote><p>q</p></blockquote>'],
  ['code', ['```ts x < 1'], '<div><pre><code>x &lt; 1</code></pre></div>'],
  [
    'formatting',
    ['**b** *i* `c` ~~s~~ x'],
    '<p><strong>b</strong> <em>i</em> <code>c</code> <s>s</s> x</p>',
  ],
  ['arithmetic', ['2 * 3 * 4 and 2 ** 3 ** 4'], '<p>2 * 3 * 4 and 2 ** 3 ** 4</p>'],
  ['a link', ['[here](https://e.com) x'], '<p><a href="https://e.com">here</a> x</p>'],
  [
    'an address',
    ['see https://e.com/a. x'],
    '<p>see <a href="https://e.com/a">https://e.com/a</a>. x</p>',
  ],
  ['no unsafe link', ['[bad](javascript:alert(1)) x'], '<p>[bad](javascript:alert(1)) x</p>'],
  ['a divider', ['---', 'end'], '<hr><p>end</p>'],
  ['from the menu', ['/quo', 'Enter', 'x'], '<blockquote><p>x</p></blockquote>'],
  ['no menu in words', ['and/or'], '<p>and/or</p>'],
];

test('Markdown and the menu make blocks as they are typed', async ({ site, browserOf }) => {
  const { editor } = site.people;
  const id = await site.as(editor).createDocument('Typed');
  const opened = await DocumentPage.open(await browserOf(editor), id);
  const { keyboard } = opened.page;
  await opened.caretAtEnd();
  for (const [what, keys, expected] of TYPED) {
    for (const key of keys) {
      if (key === 'Enter') await keyboard.press(key);
      else await keyboard.type(key);
    }
    await expect.poll(() => markup(opened), what).toBe(expected);
    // In code the first time means the code, the second everything.
    await keyboard.press('Control+a');
    await keyboard.press('Control+a');
    await keyboard.press('Backspace');
    await expect.poll(() => markup(opened), `after ${what}`).toBe('<p></p>');
  }
});

test('looking at a document changes nothing in it', async ({ site, browserOf }) => {
  const { editor, viewer } = site.people;
  const client = site.as(editor);
  const id = await client.createDocument('Untouched');
  const cursor = async () =>
    (await client.request('GET', `/api/documents/${id}/snapshot`)).headers.get('runnel-cursor');
  const before = await cursor();
  for (const person of [editor, viewer]) {
    const opened = await DocumentPage.open(await browserOf(person), id);
    await opened.text.focus();
    await opened.title.focus();
    await expect(opened.saveState).toContainText(person === viewer ? 'Read only' : 'Saved');
    await opened.page.close();
  }
  expect(await cursor()).toBe(before);
});

test('the toolbar over a selection is worked from the keyboard', async ({ site, browserOf }) => {
  const { editor } = site.people;
  const id = await site.as(editor).createDocument('Keys');
  const opened = await DocumentPage.open(await browserOf(editor), id);
  const { keyboard } = opened.page;
  await opened.type('some words');
  await keyboard.press('Control+Shift+ArrowLeft');
  const bar = opened.page.getByRole('toolbar', { name: 'Format selection' });
  await expect(bar).toBeVisible();
  await keyboard.press('Alt+F10');
  await expect(bar.getByRole('button', { name: /Turn into/ })).toBeFocused();
  await keyboard.press('ArrowRight');
  await keyboard.press('ArrowRight');
  const italic = bar.getByRole('button', { name: 'Italic' });
  await expect(italic).toBeFocused();
  await keyboard.press('Enter');
  await expect(italic).toHaveAttribute('aria-pressed', 'true');
  await keyboard.press('Escape');
  await expect(opened.text).toBeFocused();
  expect(await markup(opened)).toBe('<p>some <em>words</em></p>');

  await keyboard.press('Control+k');
  const address = opened.page.getByRole('textbox', { name: 'Address' });
  await expect(address).toBeFocused();
  await keyboard.type('javascript:alert(1)');
  await keyboard.press('Enter');
  await expect(opened.page.getByRole('alert')).toBeVisible();
  await address.fill('example.com');
  await keyboard.press('Enter');
  await expect
    .poll(() => markup(opened))
    .toBe('<p>some <a href="https://example.com"><em>words</em></a></p>');
  await expect(opened.text).toBeFocused();
});

test('the menu of blocks tells screen readers where it is', async ({ site, browserOf }) => {
  const { editor } = site.people;
  const id = await site.as(editor).createDocument('Menu');
  const opened = await DocumentPage.open(await browserOf(editor), id);
  await opened.type('/ta');
  const list = opened.page.getByRole('listbox', { name: 'Insert a block' });
  const chosen = () => list.getByRole('option', { selected: true }).evaluate((option) => option.id);
  await expect(list.getByRole('option')).toHaveCount(2);
  await expect(opened.text).toHaveAttribute('aria-activedescendant', await chosen());
  await opened.page.keyboard.press('ArrowDown');
  await expect(list.getByRole('option', { selected: true })).toContainText('Table');
  await expect(opened.text).toHaveAttribute('aria-activedescendant', await chosen());
  await opened.page.keyboard.press('Escape');
  await expect(list).toHaveCount(0);
  await expect(opened.text).not.toHaveAttribute('aria-activedescendant', /./);
  expect(await opened.words()).toBe('/ta');
});

test('blocks are moved, copied and deleted by their handle and by keys', async ({
  site,
  browserOf,
}) => {
  const { editor } = site.people;
  const id = await site.as(editor).createDocument('Blocks');
  const opened = await DocumentPage.open(await browserOf(editor), id);
  const { keyboard } = opened.page;
  await opened.type('one');
  await keyboard.press('Enter');
  await keyboard.type('two');
  await keyboard.press('Alt+Shift+ArrowUp');
  await keyboard.type('!');
  expect(await markup(opened)).toBe('<p>two!</p><p>one</p>');

  await keyboard.press('Alt+F10');
  const grip = opened.page.getByRole('button', { name: 'Move or change block' });
  await expect(grip).toBeFocused();
  await keyboard.press('Enter');
  await opened.page.getByRole('menuitem', { name: 'Duplicate' }).click();
  await expect.poll(() => markup(opened)).toBe('<p>two!</p><p>two!</p><p>one</p>');

  await opened.text.getByText('one').hover();
  await grip.click();
  await opened.page.getByRole('menuitemradio', { name: 'Heading 1' }).click();
  await expect.poll(() => markup(opened)).toBe('<p>two!</p><p>two!</p><h1>one</h1>');
  await opened.text.getByText('one').hover();
  await grip.click();
  await opened.page.getByRole('menuitem', { name: 'Delete' }).click();
  await expect.poll(() => markup(opened)).toBe('<p>two!</p><p>two!</p>');
});

test('what is pasted becomes blocks of ours, and nothing in it runs', async ({
  site,
  browserOf,
}) => {
  const { editor } = site.people;
  const id = await site.as(editor).createDocument('Paste');
  const opened = await DocumentPage.open(await browserOf(editor), id);
  await opened.caretAtEnd();
  await paste(opened.page, {
    'text/html':
      '<h4 onclick="hacked=1">T</h4><p>a <b>b</b> <a href="javascript:hacked=1">bad</a><img src=x onerror="hacked=1"></p>' +
      '<ul><li><input type="checkbox" checked> done</li></ul><script>window.hacked = 1</script>' +
      '<table><tr><td colspan="2">wide</td></tr><tr><td>1</td><td>2</td></tr></table>',
  });
  await expect
    .poll(() => markup(opened))
    .toBe(
      '<h3>T</h3><p>a <strong>b</strong> bad</p>' +
        '<ul><li data-checked="true"><label><input></label><div><p>done</p></div></li></ul>' +
        '<div><table><tbody><tr><td><p>wide</p></td><td><p></p></td></tr>' +
        '<tr><td><p>1</p></td><td><p>2</p></td></tr></tbody></table></div>',
    );
  expect(await opened.page.evaluate(() => 'hacked' in window)).toBe(false);
  await opened.saved();
});

async function paste(page: Page, data: Record<string, string>): Promise<void> {
  await page.locator('.ProseMirror').evaluate((root, all) => {
    const clipboardData = new DataTransfer();
    for (const [type, text] of Object.entries(all)) clipboardData.setData(type, text);
    root.dispatchEvent(
      new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }),
    );
  }, data);
}
