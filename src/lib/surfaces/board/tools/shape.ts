import { boundsOfPoints, type Bounds } from '../geometry/vector.ts';
import type { BoardEditor } from '../editor/editor.svelte.ts';
import type { Drag, PointerInput, Tool } from '../editor/input.ts';
import { NOTE_SIDE, styleFor } from '../editor/style.ts';
import { newId } from '../model/id.ts';
import { drafted } from '../model/patched.ts';
import type { Point } from '../model/types.ts';
import type { NewElement } from '../model/write.ts';
import { createFrame, createInFrame } from '../operations/frames.ts';
import { words } from '../words.ts';
import { GestureSnap } from './snapping.ts';

export type ShapeTool = 'rectangle' | 'diamond' | 'ellipse' | 'frame' | 'note';

/** What a click without pulling makes, in scene units. */
export const CLICKED_SIZE: Readonly<Record<ShapeTool, readonly [number, number]>> = {
  rectangle: [160, 80],
  diamond: [160, 100],
  ellipse: [120, 120],
  frame: [480, 320],
  note: [NOTE_SIDE, NOTE_SIDE],
};
/** Pulled less than this, CSS pixels, the pointer has clicked. */
const CLICK = 4;

/** Draws shapes that are a box: pulled from corner to corner, or as large as usual with a click. */
export class BoxTool implements Tool {
  readonly #editor: BoardEditor;
  readonly #type: ShapeTool;

  constructor(editor: BoardEditor, type: ShapeTool) {
    this.#editor = editor;
    this.#type = type;
  }

  cursor(): string {
    return 'crosshair';
  }

  down(input: PointerInput): Drag {
    const editor = this.#editor;
    const id = newId();
    const snap = new GestureSnap(editor, new Set());
    const from = snap.snapPoint(input.point, input).point;
    const boxTo = (to: PointerInput): Bounds => {
      const snapped = to.shift ? { point: to.point, snap: null } : snap.snapPoint(to.point, to);
      editor.guides = snapped.snap?.guides ?? [];
      return pulled(from, snapped.point, to);
    };
    return {
      move: (to) => {
        editor.draft = drafted(id, this.#element(boxTo(to)));
      },
      up: (to) => {
        const moved = Math.hypot(to.view[0] - input.view[0], to.view[1] - input.view[1]);
        const box = moved < CLICK ? clicked(this.#type, from) : boxTo(to);
        editor.draft = null;
        editor.guides = [];
        this.place(box, id);
      },
      cancel: () => {
        editor.draft = null;
        editor.guides = [];
      },
    };
  }

  /** Puts one into the document and selects it; a note is written on at once. */
  place(box: Bounds, id: string = newId()): void {
    const { board } = this.#editor;
    const create = this.#type === 'frame' ? createFrame : createInFrame;
    create(board, this.#element(box), id);
    this.#editor.toolUsed();
    this.#editor.select([id]);
    if (this.#type === 'note') this.#editor.edit(id);
  }

  #element({ minX, minY, maxX, maxY }: Bounds): NewElement {
    return {
      type: this.#type,
      x: minX,
      y: minY,
      width: Math.max(1, maxX - minX),
      height: Math.max(1, maxY - minY),
      ...styleFor(this.#type, this.#editor.style),
      ...(this.#type === 'frame' && { name: words.frameName }),
    };
  }
}

/** The usual size: a note has its middle where it is put, other things their corner. */
export function clicked(type: ShapeTool, [x, y]: Point): Bounds {
  const [width, height] = CLICKED_SIZE[type];
  const [minX, minY] = type === 'note' ? [x - width / 2, y - height / 2] : [x, y];
  return { minX, minY, maxX: minX + width, maxY: minY + height };
}

/** The box from one corner to the other: with Shift as wide as high, with Alt around the first point. */
function pulled(from: Point, to: Point, { shift, alt }: PointerInput): Bounds {
  let [dx, dy] = [to[0] - from[0], to[1] - from[1]];
  if (shift) {
    const side = Math.max(Math.abs(dx), Math.abs(dy));
    [dx, dy] = [side * (dx < 0 ? -1 : 1), side * (dy < 0 ? -1 : 1)];
  }
  const end: Point = [from[0] + dx, from[1] + dy];
  return boundsOfPoints(alt ? [[from[0] - dx, from[1] - dy], end] : [from, end]);
}
