import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import * as Y from 'yjs';
import { Board } from '../model/board.ts';
import { BoardEditor } from './editor.svelte.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function setUp() {
  const board = new Board(new Y.Doc());
  const editor = new BoardEditor(board);
  const id = board.create({ type: 'rectangle', width: 10, height: 10, opacity: 80 });
  const locked = board.create({ type: 'rectangle', opacity: 80, locked: true });
  editor.select([id, locked]);
  let updates = 0;
  let bytes = 0;
  board.doc.on('update', (update: Uint8Array) => {
    updates += 1;
    bytes += update.byteLength;
  });
  const opacity = (): number | undefined => board.get(id)?.opacity;
  return { board, editor, id, locked, opacity, written: () => ({ updates, bytes }) };
}

test('what is pulled is shown at once, and written as seldom as a drag', () => {
  const { editor, id, opacity, written } = setUp();
  // Two seconds at sixty values each.
  for (let i = 0; i < 120; i++) {
    editor.pull.set({ opacity: i % 80 });
    expect(editor.get(id)?.opacity).toBe(i % 80);
    vi.advanceTimersByTime(1000 / 60);
  }
  editor.pull.finish();
  expect(opacity()).toBe(39);
  expect(editor.shown).toBeNull();
  expect(written().updates).toBeLessThanOrEqual(20);
  expect(written().bytes).toBeLessThan(1_000);
});

test('a pull is one step for undo, the next one another', () => {
  const { editor, opacity } = setUp();
  for (const end of [50, 20]) {
    for (let value = 80; value >= end; value--) {
      editor.pull.set({ opacity: value });
      vi.advanceTimersByTime(50);
    }
    editor.pull.finish();
  }
  editor.undo();
  expect(opacity()).toBe(50);
  editor.undo();
  expect(opacity()).toBe(80);
});

test('what is given up is as before, and nothing more comes of it until it ends', () => {
  const { editor, opacity } = setUp();
  const before = editor.style;
  editor.pull.set({ opacity: 30 });
  vi.advanceTimersByTime(500);
  expect(opacity()).toBe(30);
  expect(editor.pull.cancel()).toBe(true);
  expect([opacity(), editor.style]).toEqual([80, before]);
  editor.pull.set({ opacity: 10 });
  vi.advanceTimersByTime(500);
  expect([opacity(), editor.pull.isActive, editor.pull.cancel()]).toEqual([80, false, false]);
  editor.pull.finish();
  editor.pull.set({ opacity: 10 });
  editor.pull.finish();
  expect(opacity()).toBe(10);
});

test('a pull changes what was selected when it began, and nothing that is locked', () => {
  const { board, editor, locked, opacity } = setUp();
  editor.pull.set({ opacity: 30 });
  const other = board.create({ type: 'rectangle', opacity: 80 });
  editor.select([other]);
  editor.pull.set({ opacity: 20 });
  editor.pull.finish();
  expect([opacity(), board.get(other)?.opacity, board.get(locked)?.opacity]).toEqual([20, 80, 80]);
});

test('another gesture ends a pull', () => {
  const { editor, id, opacity } = setUp();
  editor.pull.set({ opacity: 30 });
  const drag = editor.begin();
  expect([opacity(), editor.pull.isActive]).toEqual([30, false]);
  drag.set(new Map([[id, { x: 5 }]]));
  expect(editor.shown).not.toBeNull();
  editor.pull.finish();
  expect(editor.shown).not.toBeNull();
  drag.finish();
});

test('with nothing selected only what comes next is another, also for those who read', () => {
  const { editor, opacity, written } = setUp();
  editor.readOnly = true;
  editor.pull.set({ opacity: 30 });
  editor.pull.finish();
  expect(editor.style.opacity).toBe(30);
  editor.readOnly = false;
  editor.select([]);
  editor.pull.set({ opacity: 40 });
  editor.pull.finish();
  expect([editor.style.opacity, opacity(), written().updates]).toEqual([40, 80, 0]);
});
