import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import * as Y from 'yjs';
import { Board } from '../model/board.ts';
import { drafted } from '../model/patched.ts';
import { RemoteDrafts } from './drafts.ts';
import { readPresence, type BoardPresence } from './wire.ts';

const box = (width = 10) => ({ type: 'rectangle', x: 0, y: 0, width, height: 10 }) as const;
const NOTHING: BoardPresence = readPresence({});

let board: Board;
let drafts: RemoteDrafts;
let shown: string[];

beforeEach(() => {
  vi.useFakeTimers();
  board = new Board(new Y.Doc());
  shown = [];
  drafts = new RemoteDrafts(board, (all) => (shown = all.map(({ id, width }) => `${id} ${width}`)));
});

afterEach(() => {
  drafts.destroy();
  board.destroy();
  vi.useRealTimers();
});

const drawing = (id: string, width = 10): BoardPresence => {
  return { ...NOTHING, draft: drafted(id, box(width)) };
};
const placed = (...ids: string[]): BoardPresence => ({ ...NOTHING, placed: ids });

test('a draft grows, and stays until its element is there', () => {
  drafts.told(1, drawing('a'));
  drafts.told(1, drawing('a', 20));
  expect(shown).toEqual(['a 20']);
  drafts.told(1, placed('a'));
  expect(shown).toEqual(['a 20']);
  board.create(box(20), 'a');
  expect(shown).toEqual([]);
});

test('an element that is there before the draft ends takes its place, for good', () => {
  drafts.told(1, drawing('a'));
  board.create(box(), 'a');
  expect(shown).toEqual([]);
  board.delete(['a']);
  drafts.told(1, drawing('a', 12));
  expect(shown).toEqual([]);
});

test('a draft that is given up, or whose person leaves, is gone', () => {
  drafts.told(1, drawing('a'));
  drafts.told(1, NOTHING);
  expect(shown).toEqual([]);
  drafts.told(1, drawing('b'));
  drafts.told(2, drawing('c'));
  drafts.left(1);
  expect(shown).toEqual(['c 10']);
});

test('strokes that follow each other quickly all stay until they are there', () => {
  drafts.told(1, drawing('a'));
  drafts.told(1, { ...drawing('b'), placed: ['a'] });
  drafts.told(1, { ...drawing('c'), placed: ['a', 'b'] });
  expect(shown).toEqual(['a 10', 'b 10', 'c 10']);
  board.create(box(), 'b');
  expect(shown).toEqual(['a 10', 'c 10']);
});

test('a finished draft whose element never comes does not stay for ever', () => {
  drafts.told(1, drawing('a'));
  drafts.told(1, placed('a'));
  vi.runAllTimers();
  expect(shown).toEqual([]);
  for (let i = 0; i < 100; i++) drafts.told(1, { ...drawing(`d${i}`), placed: [`d${i - 1}`] });
  expect(shown.length).toBeLessThanOrEqual(8);
});

test('one cannot hide what somebody else draws', () => {
  drafts.told(1, drawing('a', 10));
  drafts.told(2, drawing('a', 99));
  expect(shown).toEqual(['a 10']);
});

test('what is drawn on after it was told to be done waits for its end again', () => {
  drafts.told(1, drawing('a'));
  drafts.told(1, placed('a'));
  drafts.told(1, drawing('a', 20));
  vi.advanceTimersByTime(60_000);
  expect(shown).toEqual(['a 20']);
});
