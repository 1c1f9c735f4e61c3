import { centerOfBounds } from '../geometry/vector.ts';
import { newId } from '../model/id.ts';
import { createInFrame } from '../operations/frames.ts';
import { writtenCourse } from '../operations/remove.ts';
import { BoxTool, CLICKED_SIZE, type ShapeTool } from './shape.ts';
import { startText } from './text.ts';
import type { Point } from '../model/types.ts';
import type { BoardEditor } from '../editor/editor.svelte.ts';
import { styleFor } from '../editor/style.ts';
import type { ToolId } from '../editor/tool-ids.ts';

/** Half the length of a line that is put down without drawing it, scene units. */
const HALF_LINE = 80;
/** How far from each other things are put down one after the other, to the right and down, scene units. */
const STEP = 24;

/** Tools that can make something without a pointer. */
export function canPlace(tool: ToolId): boolean {
  return tool in CLICKED_SIZE || tool === 'text' || tool === 'arrow' || tool === 'line';
}

/** Makes what the tool makes in the middle of the view, as large as usual: for those who do not point. */
export function placeInMiddle(editor: BoardEditor): void {
  const { tool } = editor;
  const middle = freeMiddle(editor);
  const [x, y] = middle;
  if (tool === 'text') {
    editor.toolUsed();
    startText(editor, middle, null);
  } else if (tool === 'arrow' || tool === 'line') {
    const id = newId();
    const ends = writtenCourse([
      [x - HALF_LINE, y],
      [x + HALF_LINE, y],
    ]);
    createInFrame(editor.board, { type: tool, ...styleFor(tool, editor.style), ...ends }, id);
    editor.toolUsed();
    editor.select([id]);
  } else if (tool in CLICKED_SIZE) {
    const type = tool as ShapeTool;
    const [width, height] = CLICKED_SIZE[type];
    const [minX, minY] = [x - width / 2, y - height / 2];
    new BoxTool(editor, type).place({ minX, minY, maxX: minX + width, maxY: minY + height });
  }
}

/** The middle of the view; beside it where something has its own there, which would be covered. */
function freeMiddle({ elements, index, middle }: BoardEditor): Point {
  const keyOf = ([x, y]: Point): string => `${String(Math.round(x))} ${String(Math.round(y))}`;
  const taken = new Set<string>();
  for (const { id } of elements) {
    const bounds = index.boundsOf(id);
    if (bounds !== null) taken.add(keyOf(centerOfBounds(bounds)));
  }
  let place = middle;
  while (taken.has(keyOf(place))) place = [place[0] + STEP, place[1] + STEP];
  return place;
}
