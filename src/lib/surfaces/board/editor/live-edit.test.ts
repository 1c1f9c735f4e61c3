import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import * as Y from 'yjs';
import { Board } from '../model/board.ts';
import type { BoardElement } from '../model/types.ts';
import { LiveEdit } from './live-edit.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const box = { type: 'rectangle', x: 0, y: 0, width: 10, height: 10 } as const;

function setUp(count = 1) {
  const board = new Board(new Y.Doc());
  const ids = Array.from({ length: count }, () => board.create(box));
  let updates = 0;
  board.doc.on('update', () => (updates += 1));
  let shown: ReadonlyMap<string, BoardElement> | null = null;
  let mayWrite = true;
  const live = new LiveEdit({
    board,
    mayWrite: () => mayWrite,
    onshow: (elements) => (shown = elements),
  });
  const lock = (): void => {
    mayWrite = false;
  };
  const to = (x: number) => live.set(new Map(ids.map((id) => [id, { x }])));
  const id = ids[0] ?? '';
  /** Does something as somebody else who has the board by now. */
  const elsewhere = (change: (board: Board) => void): void => {
    const other = new Board(new Y.Doc());
    Y.applyUpdate(other.doc, Y.encodeStateAsUpdate(board.doc));
    change(other);
    Y.applyUpdate(board.doc, Y.encodeStateAsUpdate(other.doc), 'network');
  };
  return {
    elsewhere,
    lock,
    board,
    id,
    live,
    to,
    shown: () => shown?.get(id),
    updates: () => updates,
  };
}

test('a change is shown at once and written once in a while', () => {
  const { board, id, to, shown, updates } = setUp();
  for (let x = 1; x <= 5; x++) to(x);
  expect(shown()?.x).toBe(5);
  expect(updates()).toBe(0);
  vi.advanceTimersByTime(200);
  expect(updates()).toBe(1);
  expect(board.get(id)?.x).toBe(5);
  for (let x = 6; x <= 9; x++) to(x);
  vi.advanceTimersByTime(200);
  expect(updates()).toBe(2);
});

test('the more elements, the more seldom they are written', () => {
  const { to, updates } = setUp(200);
  to(1);
  vi.advanceTimersByTime(500);
  expect(updates()).toBe(0);
  vi.advanceTimersByTime(500);
  expect(updates()).toBe(1);
});

test('the whole gesture is one step for undo, with what is done at its end', () => {
  const { board, id, live, to, shown } = setUp();
  to(3);
  vi.advanceTimersByTime(200);
  to(7);
  live.finish(() => board.update(id, { frameId: 'f', y: board.get(id)?.x ?? 0 }));
  expect(shown()).toBeUndefined();
  expect(board.get(id)).toMatchObject({ x: 7, y: 7, frameId: 'f' });
  board.undo();
  expect(board.get(id)).toMatchObject({ x: 0, y: 0, frameId: null });
});

test('what follows the gesture is a step of its own', () => {
  const { board, id, live, to } = setUp();
  to(3);
  live.finish();
  board.update(id, { y: 4 });
  board.undo();
  expect(board.get(id)).toMatchObject({ x: 3, y: 0 });
});

test('cancelled, everything is as it was, also what was written on the way, and nothing can be redone', () => {
  const { board, id, live, to, shown } = setUp();
  board.update(id, { y: 1 });
  to(3);
  vi.advanceTimersByTime(200);
  expect(board.get(id)?.x).toBe(3);
  live.cancel();
  vi.advanceTimersByTime(1000);
  expect(shown()).toBeUndefined();
  expect(board.get(id)).toMatchObject({ x: 0, y: 1 });
  expect(board.history.canRedo()).toBe(false);
  board.undo();
  expect(board.get(id)).toMatchObject({ x: 0, y: 0 });
});

test('cancelled before anything was written, it takes no step of undo with it', () => {
  const { board, id, live, to } = setUp();
  board.update(id, { y: 1 });
  to(3);
  live.cancel();
  expect(board.get(id)).toMatchObject({ x: 0, y: 1 });
});

test('what somebody else changes of an element meanwhile shows through, and stays', () => {
  const { board, id, live, to, shown, elsewhere } = setUp();
  to(3);
  elsewhere((other) => other.update(id, { strokeColor: '#e03131' }));
  expect(shown()).toMatchObject({ x: 3, strokeColor: '#e03131' });
  live.finish();
  expect(board.get(id)).toMatchObject({ x: 3, strokeColor: '#e03131' });
});

test('what the gesture gives as it was is not written over what somebody else has made of it', () => {
  const { board, id, live, elsewhere } = setUp();
  live.set(new Map([[id, { x: 0, y: 1e-12, angle: 1 }]]));
  elsewhere((other) => other.update(id, { x: 50, y: 60 }));
  live.set(new Map([[id, { x: 0, y: 0, angle: 2 }]]));
  live.finish();
  expect(board.get(id)).toMatchObject({ x: 50, y: 60, angle: 2 });
});

