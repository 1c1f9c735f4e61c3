import { SurfaceFileError, type SurfaceFiles } from '../../surface.ts';
import type { BoardEditor } from '../editor/editor.svelte.ts';
import type { BoardElement } from '../model/types.ts';
import { words } from '../words.ts';
import { titleOf } from '../schema.ts';
import { writeClipboard } from './clipboard.ts';
import { drawPng, drawSvg, type DrawOptions } from './draw.ts';
import { download, fileName } from './files.ts';
import { leaving } from './parcel.ts';
import type { PictureFiles } from './picture-files.ts';

const t = words.io;

/** A picture of the board, as it is asked for. */
export interface PictureWish {
  readonly kind: 'png' | 'svg';
  readonly which: 'selection' | 'all';
  readonly background: 'paper' | 'transparent';
  readonly theme: 'light' | 'dark';
  /** Pixels per scene unit, of a PNG. */
  readonly scale: number;
}

/** Makes pictures of the board, for a file or for the clipboard. */
export class Publisher {
  readonly #editor: BoardEditor;
  readonly #pictures: PictureFiles;
  readonly #asset: SurfaceFiles['asset'];
  readonly #say: (message: string) => void;

  constructor(options: {
    editor: BoardEditor;
    pictures: PictureFiles;
    asset: SurfaceFiles['asset'];
    say: (message: string) => void;
  }) {
    this.#editor = options.editor;
    this.#pictures = options.pictures;
    this.#asset = options.asset;
    this.#say = options.say;
  }

  /** Saves a picture as a file that has the name of the board. Returns whether there is one. */
  download(wish: PictureWish): Promise<boolean> {
    return this.#told(wish, async (elements) => {
      const picture = await this.#draw(wish, elements);
      download(picture, fileName(titleOf(this.#editor.board.doc), wish.kind));
    });
  }

  /** Puts a picture on the clipboard: an SVG as text, which is what programs take. */
  async copy(wish: PictureWish): Promise<void> {
    if (!('clipboard' in navigator)) return this.#say(t.notCopied.insecure);
    const type = wish.kind === 'png' ? 'image/png' : 'text/plain';
    const done = await this.#told(wish, async (elements) => {
      const picture = this.#draw(wish, elements);
      await writeClipboard(type, wish.kind === 'png' ? picture : picture.then((svg) => svg.text()));
    });
    if (done) this.#say(t.copied);
  }

  async #told(
    { which }: PictureWish,
    run: (elements: readonly BoardElement[]) => Promise<void>,
  ): Promise<boolean> {
    const elements = leaving(this.#editor, which);
    if (elements.length === 0) {
      this.#say(t.nothingToExport);
      return false;
    }
    try {
      await run(elements);
      return true;
    } catch (error) {
      if (error instanceof SurfaceFileError) {
        this.#say(error.code === 'too_large' ? t.notExported.memory : t.notExported.pictures);
      } else if (error instanceof DOMException) this.#say(t.notCopied.refused);
      else throw error;
      return false;
    }
  }

  async #draw(wish: PictureWish, elements: readonly BoardElement[]): Promise<Blob> {
    const { board } = this.#editor;
    const { theme, background } = wish;
    const options: DrawOptions = {
      ...{ elements, theme, background, pictures: this.#pictures },
      lookup: (id) => board.get(id),
    };
    if (wish.kind === 'svg') {
      const svg = await drawSvg(options, titleOf(board.doc) || words.board, this.#asset);
      return new Blob([svg], { type: 'image/svg+xml' });
    }
    const { blob, scale } = await drawPng(options, wish.scale);
    if (scale < wish.scale)
      this.#say(t.smaller(Math.max(1, Math.round((scale / wish.scale) * 100))));
    return blob;
  }
}
