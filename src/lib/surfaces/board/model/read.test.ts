import { expect, test } from 'vitest';
import { parseElement } from './parse.ts';
import { packPoints, packPressures } from './points.ts';
import { readBinding, readCrop, readNames, readRoundness } from './read.ts';
import type { FreedrawElement, Point } from './types.ts';

test.each(['width', 'height', 'naturalWidth', 'naturalHeight'])(
  'a crop that has no %s is none',
  (key) => {
    const crop = { x: 0, y: 0, width: 3, height: 4, naturalWidth: 30, naturalHeight: 40 };
    expect(readCrop(crop)).toEqual(crop);
    expect(readCrop({ ...crop, [key]: 0 })).toBeNull();
  },
);

test('a radius that no corner can have is left out', () => {
  expect(readRoundness({ type: 3, value: 12 })).toEqual({ type: 3, value: 12 });
  for (const value of [-1, 1e6, Number.NaN, '12']) {
    expect(readRoundness({ type: 3, value })).toEqual({ type: 3 });
  }
});

test('names of groups are there once, and neither empty nor too long', () => {
  expect(readNames(['a', '', 'b', 'a', 'x'.repeat(301), 'x'.repeat(300)])).toEqual([
    ...['a', 'b', 'x'.repeat(300)],
  ]);
});

test('an end is held as it says, or at the edge', () => {
  const modes = ['inside', 'skip', 'orbit', 'elsewhere', undefined].map(
    (mode) => readBinding({ elementId: 'a', mode })?.mode,
  );
  expect(modes).toEqual(['inside', 'skip', 'orbit', 'orbit', 'orbit']);
});

test('what counts is a whole number', () => {
  const properties = { type: 'note', seed: 7.9, fontFamily: 5.9 };
  expect(parseElement('a', new Map(Object.entries(properties)))).toMatchObject({
    ...{ seed: 7, fontFamily: 5 },
  });
});

test('a stroke may have pressures and leave them aside', () => {
  const points: Point[] = [
    [0, 0],
    [5, 5],
  ];
  const stroke = (simulatePressure: boolean, pressures = [0, 1]): unknown => {
    const properties = { points: packPoints(points, 4), pressures: packPressures(pressures) };
    const all = { type: 'freedraw', ...properties, simulatePressure };
    return (parseElement('a', new Map<string, unknown>(Object.entries(all))) as FreedrawElement)
      .simulatePressure;
  };
  expect([stroke(true), stroke(false), stroke(false, [1])]).toEqual([true, false, true]);
});
