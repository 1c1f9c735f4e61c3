import { fontKind, type FontKind } from './fonts.ts';

/**
 * Widths of text without a DOM, the same in every browser and on the server: the size of a text that fits itself and
 * where its lines break are derived from these, so they must not depend on who looks.
 *
 * The tables are the advance widths of Inter as the pages serve it, in thousandths of the font size, measured in Chromium
 * for ASCII from the space to the tilde. Inter has optical sizes: narrower at 32 px and above than at 14 px and below,
 * linear in between. Kerning is left out, which makes a line of prose up to half a percent too wide. Letters with
 * accents count as those without. JetBrains Mono is 600 throughout. A hand-written font is not served yet, so its
 * widths are those of Inter, a little wider.
 */
const INTER_14 = table(
  '281 288 466 633 642 982 644 300 365 365 501 662 288 460 288 360 631 407 610 618 646 593 620 566 619 620 288 302 662 662 662 511 966 690 654 730 722 601 590 746 743 269 571 672 565 903 753 765 639 765 644 642 646 744 690 985 682 679 629 365 360 365 471 456 323 562 612 571 612 583 370 613 591 242 242 549 242 876 591 600 612 612 376 528 327 591 562 818 546 562 552 426 333 426 662',
);
const INTER_32 = table(
  '250 220 403 600 614 844 608 254 299 299 469 628 220 429 220 325 613 362 561 599 618 577 584 516 582 584 220 223 628 628 628 524 974 653 638 722 689 580 554 730 708 232 535 634 535 857 710 749 612 749 632 614 610 703 653 949 646 643 613 299 325 299 438 454 241 518 565 523 565 536 306 565 547 206 206 507 206 839 547 549 565 565 322 475 311 547 512 752 507 512 479 385 296 385 628',
);

function table(widths: string): readonly number[] {
  return widths.split(' ').map(Number);
}

/** Other characters that are common on boards, Inter at 20 px. */
const SPECIAL: ReadonlyMap<string, number> = new Map([
  ['–', 500],
  ['—', 1000],
  ['…', 796],
  ['•', 542],
  ['“', 407],
  ['”', 407],
  ['‘', 237],
  ['’', 237],
  ['·', 265],
  ['€', 656],
  ['→', 1000],
  ['←', 1000],
  ['↑', 824],
  ['↓', 824],
  ['✓', 838],
  ['ß', 603],
  ['æ', 902],
  ['ø', 583],
  ['œ', 722],
  ['×', 650],
  ['°', 445],
]);

const MONO = 600;
const HAND_FACTOR = 1.04;
const FULL_WIDTH = 1000;

/** Width of a character in thousandths of the font size. */
function advance(character: string, kind: FontKind, fontSize: number): number {
  const code = character.codePointAt(0) ?? 0;
  if (isMark(code)) return 0;
  if (isWide(code)) return kind === 'mono' ? 2 * MONO : FULL_WIDTH;
  if (kind === 'mono') return MONO;
  const known = SPECIAL.get(character);
  if (known !== undefined) return known;
  if (code >= 0x20 && code < 0x7f) return ascii(code, fontSize);
  if (code === 0xa0) return ascii(0x20, fontSize);
  if (code === 0x09) return 4 * ascii(0x20, fontSize);
  if (code < 0x20) return 0;
  // Letters of Latin with accents, as their letter.
  const base = character.normalize('NFD').codePointAt(0) ?? 0;
  if (base >= 0x20 && base < 0x7f) return ascii(base, fontSize);
  return character === character.toLowerCase() ? 590 : 710;
}

function ascii(code: number, fontSize: number): number {
  const small = INTER_14[code - 0x20] ?? MONO;
  const large = INTER_32[code - 0x20] ?? MONO;
  const share = Math.min(1, Math.max(0, (fontSize - 14) / 18));
  return small + (large - small) * share;
}

/** Marks that are drawn over the character before, joiners, and variation selectors. */
function isMark(code: number): boolean {
  return (
    (code >= 0x300 && code <= 0x36f) ||
    (code >= 0x200b && code <= 0x200f) ||
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

/** Widths of the ASCII characters at one size; asked for again and again. */
const tables = new Map<number, readonly number[]>();
const MOST_TABLES = 200;

function asciiAt(fontSize: number): readonly number[] {
  let widths = tables.get(fontSize);
  if (widths === undefined) {
    widths = INTER_14.map((_, i) => ascii(i + 0x20, fontSize));
    // Anybody can write any size; what is remembered has an end.
    if (tables.size >= MOST_TABLES) tables.clear();
    tables.set(fontSize, widths);
  }
  return widths;
}

/** How wide a run of characters on one line is, in scene units. */
export function measureText(text: string, fontSize: number, fontFamily: number): number {
  const kind = fontKind(fontFamily);
  const widths = kind === 'mono' ? null : asciiAt(fontSize);
  let width = 0;
  for (let i = 0; i < text.length; i++) {
    const known = widths?.[text.charCodeAt(i) - 0x20];
    if (known !== undefined) {
      width += known;
      continue;
    }
    const character = String.fromCodePoint(text.codePointAt(i) ?? 0);
    width += advance(character, kind, fontSize);
    i += character.length - 1;
  }
  return (width * fontSize * (kind === 'hand' ? HAND_FACTOR : 1)) / 1000;
}
