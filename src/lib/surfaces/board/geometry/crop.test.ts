import fc from 'fast-check';
import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { Board } from '../model/board.ts';
import { patched } from '../model/patched.ts';
import type { ImageElement, Point } from '../model/types.ts';
import type { ElementPatch } from '../model/write.ts';
import { MAX_IMAGE_PARTS, MAX_SIZE } from '../model/limits.ts';
import { centerOf } from './bounds.ts';
import { moveInCrop, pullCrop, uncrop, wholeBox } from './crop.ts';
import { rotate } from './vector.ts';

const NATURAL = { width: 800, height: 400 };

/** A picture of 800 × 400 pixels, shown at a quarter of its size. */
function image(patch: ElementPatch = {}): ImageElement {
  const board = new Board(new Y.Doc());
  board.create({ ...{ type: 'image', x: 100, y: 50, width: 200, height: 100 }, ...patch }, 'i');
  return of(board.get('i'));
}

function of(element: unknown): ImageElement {
  const found = element as ImageElement;
  expect(found.type).toBe('image');
  return found;
}

const after = (before: ImageElement, patch: ElementPatch) => of(patched(before, patch));

/** Where a pixel of the picture is in the scene. */
function pixel(element: ImageElement, [px, py]: Point): Point {
  const whole = wholeBox(element, NATURAL);
  const [sx, sy] = element.scale;
  const u = sx < 0 ? 1 - px / NATURAL.width : px / NATURAL.width;
  const v = sy < 0 ? 1 - py / NATURAL.height : py / NATURAL.height;
  const at: Point = [
    whole.minX + u * (whole.maxX - whole.minX),
    whole.minY + v * (whole.maxY - whole.minY),
  ];
  return rotate(at, centerOf(element), element.angle);
}

test('a side that is pulled cuts away, in pixels of the picture, and comes back', () => {
  const cut = after(image(), pullCrop(image(), NATURAL, [1, 0], [250, 0]));
  expect(cut).toMatchObject({ x: 100, y: 50, width: 150, height: 100 });
  expect(cut.crop).toEqual({
    ...{ x: 0, y: 0, width: 600, height: 400, naturalWidth: 800, naturalHeight: 400 },
  });
  const both = after(cut, pullCrop(cut, NATURAL, [-1, -1], [130, 70]));
  expect(both).toMatchObject({ x: 130, y: 70, width: 120, height: 80 });
  expect(both.crop).toMatchObject({ x: 120, y: 80, width: 480, height: 320 });
  expect(wholeBox(both, NATURAL)).toEqual({ minX: 100, minY: 50, maxX: 300, maxY: 150 });
  expect(after(both, uncrop(both, NATURAL))).toEqual(image());
  // Not past the picture, and not to nothing.
  expect(pullCrop(both, NATURAL, [1, 1], [9_000, 9_000])).toMatchObject({ width: 170, height: 80 });
  expect(pullCrop(both, NATURAL, [1, 0], [-9_000, 0])).toMatchObject({ width: 8, height: 80 });
});

test('what is smaller than the least is not cropped further, and not made larger', () => {
  const small = image({ width: 6, height: 3 });
  for (const to of [-500, 500]) {
    for (const handle of [
      [1, 0],
      [0, 1],
      [-1, -1],
    ] as const) {
      expect(after(small, pullCrop(small, NATURAL, handle, [to, to]))).toEqual(small);
    }
  }
});

test('the picture is moved behind what is seen of it, and never leaves a hole', () => {
  const cut = image({
    crop: { x: 200, y: 100, width: 400, height: 200, naturalWidth: 800, naturalHeight: 400 },
  });
  const near = (value: number): unknown => expect.closeTo(value, 6);
  expect(moveInCrop(cut, NATURAL, [10, -5]).crop).toMatchObject({
    ...{ x: near(180), y: near(110), width: near(400), height: near(200) },
  });
  expect(moveInCrop(cut, NATURAL, [-900, 900]).crop).toMatchObject({ x: near(400), y: near(0) });
  expect(moveInCrop(cut, NATURAL, [900, -900]).crop).toMatchObject({ x: near(0), y: near(200) });
  expect(moveInCrop(image(), NATURAL, [50, 50])).toEqual({ crop: null });
});

const sides = fc.constantFrom(-1, 0, 1) as fc.Arbitrary<-1 | 0 | 1>;
const place = fc.tuple(fc.integer({ min: -50, max: 400 }), fc.integer({ min: -50, max: 300 }));

