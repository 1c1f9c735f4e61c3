import type { BoardEditor } from '../editor/editor.svelte.ts';
import type { Tool } from '../editor/input.ts';
import type { ToolId } from '../editor/tool-ids.ts';
import { EraserTool } from './eraser.ts';
import { LineTool } from './line.ts';
import { PenTool } from './pen.ts';
import { SelectTool } from './select.ts';
import { BoxTool } from './shape.ts';
import { HandTool, LaserTool } from './simple.ts';
import { TextTool } from './text.ts';

export type Tools = Readonly<Record<ToolId, Tool>>;

/** The tools of one editor. */
export function createTools(editor: BoardEditor): Tools {
  const select = new SelectTool(editor);
  return {
    select,
    hand: new HandTool(editor),
    note: new BoxTool(editor, 'note'),
    text: new TextTool(editor),
    rectangle: new BoxTool(editor, 'rectangle'),
    diamond: new BoxTool(editor, 'diamond'),
    ellipse: new BoxTool(editor, 'ellipse'),
    arrow: new LineTool(editor, 'arrow'),
    line: new LineTool(editor, 'line'),
    pen: new PenTool(editor),
    eraser: new EraserTool(editor),
    frame: new BoxTool(editor, 'frame'),
    // Choosing it asks for a picture, which is then where everything else is put: nothing is left to do with a pointer.
    image: select,
    laser: new LaserTool(editor),
  };
}
