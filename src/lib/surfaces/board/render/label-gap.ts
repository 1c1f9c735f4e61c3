import type { Lookup } from '../geometry/arrow.ts';
import { placeTextIn, textCorners } from '../geometry/label.ts';
import { boundsOfPoints, type Bounds } from '../geometry/vector.ts';
import { drafted } from '../model/patched.ts';
import type { ArrowElement, BoardElement } from '../model/types.ts';
import { HALO } from './display.ts';

/** An arrow whose line stops at its label instead of running on under a halo. */
export interface GappedArrow {
  /** Without its words; nothing of it is painted within `gap`. */
  readonly line: ArrowElement;
  readonly gap: Bounds;
  /** The words, as a text of their own, to be painted above. */
  readonly words: BoardElement;
}

/**
 * An arrow with a label in two parts, for pictures without ground: a halo in the colour of the board's floor would be seen
 * on whatever they are laid. Null for what has no label on a line.
 */
export function gappedArrow(element: BoardElement, lookup: Lookup): GappedArrow | null {
  if (element.type !== 'arrow') return null;
  const placed = placeTextIn(element, lookup);
  if (placed === null) return null;
  const { minX, minY, maxX, maxY } = boundsOfPoints(textCorners(placed));
  const room = element.fontSize * HALO;
  const { id, text, fontSize, fontFamily, lineHeight, opacity, frameId } = element;
  const width = placed.wrap ?? maxX - minX;
  const words = drafted(`${id} words`, {
    ...{ type: 'text', text, fontSize, fontFamily, lineHeight, opacity, frameId },
    ...{ x: (minX + maxX - width) / 2, y: minY, width, autoResize: false, textAlign: 'center' },
    strokeColor: element.textColor ?? element.strokeColor,
  });
  const gap = { minX: minX - room, minY, maxX: maxX + room, maxY };
  return { line: { ...element, text: '' }, gap, words };
}
