import { describe, expect, test } from 'vitest';
import { boxOf, centerOf } from '../geometry/bounds.ts';
import type { Handle, ResizeOptions } from '../geometry/resize.ts';
import { rotate, union } from '../geometry/vector.ts';
import { drafted, patched } from '../model/patched.ts';
import type { BoardElement, Point } from '../model/types.ts';
import { placeText } from '../geometry/label.ts';
import { isLabelled } from '../model/types.ts';
import { fitWords, resizeAllWithWords, resizeWithWords } from './fit-words.ts';

const LONG = 'words that go on and on until no shape of this size can hold them all '.repeat(4);
const shape = { x: 100, y: 50, width: 160, height: 90 } as const;
const KINDS = ['rectangle', 'diamond', 'ellipse', 'note'] as const;

function wordsOf(element: BoardElement): { top: number; bottom: number } {
  const placed = isLabelled(element) ? placeText(element, []) : null;
  if (placed === null) throw new Error('There are no words');
  return { top: placed.box.minY, bottom: placed.box.maxY };
}

/** Where the middle of a side is seen. */
function side(element: BoardElement, which: -1 | 1): Point {
  const [cx, cy] = centerOf(element);
  return rotate([cx, cy + (which * element.height) / 2], [cx, cy], element.angle);
}

function expectPoint([x, y]: Point, [wantedX, wantedY]: Point): void {
  expect(x).toBeCloseTo(wantedX, 6);
  expect(y).toBeCloseTo(wantedY, 6);
}

describe.each(KINDS)('a %s', (type) => {
  test('becomes as high as its words need, and its upper side stays where it is seen', () => {
    const element = drafted('a', { type, ...shape, angle: 0.7, text: LONG });
    const next = patched(element, fitWords(element) ?? {});
    expect(next.height).toBeGreaterThan(element.height);
    const { top, bottom } = wordsOf(next);
    expect(top).toBeGreaterThan(next.y);
    expect(bottom).toBeLessThan(next.y + next.height);
    expectPoint(side(next, -1), side(element, -1));
    expect(fitWords(next)).toBeNull();
  });

  test('that has room for its words stays as it is', () => {
    expect(fitWords(drafted('a', { type, ...shape, height: 200, text: 'few' }))).toBeNull();
    expect(fitWords(drafted('a', { type, ...shape }))).toBeNull();
    expect(fitWords(drafted('a', { type, ...shape, height: 1, text: ' ' }))).toBeNull();
  });
});

test('a shape becomes as low again as it was when words are gone', () => {
  const element = drafted('a', { type: 'note', ...shape, height: 400, text: 'few' });
  expect(fitWords(element, { least: 90 })).toMatchObject({ y: 50, height: 90 });
  const empty = drafted('a', { type: 'note', ...shape, height: 400 });
  expect(fitWords(empty, { least: 90 })).toMatchObject({ height: 90 });
});

test('what is not a box around words is left alone', () => {
  const points: Point[] = [
    [0, 0],
    [10, 0],
  ];
  expect(fitWords(drafted('a', { type: 'arrow', points, text: LONG }))).toBeNull();
  expect(fitWords(drafted('a', { type: 'text', ...shape, text: LONG }))).toBeNull();
  expect(fitWords(drafted('a', { type: 'frame', ...shape, name: LONG }))).toBeNull();
});

test.each([
  ['lower', [0, 1], [180, 60], -1],
  ['upper', [0, -1], [180, 135], 1],
] as const)('a %s side is pulled only as far as the words let it', (_, handle, to, stays) => {
  const tall = drafted('a', { type: 'rectangle', ...shape, height: 90, text: 'one\ntwo\nthree' });
  const next = patched(tall, resizeWithWords(tall, handle, to));
  expect(next.height).toBeCloseTo(85, 6);
  expectPoint(side(next, stays), side(tall, stays));
});

