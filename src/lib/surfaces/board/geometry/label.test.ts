import { expect, test } from 'vitest';
import { drafted } from '../model/patched.ts';
import { isLabelled, type Point } from '../model/types.ts';
import type { NewElement } from '../model/write.ts';
import { placeText, type PlacedText } from './label.ts';

function placed(element: NewElement, course: readonly Point[] = []): PlacedText | null {
  const draft = drafted('a', element);
  return isLabelled(draft) ? placeText(draft, course) : null;
}

const size = { width: 100, height: 40 } as const;

test('words that are none stand nowhere', () => {
  expect(placed({ type: 'rectangle', ...size })).toBeNull();
  expect(placed({ type: 'rectangle', ...size, text: ' \n ' })).toBeNull();
});

test('words that are too many hang over the bottom of a note, and over both ends of a shape', () => {
  const text = 'one\ntwo\nthree';
  const boxOf = (type: 'note' | 'rectangle', verticalAlign: 'middle' | 'bottom') =>
    placed({ type, ...size, text, verticalAlign })?.box;
  for (const align of ['middle', 'bottom'] as const) {
    expect(boxOf('note', align)).toMatchObject({ minY: 12, maxY: 87 });
  }
  expect(boxOf('rectangle', 'middle')).toMatchObject({ minY: -17.5, maxY: 57.5 });
});

test('the words of an arrow follow its course, though it is the same arrow', () => {
  const arrow = drafted('a', { type: 'arrow', text: 'yes' });
  if (!isLabelled(arrow)) throw new Error('no words');
  const course = (x: number): Point[] => [
    [x, 0],
    [x + 100, 0],
  ];
  const centers = [0, 500].map((x) => placeText(arrow, course(x))?.center[0]);
  expect(centers).toEqual([50, 550]);
});
