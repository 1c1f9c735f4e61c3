import { expect, test } from 'vitest';
import { drafted } from '../model/patched.ts';
import { arrowKindOf, FIRST_STYLE, styleFor, stylePatch } from './style.ts';

const style = { ...FIRST_STYLE, strokeColor: '#e03131', roughness: 2, fontSize: 36, opacity: 50 };

test('a new element takes of the style what it has', () => {
  expect(styleFor('rectangle', style)).toMatchObject({ strokeColor: '#e03131', roughness: 2 });
  expect(styleFor('ellipse', style)).not.toHaveProperty('roundness');
  expect(styleFor('note', style)).toEqual(
    expect.objectContaining({ backgroundColor: FIRST_STYLE.noteColor, opacity: 50 }),
  );
  expect(styleFor('note', style)).not.toHaveProperty('strokeColor');
  expect(styleFor('pen', style)).not.toHaveProperty('backgroundColor');
  expect(styleFor('arrow', { ...style, arrowKind: 'elbow' })).toMatchObject({ elbowed: true });
  expect(styleFor('frame', style)).toEqual({});
});

test('corners are rounded as the kind of shape wants it, or not at all', () => {
  const round = { rectangle: { type: 3, value: 10 }, diamond: { type: 2 } };
  for (const [type, roundness] of Object.entries(round) as ['rectangle' | 'diamond', object][]) {
    expect(styleFor(type, style)).toMatchObject({ roundness });
    expect(styleFor(type, { ...style, round: false })).toMatchObject({ roundness: null });
    const shape = drafted('a', { type });
    expect(stylePatch(shape, { round: true })).toEqual({ roundness });
    expect(stylePatch(shape, { round: false })).toEqual({ roundness: null });
  }
});

test('words are aligned as their kind wants it until somebody says how', () => {
  expect(styleFor('text', style)).not.toHaveProperty('textAlign');
  expect(styleFor('text', { ...style, textAlign: 'right' })).toMatchObject({ textAlign: 'right' });
});

test('words on notes and arrows are not larger than these have room for', () => {
  for (const tool of ['note', 'arrow'] as const) {
    expect(styleFor(tool, { ...style, fontSize: 36 })).toMatchObject({ fontSize: 16 });
    expect(styleFor(tool, { ...style, fontSize: 12 })).toMatchObject({ fontSize: 12 });
  }
});

test('of a change an element gets only what its type has', () => {
  const change = { strokeColor: '#111111', roughness: 1, fontSize: 12, noteColor: '#ffffff' };
  expect(stylePatch(drafted('a', { type: 'note' }), change)).toEqual({
    fontSize: 12,
    backgroundColor: '#ffffff',
  });
  expect(stylePatch(drafted('a', { type: 'freedraw' }), change)).toEqual({
    strokeColor: '#111111',
  });
  expect(stylePatch(drafted('a', { type: 'image' }), change)).toEqual({});
  expect(stylePatch(drafted('a', { type: 'frame' }), { opacity: 40 })).toEqual({ opacity: 40 });
});

test.each(['straight', 'curved', 'elbow'] as const)('an arrow that is made %s is that', (kind) => {
  const arrow = drafted('a', { type: 'arrow', roundness: { type: 2 }, elbowed: true });
  expect(arrowKindOf({ ...arrow, ...stylePatch(arrow, { arrowKind: kind }) } as typeof arrow)).toBe(
    kind,
  );
});

test('a shape whose words become larger is made high enough for them', () => {
  const shape = { type: 'rectangle', width: 120, height: 40, text: 'Two words' } as const;
  const element = drafted('a', shape);
  expect(stylePatch(element, { fontSize: 36 })).toMatchObject({ fontSize: 36, y: 0, height: 100 });
  expect(stylePatch(element, { fontSize: 12 })).toEqual({ fontSize: 12 });
  expect(stylePatch(element, { strokeWidth: 4 })).toEqual({ strokeWidth: 4 });
});
