import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { arrowCourse } from '../geometry/arrow.ts';
import { Board } from '../model/board.ts';
import { readElements } from '../model/snapshot.ts';
import type { ArrowElement, ShapeElement } from '../model/types.ts';
import { groupElements, membersOf, reorderElements, ungroupElements } from './arrange.ts';
import { duplicateElements } from './duplicate.ts';
import { frameAt, settleInFrames, withFrameMembers } from './frames.ts';
import { removeElements } from './remove.ts';

const box = { type: 'rectangle', width: 100, height: 50 } as const;
const orbit = (elementId: string) =>
  ({ elementId, fixedPoint: [0.5, 0.5], mode: 'orbit' }) as const;

function flow(): Board {
  const board = new Board(new Y.Doc());
  board.transact(() => {
    board.create({ type: 'frame', name: 'Flow', width: 800, height: 300 }, 'frame');
    board.create({ ...box, text: 'A', frameId: 'frame', groupIds: ['g'] }, 'a');
    board.create({ ...box, x: 300, text: 'B', groupIds: ['g'] }, 'b');
    board.create(
      {
        type: 'arrow',
        points: [
          [0, 0],
          [1, 1],
        ],
        startBinding: orbit('a'),
        endBinding: orbit('b'),
      },
      'arrow',
    );
  });
  return board;
}

function course(board: Board, id: string): unknown {
  return arrowCourse(board.get(id) as ArrowElement, (other) => board.get(other));
}

test('an arrow whose shape is deleted stays where it is seen, and undo binds it again', () => {
  const board = flow();
  board.update('b', { y: 400 });
  const before = course(board, 'arrow') as [number, number][];
  removeElements(board, ['b', 'frame']);
  expect(board.get('b')).toBeUndefined();
  const arrow = board.get('arrow') as ArrowElement;
  expect(arrow.endBinding).toBeNull();
  expect(arrow.startBinding?.elementId).toBe('a');
  const after = course(board, 'arrow') as [number, number][];
  expect(after.at(-1)?.[0]).toBeCloseTo(before.at(-1)?.[0] ?? 0, 1);
  expect(after.at(-1)?.[1]).toBeCloseTo(before.at(-1)?.[1] ?? 0, 1);
  expect(board.get('a')?.frameId).toBeNull();
  board.undo();
  expect(course(board, 'arrow')).toEqual(before);
  expect(board.get('a')?.frameId).toBe('frame');
});

test('a deletion changes nothing of what does not hang on it', () => {
  const board = flow();
  board.create({ ...box, x: 900 }, 'far');
  board.update('b', { y: 400 });
  const changed: string[] = [];
  board.subscribe((change) => changed.push(...change.changed));
  removeElements(board, ['far']);
  expect(changed).toEqual(['far']);
});

test('copies are bound to copies, grouped with copies, and have their own words', () => {
  const board = flow();
  board.storedOf('a');
  const copies = duplicateElements(board, ['a', 'b', 'arrow', 'frame'], { dx: 10, dy: 20 });
  const copy = (id: string) => board.get(copies.get(id) ?? '');
  expect(copy('a')).toMatchObject({ x: 10, y: 20, text: 'A', frameId: copies.get('frame') });
  expect(copy('a')?.groupIds).toEqual(copy('b')?.groupIds);
  expect(copy('a')?.groupIds).not.toEqual(['g']);
  expect((copy('arrow') as ArrowElement).endBinding?.elementId).toBe(copies.get('b'));
  const [frame, frameCopy, ...rest] = board.elements.map(({ id }) => id);
  expect([frame, frameCopy]).toEqual(['frame', copies.get('frame')]);
  expect(rest.slice(3)).toEqual(['a', 'b', 'arrow'].map((id) => copies.get(id)));
  board.textOf(copies.get('a') ?? '')?.insert(1, '!');
  expect((board.get('a') as ShapeElement).text).toBe('A');
});

