import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { arrowCourse } from '../geometry/arrow.ts';
import { Board } from '../model/board.ts';
import type { ArrowElement, Point } from '../model/types.ts';
import { movedBy, movingOf } from './move.ts';

const box = { type: 'rectangle', width: 100, height: 50 } as const;
const held = (elementId: string) => ({ elementId, fixedPoint: [0.5, 0.5], mode: 'orbit' }) as const;
const points: readonly Point[] = [
  [0, 0],
  [1, 1],
];

function flow(): Board {
  const board = new Board(new Y.Doc());
  board.create(box, 'a');
  board.create({ ...box, x: 300 }, 'b');
  board.create({ ...box, y: 900, locked: true }, 'locked');
  board.create(
    { type: 'arrow', points, startBinding: held('a'), endBinding: held('b') },
    'between',
  );
  board.create({ type: 'arrow', x: 40, y: 200, points, startBinding: held('gone') }, 'loose');
  return board;
}

const courseOf = (board: Board, id: string): readonly Point[] =>
  arrowCourse(board.get(id) as ArrowElement, (other) => board.get(other));

/** Moves elements to the right. */
function move(board: Board, ...ids: string[]): string[] {
  const patches = movedBy(movingOf(board, new Set(ids)), 30, 0);
  board.updateAll(patches);
  return [...patches.keys()];
}

test('what is locked, or gone, is not moved', () => {
  const board = flow();
  expect(move(board, 'a', 'locked', 'nothing')).toEqual(['a']);
  expect(board.get('a')).toMatchObject({ x: 30, y: 0 });
});

test('an arrow that moves with all its shapes stays bound', () => {
  const board = flow();
  expect(move(board, 'a', 'b', 'between')).toEqual(['a', 'b', 'between']);
  expect(board.get('between')).toMatchObject({ x: 30, startBinding: held('a') });
});

test('an arrow of which one shape stays follows by itself', () => {
  const board = flow();
  expect(move(board, 'a', 'between')).toEqual(['a']);
  expect(board.get('between')).toMatchObject({ startBinding: held('a'), endBinding: held('b') });
});

test('an arrow that is moved alone lets go of its shapes, and moves from where it is seen', () => {
  const board = flow();
  const before = courseOf(board, 'between');
  move(board, 'between');
  expect(board.get('between')).toMatchObject({ startBinding: null, endBinding: null });
  expect(courseOf(board, 'between')).toEqual(before.map(([x, y]) => [x + 30, y]));
});

test('an arrow whose shape is gone moves like one that has none, and keeps what undo may bring back', () => {
  const board = flow();
  move(board, 'loose');
  expect(board.get('loose')).toMatchObject({ x: 70, y: 200, startBinding: held('gone') });
});
