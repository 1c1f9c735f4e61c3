/** Schemes that a link may have. Everything else could run script or reach into the reader's machine. */
const SAFE_SCHEMES: ReadonlySet<string> = new Set(['http:', 'https:', 'mailto:']);

// A relative address is resolved against it; an address that changes the host is not relative.
const BASE = 'https://relative.invalid';

/**
 * The address as it may stand in an `href`, or null when following it could do harm.
 * Allowed are http, https, mailto and addresses relative to the site.
 */
export function safeHref(value: unknown): string | null {
  if (typeof value !== 'string') return null;
  const href = value.trim();
  if (href === '') return null;
  // Parsed as browsers do, which skip tabs and line ends: `java\tscript:` would run.
  try {
    const url = new URL(href, BASE);
    return SAFE_SCHEMES.has(url.protocol) ? href : null;
  } catch (error) {
    if (error instanceof TypeError) return null;
    throw error;
  }
}

/** What a person typed into a link field, made an address: `example.com` → `https://example.com`. */
export function hrefFromInput(typed: string): string | null {
  const text = typed.trim();
  if (/^[\w.+-]+@[\w-]+(\.[\w-]+)+$/.test(text)) return `mailto:${text}`;
  if (/^[a-z][a-z0-9+.-]*:/i.test(text) && !/^[\w.-]+:\d+(\/|$)/.test(text)) return safeHref(text);
  if (/^[\w-]+(\.[\w-]+)+([/?#:]|$)/.test(text)) return safeHref(`https://${text}`);
  if (/^localhost(:\d+)?(\/|$)/.test(text)) return safeHref(`http://${text}`);
  return safeHref(text);
}

/** Whether a text is an address as a whole, so that pasting it over words makes them a link. */
export function isAddress(text: string): boolean {
  return /^(https?:\/\/|mailto:)\S+$/i.test(text.trim()) && safeHref(text) !== null;
}
