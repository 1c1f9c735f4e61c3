import type * as Y from 'yjs';

/** Puts a document's title and words on the clipboard, as plain text. */
export async function copyText(doc: Y.Doc, kind: string): Promise<void> {
  const { title, text } =
    kind === 'board'
      ? (await import('../../surfaces/board/render.ts')).boardText(doc)
      : (await import('../../surfaces/text/render.ts')).renderText(doc);
  await navigator.clipboard.writeText([title, text].filter((part) => part !== '').join('\n\n'));
}
