import * as Y from 'yjs';
import type { Kind } from '../../protocol/index.ts';
import { boardText } from '../../surfaces/board/render.ts';
import { BOARD_SCHEMA_VERSION } from '../../surfaces/board/schema.ts';
import { seedBoard } from '../../surfaces/board/seed.ts';
import { renderText } from '../../surfaces/text/render.ts';
import { SCHEMA_VERSION } from '../../surfaces/text/schema.ts';
import { seedText } from '../../surfaces/text/seed.ts';

/** A document as a reader without scripts sees it. */
export interface Rendered {
  /** Plain, trimmed; empty for an untitled document. */
  readonly title: string;
  /** Markup of the content without the title, safe to put into a page as it is. */
  readonly html: string;
  /** The words of the content, in lines. */
  readonly text: string;
}

/** What the server knows of a kind of document. */
interface DocumentKind {
  /** Version of the content that is written here. */
  readonly schemaVersion: number;
  /** Writes the first content. */
  readonly seed: (doc: Y.Doc, title: string) => void;
  /** Never writes and never throws, whatever the document contains. */
  readonly render: (doc: Y.Doc) => Rendered;
  /** The words of the content, in lines. */
  readonly text: (doc: Y.Doc) => string;
}

/** Root of the title in every kind of document. */
export const TITLE_ROOT = 'title';

export const DOCUMENT_KINDS: Readonly<Record<Kind, DocumentKind>> = {
  text: {
    schemaVersion: SCHEMA_VERSION,
    seed: seedText,
    render: renderText,
    text: (doc) => renderText(doc).text,
  },
  board: {
    schemaVersion: BOARD_SCHEMA_VERSION,
    seed: seedBoard,
    render: (doc) => ({ ...boardText(doc), html: '' }),
    text: (doc) => boardText(doc).text,
  },
};

/** The first content of a document, as one Yjs v1 update. */
export function firstContent(kind: Kind, title: string): Uint8Array {
  const doc = new Y.Doc();
  try {
    DOCUMENT_KINDS[kind].seed(doc, title);
    return Y.encodeStateAsUpdate(doc);
  } finally {
    doc.destroy();
  }
}
