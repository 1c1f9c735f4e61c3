import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { Board } from './board.ts';
import type { Point } from './types.ts';

const box = { type: 'rectangle', x: 10, y: 20, width: 100, height: 50 } as const;
const line = (end: number): readonly Point[] => [
  [0, 0],
  [end, end],
];

/** Two people at one board; of two who change a property at once, `a` wins. */
function pair(): { a: Board; b: Board; sync: () => void } {
  const [a, b] = [new Board(new Y.Doc()), new Board(new Y.Doc())];
  a.doc.clientID = 2000;
  b.doc.clientID = 1000;
  const sync = (): void => {
    Y.applyUpdate(a.doc, Y.encodeStateAsUpdate(b.doc, Y.encodeStateVector(a.doc)), 'network');
    Y.applyUpdate(b.doc, Y.encodeStateAsUpdate(a.doc, Y.encodeStateVector(b.doc)), 'network');
  };
  return { a, b, sync };
}

function shared(): ReturnType<typeof pair> & { id: string } {
  const both = pair();
  const id = both.a.create({ ...box, text: 'Plan' });
  both.sync();
  return { ...both, id };
}

test("what an undo brought back of somebody's is not taken back by the next", () => {
  const { a, b, sync, id } = shared();
  a.update(id, { x: 100 });
  sync();
  b.update(id, { x: 200 });
  sync();
  a.update(id, { x: 300 });
  a.undo();
  expect(a.get(id)?.x).toBe(200);
  // There was one step more: it changed what is not its own any more.
  a.undo();
  expect(a.get(id)?.x ?? 200).toBe(200);
  sync();
  expect(b.get(id)?.x).toBe(200);
});

test('a property that two changed at once is on undo what it was before, not gone', () => {
  const { a, b, sync } = pair();
  const id = a.create({ type: 'line', points: line(10) });
  sync();
  a.update(id, { points: line(20) });
  b.update(id, { points: line(30) });
  sync();
  expect(a.get(id)).toMatchObject({ points: line(20) });
  a.undo();
  sync();
  expect(b.get(id)).toMatchObject({ type: 'line', points: line(10) });
});

test('what somebody has put back to its default since stays there', () => {
  const { a, b, sync, id } = shared();
  a.update(id, { opacity: 30 });
  a.update(id, { opacity: 60 });
  sync();
  b.update(id, { opacity: 100 });
  sync();
  a.undo();
  expect(a.get(id)?.opacity).toBe(100);
});

test('what one has put back to its default oneself comes back, also past undone steps', () => {
  const board = new Board(new Y.Doc());
  const id = board.create({ ...box, opacity: 30 });
  board.update(id, { opacity: 100 });
  board.update(id, { opacity: 60 });
  board.undo();
  board.update(id, { x: 500 });
  board.undo();
  board.undo();
  expect(board.get(id)?.opacity).toBe(30);
  board.redo();
  expect(board.get(id)?.opacity).toBe(100);
});

test('what one has put back to its default comes back also in an element that has come back', () => {
  const board = new Board(new Y.Doc());
  const id = board.create({ ...box, opacity: 30 });
  board.update(id, { opacity: 100 });
  board.delete([id]);
  board.undo();
  expect(board.get(id)?.opacity).toBe(100);
  board.undo();
  expect(board.get(id)?.opacity).toBe(30);
});

test.each([
  ['words', (b: Board, id: string) => b.textOf(id)?.insert(0, 'Yours')],
  ['a property', (b: Board, id: string) => b.update(id, { strokeColor: '#e03131' })],
])('undo leaves an element that one has made when others have put %s into it', (_, change) => {
  const { a, b, sync, id } = shared();
  const alone = a.create(box);
  sync();
  change(b, id);
  sync();
  const before = b.get(id);
  a.undo();
  a.undo();
  sync();
  expect(b.get(id)).toEqual(before);
  expect(b.get(alone)).toBeUndefined();
});

test('of many that were made in one step, undo leaves those that others have changed', () => {
  const { a, b, sync } = pair();
  const ids = a.transact(() => Array.from({ length: 20 }, () => a.create(box)));
  sync();
  b.update(ids[7] ?? '', { x: 1 });
  sync();
  a.undo();
  expect(a.elements.map(({ id }) => id)).toEqual([ids[7]]);
  a.redo();
  expect(a.elements).toHaveLength(20);
});

test('an element with the words of others, deleted and brought back, stays when its making is undone', () => {
  const { a, b, sync, id } = shared();
  b.textOf(id)?.insert(4, ' of yours');
  sync();
  a.delete([id]);
  a.undo();
  expect(a.get(id)).toMatchObject({ text: 'Plan of yours' });
  a.redo();
  expect(a.get(id)).toBeUndefined();
  a.undo();
  a.undo();
  expect(a.get(id)).toMatchObject({ text: 'Plan of yours' });
});

test('a drag and a deletion in one step come back as before both', () => {
  const board = new Board(new Y.Doc());
  const id = board.create(box);
  const gesture = {};
  for (const x of [20, 30, 40]) board.update(id, { x }, { gesture });
  board.transact(() => board.delete([id]), { gesture });
  board.undo();
  expect(board.get(id)).toMatchObject(box);
});

test('a step whose element came back, was deleted by somebody else and forgotten is passed over', () => {
  const { a, b, sync, id } = shared();
  const other = a.create(box);
  a.update(id, { x: 70 });
  a.delete([id]);
  a.undo();
  sync();
  b.delete([id]);
  sync();
  const undone = [a.undo(), a.undo()];
  expect(undone).toEqual([true, false]);
  expect(a.get(other)).toBeUndefined();
  expect(a.get(id)).toBeUndefined();
});

test('an element that somebody else has brought back since is not made once more', () => {
  const { a, b, sync, id } = shared();
  a.delete([id]);
  b.delete([id]);
  sync();
  b.undo();
  b.update(id, { x: 99 });
  sync();
  a.undo();
  sync();
  expect(b.get(id)).toMatchObject({ x: 99 });
});

test('what one has put back to its default, and somebody else has set and put back since, stays there', () => {
  const { a, b, sync, id } = shared();
  a.update(id, { opacity: 30 });
  a.update(id, { opacity: 100 });
  sync();
  b.update(id, { opacity: 60 });
  b.update(id, { opacity: 100 });
  sync();
  a.undo();
  expect(a.get(id)?.opacity).toBe(100);
});

test('an element of which others have taken something, deleted and brought back, stays as well', () => {
  const { a, b, sync } = pair();
  const id = a.create({ ...box, opacity: 30 });
  sync();
  b.update(id, { opacity: 100 });
  sync();
  a.delete([id]);
  a.undo();
  a.redo();
  a.undo();
  a.undo();
  expect(a.get(id)).toMatchObject({ ...box, opacity: 100 });
});

test('a step that has only something beside the board left to do takes no other in its place', () => {
  const { a, b, sync, id } = shared();
  const mine = a.transact(() => {
    a.doc.getMap('beside').set('key', 1);
    return a.create(box);
  });
  sync();
  b.textOf(id)?.insert(0, 'Yours');
  b.delete([mine]);
  sync();
  expect(a.undo()).toBe(false);
  expect(a.get(id)?.id).toBe(id);
});
