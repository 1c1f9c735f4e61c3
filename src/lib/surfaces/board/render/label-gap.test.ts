import { expect, test } from 'vitest';
import { arrowCourse } from '../geometry/arrow.ts';
import { placeText, textCorners } from '../geometry/label.ts';
import { boundsOfPoints } from '../geometry/vector.ts';
import { drafted } from '../model/patched.ts';
import type { ArrowElement } from '../model/types.ts';
import type { ElementPatch } from '../model/write.ts';
import { gappedArrow } from './label-gap.ts';

function arrow(patch: ElementPatch): ArrowElement {
  const points = [
    [0, 0],
    [400, 60],
  ] as const;
  return drafted('a', { type: 'arrow', x: 50, y: 20, points, ...patch }) as ArrowElement;
}

const none = (): undefined => undefined;

test('an arrow without words has no gap, nor has what is no arrow', () => {
  expect(gappedArrow(arrow({}), none)).toBeNull();
  expect(gappedArrow(arrow({ text: '  ' }), none)).toBeNull();
  expect(gappedArrow(drafted('a', { type: 'note', text: 'Words' }), none)).toBeNull();
});

test('words beside a gap stand and look as they do on the line', () => {
  for (const text of ['yes', 'words that go on until they need more than one line of it']) {
    const whole = arrow({ text, fontSize: 24, opacity: 40, strokeColor: '#1971c2' });
    const gapped = gappedArrow(whole, none);
    if (gapped?.words.type !== 'text') throw new Error('no gap');
    const { line, gap, words } = gapped;
    expect(line).toEqual({ ...whole, text: '' });
    const before = placeText(whole, arrowCourse(whole, none));
    const after = placeText(words, []);
    if (before === null || after === null) throw new Error('no words');
    expect(after.layout.lines.map((one) => one.text)).toEqual(
      before.layout.lines.map((one) => one.text),
    );
    const [there, here] = [before, after].map((one) => boundsOfPoints(textCorners(one)));
    for (const side of ['minX', 'minY', 'maxX', 'maxY'] as const) {
      expect(here?.[side]).toBeCloseTo(there?.[side] ?? NaN, 6);
    }
    expect(gap).toMatchObject({ minX: (there?.minX ?? 0) - 9, maxY: there?.maxY });
    expect(words).toMatchObject({ fontSize: 24, opacity: 40, strokeColor: '#1971c2' });
  }
  const coloured = gappedArrow(arrow({ text: 'yes', textColor: '#e03131' }), none);
  expect(coloured?.words.strokeColor).toBe('#e03131');
});
