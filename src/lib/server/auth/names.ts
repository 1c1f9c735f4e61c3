/** Names of people and of the workspace, as typed into forms. */

export const MAX_NAME_LENGTH = 80;

/** A name as it is stored: composed, without space around it and with single spaces inside. */
export function normalizeName(text: string): string {
  return text.normalize('NFC').replace(/\s+/g, ' ').trim();
}

/** A sentence saying what is wrong with a normalised name; null if it will do. */
export function nameProblem(name: string): string | null {
  if (name === '') return 'Enter a name.';
  if ([...name].length > MAX_NAME_LENGTH) return `Use at most ${MAX_NAME_LENGTH} characters.`;
  // Control characters, and those that turn the writing direction of what stands beside the name.
  if (/[\p{Cc}\p{Cs}\p{Cn}\u200e\u200f\u202a-\u202e\u2066-\u2069]/u.test(name)) {
    return 'Use letters, digits, spaces and ordinary signs.';
  }
  if (!/[\p{L}\p{N}\p{S}\p{P}]/u.test(name)) return 'Enter a name that can be seen.';
  return null;
}

const HUES = 12;

/** The presence hue (1 to 12) of the n-th person, from 0: early members get hues far apart. */
export function hueOf(n: number): number {
  // 5 has no factor in common with 12, so twelve people get twelve hues, each far from the one before.
  return ((n * 5) % HUES) + 1;
}
