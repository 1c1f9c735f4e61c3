import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { Board } from '../model/board.ts';
import { createFrame, createInFrame, frameAt, removable } from './frames.ts';

const box = { type: 'rectangle', x: 10, y: 10, width: 40, height: 40 } as const;
const frame = { type: 'frame', x: 0, y: 0, width: 100, height: 100 } as const;

test('a new frame takes what lies in it whole; what is locked, and other frames, stay out', () => {
  const board = new Board(new Y.Doc());
  board.create({ ...box, locked: true }, 'locked');
  board.create({ ...box, x: 80 }, 'across');
  board.create(box, 'in');
  board.create({ ...frame, x: 20, y: 20, width: 30, height: 30 }, 'other');
  board.create(box, 'also');
  createFrame(board, frame, 'frame');
  const inside = board.elements.filter(({ frameId }) => frameId === 'frame');
  expect(inside.map(({ id }) => id)).toEqual(['in', 'also']);
  board.undo();
  expect(board.get('frame')).toBeUndefined();
  expect(board.get('in')?.frameId).toBeNull();
});

test('a new element lies in the uppermost frame that has its middle, edges included', () => {
  const board = new Board(new Y.Doc());
  board.create(frame, 'lower');
  board.create({ ...frame, x: 50 }, 'upper');
  createInFrame(board, { ...box, x: 55 }, 'both');
  createInFrame(board, box, 'one');
  createInFrame(board, { ...box, x: 500 }, 'none');
  const frames = ['both', 'one', 'none'].map((id) => board.get(id)?.frameId);
  expect(frames).toEqual(['upper', 'lower', null]);
  const at = (x: number, y: number) =>
    frameAt(board.elements, { minX: x, minY: y, maxX: x, maxY: y })?.id;
  expect([at(0, 0), at(150, 100), at(-1, 50), at(151, 50)]).toEqual([
    ...['lower', 'upper', undefined, undefined],
  ]);
  expect([at(50, -1), at(50, 101)]).toEqual([undefined, undefined]);
});

test('a deletion takes along what lies in frames, but nothing that is locked or gone', () => {
  const board = new Board(new Y.Doc());
  board.create(frame, 'frame');
  board.create({ ...box, frameId: 'frame' }, 'in');
  board.create({ ...box, frameId: 'frame', locked: true }, 'locked');
  board.create(box, 'beside');
  board.create({ ...box, frameId: 'beside' }, 'odd');
  expect([...removable(board, ['frame', 'gone'])]).toEqual(['frame', 'in']);
  expect([...removable(board, ['beside', 'locked'])]).toEqual(['beside']);
});
