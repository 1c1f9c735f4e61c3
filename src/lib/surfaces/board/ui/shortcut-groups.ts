import type { ShortcutGroup } from '../../surface.ts';
import type { Action } from '../editor/action.ts';
import type { Actions } from '../editor/actions.ts';
import { words } from '../words.ts';
import { shownKeys } from './shown-keys.ts';

/** The shortcuts of a board as the list of shortcuts shows them: each action that has one, once. */
export function shortcutGroups(actions: Actions): ShortcutGroup[] {
  const all = actions.all.filter(({ shortcuts }) => shortcuts.length > 0);
  const isTool = ({ id }: Action): boolean => id.startsWith('tool-') || id === 'keep-tool';
  const t = words.shortcuts;
  return [
    groupOf(t.tools, all.filter(isTool)),
    groupOf(
      t.edit,
      all.filter((action) => action.edits && !isTool(action)),
    ),
    groupOf(
      t.view,
      all.filter((action) => !action.edits && !isTool(action)),
    ),
  ];
}

function groupOf(title: string, actions: readonly Action[]): ShortcutGroup {
  const seen: string[] = [];
  const rows = actions.flatMap(({ label, shortcuts }) => {
    if (seen.includes(label)) return [];
    seen.push(label);
    return [{ label, keys: shownKeys(shortcuts[0]) }];
  });
  return { title, rows };
}
