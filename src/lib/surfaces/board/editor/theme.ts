/** The theme that the page shows now. */
export function shownTheme(): 'light' | 'dark' {
  const chosen = document.documentElement.dataset.theme;
  if (chosen === 'light' || chosen === 'dark') return chosen;
  return matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
}

/** Calls back when the page shows another theme: chosen here, or by the system. Returns how to stop it. */
export function watchTheme(onchange: (theme: 'light' | 'dark') => void): () => void {
  const system = matchMedia('(prefers-color-scheme: dark)');
  const tell = (): void => onchange(shownTheme());
  const chosen = new MutationObserver(tell);
  chosen.observe(document.documentElement, { attributeFilter: ['data-theme'] });
  system.addEventListener('change', tell);
  return () => {
    chosen.disconnect();
    system.removeEventListener('change', tell);
  };
}
