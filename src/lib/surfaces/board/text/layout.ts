import { ASCENT, DESCENT, fontKind } from './fonts.ts';
import { isWide, measureText } from './metrics.ts';

/** How text is set. Lengths in scene units; `lineHeight` times the font size. */
export interface TextStyle {
  readonly fontSize: number;
  readonly fontFamily: number;
  readonly lineHeight: number;
}

export interface TextLine {
  readonly text: string;
  /** Without spaces at its end. */
  readonly width: number;
}

/** Text broken into lines. */
export interface TextLayout {
  readonly lines: readonly TextLine[];
  /** Of the widest line. */
  readonly width: number;
  /** Of all lines. */
  readonly height: number;
  /** Height of one line. */
  readonly line: number;
  /** From the top of a line to its baseline. */
  readonly baseline: number;
}

/** Lines that a text can have; what is more is left out. */
export const MAX_LINES = 1_000;

/**
 * Breaks text into lines: at line ends, and where a line would be wider than allowed, at spaces, behind hyphens,
 * between characters of East Asian scripts, and inside words that are too long alone.
 * @param maxWidth in scene units; null breaks at line ends only
 */
export function layoutText(text: string, style: TextStyle, maxWidth: number | null): TextLayout {
  const { fontSize, fontFamily, lineHeight } = style;
  const measure = (part: string): number => measureText(part, fontSize, fontFamily);
  const lines: TextLine[] = [];
  for (const paragraph of text.split(/\r\n|\r|\n/, MAX_LINES)) {
    if (lines.length >= MAX_LINES) break;
    if (maxWidth === null) lines.push(lineOf(paragraph, measure));
    else breakParagraph(paragraph, Math.max(maxWidth, fontSize), measure, lines);
  }
  lines.length = Math.min(lines.length, MAX_LINES);
  const kind = fontKind(fontFamily);
  const line = fontSize * lineHeight;
  return {
    lines,
    width: lines.reduce((width, { width: other }) => Math.max(width, other), 0),
    height: lines.length * line,
    line,
    // The font's own box stands in the middle of the line.
    baseline: (line + fontSize * (ASCENT[kind] - DESCENT[kind])) / 2,
  };
}

type Measure = (text: string) => number;

function lineOf(text: string, measure: Measure): TextLine {
  const trimmed = text.replace(/[ \t]+$/, '');
  return { text: trimmed, width: measure(trimmed) };
}

function breakParagraph(
  paragraph: string,
  maxWidth: number,
  measure: Measure,
  lines: TextLine[],
): void {
  let line = '';
  let width = 0;
  const flush = (): void => {
    lines.push(lineOf(line, measure));
    line = '';
    width = 0;
  };
  for (const piece of pieces(paragraph)) {
    // Spaces at the end of a line hang over its edge.
    const solid = measure(piece.replace(/[ \t]+$/, ''));
    if (line !== '' && width + solid > maxWidth) flush();
    if (lines.length >= MAX_LINES) return;
    if (solid <= maxWidth) {
      line += piece;
      width += measure(piece);
      continue;
    }
    for (const character of piece) {
      const own = measure(character);
      if (line !== '' && width + own > maxWidth) flush();
      if (lines.length >= MAX_LINES) return;
      line += character;
      width += own;
    }
  }
  flush();
}

/** The parts of a line between which it may break, each with the spaces behind it. */
function pieces(paragraph: string): string[] {
  const found: string[] = [];
  let start = 0;
  let at = 0;
  for (const character of paragraph) {
    const next = at + character.length;
    const code = character.codePointAt(0) ?? 0;
    const following = paragraph.codePointAt(next);
    const breaks =
      following !== undefined &&
      !isSpace(following) &&
      (isSpace(code) || character === '-' || isWide(code) || isWide(following)) &&
      !isBound(following) &&
      code !== 0x200d;
    if (breaks) {
      found.push(paragraph.slice(start, next));
      start = next;
    }
    at = next;
  }
  if (start < paragraph.length) found.push(paragraph.slice(start));
  return found;
}

function isSpace(code: number): boolean {
  return code === 0x20 || code === 0x09;
}

/** Characters that stay with the one before: joiners, marks, and punctuation that does not begin a line. */
function isBound(code: number): boolean {
  return (
    code === 0x200d ||
    (code >= 0xfe00 && code <= 0xfe0f) ||
    (code >= 0x1f3fb && code <= 0x1f3ff) ||
    (code >= 0x300 && code <= 0x36f) ||
    '、。，．！？；：）」』】'.includes(String.fromCodePoint(code))
  );
}
