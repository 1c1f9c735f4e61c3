import { styleOfElement } from '../editor/commands.ts';
import type { BoardEditor } from '../editor/editor.svelte.ts';
import { stylePatch, type Style } from '../editor/style.ts';

/** The style that was copied last, on whichever board of this tab. */
let copied: Partial<Style> | null = null;

/** Keeps how the lowest selected element looks. */
export function copyStyle(editor: BoardEditor): void {
  const [first] = editor.selected;
  if (first === undefined) return;
  const style = styleOfElement(first);
  // Corners and colours that its kind does not show are none.
  const cornered = first.type === 'rectangle' || first.type === 'diamond';
  const shown = { ...style, ...(cornered && { round: first.roundness !== null }) };
  const same = stylePatch(first, shown);
  copied = Object.fromEntries(
    Object.entries(shown).filter(([key]) => key in same || DERIVED.has(key)),
  );
}

/** Fields of a style that elements have under another name. */
const DERIVED: ReadonlySet<string> = new Set(['noteColor', 'round', 'arrowKind']);

export function hasCopiedStyle(): boolean {
  return copied !== null;
}

/** Makes what is selected look like what the style was copied from, as far as it can. */
export function pasteStyle(editor: BoardEditor): void {
  const style = copied;
  if (style === null || editor.readOnly) return;
  const patches = editor.selected
    .filter(({ locked }) => !locked)
    .map((element) => [element.id, stylePatch(element, style)] as const);
  if (patches.length > 0) editor.board.updateAll(patches);
}
