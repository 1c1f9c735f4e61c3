import { isMark, isWide } from './metrics.ts';

/**
 * Where a line may break: as browsers do it (measured in Chromium, which follows Unicode's rules with exceptions for
 * ASCII), so that words stand in the same lines while they are written and when they are painted.
 */

/** Brackets that begin a line rather than end one… */
const OPENERS = '(<[{';
/** …behind these. */
const BEFORE_OPENERS = '!"#%&)*+,.:;=>\\]|}~?-';
/** What does not begin a line behind a hyphen, a question mark, and a wide character or a dash. */
const HELD_BY_HYPHEN = '!$),./:;?]}';
const HELD_BY_QUESTION = '!"\'),./:;?]}';
const HELD_BY_WIDE = '!"%\'),-./:;?]|}';
/** What does not end a line before a wide character or a dash. */
const HELD_BEFORE_WIDE = '"$\'(+<[\\{`';
/** What ends a line before a letter that is not ASCII. */
const BEFORE_LETTERS = '!-/?|}';

const ZWSP = 0x200b;
const ZWJ = 0x200d;
const HYPHEN = 0x2d;
const EN_DASH = 0x2013;
const EM_DASH = 0x2014;

/** Punctuation that does not begin a line, and brackets that do not end one. */
const CLOSING = codes('、。，．！？；：）」』】〉》〕］｝・…–’”々ゝゞ〜％‼⁇⁈⁉');
const OPENING = codes('（「『【〈《〔［｛“‘￥＄');
/** Dashes that may end a line. */
const DASHES = codes('–…');

function codes(characters: string): ReadonlySet<number> {
  return new Set(Array.from(characters, (character) => character.codePointAt(0) ?? 0));
}

/** The parts of a line between which it may break, each with the spaces behind it. */
export function pieces(paragraph: string): string[] {
  const found: string[] = [];
  let start = 0;
  let at = 0;
  let [earlier, before] = [0, 0];
  for (const character of paragraph) {
    const code = character.codePointAt(0) ?? 0;
    if (at > start && mayBreak(earlier, before, code)) {
      found.push(paragraph.slice(start, at));
      start = at;
    }
    // A mark belongs to its letter.
    if (!isMark(code) || code === ZWJ || code === ZWSP) [earlier, before] = [before, code];
    at += character.length;
  }
  if (start < paragraph.length) found.push(paragraph.slice(start));
  return found;
}

/** Whether a line may break before `after`, which follows `before`, which follows `earlier`. */
function mayBreak(earlier: number, before: number, after: number): boolean {
  if (isSpace(after)) return false;
  if (isSpace(before)) return true;
  if (after === ZWSP) return false;
  if (before === ZWSP) return true;
  if (isMark(after) || before === ZWJ) return false;
  if (OPENING.has(before) || CLOSING.has(after)) return false;
  if (before === EM_DASH && after === EM_DASH) return false;
  const begins = earlier === 0 || isSpace(earlier);
  if (before === EN_DASH && begins && isLetter(after)) return false;
  const isWideBefore = isWide(before) || before === EM_DASH || DASHES.has(before);
  if (isWideBefore && !isAscii(after)) return true;
  if (isWideBefore) return !has(HELD_BY_WIDE, after);
  if (isWide(after) || after === EM_DASH || OPENING.has(after)) {
    return isAscii(before) ? !has(HELD_BEFORE_WIDE, before) : isWide(after) || after === EM_DASH;
  }
  if (!isAscii(before)) return false;
  if (!isAscii(after)) {
    // A hyphen that begins a word stays with it.
    const stays = before === HYPHEN && (begins || has('?-', earlier));
    return has(BEFORE_LETTERS, before) && !stays;
  }
  if (has(OPENERS, after) && has(BEFORE_OPENERS, before)) return true;
  if (before === HYPHEN) {
    return isDigit(after) ? isAlphanumeric(earlier) : !has(HELD_BY_HYPHEN, after);
  }
  return before === 0x3f && !has(HELD_BY_QUESTION, after);
}

function has(characters: string, code: number): boolean {
  return characters.includes(String.fromCodePoint(code));
}

function isSpace(code: number): boolean {
  return code === 0x20 || code === 0x09;
}

function isAscii(code: number): boolean {
  return code < 0x80;
}

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}

function isAlphanumeric(code: number): boolean {
  return isDigit(code) || (code >= 0x41 && code <= 0x5a) || (code >= 0x61 && code <= 0x7a);
}

function isLetter(code: number): boolean {
  if (isAscii(code)) return isAlphanumeric(code) && !isDigit(code);
  return !isWide(code) && /\p{L}/u.test(String.fromCodePoint(code));
}
