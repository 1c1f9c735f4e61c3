import { expect, test } from 'vitest';
import { textSchema } from '../schema.ts';
import { markdownBlocks } from './markdown.ts';

const outline = (text: string): string | null => {
  const blocks = markdownBlocks(text);
  if (blocks === null) return null;
  const doc = textSchema.nodeFromJSON({ type: 'doc', content: blocks });
  doc.check();
  return doc.toString();
};

test('plain words are no Markdown', () => {
  for (const text of [
    '',
    'hello',
    'a\nb',
    '#hash',
    '-5 degrees',
    '1.5 km',
    'a | b',
    '```js without an end',
  ]) {
    expect(outline(text), text).toBeNull();
  }
});

test.each([
  ['# Plan', 'doc(heading("Plan"))'],
  ['- a\n- b', 'doc(bulletList(listItem(paragraph("a")), listItem(paragraph("b"))))'],
  [
    '* a\n  1. b',
    'doc(bulletList(listItem(paragraph("a"), orderedList(listItem(paragraph("b"))))))',
  ],
  ['- [x] a\n- [ ] b', 'doc(taskList(taskItem(paragraph("a")), taskItem(paragraph("b"))))'],
  ['- a\n1. b', 'doc(bulletList(listItem(paragraph("a"))), orderedList(listItem(paragraph("b"))))'],
  ['> a\n> b', 'doc(blockquote(paragraph("a"), paragraph("b")))'],
  ['```ts\nlet a\n\nlet b\n```\nend', 'doc(codeBlock("let a\\n\\nlet b"), paragraph("end"))'],
  ['a\n---\nb', 'doc(paragraph("a"), horizontalRule, paragraph("b"))'],
  [
    '| a | b |\n|---|---|\n| 1 | x\\|y |',
    'doc(table(tableRow(tableHeader(paragraph("a")), tableHeader(paragraph("b"))), tableRow(tableCell(paragraph("1")), tableCell(paragraph("x|y")))))',
  ],
])('%j is read', (text, expected) => {
  expect(outline(text)).toBe(expected);
});

test('a list keeps its first number, code its language', () => {
  expect(markdownBlocks('3. a')?.[0]?.attrs).toEqual({ start: 3 });
  expect(markdownBlocks('```py\nx\n```')?.[0]?.attrs).toEqual({ language: 'python' });
});
