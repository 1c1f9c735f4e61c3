import { moveInCrop, pullCrop, type NaturalSize } from '../../geometry/crop.ts';
import type { Handle } from '../../geometry/resize.ts';
import type { BoardEditor } from '../../editor/editor.svelte.ts';
import type { Drag, PointerInput } from '../../editor/input.ts';
import type { LiveEdit } from '../../editor/live-edit.ts';
import type { ImageElement, Point } from '../../model/types.ts';

/** Pulls an edge of what is seen of a picture; without a handle, moves the picture behind it. */
export class CropDrag implements Drag {
  readonly #image: ImageElement;
  readonly #natural: NaturalSize;
  readonly #handle: Handle | null;
  readonly #start: Point;
  readonly #live: LiveEdit;

  constructor(
    editor: BoardEditor,
    { image, natural }: { readonly image: ImageElement; readonly natural: NaturalSize },
    handle: Handle | null,
    { point }: PointerInput,
  ) {
    this.#image = image;
    this.#natural = natural;
    this.#handle = handle;
    this.#start = point;
    this.#live = editor.begin();
  }

  move({ point }: PointerInput): void {
    const [image, natural, handle] = [this.#image, this.#natural, this.#handle];
    const by: Point = [point[0] - this.#start[0], point[1] - this.#start[1]];
    const patch =
      handle === null ? moveInCrop(image, natural, by) : pullCrop(image, natural, handle, point);
    this.#live.set(new Map([[image.id, patch]]));
  }

  up(): void {
    this.#live.finish();
  }

  cancel(): void {
    this.#live.cancel();
  }
}
