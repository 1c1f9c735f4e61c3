import { expect, test } from 'vitest';
import { findHits } from './palette.ts';
import type { Command } from './shell.svelte.ts';

const pages = [
  { id: '1', title: 'En route' },
  { id: '2', title: 'Route data model' },
  { id: '3', title: 'Sprouting' },
  { id: '4', title: '' },
];
const icon = (() => {}) as unknown as Command['icon'];
const commands: Command[] = [
  { id: 'new', label: 'New page', icon, run: () => {} },
  { id: 'home', label: 'Home', icon, run: () => {} },
];
const keys = (query: string) => findHits(query, pages, commands, 'Untitled').map((hit) => hit.key);

test('without a query: recent pages in their order, then every command', () => {
  expect(keys('')).toEqual(['page-1', 'page-2', 'page-3', 'page-4', 'command-new', 'command-home']);
});

test('what begins with the query stands first, then words, then the rest', () => {
  expect(keys('rout')).toEqual(['page-2', 'page-1', 'page-3']);
});

test('case does not matter and the match is marked', () => {
  const [first] = findHits('ROUTE', pages, commands, 'Untitled');
  expect(first?.marks).toEqual({ from: 0, to: 5 });
});

test('a page without a title is found by what it is shown as', () => {
  expect(keys('untit')).toEqual(['page-4']);
});

test('> asks for commands only', () => {
  expect(keys('> o')).toEqual(['command-home']);
  expect(keys('>')).toEqual(['command-new', 'command-home']);
});

test('letters whose lower case is longer do not break it', () => {
  const odd = [{ id: 'x', title: 'İzmir notes' }];
  expect(findHits('notes', odd, [], 'Untitled')).toHaveLength(1);
});
