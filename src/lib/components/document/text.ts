import type * as Y from 'yjs';

/** Puts a document's title and words on the clipboard, as plain text. */
export async function copyText(doc: Y.Doc): Promise<void> {
  const { renderText } = await import('../../surfaces/text/render.ts');
  const { title, text } = renderText(doc);
  await navigator.clipboard.writeText([title, text].filter((part) => part !== '').join('\n\n'));
}
