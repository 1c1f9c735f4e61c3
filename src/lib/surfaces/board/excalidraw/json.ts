import { isStorable } from '../model/read.ts';

/** Characters of one property that is kept without being understood. */
const MAX_KEPT = 64 * 1024;
const MAX_DEPTH = 32;

/**
 * A value as plain JSON that may be put into a document, or undefined when it is none, nested too deep or too large.
 * Looks without recursion, as it may be nested however deep.
 */
export function keepable(value: unknown): unknown {
  if (value === null || typeof value === 'boolean') return value;
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined;
  if (typeof value === 'string') return value.length <= MAX_KEPT ? value : undefined;
  if (typeof value !== 'object') return undefined;
  const stack: { value: object; depth: number }[] = [{ value, depth: 0 }];
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    const isPlain =
      Array.isArray(next.value) || Object.getPrototypeOf(next.value) === Object.prototype;
    if (next.depth > MAX_DEPTH || !isPlain || !isStorable(next.value)) return undefined;
    for (const child of Object.values(next.value) as unknown[]) {
      if (typeof child === 'object' && child !== null)
        stack.push({ value: child, depth: next.depth + 1 });
    }
  }
  return JSON.stringify(value).length <= MAX_KEPT ? value : undefined;
}

/** A string as it is, and '' for anything else: `String()` runs what an object has for it. */
export function word(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
