import { isInBox } from '../geometry/hit.ts';
import { isWithin } from '../geometry/vector.ts';
import type { BoardEditor } from '../editor/editor.svelte.ts';
import type { Drag, PointerInput, Tool } from '../editor/input.ts';
import { isLabelled, type BoardElement, type Point } from '../model/types.ts';
import { writtenCourse } from '../operations/remove.ts';
import { CropDrag } from './drags/crop.ts';
import { MarqueeDrag } from './drags/marquee.ts';
import { MoveDrag } from './drags/move.ts';
import { PointDrag } from './drags/point.ts';
import { PressDrag, type Press } from './drags/press.ts';
import { ResizeDrag } from './drags/resize.ts';
import { RotateDrag } from './drags/rotate.ts';
import { coursePoints, handleAt, handleCursor, type HandleId } from './handles.ts';
import { startText, writableAt } from './text.ts';

/** Selects, moves, resizes and turns what is there. */
export class SelectTool implements Tool {
  readonly #editor: BoardEditor;

  constructor(editor: BoardEditor) {
    this.#editor = editor;
  }

  cursor(input: PointerInput | null): string {
    const editor = this.#editor;
    if (input === null || editor.readOnly) return 'default';
    const handle = handleAt(editor, input);
    if (handle !== null) return handleCursor(handle, editor.single?.angle ?? 0);
    const movable = this.#hit(input) !== null || this.#isOnSelection(input.point);
    return movable ? 'move' : 'default';
  }

  hover(input: PointerInput): void {
    this.#editor.hovered = this.#hit(input)?.id ?? null;
  }

  down(input: PointerInput): Drag | null {
    const editor = this.#editor;
    const handle = handleAt(editor, input);
    const cropped = this.#cropAt(handle, input);
    if (cropped !== null) return cropped;
    const press = handle === null ? this.#pressAt(input) : this.#pull(handle, input);
    if (press === null || input.clicks < 2) return press && new PressDrag(editor, input, press);
    // The second click is one only if the pointer does not move: pressed twice, a thing can be pulled as well.
    return new PressDrag(editor, input, {
      drag: press.drag,
      click: () => {
        if (!this.#doubleClick(input, handle)) press.click?.();
      },
    });
  }

  /** Pulls the edges of the picture that is cropped, or the picture behind them; beside it, that ends. */
  #cropAt(handle: HandleId | null, input: PointerInput): Drag | null {
    const editor = this.#editor;
    const { image } = editor.crop;
    const natural = image === null ? null : editor.crop.sizeOf(image);
    if (image === null || natural === null) return null;
    const pulled = handle?.kind === 'resize' ? handle.handle : null;
    if (pulled !== null || isInBox(image, input.point)) {
      const drag = (): Drag => new CropDrag(editor, { image, natural }, pulled, input);
      return new PressDrag(editor, input, { drag });
    }
    editor.crop.end();
    return null;
  }

  /** What a press beside all handles means. */
  #pressAt(input: PointerInput): Press {
    const editor = this.#editor;
    const hit = this.#hit(input);
    if (hit === null && !this.#isOnSelection(input.point)) {
      return {
        drag: () => new MarqueeDrag(editor, input),
        click: () => {
          if (!input.shift) editor.clearSelection();
        },
      };
    }
    const wasSelected = hit === null || editor.selection.has(hit.id);
    if (hit !== null && !wasSelected) editor.selectElement(hit, input.shift);
    return {
      drag: () => (editor.readOnly ? new MarqueeDrag(editor, input) : new MoveDrag(editor, input)),
      // Among several, a click means the one that is under it.
      click: () => {
        if (!wasSelected) return;
        if (hit === null) editor.clearSelection();
        else editor.selectElement(hit, input.shift);
      },
    };
  }

  #hit({ point, kind }: PointerInput): BoardElement | null {
    const { index } = this.#editor;
    const reach = this.#editor.reach(kind);
    return index.at(point, reach, ({ locked }) => !locked);
  }

  /** Within the box of what is selected, where nothing else is: a shape without a ground is moved by its inside too. */
  #isOnSelection(point: Point): boolean {
    const { single, selected, bounds } = this.#editor;
    if (selected.length === 0 || selected.every(({ locked }) => locked)) return false;
    if (single !== null) {
      return single.type !== 'arrow' && single.type !== 'frame' && isInBox(single, point);
    }
    return bounds !== null && isWithin(point, bounds);
  }

  #pull(handle: HandleId, input: PointerInput): Press | null {
    const editor = this.#editor;
    const { single } = editor;
    switch (handle.kind) {
      case 'resize':
        return { drag: () => new ResizeDrag(editor, handle.handle, input) };
      case 'rotate':
        return { drag: () => new RotateDrag(editor, input) };
      case 'point':
        if (single?.type !== 'arrow' && single?.type !== 'line') return null;
        return { drag: () => new PointDrag(editor, single, handle, input) };
    }
  }

  /** True when the double click meant something. */
  #doubleClick(input: PointerInput, handle: HandleId | null): boolean {
    const editor = this.#editor;
    if (editor.readOnly) return false;
    if (handle?.kind === 'point' && !handle.fresh) return this.#removePoint(handle.index);
    const hit = this.#hit(input);
    if (hit !== null && editor.enterGroup(hit)) return true;
    if (hit?.type === 'image') return editor.crop.begin(hit.id);
    const carrier = hit?.type === 'frame' ? hit : writableAt(editor, input);
    if (carrier !== null && (hit === null || hit === carrier)) {
      editor.edit(carrier.id, input.point);
      return true;
    }
    if (hit !== null) return isLabelled(hit);
    startText(editor, input.point, null);
    return true;
  }

  #removePoint(index: number): boolean {
    const { single, board } = this.#editor;
    if (single?.type !== 'line' && single?.type !== 'arrow') return false;
    const points = coursePoints(single, this.#editor) ?? [];
    const isEnd = index === 0 || index === points.length - 1;
    if (points.length < 3 || (isEnd && single.type === 'arrow')) return false;
    board.update(single.id, writtenCourse(points.toSpliced(index, 1)));
    return true;
  }
}
