import { expect, test } from 'vitest';
import { boundsOf, scenePoints } from '../geometry/bounds.ts';
import { drafted, patched } from '../model/patched.ts';
import { hasPoints, type BoardElement } from '../model/types.ts';
import type { NewElement } from '../model/write.ts';
import { mirrored } from './mirror.ts';

const around = { minX: 0, minY: 0, maxX: 400, maxY: 200 };
const shapes: Readonly<Record<string, NewElement>> = {
  box: { type: 'rectangle', x: 10, y: 20, width: 100, height: 50 },
  turned: { type: 'diamond', x: 200, y: 20, width: 100, height: 50, angle: 0.6 },
  line: {
    type: 'line',
    x: 50,
    y: 60,
    points: [
      [0, 0],
      [40, 30],
      [90, -10],
    ],
  },
  stroke: {
    type: 'freedraw',
    x: 300,
    y: 150,
    angle: 1,
    points: [
      [0, 0],
      [10, 20],
      [30, 5],
    ],
  },
  picture: { type: 'image', x: 350, y: 150, width: 50, height: 50, fileId: 'f' },
};

function flip(element: BoardElement, axis: 'x' | 'y'): BoardElement {
  return patched(element, mirrored([element], around, axis).get(element.id) ?? {});
}

test.each(Object.keys(shapes))(
  '%s lies on the other side, and mirrored twice where it was',
  (name) => {
    const element = drafted(name, shapes[name] ?? { type: 'note' });
    const box = boundsOf(element);
    const acrossX = boundsOf(flip(element, 'x'));
    expect(acrossX.minX).toBeCloseTo(400 - box.maxX);
    expect(acrossX.maxX).toBeCloseTo(400 - box.minX);
    expect(acrossX.minY).toBeCloseTo(box.minY);
    const acrossY = boundsOf(flip(element, 'y'));
    expect(acrossY.minY).toBeCloseTo(200 - box.maxY);
    expect(acrossY.minX).toBeCloseTo(box.minX);
    const again = boundsOf(flip(flip(element, 'x'), 'x'));
    expect(again.minX).toBeCloseTo(box.minX);
    expect(again.maxY).toBeCloseTo(box.maxY);
  },
);

test('what is turned is turned the other way, each point of it', () => {
  const box = drafted('turned', shapes.turned ?? { type: 'note' });
  const picture = drafted('picture', { type: 'image', fileId: 'f', angle: 0.6 });
  for (const axis of ['x', 'y'] as const) {
    for (const one of [box, picture]) {
      expect(flip(one, axis).angle).toBeCloseTo(2 * Math.PI - 0.6);
    }
  }
  const stroke = drafted('stroke', shapes.stroke ?? { type: 'note' });
  const before = hasPoints(stroke) ? scenePoints(stroke) : [];
  const mirror = flip(stroke, 'x');
  const after = hasPoints(mirror) ? scenePoints(mirror) : [];
  expect(after).toHaveLength(3);
  for (const [i, [x, y]] of before.entries()) {
    expect(after[i]?.[0]).toBeCloseTo(400 - x);
    expect(after[i]?.[1]).toBeCloseTo(y);
  }
});

test('pictures show their other side', () => {
  const picture = drafted('picture', { type: 'image', fileId: 'f' });
  expect(flip(picture, 'x')).toMatchObject({ scale: [-1, 1] });
  expect(flip(flip(picture, 'x'), 'y')).toMatchObject({ scale: [-1, -1] });
});
