import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { BoardEditor } from '../../editor/editor.svelte.ts';
import type { PointerInput } from '../../editor/input.ts';
import { Board } from '../../model/board.ts';
import type { BoardElement, Point } from '../../model/types.ts';
import type { NewElement } from '../../model/write.ts';
import { ResizeDrag } from './resize.ts';

const box = { type: 'rectangle', x: 0, y: 0, width: 100, height: 100 } as const;

function at(point: Point): PointerInput {
  const here = { point, view: point, pressure: 0.5 };
  const keys = { shift: false, alt: false, mod: false };
  return { ...here, ...keys, kind: 'mouse', clicks: 1, path: [here] };
}

/** Selects all elements and pulls the lower right corner of the frame around them. */
function pulled(elements: Readonly<Record<string, NewElement>>, from: Point, to: Point) {
  const board = new Board(new Y.Doc());
  for (const [id, element] of Object.entries(elements)) board.create(element, id);
  const editor = new BoardEditor(board);
  editor.snapping = false;
  editor.select(Object.keys(elements));
  const drag = new ResizeDrag(editor, [1, 1], at(from));
  drag.move(at(to));
  drag.up();
  const get = (id: string): BoardElement | undefined => board.get(id);
  return { get, board };
}

test('what is locked among several stays, and the rest is pulled as with it', () => {
  const locked = { ...box, x: 100, y: 100, locked: true } as const;
  const { get } = pulled({ a: box, b: locked }, [200, 200], [300, 300]);
  expect(get('a')).toMatchObject({ x: 0, y: 0, width: 150, height: 150 });
  expect(get('b')).toMatchObject({ x: 100, y: 100, width: 100, height: 100 });
});

test('several keep room for their words, and go back in one step', () => {
  const words = { ...box, text: 'one\ntwo\nthree' } as const;
  const { get, board } = pulled(
    { a: words, b: { ...box, x: 100, y: 100 } },
    [200, 200],
    [200, 100],
  );
  expect(get('a')).toMatchObject({ y: 0, width: 100, height: 85 });
  expect(get('b')).toMatchObject({ y: 50, height: 50 });
  board.undo();
  expect(get('a')).toMatchObject({ height: 100 });
  expect(get('b')).toMatchObject({ y: 100, height: 100 });
});
