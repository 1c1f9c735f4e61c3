import { SurfaceFileError, type SurfaceFiles } from '../../surface.ts';
import { dataUrlOf } from './base64.ts';

/** A file of a font: which letters it has, and the rule that declares it without its source. */
interface FontFile {
  readonly family: string;
  readonly url: string;
  readonly ranges: readonly Range[];
  readonly rule: string;
}

/** First and last code point. */
type Range = readonly [number, number];

/**
 * Puts the fonts of this page that an SVG uses into it, as far as it has letters for them: elsewhere nobody has them, and words
 * would be set in another font that takes another width.
 */
export async function withFonts(svg: string, asset: SurfaceFiles['asset']): Promise<string> {
  const used = lettersOf(svg);
  const files = fontFiles().filter(({ family, ranges }) => {
    const letters = used.get(family);
    return letters !== undefined && hasAny(ranges, letters);
  });
  const rules = await Promise.all(files.map((file) => embedded(file, asset)));
  const css = rules.filter((rule) => rule !== null).join('');
  return css === '' ? svg : svg.replace(/^<svg[^>]*>/, (root) => `${root}<style>${css}</style>`);
}

/** The code points that are set in each font: the first of each list, as the others are not ours. */
function lettersOf(svg: string): ReadonlyMap<string, ReadonlySet<number>> {
  const used = new Map<string, Set<number>>();
  const parsed = new DOMParser().parseFromString(svg, 'image/svg+xml');
  for (const text of parsed.querySelectorAll('text[font-family]')) {
    const family = nameOf(text.getAttribute('font-family')?.split(',')[0] ?? '');
    const letters = used.get(family) ?? new Set();
    for (const letter of text.textContent) letters.add(letter.codePointAt(0) ?? 0);
    used.set(family, letters);
  }
  return used;
}

function fontFiles(): FontFile[] {
  return [...document.styleSheets].flatMap((sheet) =>
    rulesOf(sheet).flatMap((rule) => {
      if (!(rule instanceof CSSFontFaceRule)) return [];
      const value = (name: string): string => rule.style.getPropertyValue(name);
      const source = /url\("?([^")]+)"?\)/.exec(value('src'))?.[1];
      if (source === undefined || !['', 'normal'].includes(value('font-style'))) return [];
      const family = nameOf(value('font-family'));
      const weight = value('font-weight') || 'normal';
      return {
        family,
        url: new URL(source, sheet.href ?? document.baseURI).href,
        ranges: rangesOf(value('unicode-range')),
        rule: `font-family:'${family}';font-weight:${weight};unicode-range:${value('unicode-range')}`,
      };
    }),
  );
}

/** None of a sheet from elsewhere, which something may have added to the page. */
function rulesOf(sheet: CSSStyleSheet): CSSRule[] {
  try {
    return [...sheet.cssRules];
  } catch (error) {
    if (error instanceof DOMException) return [];
    throw error;
  }
}

/** Null for a font that cannot be had: then the words are set in another one, as on any machine without it. */
async function embedded(
  { url, rule }: FontFile,
  asset: SurfaceFiles['asset'],
): Promise<string | null> {
  try {
    const data = url.startsWith('data:') ? url : await dataUrlOf(await asset(url));
    return `@font-face{${rule};src:url(${data}) format('woff2')}`;
  } catch (error) {
    if (error instanceof SurfaceFileError) return null;
    throw error;
  }
}

function nameOf(family: string): string {
  return family.trim().replace(/^(['"])(.*)\1$/, '$2');
}

/** As `U+0-FF, U+131`; without one a font has letters of all kinds. */
function rangesOf(unicodeRange: string): Range[] {
  if (unicodeRange === '') return [[0, 0x10ffff]];
  return unicodeRange.split(',').map((part): Range => {
    const [first = '', last = first] = part.trim().replace(/^U\+/i, '').split('-');
    return [
      Number.parseInt(first.replaceAll('?', '0'), 16),
      Number.parseInt(last.replaceAll('?', 'F'), 16),
    ];
  });
}

function hasAny(ranges: readonly Range[], letters: ReadonlySet<number>): boolean {
  // Every file begins with what all texts have, such as spaces.
  return [...letters].some(
    (letter) => letter > 0x20 && ranges.some(([first, last]) => letter >= first && letter <= last),
  );
}
