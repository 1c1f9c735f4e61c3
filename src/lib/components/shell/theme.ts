/** Colour theme: a cookie, so that the server can write it into the page and nothing flashes. */
export const THEMES = ['system', 'light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

export const THEME_COOKIE = 'runnel_theme';
const YEAR_SECONDS = 365 * 24 * 60 * 60;

/** Reads a cookie's or a form's value; whatever is not a theme is `system`. */
export function parseTheme(value: unknown): Theme {
  return THEMES.find((each) => each === value) ?? 'system';
}

/** What `<html data-theme>` says for a theme: nothing for `system`. */
export function themeAttribute(theme: Theme): string {
  return theme === 'system' ? '' : theme;
}

/** Applies a theme to this page and remembers it for the next. Browser only. */
export function applyTheme(theme: Theme): void {
  document.documentElement.dataset['theme'] = themeAttribute(theme);
  document.cookie = `${THEME_COOKIE}=${theme}; path=/; max-age=${YEAR_SECONDS}; samesite=lax`;
}

/** The theme that this page shows now. Browser only. */
export function currentTheme(): Theme {
  return parseTheme(document.documentElement.dataset['theme']);
}
