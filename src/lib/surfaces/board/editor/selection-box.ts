import { boxOf } from '../geometry/bounds.ts';
import type { Bounds } from '../geometry/vector.ts';
import type { BoardEditor } from './editor.svelte.ts';

/** The frame around the selection, turned with its one element. */
export interface SelectionBox {
  /** Before it is turned, in scene units; without the space around it. */
  readonly box: Bounds;
  readonly angle: number;
}

/** The frame around what is selected; null for nothing, and for lines that are shown by their points. */
export function selectionBox(editor: BoardEditor): SelectionBox | null {
  const { single, bounds } = editor;
  if (single === null) return bounds === null ? null : { box: bounds, angle: 0 };
  if (single.type === 'arrow') return null;
  if (single.type === 'line' && single.points.length === 2) return null;
  return { box: boxOf(single), angle: single.angle };
}
