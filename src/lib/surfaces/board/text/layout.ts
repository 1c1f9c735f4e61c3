import { ASCENT, DESCENT, fontKind } from './fonts.ts';
import { pieces } from './line-breaks.ts';
import { measureText } from './metrics.ts';

/** How text is set. Lengths in scene units; `lineHeight` times the font size. */
export interface TextStyle {
  readonly fontSize: number;
  readonly fontFamily: number;
  readonly lineHeight: number;
}

export interface TextLine {
  readonly text: string;
  /** Where it begins in the whole text, UTF-16 units. */
  readonly start: number;
  /** Its paragraph is written from right to left. */
  readonly rtl: boolean;
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

/** Browsers count widths in such steps, and let so much more onto a line. */
const SLACK = 1 / 64;

/** Lines that a text can have; what is more is left out. */
export const MAX_LINES = 1_000;

/**
 * Breaks text into lines: at line ends, and where a line would be wider than allowed, at the places that
 * `line-breaks.ts` tells, and inside words that are too long alone.
 * @param maxWidth in scene units; null breaks at line ends only
 */
export function layoutText(text: string, style: TextStyle, maxWidth: number | null): TextLayout {
  const { fontSize, fontFamily, lineHeight } = style;
  const measure = (part: string): number => measureText(part, fontSize, fontFamily);
  const lines: TextLine[] = [];
  let start = 0;
  for (const [whole, words = ''] of text.matchAll(/(.*?)(?:\r\n|\r|\n|$)/gsy)) {
    if (lines.length >= MAX_LINES) break;
    const paragraph = { words, start, rtl: isRightToLeft(words) };
    if (maxWidth === null) lines.push(lineOf(paragraph, 0, words, measure));
    else breakParagraph(paragraph, Math.max(maxWidth, fontSize) + SLACK, measure, lines);
    start += whole.length;
    if (whole.length === words.length) break;
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

interface Paragraph {
  readonly words: string;
  /** In the whole text. */
  readonly start: number;
  readonly rtl: boolean;
}

/** A line of a paragraph, from an offset of it. */
function lineOf({ start, rtl }: Paragraph, from: number, line: string, measure: Measure): TextLine {
  const text = withoutSpacesBehind(line);
  return { text, start: start + from, rtl, width: measure(text) };
}

function breakParagraph(
  paragraph: Paragraph,
  maxWidth: number,
  measure: Measure,
  lines: TextLine[],
): void {
  const whole = lineOf(paragraph, 0, paragraph.words, measure);
  if (whole.width <= maxWidth) {
    lines.push(whole);
    return;
  }
  let from = 0;
  let line = '';
  let width = 0;
  const flush = (): void => {
    lines.push(lineOf(paragraph, from, line, measure));
    from += line.length;
    line = '';
    width = 0;
  };
  for (const piece of pieces(paragraph.words)) {
    // Spaces at the end of a line hang over its edge.
    const word = withoutSpacesBehind(piece);
    const solid = measure(word);
    if (line !== '' && width + solid > maxWidth) flush();
    if (lines.length >= MAX_LINES) return;
    if (solid > maxWidth) {
      for (const character of word) {
        const own = measure(character);
        // What has no width of its own stays with what is before it.
        if (line !== '' && own > 0 && width + own > maxWidth) flush();
        if (lines.length >= MAX_LINES) return;
        line += character;
        width += own;
      }
      line += piece.slice(word.length);
      width += measure(piece.slice(word.length));
    } else {
      line += piece;
      width += measure(piece);
    }
  }
  flush();
}

const RIGHT_TO_LEFT =
  /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;
const LETTER = /[\p{L}\u05be\u05c0\u05c3\u05c6]/u;

/** Whether the first letter of a paragraph is of a script that is written from right to left. */
function isRightToLeft(paragraph: string): boolean {
  const letter = LETTER.exec(paragraph);
  return letter !== null && RIGHT_TO_LEFT.test(letter[0]);
}

/** A regular expression would look at a long run of spaces once from each of them. */
function withoutSpacesBehind(text: string): string {
  let end = text.length;
  while (end > 0 && isSpace(text.charCodeAt(end - 1))) end--;
  return text.slice(0, end);
}

function isSpace(code: number): boolean {
  return code === 0x20 || code === 0x09;
}
