import { align, distribute, type Alignment, type Axis } from '../geometry/align.ts';
import { bindingAt } from '../geometry/arrow.ts';
import { centerOf } from '../geometry/bounds.ts';
import { newId } from '../model/id.ts';
import { isBindable, type BoardElement } from '../model/types.ts';
import type { ElementPatch } from '../model/write.ts';
import {
  groupElements,
  reorderElements,
  ungroupElements,
  type OrderStep,
} from '../operations/arrange.ts';
import { duplicateElements } from '../operations/duplicate.ts';
import {
  createInFrame,
  removable,
  settleInFrames,
  withFrameMembers,
} from '../operations/frames.ts';
import { mirrored } from '../operations/mirror.ts';
import { removeElements, writtenCourse } from '../operations/remove.ts';
import { movedBy, movingOf } from '../operations/move.ts';
import { GRID_STEP } from '../canvas/grid.ts';
import type { BoardEditor } from './editor.svelte.ts';
import { arrowKindOf, STYLE_KEYS, styleFor, type Style } from './style.ts';

/** How far copies lie from what they are copies of, scene units. */
const COPY_OFFSET = 16;
const NUDGE = 1;
const NUDGE_FAR = 10;

/** What is selected and may be changed. */
function changeable(editor: BoardEditor): string[] {
  if (editor.readOnly) return [];
  return editor.selected.filter(({ locked }) => !locked).map(({ id }) => id);
}

/** Ids of what goes when the selection is deleted: also what lies in its frames, and nothing that is locked. */
export function removableSelection(editor: BoardEditor): ReadonlySet<string> {
  return removable(editor.board, changeable(editor));
}

/** Deletes the selection; what lies in a deleted frame goes along. */
export function removeSelection(editor: BoardEditor): void {
  const ids = removableSelection(editor);
  if (ids.size === 0) return;
  removeElements(editor.board, ids);
  editor.clearSelection();
}

/** Copies the selection beside itself and selects the copy. */
export function duplicateSelection(editor: BoardEditor): void {
  if (editor.readOnly || editor.selection.size === 0) return;
  const { board, selection } = editor;
  const by = { dx: COPY_OFFSET, dy: COPY_OFFSET };
  const copies = duplicateElements(board, withFrameMembers(board, selection), by);
  editor.select([...selection].map((id) => copies.get(id)).filter((id) => id !== undefined));
}

export function groupSelection(editor: BoardEditor): void {
  const ids = changeable(editor);
  if (ids.length < 2) return;
  groupElements(editor.board, ids, editor.openGroup);
  editor.select(ids);
}

export function ungroupSelection(editor: BoardEditor): void {
  const ids = changeable(editor);
  if (ids.length > 0) ungroupElements(editor.board, ids, editor.openGroup);
}

export function reorderSelection(editor: BoardEditor, step: OrderStep): void {
  const ids = changeable(editor);
  if (ids.length > 0) reorderElements(editor.board, ids, step);
}

/** Locks what is selected; if all of it is locked, unlocks it. */
export function toggleLock(editor: BoardEditor): void {
  if (editor.readOnly || editor.selected.length === 0) return;
  const locked = !editor.selected.every((element) => element.locked);
  editor.board.updateAll(editor.selected.map(({ id }) => [id, { locked }] as const));
  if (locked) editor.clearSelection();
}

/** Unlocks everything on the board and selects it. */
export function unlockAll(editor: BoardEditor): void {
  if (editor.readOnly) return;
  const ids = editor.board.elements.filter(({ locked }) => locked).map(({ id }) => id);
  editor.board.updateAll(ids.map((id) => [id, { locked: false }] as const));
  editor.select(ids);
}

export function alignSelection(editor: BoardEditor, alignment: Alignment): void {
  arrange(editor, align(editor.units, alignment));
}

export function distributeSelection(editor: BoardEditor, axis: Axis): void {
  arrange(editor, distribute(editor.units, axis));
}

/** Mirrors the selection: `x` swaps left and right. */
export function flipSelection(editor: BoardEditor, axis: Axis): void {
  const elements = editor.selected.filter(({ locked }) => !locked);
  if (editor.bounds !== null) arrange(editor, mirrored(elements, editor.bounds, axis));
}

function arrange(editor: BoardEditor, patches: ReadonlyMap<string, ElementPatch>): void {
  if (editor.readOnly) return;
  const { board } = editor;
  const gesture = {};
  const free = [...patches].filter(([id]) => board.get(id)?.locked === false);
  board.updateAll(free, { gesture });
  settleInFrames(board, editor.selection, { gesture });
  board.endGesture();
}

/** Where the last nudge was, so that nudges that follow each other are one step for undo. */
const nudges = new WeakMap<BoardEditor, { readonly selection: ReadonlySet<string> }>();

/** Moves the selection by a step along an axis: as wide as the grid where that is shown. */
export function nudgeSelection(editor: BoardEditor, dx: number, dy: number, far: boolean): void {
  const ids = changeable(editor);
  if (ids.length === 0) return;
  const step = editor.grid ? GRID_STEP : far ? NUDGE_FAR : NUDGE;
  let gesture = nudges.get(editor);
  if (gesture?.selection !== editor.selection) {
    gesture = { selection: editor.selection };
    nudges.set(editor, gesture);
  }
  const moving = movingOf(editor.board, withFrameMembers(editor.board, ids));
  editor.board.updateAll(movedBy(moving, dx * step, dy * step), { gesture });
  settleInFrames(editor.board, ids, { gesture });
}

/** Joins two selected shapes by an arrow, in the order in which they would be read. */
export function connectSelection(editor: BoardEditor): void {
  const [from, to] = editor.selected.filter(isBindable).sort((a, b) => a.x + a.y - b.x - b.y);
  if (editor.readOnly || from === undefined || to === undefined) return;
  const id = newId();
  const ends = [centerOf(from), centerOf(to)];
  const arrow = {
    type: 'arrow',
    ...styleFor('arrow', editor.style),
    ...writtenCourse(ends),
    startBinding: bindingAt(from, centerOf({ ...from, angle: 0 }), 'orbit'),
    endBinding: bindingAt(to, centerOf({ ...to, angle: 0 }), 'orbit'),
  } as const;
  createInFrame(editor.board, arrow, id);
  editor.select([id]);
}

/** The style that an element has, as far as its kind has one. */
export function styleOfElement(element: BoardElement): Partial<Style> {
  const all = { ...element, ...derivedStyle(element) };
  const own: ReadonlySet<string> = new Set(STYLE_KEYS[element.type]);
  return Object.fromEntries(Object.entries(all).filter(([key]) => own.has(key)));
}

/** The style that a selection has; what differs within it is left out. */
export function styleOf(editor: BoardEditor): Partial<Style> {
  const styles = editor.selected.map(styleOfElement);
  const common: Record<string, unknown> = {};
  const differing = new Set<string>();
  for (const style of styles) {
    for (const [key, value] of Object.entries(style)) {
      if (key in common && common[key] !== value) differing.add(key);
      common[key] ??= value;
    }
  }
  return Object.fromEntries(
    Object.entries(common).filter(([key]) => !differing.has(key)),
  ) as Partial<Style>;
}

/** What a style says in other words than elements do. */
function derivedStyle(element: BoardElement): Pick<Style, 'noteColor' | 'round' | 'arrowKind'> {
  return {
    noteColor: element.backgroundColor,
    round: element.roundness !== null,
    arrowKind: arrowKindOf(element),
  };
}
