import { expect, test } from 'vitest';
import { BLOCKS, matchBlocks } from './catalogue.ts';

const labels = (query: string, inTable = false) =>
  matchBlocks(query, inTable).map(({ label }) => label);

test('nothing typed offers everything', () => {
  expect(labels('')).toEqual(BLOCKS.map(({ label }) => label));
});

test('the beginning of a name comes before other words for it', () => {
  expect(labels('ta')).toEqual(['Task list', 'Table']);
  expect(labels('H2')).toEqual(['Heading 2']);
  expect(labels('todo')).toEqual(['Task list']);
  expect(labels('list')).toEqual(['Bullet list', 'Numbered list', 'Task list']);
  expect(labels('nonsense')).toEqual([]);
});

test('a table holds words and lists only', () => {
  expect(labels('', true)).toEqual(['Text', 'Bullet list', 'Numbered list', 'Task list']);
});
