/** What the main thread and the thread that draws boards say to each other. */

/** What is made of a board. */
export interface BoardProducts {
  /** Markup of the first paint, and the words. */
  readonly page: { readonly html: string; readonly text: string };
  readonly text: string;
  /** A small picture, as an SVG file. */
  readonly thumbnail: string;
}

export type BoardJob = keyof BoardProducts;

/** The stored state of a document as the storage has it. */
export interface BoardState {
  readonly documentId: string;
  /** One Yjs v2 update under brotli. */
  readonly snapshot: Uint8Array | null;
  /** Yjs v1 updates that came after it. */
  readonly updates: readonly Uint8Array[];
}

export interface BoardRequest extends BoardState {
  readonly id: number;
  readonly job: BoardJob;
}

export type BoardReply =
  | {
      readonly id: number;
      readonly product: BoardProducts[BoardJob];
      /** Milliseconds of work. */
      readonly took: number;
    }
  | { readonly id: number; readonly error: string };
