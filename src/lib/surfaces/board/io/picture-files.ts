import { SurfaceFileError, type SurfaceFiles } from '../../surface.ts';
import type { ExcalidrawFile } from '../excalidraw/format.ts';
import { dataUrlOf } from './base64.ts';

/** Characters of `data:` addresses that are kept, so that what is copied is at hand at once. */
const MAX_KEPT = 48 * 1024 * 1024;
/** Pictures that are shown from memory. */
const MAX_LOCAL = 20;

/** The pictures of a board's document: stored, shown and read again. */
export class PictureFiles {
  readonly #files: SurfaceFiles;
  /** Pictures that were stored from here are shown from memory, before they come back from the server. */
  readonly #local = new Map<string, string>();
  /** The ones used last come last. */
  readonly #kept = new Map<string, ExcalidrawFile>();
  readonly #loading = new Map<string, Promise<ExcalidrawFile | null>>();
  #size = 0;

  constructor(files: SurfaceFiles) {
    this.#files = files;
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
    const loading = this.#loading.get(fileId) ?? this.#read(fileId);
    this.#loading.set(fileId, loading);
    try {
      return await loading;
    } finally {
      this.#loading.delete(fileId);
    }
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

  destroy(): void {
    for (const url of this.#local.values()) URL.revokeObjectURL(url);
    this.#local.clear();
    this.#kept.clear();
  }

  async #read(fileId: string): Promise<ExcalidrawFile | null> {
    let picture: Blob;
    try {
      picture = await this.#files.read(fileId);
    } catch (error) {
      if (error instanceof SurfaceFileError && error.code === 'failed') return null;
      throw error;
    }
    const dataURL = await dataUrlOf(picture);
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
