import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { Board } from '../model/board.ts';
import type { NewElement } from '../model/write.ts';
import { describedItem } from './describe.ts';
import { outlineOf, outlineText, type OutlineItem } from './outline.ts';

const box = { type: 'rectangle', width: 100, height: 50 } as const;
const orbit = (elementId: string) =>
  ({ elementId, fixedPoint: [0.5, 0.5], mode: 'orbit' }) as const;

function outline(elements: Record<string, NewElement>): OutlineItem[] {
  const board = new Board(new Y.Doc());
  for (const [id, element] of Object.entries(elements)) board.create(element, id);
  return outlineOf(board.elements);
}

test('rows are read from the top, each from the left, however they were drawn', () => {
  const items = outline({
    d: { ...box, x: 200, y: 105 },
    b: { ...box, x: 300, y: -8 },
    c: { ...box, x: 0, y: 110 },
    a: { ...box, x: 0, y: 0 },
  });
  expect(items.map(({ id }) => id)).toEqual(['a', 'b', 'c', 'd']);
});

test('frames hold what lies in them, groups are read together', () => {
  const items = outline({
    right: { type: 'frame', x: 400, width: 300, height: 300, name: 'Was hard' },
    left: { type: 'frame', x: 0, width: 300, height: 300, name: 'Went well' },
    two: { type: 'note', x: 20, y: 160, text: 'Second', frameId: 'left' },
    one: { type: 'note', x: 20, y: 20, text: 'First\nnote', frameId: 'left' },
    lost: { ...box, y: 1000, frameId: 'gone', text: 'Lost' },
    g1: { ...box, x: 0, y: 500, groupIds: ['g'], text: 'G1' },
    between: { ...box, x: 150, y: 500, text: 'Between' },
    g2: { ...box, x: 300, y: 500, groupIds: ['g'], text: 'G2' },
  });
  expect(items.map(({ id }) => id)).toEqual(['left', 'right', 'g1', 'g2', 'between', 'lost']);
  expect(outlineText(items)).toBe(
    'Went well\n  First note\n  Second\nWas hard\nG1\nG2\nBetween\nLost',
  );
});

test('arrows say what they connect, in the order of where they begin', () => {
  const points = [
    [0, 0],
    [1, 1],
  ] as const;
  const items = outline({
    back: { type: 'arrow', points, startBinding: orbit('b'), endBinding: orbit('a') },
    forth: { type: 'arrow', points, startBinding: orbit('a'), endBinding: orbit('b'), text: 'yes' },
    loose: { type: 'arrow', points, endBinding: orbit('gone') },
    b: { ...box, x: 300, text: 'Check' },
    a: { ...box, text: 'Plan' },
    stroke: { type: 'freedraw', y: 900, points },
  });
  expect(items.map(({ id }) => id)).toEqual(['a', 'b', 'stroke', 'forth', 'back', 'loose']);
  expect(items[3]).toMatchObject({
    from: { id: 'a', text: 'Plan' },
    to: { id: 'b', text: 'Check' },
  });
  expect(outlineText(items)).toBe('Plan\nCheck\nPlan → Check: yes\nCheck → Plan');
});

test('frames in each other are no riddle', () => {
  const items = outline({
    a: { type: 'frame', name: 'A', frameId: 'b' },
    b: { type: 'frame', name: 'B', frameId: 'a' },
    c: { type: 'frame', name: 'C', frameId: 'c' },
  });
  expect(items).toHaveLength(3);
});

test('names that turn their direction turn nothing else of what is said', () => {
  const [frame, arrow] = outline({
    a: { type: 'frame', name: 'Plan \u202eB', width: 100, height: 100 },
    b: {
      type: 'arrow',
      points: [
        [0, 0],
        [1, 1],
      ],
      startBinding: orbit('a'),
      text: 'שלום',
    },
  });
  if (frame === undefined || arrow === undefined) throw new Error('They are gone');
  expect(describedItem(frame)).toBe('Frame: \u2068Plan \u202eB\u202c\u2069');
  expect(describedItem(arrow)).toBe(
    'Arrow from \u2068Plan \u202eB\u202c\u2069 to nothing: \u2068שלום\u2069',
  );
  const long = describedItem({ ...frame, text: `\u202e${'a'.repeat(5_000)}` });
  expect(long).toHaveLength('Frame: '.length + 300 + 3);
  expect(long.endsWith('…\u202c\u2069')).toBe(true);
});
