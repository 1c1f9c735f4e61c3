import { words } from '../words.ts';

/** Something that can be done on a board: the same in menus, bars and keys. */
export interface Action {
  readonly id: string;
  readonly label: string;
  /** As `shortcutOf` writes them; the first one is shown. */
  readonly shortcuts: readonly string[];
  /** It changes the board. */
  readonly edits: boolean;
  readonly enabled?: () => boolean;
  /** The browser makes an event of its own of the shortcut, and that is what is listened to: the key is left alone. */
  readonly native?: true;
  readonly run: () => void;
}

/** An action that is called as its id says. */
export type NamedAction = (
  id: keyof typeof words.actions,
  shortcuts: readonly string[],
  run: () => void,
  enabled?: () => boolean,
) => Action;

/** What makes actions of one sort. `usual` says whether one is possible that does not say it itself. */
export function namedActions({
  edits,
  usual = () => true,
}: {
  readonly edits: boolean;
  readonly usual?: () => boolean;
}): NamedAction {
  return (id, shortcuts, run, enabled = usual) => ({
    ...{ id, label: words.actions[id], shortcuts, edits, enabled, run },
  });
}