test('a copy of an arrow without its shapes lies where the arrow is seen', () => {
  const board = flow();
  const [id = ''] = duplicateElements(board, ['arrow'], { dx: 0, dy: 100 }).values();
  expect((board.get(id) as ArrowElement).startBinding).toBeNull();
  expect(course(board, id)).toEqual([
    [105, 125],
    [295, 125],
  ]);
});

test('a copy of something unknown keeps what it is', () => {
  const board = new Board(new Y.Doc());
  board.insert('x', [
    ['type', 'hologram'],
    ['depth', { a: [1] }],
    ['nested', new Y.Map([['no', 1]])],
  ]);
  const [id = ''] = duplicateElements(board, ['x'], { dx: 1, dy: 1 }).values();
  expect(board.storedOf(id)?.get('depth')).toEqual({ a: [1] });
  expect(board.get(id)).toMatchObject({ type: 'unknown', kind: 'hologram', x: 1 });
});

test.each([
  ['front', ['b'], 'frame a arrow b'],
  ['back', ['b', 'arrow'], 'frame b arrow a'],
  ['back', ['frame', 'b'], 'frame a b arrow'],
  ['front', ['frame'], 'frame b arrow a'],
  ['forward', ['a'], 'frame b a arrow'],
  ['forward', ['b', 'arrow'], 'frame a b arrow'],
  ['backward', ['b', 'arrow'], 'frame b arrow a'],
] as const)('%s of %j gives %s', (step, ids, expected) => {
  const board = flow();
  reorderElements(board, ids, step);
  expect(board.elements.map(({ id }) => id).join(' ')).toBe(expected);
});

test('no frame lies over what is not a frame, whichever came first and whatever indices they have', () => {
  const board = new Board(new Y.Doc());
  const order = (): string => board.elements.map(({ id }) => id).join(' ');
  board.create(box, 'a');
  board.create({ type: 'frame', width: 400, height: 300 }, 'low');
  board.create({ type: 'frame', width: 400, height: 300 }, 'high');
  expect(order()).toBe('low high a');
  board.create(box, 'b');
  expect(order()).toBe('low high a b');
  reorderElements(board, ['high'], 'back');
  expect(order()).toBe('high low a b');
  reorderElements(board, ['high'], 'front');
  expect(order()).toBe('low high a b');
  board.update('low', { index: 'z'.repeat(27) });
  board.create({ type: 'frame', width: 9, height: 9 }, 'last');
  expect(order()).toBe('high low last a b');
  expect(
    readElements(board.doc)
      .map(({ id }) => id)
      .join(' '),
  ).toBe(order());
});

test('groups lie in groups, and are dissolved from the outside', () => {
  const board = flow();
  const outer = groupElements(board, ['a', 'b', 'arrow']);
  expect(board.get('a')?.groupIds).toEqual(['g', outer]);
  const inner = groupElements(board, ['a', 'arrow'], outer);
  expect(board.get('arrow')?.groupIds).toEqual([inner, outer]);
  expect(membersOf(board, outer)).toHaveLength(3);
  ungroupElements(board, ['a']);
  expect(board.get('b')?.groupIds).toEqual(['g']);
  expect(board.get('arrow')?.groupIds).toEqual([inner]);
});

test('what is dropped into a frame lies in it, and what is dragged out does not', () => {
  const board = flow();
  board.create({ type: 'frame', x: 1000, width: 400, height: 300 }, 'other');
  expect([...withFrameMembers(board, ['frame'])]).toEqual(['frame', 'a']);
  board.updateAll([
    ['a', { x: 1100 }],
    ['b', { x: 5000 }],
  ]);
  settleInFrames(board, ['a', 'b', 'frame']);
  expect(board.get('a')?.frameId).toBe('frame');
  settleInFrames(board, ['a', 'b']);
  expect(board.get('a')?.frameId).toBe('other');
  expect(board.get('b')?.frameId).toBeNull();
  expect(frameAt(board.elements, { minX: 10, minY: 10, maxX: 20, maxY: 20 })?.id).toBe('frame');
});
