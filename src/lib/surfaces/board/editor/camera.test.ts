import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  fit,
  fitBeside,
  isCovered,
  MAX_ZOOM,
  MIN_ZOOM,
  panBeside,
  panBy,
  toScene,
  toView,
  viewBounds,
  zoomAt,
} from './camera.ts';

const number = fc.double({ min: -1e5, max: 1e5, noNaN: true });
const camera = fc.record({
  x: number,
  y: number,
  zoom: fc.double({ min: MIN_ZOOM, max: MAX_ZOOM, noNaN: true }),
});
const point = fc.tuple(number, number);

test('a place of the view is that place of the scene, and back', () => {
  fc.assert(
    fc.property(camera, point, (at, place) => {
      const [x, y] = toView(at, toScene(at, place));
      expect(x).toBeCloseTo(place[0], 3);
      expect(y).toBeCloseTo(place[1], 3);
    }),
  );
});

test('zooming keeps what is under the pointer there, and stays within its bounds', () => {
  const zoom = fc.double({ min: 0.0001, max: 1000, noNaN: true });
  const view = fc.tuple(fc.double({ min: 0, max: 4000, noNaN: true }), fc.nat(3000));
  fc.assert(
    fc.property(camera, zoom, view, (at, to, place) => {
      const next = zoomAt(at, to, place);
      expect(next.zoom).toBeGreaterThanOrEqual(MIN_ZOOM);
      expect(next.zoom).toBeLessThanOrEqual(MAX_ZOOM);
      const [before, after] = [toScene(at, place), toScene(next, place)];
      expect(after[0]).toBeCloseTo(before[0], 3);
      expect(after[1]).toBeCloseTo(before[1], 3);
    }),
  );
});

test('panning moves the view by pixels, whatever the zoom', () => {
  expect(panBy({ x: 10, y: 20, zoom: 2 }, 30, -40)).toEqual({ x: 25, y: 0, zoom: 2 });
});

test('what is fitted is in the middle and wholly seen, and is not made larger than asked', () => {
  const size = { width: 800, height: 600 };
  const box = { minX: -100, minY: 50, maxX: 3900, maxY: 250 };
  const seen = viewBounds(fit(box, size), size);
  expect(seen.minX).toBeLessThan(box.minX);
  expect(seen.maxX).toBeGreaterThan(box.maxX);
  expect(seen.minX + seen.maxX).toBeCloseTo(box.minX + box.maxX);
  expect(seen.minY + seen.maxY).toBeCloseTo(box.minY + box.maxY);
  const dot = { minX: 5, minY: 5, maxX: 5, maxY: 5 };
  expect(fit(dot, size)).toEqual({ x: -395, y: -295, zoom: 1 });
  expect(fit(dot, size, { maxZoom: 2 }).zoom).toBe(2);
  // A window too small for any space around still shows something.
  expect(fit(box, { width: 1, height: 1 }).zoom).toBe(MIN_ZOOM);
});

const desk = { width: 1192, height: 852 };
const panel = { minX: 948, minY: 12, maxX: 1180, maxY: 580 };
const bar = { minX: 320, minY: 788, maxX: 860, maxY: 840 };
const outline = { minX: 12, minY: 12, maxX: 292, maxY: 780 };

test('what would lie under a panel is shown beside it', () => {
  const box = { minX: 0, minY: 0, maxX: 1000, maxY: 700 };
  expect(isCovered(box, fit(box, desk), [panel])).toBe(true);
  for (const covers of [[panel], [panel, bar], [outline, panel, bar]]) {
    const camera = fitBeside(box, desk, covers);
    expect(isCovered(box, camera, covers)).toBe(false);
    expect(viewBounds(camera, desk).minX).toBeLessThan(box.minX);
  }
});

test('what nothing lies over is in the middle of the view, and so is what would have no room', () => {
  const box = { minX: 0, minY: 0, maxX: 300, maxY: 300 };
  expect(fitBeside(box, desk, [panel, bar])).toEqual(fit(box, desk));
  const large = { minX: 0, minY: 0, maxX: 5_000, maxY: 5_000 };
  const wall = { minX: 100, minY: 0, maxX: 1192, maxY: 852 };
  expect(fitBeside(large, desk, [wall])).toEqual(fit(large, desk, { padding: 24 }));
});

test('what something was opened over comes beside it, by the shortest way', () => {
  const at = { x: 0, y: 0, zoom: 2 };
  const box = { minX: 440, minY: 100, maxX: 540, maxY: 200 };
  // Its right side is at 1,080, and the panel begins at 948.
  expect(panBeside(box, at, desk, [panel])).toEqual({ x: 78, y: 0, zoom: 2 });
  expect(panBeside({ ...box, minX: 10, maxX: 60 }, at, desk, [outline])).toEqual({
    ...{ x: -148, y: 0, zoom: 2 },
  });
  // Below the panel there is nothing to get out of the way of.
  const below = { ...box, minY: 300, maxY: 400 };
  expect(panBeside(below, at, desk, [panel])).toBe(at);
  expect(panBeside(box, at, desk, [])).toBe(at);
  // Where it is larger than what is free, its beginning is shown.
  const wide = { ...box, minX: 100, maxX: 590 };
  expect(panBeside(wide, at, desk, [panel]).x).toBe(100);
});

test('what lies over the top or the bottom of a view is left free as well', () => {
  const box = { minX: 0, minY: 0, maxX: 3_000, maxY: 2_000 };
  const strip = { minX: 0, maxX: desk.width };
  const top = { ...strip, minY: 0, maxY: 120 };
  const bottom = { ...strip, minY: desk.height - 150, maxY: desk.height };
  for (const covers of [[top], [bottom], [top, bottom]]) {
    const camera = fitBeside(box, desk, covers);
    expect(isCovered(box, camera, covers)).toBe(false);
    const [x, y] = toView(camera, [0, 0]);
    expect([x >= 0, y >= 0]).toEqual([true, true]);
  }
});