test('turned or mirrored, each pixel stays where it is while edges are pulled', () => {
  const angle = fc.constantFrom(0, 0.5, Math.PI / 2, 3.9);
  const scale = fc.tuple(fc.constantFrom(-1, 1), fc.constantFrom(-1, 1));
  const pulls = fc.array(fc.tuple(fc.tuple(sides, sides), place), { minLength: 1, maxLength: 6 });
  fc.assert(
    fc.property(angle, scale, pulls, (turned, flipped, all) => {
      const before = image({ angle: turned, scale: flipped });
      let now = before;
      for (const [handle, to] of all) {
        now = after(now, pullCrop(now, NATURAL, handle, to));
        for (const at of [
          [0, 0],
          [800, 400],
          [123, 45],
        ] as const) {
          const [x, y] = pixel(now, at);
          expect(x).toBeCloseTo(pixel(before, at)[0], 5);
          expect(y).toBeCloseTo(pixel(before, at)[1], 5);
        }
        const { crop } = now;
        if (crop === null) continue;
        expect(Math.min(crop.x, crop.y)).toBeGreaterThanOrEqual(0);
        expect(crop.x + crop.width).toBeLessThanOrEqual(800.001);
        expect(crop.y + crop.height).toBeLessThanOrEqual(400.001);
        expect(Math.min(now.width, now.height)).toBeGreaterThan(7.99);
      }
      const whole = after(now, uncrop(now, NATURAL));
      expect(whole.crop).toBeNull();
      expect(whole.width).toBeCloseTo(200, 5);
    }),
    { seed: 8, numRuns: 500 },
  );
});

test('a crop that tells another size means the same part of the picture', () => {
  const quarter = { x: 10, y: 5, width: 10, height: 5, naturalWidth: 20, naturalHeight: 10 };
  const cut = image({ crop: quarter });
  expect(wholeBox(cut, NATURAL)).toEqual({ minX: -100, minY: -50, maxX: 300, maxY: 150 });
  const pulled = after(cut, pullCrop(cut, NATURAL, [1, 0], [200, 0]));
  expect(pulled.crop).toEqual({
    ...{ x: 400, y: 200, width: 200, height: 200, naturalWidth: 800, naturalHeight: 400 },
  });
  const whole = after(cut, uncrop(cut, NATURAL));
  expect(whole).toMatchObject({ x: -100, y: -50, width: 400, height: 200, crop: null });
});

test('a crop beside the picture, or of nothing, is read as a part of it', () => {
  const natural = { naturalWidth: 800, naturalHeight: 400 };
  expect(image({ crop: { x: 900, y: 300, width: 900, height: 200, ...natural } }).crop).toEqual({
    ...{ x: 0, y: 200, width: 800, height: 200, ...natural },
  });
  const speck = image({ crop: { x: 800, y: 0, width: 1e-300, height: 400, ...natural } });
  expect(speck.crop?.width).toBe(800 / MAX_IMAGE_PARTS);
  expect((speck.crop?.x ?? 0) + (speck.crop?.width ?? 0)).toBeLessThanOrEqual(800);
  expect(image({ crop: { x: 0, y: 0, width: 0, height: 400, ...natural } }).crop).toBeNull();
});

const wild = fc.oneof(
  fc.double({ noNaN: true }),
  fc.constantFrom(0, 1, 1e-12, 1e6, 1e300, -5, Number.NaN),
);

test('whatever a crop says, pulling and moving stay in the picture, and the whole fits on a board', () => {
  const crops = fc.record({
    ...{ x: wild, y: wild, width: wild, height: wild, naturalWidth: wild, naturalHeight: wild },
  });
  const size = fc.constantFrom(1, 200, MAX_SIZE);
  const angle = fc.constantFrom(0, 0.5);
  fc.assert(
    fc.property(crops, size, size, angle, sides, place, (crop, width, height, turn, side, to) => {
      const before = image({ crop: { ...crop }, width, height, angle: turn });
      for (const now of [
        before,
        after(before, pullCrop(before, NATURAL, [side, 1], to)),
        after(before, moveInCrop(before, NATURAL, to)),
      ]) {
        const { crop: part } = now;
        expect(Math.min(now.width, now.height)).toBeGreaterThan(0);
        if (part === null) continue;
        expect(Math.min(part.x, part.y)).toBeGreaterThanOrEqual(0);
        expect(part.x + part.width).toBeLessThanOrEqual(part.naturalWidth * 1.000001);
        expect(part.y + part.height).toBeLessThanOrEqual(part.naturalHeight * 1.000001);
      }
      const whole = wholeBox(before, NATURAL);
      const shown = after(before, uncrop(before, NATURAL));
      expect(shown.crop).toBeNull();
      expect(Math.max(shown.width, shown.height)).toBeLessThanOrEqual(MAX_SIZE * 1.000001);
      expect(shown.width / shown.height).toBeCloseTo(
        (whole.maxX - whole.minX) / (whole.maxY - whole.minY),
      );
    }),
    { seed: 8, numRuns: 500 },
  );
});
