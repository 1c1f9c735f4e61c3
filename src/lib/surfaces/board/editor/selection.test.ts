import { expect, test } from 'vitest';
import { drafted } from '../model/patched.ts';
import type { BoardElement } from '../model/types.ts';
import { expanded, groupOf, withGroup } from './selection.ts';

/** From the innermost group to the outermost. */
const element = (id: string, groupIds: string[], locked = false): BoardElement =>
  drafted(id, { type: 'note', groupIds, locked });

const a = element('a', ['in', 'out']);
const b = element('b', ['in', 'out']);
const c = element('c', ['out']);
const d = element('d', []);
const held = element('held', ['out'], true);
const all = [a, b, c, d, held];

test('what counts as one is the outermost group, or the one within the group that is opened', () => {
  expect(groupOf(a, null)).toBe('out');
  expect(groupOf(a, 'out')).toBe('in');
  expect(groupOf(a, 'in')).toBeNull();
  expect(groupOf(c, 'out')).toBeNull();
  expect(groupOf(d, null)).toBeNull();
  // A group that it does not lie in is not opened for it.
  expect(groupOf(a, 'elsewhere')).toBe('out');
});

test('an element is selected with its group', () => {
  expect(withGroup(a, all, null)).toEqual(['a', 'b', 'c', 'held']);
  expect(withGroup(a, all, 'out')).toEqual(['a', 'b']);
  expect(withGroup(a, all, 'in')).toEqual(['a']);
  expect(withGroup(d, all, null)).toEqual(['d']);
});

test('a selection grows by the rest of its groups, without what is locked', () => {
  expect([...expanded(['c', 'd'], all, null)].sort()).toEqual(['a', 'b', 'c', 'd']);
  expect([...expanded(['a'], all, 'out')].sort()).toEqual(['a', 'b']);
  expect([...expanded([], all, null)]).toEqual([]);
});
