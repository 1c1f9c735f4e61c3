import type { ErrorCode, Problem } from '../../protocol/index.ts';
import { SurfaceFileError, type SurfaceFiles } from '../../surfaces/surface.ts';
import { readProblem } from '../../sync/http.ts';

type FileErrorCode = SurfaceFileError['code'];

const CODES: Partial<Record<ErrorCode, FileErrorCode>> = {
  too_large: 'too_large',
  unsupported_type: 'unsupported_type',
  quota_exceeded: 'quota',
  read_only: 'read_only',
  // The server cannot take it now; the same file may be given again.
  storage_unavailable: 'offline',
  unavailable: 'offline',
};

/** Without a problem it was not our server that spoke. What a proxy says of the size holds; all else proves nothing. */
function codeOf(problem: Problem | null, status: number): FileErrorCode {
  if (problem) return CODES[problem.code] ?? 'failed';
  return status === 413 ? 'too_large' : 'offline';
}

/** The files of one document, stored by the server in one person's name. */
export class DocumentFiles implements SurfaceFiles {
  readonly #address: string;
  readonly #userId: string;
  readonly #fetch: typeof fetch;

  constructor(options: { documentId: string; userId: string; fetch?: typeof fetch }) {
    this.#address = `/api/documents/${encodeURIComponent(options.documentId)}/files`;
    this.#userId = options.userId;
    this.#fetch = options.fetch ?? ((...request) => fetch(...request));
  }

  async store(file: Blob): Promise<string> {
    const person = encodeURIComponent(this.#userId);
    const response = await this.#ask(`${this.#address}?person=${person}`, {
      method: 'POST',
      headers: { 'content-type': 'application/octet-stream' },
      body: file,
    });
    let answer: unknown;
    try {
      answer = await response.json();
    } catch (cause) {
      // Cut off in the middle, or not our server that spoke. Stored or not, it may be sent again.
      throw new SurfaceFileError('offline', { cause });
    }
    if (typeof answer === 'object' && answer && 'id' in answer && typeof answer.id === 'string')
      return answer.id;
    throw new SurfaceFileError('failed', { cause: answer });
  }

  urlOf(fileId: string): string {
    return `${this.#address}/${encodeURIComponent(fileId)}`;
  }

  read(fileId: string): Promise<Blob> {
    return this.asset(this.urlOf(fileId));
  }

  async asset(url: string): Promise<Blob> {
    const response = await this.#ask(url);
    try {
      return await response.blob();
    } catch (cause) {
      throw new SurfaceFileError('offline', { cause });
    }
  }

  async #ask(address: string, init?: RequestInit): Promise<Response> {
    let response: Response;
    try {
      response = await this.#fetch(address, init);
    } catch (cause) {
      throw new SurfaceFileError('offline', { cause });
    }
    if (response.ok) return response;
    const problem = await readProblem(response);
    throw new SurfaceFileError(codeOf(problem, response.status), { cause: problem });
  }
}
