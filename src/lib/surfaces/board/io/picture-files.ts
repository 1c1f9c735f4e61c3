import { SurfaceFileError, type SurfaceFiles } from '../../surface.ts';
import type { ExcalidrawFile } from '../excalidraw/format.ts';
import { dataUrlOf } from './base64.ts';

/** Characters of `data:` addresses that are kept, so that what is copied is at hand at once. */
const MAX_KEPT = 48 * 1024 * 1024;
/** Pictures that are read before they are asked for. */
const MOST_AHEAD = 20;
/** Pictures that are shown from memory. */
const MAX_LOCAL = 20;

/** The pictures of a board's document: stored, shown and read again. */
export class PictureFiles {
  readonly #files: SurfaceFiles;
  readonly #encode: (picture: Blob) => Promise<string>;
  /** Pictures that were stored from here are shown from memory, before they come back from the server. */
  readonly #local = new Map<string, string>();
  /** The ones used last come last. */
  readonly #kept = new Map<string, ExcalidrawFile>();
  readonly #loading = new Map<string, Promise<ExcalidrawFile | null>>();
  /** What the server did not have when it was asked. */
  readonly #missing = new Set<string>();
  /** What is soon to be asked for. */
  #ahead: ReadonlySet<string> = new Set();
  #size = 0;

  /** @param encode makes the `data:` address of a picture; another where there is no browser */
  constructor(files: SurfaceFiles, encode: (picture: Blob) => Promise<string> = dataUrlOf) {
    this.#files = files;
    this.#encode = encode;
  }

  /** Where the picture is to be loaded from. */
  urlOf(fileId: string): string {
    return this.#local.get(fileId) ?? this.#files.urlOf(fileId);
  }

  /**
   * Stores a picture with the document.
   * @returns its id
   * @throws SurfaceFileError
   */
  async store(picture: Blob): Promise<string> {
    const fileId = await this.#files.store(picture);
    this.#missing.delete(fileId);
    if (!this.#local.has(fileId)) this.#local.set(fileId, URL.createObjectURL(picture));
    const [oldest, url] = [...this.#local][0] ?? [];
    if (this.#local.size > MAX_LOCAL && oldest !== undefined && url !== undefined) {
      this.#local.delete(oldest);
      URL.revokeObjectURL(url);
    }
    return fileId;
  }

  /** A picture as files have it, if it has been read before. */
  kept(fileId: string): ExcalidrawFile | null {
    return this.#kept.get(fileId) ?? null;
  }

  /**
   * A picture as files have it; null for one that the server does not have.
   * @throws SurfaceFileError when it could not be asked
   */
  async load(fileId: string): Promise<ExcalidrawFile | null> {
    const kept = this.#kept.get(fileId);
    if (kept !== undefined) {
      this.#kept.delete(fileId);
      this.#kept.set(fileId, kept);
      return kept;
    }
    let loading = this.#loading.get(fileId);
    if (loading === undefined) {
      loading = this.#read(fileId).finally(() => this.#loading.delete(fileId));
      this.#loading.set(fileId, loading);
    }
    return loading;
  }

  /** Several pictures, as far as the server has them. One after the other: they may be large. */
  async loadAll(fileIds: Iterable<string>): Promise<Map<string, ExcalidrawFile>> {
    const loaded = new Map<string, ExcalidrawFile>();
    for (const fileId of fileIds) {
      const file = await this.load(fileId);
      if (file !== null) loaded.set(fileId, file);
    }
    return loaded;
  }

  /**
   * Reads pictures that may be asked for next. May be called as often as one likes: what was named in the call before, or is
   * known to be missing, is not asked for again.
   */
  async readAhead(fileIds: ReadonlySet<string>): Promise<void> {
    const before = this.#ahead;
    this.#ahead = fileIds;
    const fresh = [...fileIds].filter((id) => !before.has(id) && !this.#missing.has(id));
    for (const id of fresh.slice(0, MOST_AHEAD)) {
      if (!this.#ahead.has(id)) continue;
      try {
        await this.load(id);
      } catch (error) {
        if (!(error instanceof SurfaceFileError)) throw error;
        // Without a connection; who needs them asks again, and is told.
        return;
      }
    }
  }

  destroy(): void {
    this.#ahead = new Set();
    for (const url of this.#local.values()) URL.revokeObjectURL(url);
    this.#local.clear();
    this.#kept.clear();
  }

  async #read(fileId: string): Promise<ExcalidrawFile | null> {
    let picture: Blob;
    try {
      picture = await this.#files.read(fileId);
    } catch (error) {
      if (!(error instanceof SurfaceFileError) || error.code !== 'failed') throw error;
      this.#missing.add(fileId);
      return null;
    }
    this.#missing.delete(fileId);
    const dataURL = await this.#encode(picture);
    const file = { id: fileId, mimeType: picture.type, dataURL, created: Date.now() };
    this.#keep(file);
    return file;
  }

  #keep(file: ExcalidrawFile): void {
    if (this.#kept.has(file.id)) return;
    this.#kept.set(file.id, file);
    this.#size += file.dataURL.length;
    for (const [id, { dataURL }] of this.#kept) {
      if (this.#size <= MAX_KEPT || id === file.id) return;
      this.#kept.delete(id);
      this.#size -= dataURL.length;
    }
  }
}
