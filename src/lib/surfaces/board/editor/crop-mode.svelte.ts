import { wholeBox, type NaturalSize } from '../geometry/crop.ts';
import type { Bounds } from '../geometry/vector.ts';
import type { BoardElement, ImageElement } from '../model/types.ts';
import type { ToolId } from './tool-ids.ts';

/** What of an editor says which picture is meant. */
interface Selecting {
  readonly selection: ReadonlySet<string>;
  /** The one element that is selected, or null. */
  readonly single: BoardElement | null;
  readonly tool: ToolId;
  readonly readOnly: boolean;
  select(ids: Iterable<string>): void;
  stopEditing(): void;
}

/** The picture whose edges are being chosen. */
export class CropMode {
  /** Size that a picture has; null while that is not known. Set by what loads pictures. */
  naturalOf: (fileId: string) => NaturalSize | null = () => null;
  /** Raised by each picture that arrives. */
  #came = $state(0);
  readonly #editor: Selecting;
  /** The selection while it lasts: whoever selects anything else, or the same again, is done with it. */
  #within = $state.raw<ReadonlySet<string> | null>(null);

  constructor(editor: Selecting) {
    this.#editor = editor;
  }

  /** The picture as it is shown; null while none is cropped. Reactive. */
  get image(): ImageElement | null {
    const { selection, tool } = this.#editor;
    return this.#within === selection && tool === 'select' ? this.candidate : null;
  }

  /** The selected picture, if it can be cropped. Reactive. */
  get candidate(): ImageElement | null {
    const { single, readOnly } = this.#editor;
    if (single?.type !== 'image' || single.locked || readOnly) return null;
    return this.sizeOf(single) === null ? null : single;
  }

  /** Size of the picture itself, whatever its crop says; null while it is not there. Reactive. */
  sizeOf({ fileId }: ImageElement): NaturalSize | null {
    void this.#came;
    return fileId === null ? null : this.naturalOf(fileId);
  }

  /** Where the whole picture is, before it is turned; null while none is cropped. Reactive. */
  get whole(): Bounds | null {
    const { image } = this;
    const natural = image === null ? null : this.sizeOf(image);
    return image === null || natural === null ? null : wholeBox(image, natural);
  }

  /** A picture has arrived, so that `naturalOf` says something else. */
  pictureCame(): void {
    this.#came += 1;
  }

  /** Begins to crop a picture. False if it cannot be. */
  begin(id: string): boolean {
    this.#editor.stopEditing();
    this.#editor.select([id]);
    if (this.candidate === null) return false;
    this.#within = this.#editor.selection;
    return true;
  }

  end(): void {
    this.#within = null;
  }
}
