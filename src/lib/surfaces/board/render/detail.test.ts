import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { Board } from '../model/board.ts';
import { detailOf } from './detail.ts';

test('how much is drawn follows from how large something is seen, and heads are drawn while they can be', () => {
  const board = new Board(new Y.Doc());
  board.create({ type: 'rectangle', width: 40, height: 20 }, 'box');
  const points = [
    [0, 0],
    [40, 0],
  ] as const;
  board.create({ type: 'arrow', points }, 'arrow');
  board.create({ type: 'arrow', points, endArrowhead: null }, 'headless');
  board.create({ type: 'line', points }, 'line');
  const at = (id: string, scale: number) => {
    const element = board.get(id);
    if (element === undefined) throw new Error(id);
    return detailOf(element, scale, (other) => board.get(other));
  };
  expect(['box', 'arrow', 'headless', 'line'].map((id) => at(id, 1))).toEqual(
    Array.from({ length: 4 }, () => 'full'),
  );
  expect(['box', 'arrow', 'headless', 'line'].map((id) => at(id, 0.6))).toEqual([
    ...['plain', 'full', 'plain', 'plain'],
  ]);
  expect(['box', 'arrow'].map((id) => at(id, 0.3))).toEqual(['plain', 'plain']);
  expect(['box', 'arrow'].map((id) => at(id, 0.1))).toEqual(['box', 'box']);
});
