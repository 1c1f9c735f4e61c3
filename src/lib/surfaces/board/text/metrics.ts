import { fontKind, type FontKind } from './fonts.ts';
import { HAND, SANS_14, SANS_32, type WidthRuns } from './widths.ts';

/**
 * Widths of text without a DOM, the same in every browser and on the server: the size of a text that fits itself and
 * where its lines break are derived from these, so they must not depend on who looks.
 *
 * The tables have the advance widths of the fonts that the pages serve. Inter has optical sizes: narrower at 32 px and
 * above than at 14 px and below, linear in between. Kerning and ligatures are left out, here and wherever words are
 * painted. Letters with accents count as those without. JetBrains Mono is 600 throughout. What the fonts
 * do not have is set in one of the reader's own and can only be guessed.
 */
const [SMALL, LARGE] = [tableOf(SANS_14, 2048), tableOf(SANS_32, 2048)];
const HAND_WRITTEN = tableOf(HAND, 1000);
const MONO = 0.6;

/** Widths by code, in shares of the font size. */
function tableOf(runs: WidthRuns, units: number): ReadonlyMap<number, number> {
  const table = new Map<number, number>();
  for (const [first, widths] of runs) {
    for (const [i, width] of widths.split(' ').entries()) {
      if (width !== '0') table.set(first + i, Number(width) / units);
    }
  }
  return table;
}

/** Signs that are common on boards and that none of the fonts has. */
const GUESSED: ReadonlyMap<number, number> = new Map([
  [0x2192, 1],
  [0x2190, 1],
  [0x2713, 0.838],
]);
const FULL_WIDTH = 1;
/** Letters of other scripts. */
const [LOWER, UPPER] = [0.59, 0.71];

/** Width of a character in shares of the font size. */
function advance(code: number, kind: FontKind, fontSize: number): number {
  if (isMark(code) || (code < 0x20 && code !== 0x09)) return 0;
  if (isWide(code)) return kind === 'mono' ? 2 * MONO : FULL_WIDTH;
  if (isFlag(code)) return FULL_WIDTH / 2;
  if (kind === 'mono') return code === 0x09 ? 4 * MONO : MONO;
  if (code === 0x09) return 4 * advance(0x20, kind, fontSize);
  if (code === 0xa0) return advance(0x20, kind, fontSize);
  return own(code, kind, fontSize) ?? lettersWidth(code, kind, fontSize);
}

/** As the tables have it, or as its letter without accent. */
function own(code: number, kind: FontKind, fontSize: number): number | undefined {
  if (kind === 'hand') return HAND_WRITTEN.get(code) ?? GUESSED.get(code);
  const small = SMALL.get(code);
  if (small === undefined) return GUESSED.get(code);
  const share = Math.min(1, Math.max(0, (fontSize - 14) / 18));
  return small + ((LARGE.get(code) ?? small) - small) * share;
}

function lettersWidth(code: number, kind: FontKind, fontSize: number): number {
  const character = String.fromCodePoint(code);
  const base = character.normalize('NFD').codePointAt(0) ?? code;
  const known = base === code ? undefined : own(base, kind, fontSize);
  return known ?? (character === character.toLowerCase() ? LOWER : UPPER);
}

const ZWJ = 0x200d;

/** Marks that are drawn over the character before, joiners, and variation selectors. */
export function isMark(code: number): boolean {
  return (
    (code >= 0x300 && code <= 0x36f) ||
    (code >= 0x200b && code <= 0x200f) ||
    (code >= 0x202a && code <= 0x202e) ||
    (code >= 0x2060 && code <= 0x2069) ||
    (code >= 0x20d0 && code <= 0x20ff) ||
    (code >= 0xfe00 && code <= 0xfe0f) ||
    (code >= 0x1f3fb && code <= 0x1f3ff)
  );
}

/** Characters of East Asian scripts, and emoji. */
export function isWide(code: number): boolean {
  // Nearly all that is written lies below.
  if (code < 0x1100) return false;
  return (
    code <= 0x115f ||
    (code >= 0x2e80 && code <= 0xa4cf) ||
    (code >= 0xac00 && code <= 0xd7a3) ||
    (code >= 0xf900 && code <= 0xfaff) ||
    (code >= 0xfe30 && code <= 0xfe4f) ||
    (code >= 0xff00 && code <= 0xff60) ||
    (code >= 0x1f300 && code <= 0x1faff) ||
    (code >= 0x20000 && code <= 0x3fffd)
  );
}

/** Letters of which two make a flag. */
function isFlag(code: number): boolean {
  return code >= 0x1f1e6 && code <= 0x1f1ff;
}

const ASCII = Array.from({ length: 0x7f - 0x20 }, (_, i) => i + 0x20);
const HAND_ASCII = ASCII.map((code) => advance(code, 'hand', 1));
/** Widths of the ASCII characters of Inter at one size; asked for again and again. */
const tables = new Map<number, readonly number[]>();
const MOST_TABLES = 200;

function asciiAt(fontSize: number): readonly number[] {
  let widths = tables.get(fontSize);
  if (widths === undefined) {
    widths = ASCII.map((code) => advance(code, 'sans', fontSize));
    // Anybody can write any size; what is remembered has an end.
    if (tables.size >= MOST_TABLES) tables.clear();
    tables.set(fontSize, widths);
  }
  return widths;
}

/** How wide a run of characters on one line is, in scene units. */
export function measureText(text: string, fontSize: number, fontFamily: number): number {
  const kind = fontKind(fontFamily);
  const widths = kind === 'mono' ? null : kind === 'hand' ? HAND_ASCII : asciiAt(fontSize);
  let width = 0;
  for (let i = 0; i < text.length; i++) {
    const known = widths?.[text.charCodeAt(i) - 0x20];
    if (known !== undefined) {
      width += known;
      continue;
    }
    const code = text.codePointAt(i) ?? 0;
    // What is joined to an emoji is one with it.
    if (!isWide(code) || text.charCodeAt(i - 1) !== ZWJ) width += advance(code, kind, fontSize);
    if (code > 0xffff) i++;
  }
  return width * fontSize;
}
