import Monitor from '@lucide/svelte/icons/monitor';
import Moon from '@lucide/svelte/icons/moon';
import Sun from '@lucide/svelte/icons/sun';

/** The sign of each theme. */
export const THEME_ICONS = { system: Monitor, light: Sun, dark: Moon };
