import { styleOf } from '../../editor/commands.ts';
import type { BoardEditor } from '../../editor/editor.svelte.ts';
import { STYLE_KEYS, TOOL_STYLE_KEYS, type Style } from '../../editor/style.ts';
import { isLabelled, type BoardElement } from '../../model/types.ts';
import { words } from '../../words.ts';

type Key = keyof Style;

/** What the panel has fields for. */
export interface ShownStyle {
  readonly keys: ReadonlySet<Key>;
  /** A property that is in `keys` and not here differs within the selection. */
  readonly style: Partial<Style>;
}

const OF_WORDS: ReadonlySet<Key> = new Set(['fontFamily', 'fontSize', 'textAlign']);

/** The style of what is selected, or else of what the tool will make next. */
export function shownStyle(editor: BoardEditor): ShownStyle {
  if (editor.selection.size === 0) {
    const keys = TOOL_STYLE_KEYS[editor.tool];
    // What a shape will say is asked when it says something.
    const worded = editor.tool === 'text' || editor.tool === 'note';
    return {
      keys: new Set(worded ? keys : keys.filter((key) => !OF_WORDS.has(key))),
      style: editor.style,
    };
  }
  const free = editor.selected.filter(({ locked }) => !locked);
  return { keys: new Set(free.flatMap(keysOf)), style: styleOf(editor) };
}

function keysOf(element: BoardElement): readonly Key[] {
  const keys = STYLE_KEYS[element.type];
  const worded = element.type === 'note' || (isLabelled(element) && element.text !== '');
  return worded ? keys : keys.filter((key) => !OF_WORDS.has(key));
}

/** What the panel is about: the kind of the one element, how many there are, or the tool. */
export function shownTitle(editor: BoardEditor): string {
  const [first, ...rest] = editor.selected;
  if (first === undefined) return words.tools[editor.tool];
  return rest.length === 0 ? words.kinds[first.type] : words.elements(rest.length + 1);
}
