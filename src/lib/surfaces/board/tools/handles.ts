import { arrowCourse } from '../geometry/arrow.ts';
import { centerOf, scenePoints } from '../geometry/bounds.ts';
import type { Handle } from '../geometry/resize.ts';
import { between, distance, rotate, type Bounds } from '../geometry/vector.ts';
import type { BoardEditor } from '../editor/editor.svelte.ts';
import type { PointerInput } from '../editor/input.ts';
import { selectionBox, type SelectionBox } from '../editor/selection-box.ts';
import type { BoardElement, Point } from '../model/types.ts';

/** Something of the selection that can be pulled. */
export type HandleId =
  | { readonly kind: 'resize'; readonly handle: Handle }
  | { readonly kind: 'rotate' }
  /** A point of a line; one that is `fresh` is half way between two and comes into being when it is pulled. */
  | { readonly kind: 'point'; readonly index: number; readonly fresh: boolean };

export interface PlacedHandle {
  readonly id: HandleId;
  /** In the scene. */
  readonly at: Point;
}

/** Between what is selected and the frame around it, CSS pixels. */
export const FRAME_GAP = 4;
/** From the frame up to the handle that turns, CSS pixels. */
const ROTATE_DISTANCE = 24;
/** On the screen, sides shorter than this have no handle of their own. */
const LEAST_SIDE = 24;
/** Lines with more points are moved and resized as a whole. */
const MOST_POINTS = 60;

const CORNERS: readonly Handle[] = [
  [-1, -1],
  [1, -1],
  [1, 1],
  [-1, 1],
];
const SIDES: readonly Handle[] = [
  [0, -1],
  [1, 0],
  [0, 1],
  [-1, 0],
];

/** Corners of the frame with the space around it: top left, top right, bottom right, bottom left. */
export function frameCorners({ box, angle }: SelectionBox, editor: BoardEditor): readonly Point[] {
  return CORNERS.map((handle) => frameAt(box, angle, handle, gapOf(editor)));
}

/** In scene units. What is cropped is pulled at its very edges. */
function gapOf({ camera, crop }: BoardEditor): number {
  return crop.image === null ? FRAME_GAP / camera.zoom : 0;
}

/** All handles of the selection, the small ones that lie over others first. */
export function handlesOf(editor: BoardEditor): readonly PlacedHandle[] {
  const { single, selected, readOnly } = editor;
  if (readOnly || editor.editing !== null || editor.tool !== 'select') return [];
  if (selected.length === 0 || selected.every(({ locked }) => locked)) return [];
  const points = single === null ? [] : pointHandles(editor, single);
  const frame = selectionBox(editor);
  return frame === null ? points : [...points, ...boxHandles(frame, editor)];
}

/** The points of a line that can be pulled, in the scene. */
export function coursePoints(element: BoardElement, editor: BoardEditor): readonly Point[] | null {
  if (element.type === 'arrow') return arrowCourse(element, editor.lookup);
  if (element.type === 'line') return scenePoints(element);
  return null;
}

function pointHandles(editor: BoardEditor, element: BoardElement): PlacedHandle[] {
  const points = coursePoints(element, editor);
  if (points === null || points.length > MOST_POINTS) return [];
  const elbowed = element.type === 'arrow' && element.elbowed;
  const shown = elbowed ? [0, points.length - 1] : points.keys();
  const handles = Array.from(shown, (index): PlacedHandle => ({
    id: { kind: 'point', index, fresh: false },
    at: points[index] ?? [0, 0],
  }));
  if (elbowed) return handles;
  for (let i = 1; i < points.length; i++) {
    const [from, to] = [points[i - 1], points[i]];
    if (from === undefined || to === undefined) continue;
    // There stands its label.
    if (element.type === 'arrow' && element.text !== '' && points.length === 2) continue;
    if (distance(from, to) * editor.camera.zoom < 2 * LEAST_SIDE) continue;
    handles.push({ id: { kind: 'point', index: i, fresh: true }, at: between(from, to, 0.5) });
  }
  return handles;
}

