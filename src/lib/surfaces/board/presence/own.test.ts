import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Awareness } from 'y-protocols/awareness';
import * as Y from 'yjs';
import { BoardEditor } from '../editor/editor.svelte.ts';
import { Board } from '../model/board.ts';
import { drafted } from '../model/patched.ts';
import { OwnPresence } from './own.svelte.ts';
import { BOARD_FIELD, readPresence } from './wire.ts';

let awareness: Awareness;
let editor: BoardEditor;
let own: OwnPresence;
let told: string[];

beforeEach(() => {
  vi.useFakeTimers();
  const doc = new Y.Doc();
  awareness = new Awareness(doc);
  editor = new BoardEditor(new Board(doc));
  editor.size = { width: 800, height: 600 };
  own = new OwnPresence(editor, awareness);
  told = [];
  awareness.on('change', () => told.push(JSON.stringify(awareness.getLocalState()?.[BOARD_FIELD])));
});

afterEach(() => {
  own.destroy();
  editor.destroy();
  awareness.destroy();
  vi.useRealTimers();
});

const heard = () => readPresence(awareness.getLocalState());

test('the first change is told at once, those that follow together after a moment', () => {
  own.watch(null);
  expect(told).toHaveLength(1);
  for (let x = 0; x < 50; x++) {
    editor.pointer = [x, 0];
    own.watch(null);
  }
  expect(told).toHaveLength(1);
  vi.advanceTimersByTime(100);
  expect(told).toHaveLength(2);
  expect(heard().pointer).toEqual([49, 0]);
});

test('nothing is told while nothing that others see changes', () => {
  editor.pointer = [1, 1];
  own.watch(null);
  for (let i = 0; i < 20; i++) {
    // Less than what is told, and then nothing at all.
    editor.pointer = [1 + i / 10_000, 1];
    own.watch(null);
    vi.advanceTimersByTime(1_000);
  }
  expect(told).toHaveLength(1);
  expect(vi.getTimerCount()).toBeLessThanOrEqual(1);
});

test('a pointer that has left is told too', () => {
  editor.pointer = [1, 1];
  own.watch(null);
  editor.pointer = null;
  own.watch(null);
  vi.advanceTimersByTime(100);
  expect(heard().pointer).toBeNull();
});

test('an element that came of a draft is named, one that was given up is not', () => {
  for (const [id, placed] of [
    ['a', true],
    ['b', false],
    ['c', true],
  ] as const) {
    editor.draft = drafted(id, { type: 'rectangle', width: 20, height: 20 });
    own.watch(null);
    vi.advanceTimersByTime(100);
    expect(heard().draft?.id).toBe(id);
    editor.draft = null;
    if (placed) editor.board.create({ type: 'rectangle' }, id);
    own.watch(null);
    vi.advanceTimersByTime(100);
    expect(heard().draft).toBeNull();
  }
  expect(heard().placed).toEqual(['a', 'c']);
});

test('points of the laser are numbered on, and gone when they have faded', () => {
  own.lasers([
    { point: [0, 0], begins: true },
    { point: [0.5, 0], begins: false },
    { point: [10, 0], begins: false },
  ]);
  expect(heard().laser).toMatchObject({
    first: 0,
    points: [
      [0, 0],
      [10, 0],
    ],
  });
  own.lasers([]);
  vi.advanceTimersByTime(100);
  expect(heard().laser).toBeNull();
  own.lasers([{ point: [5, 5], begins: true }]);
  vi.advanceTimersByTime(100);
  expect(heard().laser).toMatchObject({ first: 2, begins: new Set([0]) });
});

test('who goes tells nothing any more', () => {
  own.watch(null);
  own.destroy();
  expect(heard()).toEqual(readPresence({}));
  vi.advanceTimersByTime(1_000);
  expect(told).toHaveLength(2);
});
