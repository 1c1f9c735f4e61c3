import * as Y from 'yjs';
import type { Kind } from '../../protocol/index.ts';
import { BOARD_SCHEMA_VERSION } from '../../surfaces/board/schema.ts';
import { seedBoard } from '../../surfaces/board/seed.ts';
import { SCHEMA_VERSION } from '../../surfaces/text/schema.ts';
import { seedText } from '../../surfaces/text/seed.ts';

/** How documents of a kind begin. */
interface Beginning {
  /** Version of the content that is written here. */
  readonly schemaVersion: number;
  /** Writes the first content. */
  readonly seed: (doc: Y.Doc, title: string) => void;
}

/** Root of the title in every kind of document. */
export const TITLE_ROOT = 'title';

const BEGINNINGS: Readonly<Record<Kind, Beginning>> = {
  text: { schemaVersion: SCHEMA_VERSION, seed: seedText },
  board: { schemaVersion: BOARD_SCHEMA_VERSION, seed: seedBoard },
};

/** The first content of a document, as one Yjs v1 update, and the version of its schema. */
export function firstContent(
  kind: Kind,
  title: string,
): { readonly schemaVersion: number; readonly update: Uint8Array } {
  const { schemaVersion, seed } = BEGINNINGS[kind];
  const doc = new Y.Doc();
  try {
    seed(doc, title);
    return { schemaVersion, update: Y.encodeStateAsUpdate(doc) };
  } finally {
    doc.destroy();
  }
}