test('what the gesture has changed and does not change any more goes back', () => {
  const { board, id, live, shown } = setUp();
  live.set(new Map([[id, { x: 5, angle: 1, locked: true }]]));
  vi.advanceTimersByTime(200);
  expect(board.get(id)).toMatchObject({ angle: 1, locked: true });
  live.set(new Map([[id, { x: 0 }]]));
  expect(shown()).toMatchObject({ x: 0, angle: 0, locked: false });
  live.finish();
  expect(board.get(id)).toMatchObject({ x: 0, angle: 0, locked: false });
});

test('cancelled when it has come to nothing, it takes back no step before it', () => {
  const { board, id, live, to } = setUp();
  board.update(id, { y: 1 });
  to(0);
  vi.advanceTimersByTime(200);
  live.cancel();
  expect(board.get(id)).toMatchObject({ x: 0, y: 1 });
});

test('cancelled after somebody else has deleted what it changed, it takes back no step before it', () => {
  const { board, id, live, to, elsewhere } = setUp();
  const kept = board.create(box);
  to(3);
  vi.advanceTimersByTime(200);
  elsewhere((other) => other.delete([id]));
  live.cancel();
  expect(board.get(kept)).toBeDefined();
  board.undo();
  expect(board.get(kept)).toBeUndefined();
});

test('cancelled after something else of one’s own, it leaves that', () => {
  const { board, id, live, to } = setUp();
  to(3);
  vi.advanceTimersByTime(200);
  const pasted = board.create(box);
  live.cancel();
  expect(board.get(pasted)).toBeDefined();
  expect(board.get(id)?.x).toBe(3);
});

test('once the board may only be looked at, nothing is written, neither to go on nor to take back', () => {
  for (const end of ['finish', 'cancel'] as const) {
    const { board, id, live, to, lock, updates, shown } = setUp();
    to(3);
    vi.advanceTimersByTime(200);
    to(7);
    lock();
    live[end]();
    vi.advanceTimersByTime(200);
    expect(updates()).toBe(1);
    expect(board.get(id)?.x).toBe(3);
    expect(shown()).toBeUndefined();
  }
});

test('what somebody else deletes meanwhile is gone, and nothing of it is written', () => {
  const { board, id, live, to, shown } = setUp();
  to(3);
  const doc = new Y.Doc();
  Y.applyUpdate(doc, Y.encodeStateAsUpdate(board.doc));
  doc.getMap('elements').delete(id);
  Y.applyUpdate(board.doc, Y.encodeStateAsUpdate(doc), 'network');
  expect(shown()).toBeUndefined();
  live.finish();
  expect(board.elements).toEqual([]);
});

test('what somebody locks meanwhile is left to them', () => {
  const { board, id, live, to, shown, elsewhere } = setUp(2);
  const other = board.elements.find((element) => element.id !== id)?.id ?? '';
  to(3);
  vi.advanceTimersByTime(200);
  elsewhere((theirs) => theirs.update(id, { locked: true }));
  expect(shown()).toBeUndefined();
  to(7);
  live.finish();
  expect([board.get(id)?.x, board.get(other)?.x]).toEqual([3, 7]);
});

test.each(['finish', 'cancel'] as const)(
  'after its end (%s) it shows and writes nothing',
  (end) => {
    const { board, id, to, live, shown, elsewhere } = setUp();
    to(5);
    live[end]();
    board.update(id, { x: 50 });
    vi.advanceTimersByTime(5_000);
    elsewhere((other) => other.update(id, { y: 70 }));
    expect(board.get(id)).toMatchObject({ x: 50, y: 70 });
    expect(shown()).toBeUndefined();
  },
);

test('points that are as many, and what is nothing before or after, are changes too', () => {
  const { board, live, elsewhere } = setUp();
  const line = (end: number) =>
    [
      [0, 0],
      [end, end],
    ] as const;
  const id = board.create({ type: 'line', points: line(10), roundness: { type: 2 } });
  live.set(new Map([[id, { points: line(20), roundness: null }]]));
  live.finish();
  expect(board.get(id)).toMatchObject({ points: line(20), roundness: null });
  const again = new LiveEdit({ board, onshow: () => undefined });
  again.set(new Map([[id, { points: line(20), roundness: { type: 2 } }]]));
  // As they were, they are not written over what somebody else has made of them.
  elsewhere((other) => other.update(id, { points: line(30) }));
  again.finish();
  expect(board.get(id)).toMatchObject({ points: line(30), roundness: { type: 2 } });
});
