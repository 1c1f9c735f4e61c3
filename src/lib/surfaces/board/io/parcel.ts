import { removableSelection } from '../editor/commands.ts';
import type { BoardEditor } from '../editor/editor.svelte.ts';
import { exportExcalidraw } from '../excalidraw/export.ts';
import type { ExcalidrawDocument, ExcalidrawFile } from '../excalidraw/format.ts';
import { writtenOn, type BoardElement } from '../model/types.ts';
import { withFrameMembers } from '../operations/frames.ts';

/**
 * The elements that leave the board: what is selected, with what lies in selected frames; of that what can be cut; or all
 * of it.
 */
export function leaving(
  editor: BoardEditor,
  which: 'selection' | 'removable' | 'all',
): readonly BoardElement[] {
  const { board } = editor;
  if (which === 'all') return board.elements;
  const ids =
    which === 'removable' ? removableSelection(editor) : withFrameMembers(board, editor.selection);
  return board.elements.filter(({ id }) => ids.has(id));
}

/** Ids of the pictures that elements show. */
export function picturesOf(elements: readonly BoardElement[]): Set<string> {
  return new Set(
    elements.flatMap((one) => (one.type === 'image' && one.fileId !== null ? [one.fileId] : [])),
  );
}

/** Elements as text, as Excalidraw has them in files and on the clipboard. */
export function written(
  editor: BoardEditor,
  elements: readonly BoardElement[],
  files: ReadonlyMap<string, ExcalidrawFile>,
  type: ExcalidrawDocument['type'],
): string {
  const { board } = editor;
  const document = exportExcalidraw({
    elements,
    storedOf: (id) => board.storedOf(id),
    lookup: (id) => board.get(id),
    files,
    source: location.origin,
    now: Date.now(),
    type,
  });
  return type === 'excalidraw' ? JSON.stringify(document, null, 2) : JSON.stringify(document);
}

/** The words of elements, as somebody would read them: from the top to the bottom. */
export function wordsOf(elements: readonly BoardElement[]): string {
  return elements
    .flatMap((element) => {
      const text = writtenOn(element).trim();
      return text === '' ? [] : [{ text, x: element.x, y: element.y }];
    })
    .sort((a, b) => a.y - b.y || a.x - b.x)
    .map(({ text }) => text)
    .join('\n\n');
}
