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
