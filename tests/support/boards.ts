import * as Y from 'yjs';
import { Board } from '../../src/lib/surfaces/board/model/board.ts';
import type { NewElement } from '../../src/lib/surfaces/board/model/write.ts';

/** What is on a board, as one update. */
export function boardUpdate(elements: readonly NewElement[]): Uint8Array {
  const board = new Board(new Y.Doc());
  board.transact(() => {
    for (const element of elements) board.create(element);
  });
  return Y.encodeStateAsUpdate(board.doc);
}

/** So many elements of all kinds, in rows. */
export function manyElements(count: number): NewElement[] {
  const side = Math.ceil(Math.sqrt(count));
  return Array.from({ length: count }, (_, i): NewElement => {
    const x = (i % side) * 180;
    const y = Math.floor(i / side) * 140;
    const size = { x, y, width: 120, height: 80 };
    switch (i % 6) {
      case 0:
        return { type: 'rectangle', ...size, text: `Task ${i}`, backgroundColor: '#a5d8ff' };
      case 1:
        return { type: 'ellipse', ...size, roughness: 1, text: `State ${i}` };
      case 2:
        return { type: 'note', ...size, text: `A note that says a little more ${i}` };
      case 3:
        return { type: 'text', x, y, text: `Words ${i}` };
      case 4:
        return {
          type: 'line',
          x,
          y,
          points: [
            [0, 0],
            [60, 50],
            [120, 10],
          ],
        };
      default:
        return {
          ...{ type: 'freedraw', x, y },
          points: Array.from({ length: 60 }, (_, j) => [j * 2, Math.sin(j / 4) * 30] as const),
        };
    }
  });
}
