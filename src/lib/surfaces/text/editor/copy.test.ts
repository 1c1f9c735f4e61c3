import { expect, test } from 'vitest';
import { textSchema } from '../schema.ts';
import { copiedText } from './copy.ts';
import { linkedWords, markdownBlocks } from './markdown.ts';

const copied = (markdown: string): string | null => {
  const content = markdownBlocks(markdown);
  if (content === null) return null;
  return copiedText(textSchema.nodeFromJSON({ type: 'doc', content }).content);
};

test.each([
  ['# Plan\nwords', 'Plan\nwords'],
  ['- a\n- b\n  - c', 'a\nb\nc'],
  ['> a\n> b', 'a\nb'],
  ['```\nlet a\n\n\tlet b\n```\nend', 'let a\n\n\tlet b\nend'],
  ['| a | b |\n|---|---|\n| 1 | 2 |', 'a\tb\n1\t2'],
  ['a\n---\nb', 'a\n---\nb'],
])('%j is copied as %j', (markdown, text) => {
  expect(copied(markdown)).toBe(text);
});

test('a part of a line is copied as it is', () => {
  const line = textSchema.node('paragraph', null, [
    textSchema.text('a'),
    textSchema.node('hardBreak'),
    textSchema.text('b'),
  ]);
  expect(copiedText(line.content)).toBe('a\nb');
});

const link = (text: string, href: string) => ({
  type: 'text',
  text,
  marks: [{ type: 'link', attrs: { href } }],
});

test('links in pasted words become links', () => {
  expect(linkedWords('see [our page](https://e.com/a_(b)) now')).toEqual([
    { type: 'text', text: 'see ' },
    link('our page', 'https://e.com/a_(b)'),
    { type: 'text', text: ' now' },
  ]);
  expect(linkedWords('[a](/d/1)[b](mailto:a@e.com "write")')).toEqual([
    link('a', '/d/1'),
    link('b', 'mailto:a@e.com'),
  ]);
});

test.each([
  '[a](javascript:alert(1))',
  '[a](java\tscript:alert)',
  'list[i](value)',
  '`[a](https://e.com)`',
  '![a](https://e.com/a.png)',
])('%j stays words', (text) => {
  expect(linkedWords(text)).toEqual([{ type: 'text', text }]);
});
