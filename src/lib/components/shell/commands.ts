import { goto } from '$app/navigation';
import FilePlus from '@lucide/svelte/icons/file-plus';
import House from '@lucide/svelte/icons/house';
import Keyboard from '@lucide/svelte/icons/keyboard';
import LogOut from '@lucide/svelte/icons/log-out';
import PanelLeft from '@lucide/svelte/icons/panel-left';
import Settings from '@lucide/svelte/icons/settings';
import Shapes from '@lucide/svelte/icons/shapes';
import Trash from '@lucide/svelte/icons/trash';
import type { Kind } from '../../protocol/index.ts';
import { shell as t } from '../../strings/index.ts';
import type { Command, Shell } from './shell.svelte.ts';
import { THEMES } from './theme.ts';
import { THEME_ICONS } from './theme-icons.ts';

/** Makes a document with this title and opens it. */
export type Create = (kind: Kind, title?: string) => void;

/** What can be done from anywhere. `create` is null for those who may not make pages. */
export function frameCommands(
  shell: Shell,
  actions: { create: Create | null; logout: () => void },
): Command[] {
  const { create, logout } = actions;
  return [
    ...(create
      ? [
          {
            id: 'new-page',
            label: t.newPage,
            icon: FilePlus,
            keys: ['Alt', 'N'],
            run: () => create('text'),
          },
          {
            id: 'new-board',
            label: t.newBoard,
            icon: Shapes,
            keys: ['Alt', 'Shift', 'N'],
            run: () => create('board'),
          },
        ]
      : []),
    { id: 'home', label: t.home, icon: House, keys: ['Alt', 'H'], run: () => void goto('/') },
    { id: 'trash', label: t.trash, icon: Trash, run: () => void goto('/trash') },
    { id: 'settings', label: t.settings, icon: Settings, run: () => void goto('/settings') },
    ...THEMES.filter((theme) => theme !== shell.theme).map((theme) => ({
      id: `theme-${theme}`,
      label: t.palette.themeCommand(t.themes[theme]),
      icon: THEME_ICONS[theme],
      run: () => shell.setTheme(theme),
    })),
    {
      id: 'sidebar',
      label: shell.sidebar ? t.hideSidebar : t.showSidebar,
      icon: PanelLeft,
      keys: ['Ctrl', '\\'],
      run: () => shell.toggleSidebar(),
    },
    {
      id: 'shortcuts',
      label: t.shortcuts.title,
      icon: Keyboard,
      keys: ['?'],
      run: () => (shell.shortcuts = true),
    },
    { id: 'logout', label: t.logout, icon: LogOut, run: logout },
  ];
}
