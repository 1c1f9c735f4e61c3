/**
 * Characters that turn the direction of what follows them, so that it is shown in another order than it is written in. What
 * people write may have them; what stands behind it shall not be turned too.
 */
const [POP, POP_ISOLATE, FIRST_STRONG] = ['\u202c', '\u2069', '\u2068'];
const CONTROLS = /[\u202a-\u202e\u2066-\u2069]/;
/** Besides, all that runs from right to left by itself, and numbers beside it. */
const TURNING =
  /[\u0590-\u08ff\u200f\u202a-\u202e\u2066-\u2069\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;

const CLOSED_BY: ReadonlyMap<string, string> = new Map([
  ...['\u202a', '\u202b', '\u202d', '\u202e'].map((opening) => [opening, POP] as const),
  ...['\u2066', '\u2067', '\u2068'].map((opening) => [opening, POP_ISOLATE] as const),
]);

/** A text that closes each turn of direction that it opens, and none that it does not. Looks as it did. */
export function balanced(text: string): string {
  if (!CONTROLS.test(text)) return text;
  const open: string[] = [];
  let result = '';
  for (const character of text) {
    const closing = CLOSED_BY.get(character);
    if (closing !== undefined) open.push(closing);
    else if (character === POP) {
      // It does not close what lies around an isolate.
      if (open.at(-1) !== POP) continue;
      open.pop();
    } else if (character === POP_ISOLATE) {
      const from = open.lastIndexOf(POP_ISOLATE);
      if (from < 0) continue;
      // It closes what was opened within, too.
      result += POP.repeat(open.length - from - 1);
      open.length = from;
    }
    result += character;
  }
  return result + open.reverse().join('');
}

/**
 * A name or a line as it can stand within a sentence that runs from left to right: whatever direction it has, that of the
 * rest is the same. Without anything that turns, it is as it was.
 */
export function isolated(text: string): string {
  return TURNING.test(text) ? `${FIRST_STRONG}${balanced(text)}${POP_ISOLATE}` : text;
}
