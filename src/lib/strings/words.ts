/** Small words for numbers, times and names. English; every sentence that counts goes through here. */

const SMALL = ['No', 'One', 'Two', 'Three', 'Four', 'Five', 'Six', 'Seven', 'Eight', 'Nine', 'Ten'];

/** `1 change`, `3 changes`. */
export function plural(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

/** As `plural`, but spelled out up to ten, for the beginning of a sentence: `Three changes`. */
export function spelled(count: number, one: string, many = `${one}s`): string {
  return `${SMALL[count] ?? String(count)} ${count === 1 ? one : many}`;
}

/** Up to two initials of a name, for a face: `Ines Carvalho` → `IC`. */
export function initials(name: string): string {
  const words = name.trim().split(/\s+/);
  const first = words[0] ?? '';
  const last = words.length > 1 ? (words[words.length - 1] ?? '') : '';
  // By code point: half of a surrogate pair is not a letter.
  return ([...first].slice(0, 1).join('') + [...last].slice(0, 1).join('')).toUpperCase() || '?';
}

/** The part of a name that people say: `Ines Carvalho` → `Ines`. */
export function firstName(name: string): string {
  return name.trim().split(/\s+/)[0] ?? name;
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const DATE = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', timeZone: 'UTC' });
const DATE_YEAR = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  timeZone: 'UTC',
});

/**
 * A time as people say it: `just now`, `4 min ago`, `2 h ago`, `yesterday`, `12 May`.
 * Both times in milliseconds since 1970. Days are counted in UTC, so that server and browser agree.
 */
export function ago(time: number, now: number): string {
  const past = Math.max(0, now - time);
  if (past < MINUTE) return 'just now';
  if (past < HOUR) return `${Math.floor(past / MINUTE)} min ago`;
  const days = Math.floor(now / DAY) - Math.floor(time / DAY);
  if (days === 0) return `${Math.floor(past / HOUR)} h ago`;
  if (days === 1) return past < 12 * HOUR ? `${Math.floor(past / HOUR)} h ago` : 'yesterday';
  if (days < 7) return `${days} days ago`;
  const date = new Date(time);
  const sameYear = date.getUTCFullYear() === new Date(now).getUTCFullYear();
  return (sameYear ? DATE : DATE_YEAR).format(date);
}

/** Hours and minutes on the reader's clock: `11:04`. */
export function clock(time: number): string {
  return new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' }).format(time);
}
