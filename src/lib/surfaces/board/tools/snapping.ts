import { GRID_STEP } from '../canvas/grid.ts';
import { Snapper, snapToGrid, type Side, type Snap } from '../geometry/snap.ts';
import type { Bounds } from '../geometry/vector.ts';
import type { BoardEditor } from '../editor/editor.svelte.ts';
import type { PointerInput } from '../editor/input.ts';
import type { Point } from '../model/types.ts';

/** How near something must be to snap, CSS pixels. */
const THRESHOLD = 6;
/** With more shapes than this in view, nobody could tell to which one something has snapped. */
const MOST_SHAPES = 1_000;

const NONE: Snap = { dx: 0, dy: 0, guides: [] };

/** Snaps what a gesture moves to the shapes in view, or to the grid. Made when the gesture begins. */
export class GestureSnap {
  readonly #editor: BoardEditor;
  readonly #snapper: Snapper;

  /** `moved`: ids of what the gesture moves, which does not snap to itself. */
  constructor(editor: BoardEditor, moved: ReadonlySet<string>) {
    this.#editor = editor;
    const others = editor.index
      .inView(editor.view)
      .filter(({ id, type }) => {
        return !moved.has(id) && type !== 'arrow' && type !== 'line' && type !== 'freedraw';
      })
      .slice(-MOST_SHAPES);
    this.#snapper = new Snapper(
      others.map(({ id }) => editor.index.boundsOf(id)).filter((box) => box !== null),
    );
  }

  /** What is to be added so that a box snaps. Ctrl or ⌘ turns snapping the other way while it is held. */
  snap(
    box: Bounds,
    input: PointerInput,
    sides?: { readonly x?: readonly Side[]; readonly y?: readonly Side[] },
  ): Snap {
    const { grid, snapping, camera } = this.#editor;
    if (grid && !input.mod) return toGrid(box, sides);
    if (snapping === input.mod) return NONE;
    return this.#snapper.snap(box, THRESHOLD / camera.zoom, sides);
  }

  /** A point where it snaps. */
  snapPoint(point: Point, input: PointerInput): { readonly point: Point; readonly snap: Snap } {
    const [x, y] = point;
    const snap = this.snap({ minX: x, minY: y, maxX: x, maxY: y }, input, {
      x: ['min'],
      y: ['min'],
    });
    return { point: [x + snap.dx, y + snap.dy], snap };
  }
}

function toGrid(
  { minX, minY, maxX, maxY }: Bounds,
  sides: { readonly x?: readonly Side[]; readonly y?: readonly Side[] } = {},
): Snap {
  const by = (min: number, max: number, own: readonly Side[] | undefined): number => {
    if (own?.length === 0) return 0;
    const value = own?.[0] === 'max' ? max : min;
    return snapToGrid(value, GRID_STEP) - value;
  };
  return { dx: by(minX, maxX, sides.x), dy: by(minY, maxY, sides.y), guides: [] };
}
