import { safeImageHref } from '../render/image-href.ts';

type State = 'loading' | 'there' | 'missing';

/** The pictures of a board: loaded when they are first wanted, and told about when they have arrived. */
export class Pictures {
  readonly #urlOf: (fileId: string) => string;
  readonly #onarrived: (fileId: string) => void;
  readonly #pictures = new Map<string, { readonly image: HTMLImageElement; state: State }>();

  /**
   * @param urlOf where a file is; what is no address of this site and no raster picture in itself is not loaded
   * @param onarrived called when a picture can be painted, or when it is known that it cannot
   */
  constructor(urlOf: (fileId: string) => string, onarrived: (fileId: string) => void) {
    this.#urlOf = urlOf;
    this.#onarrived = onarrived;
  }

  /** The picture, when it is there. */
  get(fileId: string): HTMLImageElement | null {
    const picture = this.#want(fileId);
    return picture?.state === 'there' ? picture.image : null;
  }

  /** False when it is known that there is no such picture. */
  mayHave(fileId: string): boolean {
    const picture = this.#want(fileId);
    return picture !== null && picture.state !== 'missing';
  }

  /** Looks again for pictures that could not be loaded. Returns whether there are any. */
  retry(): boolean {
    const missing = [...this.#pictures].filter(([, { state }]) => state === 'missing');
    for (const [fileId] of missing) this.#pictures.delete(fileId);
    return missing.length > 0;
  }

  destroy(): void {
    for (const { image } of this.#pictures.values()) {
      image.onload = null;
      image.onerror = null;
    }
    this.#pictures.clear();
  }

  #want(fileId: string): { readonly image: HTMLImageElement; readonly state: State } | null {
    const known = this.#pictures.get(fileId);
    if (known !== undefined) return known;
    const url = this.#urlOf(fileId);
    // A picture that was dropped a moment ago may still be shown from memory.
    const safe = url.startsWith('blob:') ? url : safeImageHref(url);
    if (safe === null) return null;
    const image = new Image();
    const picture = { image, state: 'loading' as State };
    const settle = (state: State) => (): void => {
      picture.state = state;
      this.#onarrived(fileId);
    };
    image.onload = settle('there');
    image.onerror = settle('missing');
    image.decoding = 'async';
    image.src = safe;
    this.#pictures.set(fileId, picture);
    return picture;
  }
}
