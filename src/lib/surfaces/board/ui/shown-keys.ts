const NAMES: Readonly<Record<string, string>> = {
  mod: 'Ctrl',
  alt: 'Alt',
  shift: 'Shift',
  ArrowLeft: '←',
  ArrowRight: '→',
  ArrowUp: '↑',
  ArrowDown: '↓',
  Escape: 'Esc',
  Delete: 'Del',
};

/** The keys of a shortcut, as `shortcutOf` writes it, named as `Keys.svelte` shows them. */
export function shownKeys(shortcut: string | undefined): string[] {
  if (shortcut === undefined) return [];
  return shortcut
    .split('+')
    .map((key) => NAMES[key] ?? (key.length === 1 ? key.toUpperCase() : key));
}
