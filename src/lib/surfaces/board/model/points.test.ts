import fc from 'fast-check';
import { expect, test } from 'vitest';
import { MAX_COORDINATE, MAX_POINTS } from './limits.ts';
import {
  FINE_PRECISION,
  packPoints,
  packPressures,
  STROKE_PRECISION,
  unpackPoints,
  unpackPressures,
} from './points.ts';
import type { Point } from './types.ts';

/** A stroke as a hand draws it: 122 points, a few units apart. */
function stroke(length = 122): Point[] {
  return Array.from({ length }, (_, i): Point => [
    i * 3.37 + Math.sin(i / 5) * 4.1,
    Math.cos(i / 9) * 60.3 - 60.3,
  ]);
}

test('points come back as they went in, to the raster', () => {
  const coordinate = fc.double({ min: -MAX_COORDINATE, max: MAX_COORDINATE, noNaN: true });
  fc.assert(
    fc.property(
      fc.array(fc.tuple(coordinate, coordinate), { maxLength: 50 }),
      fc.integer({ min: 0, max: 15 }),
      (points, precision) => {
        const back = unpackPoints(packPoints(points, precision));
        expect(back).toHaveLength(points.length);
        points.forEach(([x, y], i) => {
          expect(Math.abs((back?.[i]?.[0] ?? Number.NaN) - x)).toBeLessThanOrEqual(
            0.5 / 2 ** precision,
          );
          expect(Math.abs((back?.[i]?.[1] ?? Number.NaN) - y)).toBeLessThanOrEqual(
            0.5 / 2 ** precision,
          );
        });
      },
    ),
    { seed: 4 },
  );
});

test('what was read once is written to the same bytes', () => {
  const bytes = packPoints(stroke(), FINE_PRECISION);
  expect(packPoints(unpackPoints(bytes) ?? [], FINE_PRECISION)).toEqual(bytes);
});

test('a stroke of 122 points with pressure stays far below its budget', () => {
  const points = packPoints(stroke(), STROKE_PRECISION);
  const pressures = packPressures(stroke().map((_, i) => 0.5 + Math.sin(i) / 3));
  expect(points.length + pressures.length).toBeLessThan(500);
});

test('the same bytes give the same array', () => {
  const bytes = packPoints(stroke(), STROKE_PRECISION);
  expect(unpackPoints(bytes)).toBe(unpackPoints(bytes));
});

test('any bytes are read without a throw, and only sane points come out', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
      for (const [x, y] of unpackPoints(bytes) ?? []) {
        expect(Math.abs(x)).toBeLessThanOrEqual(MAX_COORDINATE);
        expect(Math.abs(y)).toBeLessThanOrEqual(MAX_COORDINATE);
      }
    }),
    { seed: 4, numRuns: 500 },
  );
});

test.each([
  ['no bytes', new Uint8Array()],
  ['a raster that does not exist', Uint8Array.of(16, 0, 0)],
  ['half a point', Uint8Array.of(4, 2)],
  ['a number without an end', Uint8Array.of(4, 255, 255)],
  ['a number past 2^49', Uint8Array.of(4, 255, 255, 255, 255, 255, 255, 255, 255, 1, 0)],
  ['too many points', new Uint8Array(1 + 2 * (MAX_POINTS + 1))],
  ['text', 'AAAA'],
  ['a list', [1, 2]],
])('%s is no row of points', (_, value) => {
  expect(unpackPoints(value)).toBeNull();
});

test('what is no number is written as one', () => {
  expect(
    unpackPoints(
      packPoints(
        [
          [Number.NaN, Number.POSITIVE_INFINITY],
          [1e300, -1e300],
        ],
        0,
      ),
    ),
  ).toEqual([
    [0, 0],
    [MAX_COORDINATE, -MAX_COORDINATE],
  ]);
  expect(unpackPressures(packPressures([Number.NaN, 2, -1]))).toEqual([128 / 255, 1, 0]);
});
