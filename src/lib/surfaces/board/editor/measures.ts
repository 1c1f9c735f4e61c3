import { boxOf, centerOf } from '../geometry/bounds.ts';
import { rotateAll, type Handle } from '../geometry/resize.ts';
import { centerOfBounds, rotate, union, type Bounds } from '../geometry/vector.ts';
import type { BoardElement, Point } from '../model/types.ts';
import type { ElementPatch } from '../model/write.ts';
import { resizeAllWithWords, resizeWithWords } from '../operations/fit-words.ts';
import { settleInFrames, withFrameMembers } from '../operations/frames.ts';
import { movedBy, movingOf } from '../operations/move.ts';
import { selectionBox } from './selection-box.ts';
import type { BoardEditor } from './editor.svelte.ts';

/** Where the selection is and how large, for those who type numbers instead of pulling. */
export interface Measures {
  /** Of the top left corner before it is turned, scene units. */
  readonly x: number;
  readonly y: number;
  /** Null for what has no box of its own, as an arrow between two shapes. */
  readonly width: number | null;
  readonly height: number | null;
  /** Radians; null for several elements and for what is not turned. */
  readonly angle: number | null;
}

export type Measure = keyof Measures;

/** Sides are not made shorter than this, scene units. */
const LEAST = 1;

/** Null for no selection. */
export function measuresOf(editor: BoardEditor): Measures | null {
  const { single, bounds } = editor;
  if (bounds === null) return null;
  const frame = selectionBox(editor);
  const { minX, minY, maxX, maxY } = frame?.box ?? bounds;
  const turns = single !== null && frame !== null && single.type !== 'frame';
  return {
    x: minX,
    y: minY,
    width: frame === null ? null : maxX - minX,
    height: frame === null ? null : maxY - minY,
    angle: turns ? single.angle : null,
  };
}

/** Sets one measure of the selection, as one step for undo. What is locked stays as it is. */
export function setMeasure(editor: BoardEditor, measure: Measure, value: number): void {
  const now = measuresOf(editor);
  const before = now?.[measure] ?? null;
  if (now === null || before === null || editor.readOnly || !Number.isFinite(value)) return;
  const elements = editor.selected.filter(({ locked }) => !locked);
  if (measure === 'x' || measure === 'y') {
    const ids = elements.map(({ id }) => id);
    const moving = movingOf(editor.board, withFrameMembers(editor.board, ids));
    const by = value - before;
    write(editor, elements, movedBy(moving, measure === 'x' ? by : 0, measure === 'y' ? by : 0));
  } else if (measure === 'angle') {
    const [single] = elements;
    if (single === undefined) return;
    write(editor, elements, rotateAll(elements, centerOf(single), value - before));
  } else {
    const handle: Handle = measure === 'width' ? [1, 0] : [0, 1];
    write(editor, elements, resized(editor, elements, handle, Math.max(LEAST, value)));
  }
}

/** As if the right or the lower side had been pulled. */
function resized(
  editor: BoardEditor,
  elements: readonly BoardElement[],
  handle: Handle,
  length: number,
): ReadonlyMap<string, ElementPatch> {
  const frame = selectionBox(editor);
  if (frame === null) return new Map();
  const { minX, minY } = frame.box;
  const [cx, cy] = centerOfBounds(frame.box);
  const side: Point = handle[0] === 1 ? [minX + length, cy] : [cx, minY + length];
  const pointer = rotate(side, [cx, cy], frame.angle);
  const [single] = elements;
  if (elements.length === 1 && single !== undefined && editor.single !== null) {
    const keepRatio = single.type === 'image';
    return new Map([[single.id, resizeWithWords(single, handle, pointer, { keepRatio })]]);
  }
  return resizeAllWithWords(elements, frame.box, handle, pointer);
}

function write(
  editor: BoardEditor,
  elements: readonly BoardElement[],
  patches: ReadonlyMap<string, ElementPatch>,
): void {
  if (patches.size === 0) return;
  const { board } = editor;
  const gesture = {};
  board.updateAll(patches, { gesture });
  settleInFrames(board, editor.selection, { gesture });
  // What a frame reaches by its new size is in it, what it has left is not.
  const reached = union(elements.filter(({ type }) => type === 'frame').flatMap(both));
  if (reached !== null) {
    const around = editor.index.inBox(reached, 'touch').map(({ id }) => id);
    settleInFrames(board, around, { gesture });
  }
  board.endGesture();

  function both(frame: BoardElement): Bounds[] {
    const now = board.get(frame.id);
    return now === undefined ? [boxOf(frame)] : [boxOf(frame), boxOf(now)];
  }
}
