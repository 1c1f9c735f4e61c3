import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { BoardEditor } from '../editor/editor.svelte.ts';
import type { ToolId } from '../editor/tool-ids.ts';
import { centerOf } from '../geometry/bounds.ts';
import { Board } from '../model/board.ts';
import { placeInMiddle } from './place.ts';

test('things that are put down without a pointer lie beside each other', () => {
  const editor = new BoardEditor(new Board(new Y.Doc()));
  editor.size = { width: 800, height: 600 };
  const tools: readonly ToolId[] = ['rectangle', 'ellipse', 'arrow', 'frame'];
  for (const tool of tools) {
    editor.setTool(tool);
    placeInMiddle(editor);
  }
  const places = tools.map((tool) => {
    const element = editor.elements.find(({ type }) => type === tool);
    return element && centerOf(element);
  });
  expect(places).toEqual([
    [400, 300],
    [424, 324],
    [448, 348],
    [472, 372],
  ]);
  editor.destroy();
});
