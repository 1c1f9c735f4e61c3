import { createHash } from 'node:crypto';
import { ProblemError } from '../../protocol/index.ts';
import type { SessionUser } from '../auth/accounts.ts';
import { can } from '../policy.ts';
import {
  StorageError,
  type DocumentRecord,
  type FileRecord,
  type Storage,
} from '../storage/storage.ts';
import { readImage } from './image.ts';

type Person = Pick<SessionUser, 'id' | 'role'>;

/** Pixels. Beyond these browsers fail to show a picture, or fail. */
export const MAX_IMAGE_SIDE = 16_384;
export const MAX_IMAGE_PIXELS = 100_000_000;

/**
 * Pictures that are kept beside documents. Every method checks the policy and throws a `ProblemError`: `not_found`,
 * `read_only`, `storage_unavailable`, and what its comment says.
 */
export class Files {
  readonly #storage: Storage;
  readonly #limits: { readonly fileBytes: number; readonly documentBytes: number };
  readonly #now: () => number;

  constructor(deps: {
    storage: Storage;
    limits: { readonly fileBytes: number; readonly documentBytes: number };
    now?: () => number;
  }) {
    this.#storage = deps.storage;
    this.#limits = deps.limits;
    this.#now = deps.now ?? Date.now;
  }

  /** Largest file, bytes. */
  get maxBytes(): number {
    return this.#limits.fileBytes;
  }

  /** Throws what `store` would, before there is anything to store. */
  async requireWriter(user: Person, documentId: string): Promise<void> {
    const record = await this.#document(user, documentId);
    if (can(user, 'document:write', record)) return;
    throw new ProblemError('read_only');
  }

  /**
   * Stores a picture with a document. `unsupported_type` if the bytes are no picture that browsers show, `too_large` if
   * it has too many bytes or pixels, `quota_exceeded` if the document has no room for it.
   */
  async store(user: Person, documentId: string, data: Uint8Array): Promise<FileRecord> {
    await this.requireWriter(user, documentId);
    if (data.byteLength > this.#limits.fileBytes) throw new ProblemError('too_large');
    const image = readImage(data);
    if (!image) {
      throw new ProblemError('unsupported_type', {
        detail: 'Send a picture: PNG, JPEG, GIF, WebP, AVIF or SVG.',
      });
    }
    const { type, width, height } = image;
    if (Math.max(width, height) > MAX_IMAGE_SIDE || width * height > MAX_IMAGE_PIXELS) {
      throw new ProblemError('too_large', {
        detail: `At most ${MAX_IMAGE_SIDE} pixels a side and ${MAX_IMAGE_PIXELS} in all.`,
      });
    }
    const id = createHash('sha256').update(data).digest('base64url');
    const file = { documentId, id, type, data, author: user.id, time: this.#now() };
    try {
      return await this.#storage.files.put(file, this.#limits.documentBytes);
    } catch (cause) {
      if (!(cause instanceof StorageError) || cause.code !== 'full') throw cause;
      const detail = `At most ${this.#limits.documentBytes} bytes of files in one document.`;
      throw new ProblemError('quota_exceeded', { cause, detail });
    }
  }

  /** A file without its bytes. */
  async find(user: Person, documentId: string, fileId: string): Promise<FileRecord> {
    await this.#document(user, documentId);
    const found = await this.#storage.files.find(documentId, fileId);
    if (!found) throw new ProblemError('not_found');
    return found;
  }

  /** The bytes of a file. */
  async read(user: Person, documentId: string, fileId: string): Promise<Uint8Array> {
    await this.#document(user, documentId);
    const found = await this.#storage.files.get(documentId, fileId);
    if (!found) throw new ProblemError('not_found');
    return found.data;
  }

  async #document(user: Person, id: string): Promise<DocumentRecord> {
    const record = await this.#storage.documents.get(id);
    if (!record || !can(user, 'document:read', record)) throw new ProblemError('not_found');
    return record;
  }
}
