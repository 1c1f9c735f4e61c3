import { boundsIn, type Lookup } from '../geometry/arrow.ts';
import { centerOfBounds, contains, type Bounds } from '../geometry/vector.ts';
import type { Board, TransactOptions } from '../model/board.ts';
import { drafted } from '../model/patched.ts';
import type { BoardElement, FrameElement } from '../model/types.ts';
import type { NewElement } from '../model/write.ts';

/** Elements with all that lies in the frames among them: what a drag moves, and a deletion of frames may take along. */
export function withFrameMembers(board: Board, ids: Iterable<string>): Set<string> {
  const all = new Set(ids);
  const frames = new Set([...all].filter((id) => board.get(id)?.type === 'frame'));
  if (frames.size === 0) return all;
  for (const { id, frameId } of board.elements) {
    if (frameId !== null && frames.has(frameId)) all.add(id);
  }
  return all;
}

/** What a deletion of elements takes along: what lies in the frames among them. Nothing that is locked. */
export function removable(board: Board, ids: Iterable<string>): Set<string> {
  const all = withFrameMembers(board, ids);
  for (const id of all) if (board.get(id)?.locked !== false) all.delete(id);
  return all;
}

/** Makes a frame, and takes into it what lies in its box. */
export function createFrame(board: Board, frame: NewElement, id: string): void {
  const { x = 0, y = 0, width = 0, height = 0 } = frame;
  const box = { minX: x, minY: y, maxX: x + width, maxY: y + height };
  const lookup: Lookup = (other) => board.get(other);
  const members = board.elements.filter((element) => {
    return element.type !== 'frame' && !element.locked && contains(box, boundsIn(element, lookup));
  });
  board.transact(() => {
    board.create(frame, id);
    for (const member of members) board.update(member.id, { frameId: id });
  });
}

/** Makes an element in the frame in which it lies, on top of everything. */
export function createInFrame(board: Board, element: NewElement, id: string): void {
  const bounds = boundsIn(drafted(id, element), (other) => board.get(other));
  const frameId = frameAt(board.elements, bounds)?.id;
  board.create(frameId === undefined ? element : { ...element, frameId }, id);
}

/** The uppermost frame in which a box has its middle; null for none. */
export function frameAt(elements: readonly BoardElement[], box: Bounds): FrameElement | null {
  const [x, y] = centerOfBounds(box);
  for (let i = elements.length - 1; i >= 0; i--) {
    const element = elements[i];
    if (element?.type !== 'frame') continue;
    const { x: left, y: top, width, height } = element;
    if (x >= left && x <= left + width && y >= top && y <= top + height) return element;
  }
  return null;
}

/** Puts elements into the frames in which they lie now, and takes out those that lie in none. For the end of a drag. */
export function settleInFrames(
  board: Board,
  ids: Iterable<string>,
  options?: TransactOptions,
): void {
  const moved = new Set(ids);
  board.transact(() => {
    for (const id of moved) {
      const element = board.get(id);
      if (element === undefined || element.type === 'frame') continue;
      // What moves with its frame stays in it, also where it hangs over the edge.
      if (element.frameId !== null && moved.has(element.frameId)) continue;
      const bounds = boundsIn(element, (other) => board.get(other));
      const frameId = frameAt(board.elements, bounds)?.id ?? null;
      if (frameId !== element.frameId) board.update(id, { frameId });
    }
  }, options);
}