test('a shape that is made narrower becomes higher', () => {
  const wide = drafted('a', { type: 'note', ...shape, width: 400, text: LONG });
  const next = patched(wide, resizeWithWords(wide, [1, 0], [250, 95]));
  expect(next.width).toBeCloseTo(150, 6);
  expect(next.y).toBeCloseTo(50, 6);
  expect(wordsOf(next).bottom).toBeLessThan(next.y + next.height);
});

test('with their relation kept, words are enlarged with their shape', () => {
  const note = drafted('a', { type: 'note', ...shape, text: 'some words', fontSize: 16 });
  const larger = patched(note, resizeWithWords(note, [1, 1], [420, 230], { keepRatio: true }));
  expect(larger).toMatchObject({ width: 320, height: 180, fontSize: 32 });
  const empty = drafted('a', { type: 'note', ...shape, fontSize: 16 });
  const options = { keepRatio: true };
  expect(resizeWithWords(empty, [1, 1], [420, 230], options)).not.toHaveProperty('fontSize');
});

describe('several', () => {
  const upper = { type: 'rectangle', ...shape, text: 'one\ntwo\nthree' } as const;
  const lower = { ...upper, y: 250, height: 190 } as const;
  const pair = [drafted('u', upper), drafted('l', lower)];

  function resized(
    elements: readonly BoardElement[],
    handle: Handle,
    to: Point,
    options?: ResizeOptions,
  ): BoardElement[] {
    const box = union(elements.map(boxOf));
    if (box === null) throw new Error('There is nothing');
    const patches = resizeAllWithWords(elements, box, handle, to, options);
    return elements.map((element) => patched(element, patches.get(element.id) ?? {}));
  }

  test.each([
    ['lower', [0, 1], [180, 245], [50, 150]],
    ['upper', [0, -1], [180, 245], [205, 345]],
  ] as const)('that are pulled together by their %s side keep room', (_, handle, to, tops) => {
    const [first, second] = resized(pair, handle, to);
    expect(first).toMatchObject({ y: expect.closeTo(tops[0]), height: expect.closeTo(85) });
    expect(second).toMatchObject({ height: expect.closeTo(95), y: expect.closeTo(tops[1]) });
  });

  test('that are made narrower become higher where their words need it', () => {
    const wide = drafted('a', { type: 'note', ...shape, width: 400, text: LONG });
    const few = drafted('b', { type: 'note', ...shape, y: 900, width: 400, text: 'few' });
    const [next, other] = resized([wide, few], [1, 0], [250, 500]);
    if (next === undefined) throw new Error('It is gone');
    expect(next).toMatchObject({ width: 150, fontSize: 20 });
    expect(wordsOf(next).bottom).toBeLessThan(next.y + next.height);
    expect(other).toMatchObject({ y: 900, height: 90 });
  });

  test('that keep their relation keep that of their words too', () => {
    const text = drafted('t', { type: 'text', x: 0, y: 0, text: 'title', fontSize: 40 });
    const [title, first] = resized([text, ...pair], [1, 1], [130, 220]);
    // A text cannot be stretched, so all is half as large.
    expect(title).toMatchObject({ fontSize: expect.closeTo(20) });
    expect(first).toMatchObject({ fontSize: expect.closeTo(10), width: expect.closeTo(80) });
    const [shrunk] = resized(pair, [1, 1], [180, 245], { keepRatio: true });
    expect(shrunk).toMatchObject({ fontSize: expect.closeTo(10), width: expect.closeTo(80) });
    if (shrunk !== undefined) expect(wordsOf(shrunk).bottom).toBeLessThan(shrunk.y + shrunk.height);
  });

  test('that are pulled past what stays keep room on the side where they come to lie', () => {
    const [first] = resized(pair, [0, 1], [180, -145]);
    expect(first).toMatchObject({ height: expect.closeTo(85), y: expect.closeTo(-35) });
  });
});