function boxHandles({ box, angle }: SelectionBox, editor: BoardEditor): PlacedHandle[] {
  const { zoom } = editor.camera;
  const gap = gapOf(editor);
  const isCropping = editor.crop.image !== null;
  const handles = [...CORNERS, ...(isCropping ? SIDES : [])].map((handle): PlacedHandle => ({
    id: { kind: 'resize', handle },
    at: frameAt(box, angle, handle, gap),
  }));
  if (isCropping) return handles;
  if (editor.selected.some(({ type }) => type !== 'frame')) {
    const above = gap + ROTATE_DISTANCE / zoom;
    handles.push({ id: { kind: 'rotate' }, at: frameAt(box, angle, [0, -1], above) });
  }
  return handles;
}

/** Where the frame is at a handle, `gap` scene units outside of the box. */
function frameAt({ minX, minY, maxX, maxY }: Bounds, angle: number, h: Handle, gap: number): Point {
  const center: Point = [(minX + maxX) / 2, (minY + maxY) / 2];
  const at: Point = [
    center[0] + h[0] * ((maxX - minX) / 2 + gap),
    center[1] + h[1] * ((maxY - minY) / 2 + gap),
  ];
  return rotate(at, center, angle);
}

/** The handle at a pointer; null for none. Between corners the whole side of the frame is one. */
export function handleAt(editor: BoardEditor, input: PointerInput): HandleId | null {
  const reach = editor.reach(input.kind);
  const handles = handlesOf(editor);
  const found = handles.find(({ at }) => distance(at, input.point) <= reach);
  if (found !== undefined) return found.id;
  const frame = handles.some(({ id }) => id.kind === 'resize') ? selectionBox(editor) : null;
  return frame === null ? null : sideAt(frame, editor, input.point, reach);
}

function sideAt(
  { box, angle }: SelectionBox,
  editor: BoardEditor,
  point: Point,
  reach: number,
): HandleId | null {
  const { camera } = editor;
  const gap = gapOf(editor);
  const center: Point = [(box.minX + box.maxX) / 2, (box.minY + box.maxY) / 2];
  const [x, y] = rotate(point, center, -angle);
  const half: Point = [(box.maxX - box.minX) / 2 + gap, (box.maxY - box.minY) / 2 + gap];
  const off: Point = [x - center[0], y - center[1]];
  for (const handle of SIDES) {
    const axis = handle[0] === 0 ? 1 : 0;
    const along = axis === 0 ? 1 : 0;
    // A side between two corners that are this close cannot be told from them.
    if (half[along] * 2 * camera.zoom < LEAST_SIDE) continue;
    const near = Math.abs(off[axis] - handle[axis] * half[axis]) <= reach / 1.5;
    if (near && Math.abs(off[along]) < half[along]) return { kind: 'resize', handle };
  }
  return null;
}

const CURSORS = ['ns-resize', 'nesw-resize', 'ew-resize', 'nwse-resize'] as const;

/** The CSS cursor over a handle, turned with the frame. */
export function handleCursor(id: HandleId, angle: number): string {
  if (id.kind === 'rotate') return 'grab';
  if (id.kind === 'point') return 'pointer';
  const turn = Math.atan2(id.handle[1], id.handle[0]) + Math.PI / 2 + angle;
  const step = Math.round(turn / (Math.PI / 4));
  return CURSORS[((step % 4) + 4) % 4] ?? 'ns-resize';
}

/** The middle around which the selection turns. */
export function turningPoint(editor: BoardEditor): Point {
  if (editor.single !== null) return centerOf(editor.single);
  const box = editor.bounds;
  return box === null ? [0, 0] : [(box.minX + box.maxX) / 2, (box.minY + box.maxY) / 2];
}
