/**
 * The `.excalidraw` format, version 2, as far as it is used here. Fields are the same as on a board, but for labels, which
 * are elements of their own there, and for what Excalidraw needs to merge, which is made anew on the way out.
 */

/** A picture of a file, by its id. */
export interface ExcalidrawFile {
  readonly id: string;
  readonly mimeType: string;
  /** `data:` address with the bytes in base64. */
  readonly dataURL: string;
  /** Milliseconds since 1970. */
  readonly created: number;
}

export interface ExcalidrawDocument {
  readonly type: 'excalidraw' | 'excalidraw/clipboard';
  readonly version: 2;
  readonly source: string;
  readonly elements: readonly Readonly<Record<string, unknown>>[];
  readonly appState: Readonly<Record<string, unknown>>;
  readonly files: Readonly<Record<string, ExcalidrawFile>>;
}

/** Why something is not a board. */
export type ImportProblem = 'too_large' | 'not_json' | 'not_excalidraw' | 'too_many';

/** Thrown by the import for a file that cannot be read at all. */
export class ImportError extends Error {
  readonly code: ImportProblem;

  constructor(code: ImportProblem, options?: ErrorOptions) {
    super(`Cannot import the board: ${code}`, options);
    this.name = 'ImportError';
    this.code = code;
  }
}

/** What Excalidraw merges by: Yjs does that here, so it is not kept. */
export const BOOKKEEPING: ReadonlySet<string> = new Set([
  'version',
  'versionNonce',
  'updated',
  'isDeleted',
]);

/** Properties of a label that live on the element that carries it. */
export const LABEL_STYLE = [
  'fontSize',
  'fontFamily',
  'textAlign',
  'verticalAlign',
  'lineHeight',
] as const;

/** Kinds that carry a label in the format. */
export const CONTAINERS: ReadonlySet<string> = new Set([
  'rectangle',
  'diamond',
  'ellipse',
  'arrow',
]);

/** Kinds that are read here; others are kept as they are. */
export const KNOWN_KINDS: ReadonlySet<string> = new Set([
  'rectangle',
  'diamond',
  'ellipse',
  'arrow',
  'line',
  'freedraw',
  'text',
  'image',
  'frame',
]);

/** Where the format keeps what programs add: ours is what makes a rectangle a note. */
export const OWN_DATA = 'runnel';

export type RawElement = Record<string, unknown>;
