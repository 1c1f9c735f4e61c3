import { isUtf8 } from 'node:buffer';
import { invalid, malformed } from './scan-errors.ts';

/** Deeper values than anybody writes, and far from what overflows a stack. */
export const MAX_DEPTH = 200;

const [QUOTE, BACKSLASH, COMMA] = [0x22, 0x5c, 0x2c];
const [OPEN_LIST, CLOSE_LIST, OPEN_MAP, CLOSE_MAP] = [0x5b, 0x5d, 0x7b, 0x7d];

/**
 * Checks a JSON value of an update, and returns how many values are in it. Refuses what is another value after
 * Yjs wrote it again, as JSON or in its own encoding: readers of the stream and of the snapshot would differ.
 */
export function checkJson(bytes: Uint8Array, allowUndefined: boolean): number {
  if (!isUtf8(bytes)) throw malformed('text is not UTF-8');
  const values = countValues(bytes);
  const text = decoder.decode(bytes);
  if (allowUndefined && text === 'undefined') return 1;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw malformed('a value is not JSON', cause);
  }
  checkValue(value);
  return values;
}

const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/** Counts before anything is parsed, so that neither depth nor number of the values costs more than their bytes. */
function countValues(bytes: Uint8Array): number {
  let depth = 0;
  let values = 1;
  let quoted = false;
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i];
    if (quoted) {
      if (byte === BACKSLASH) i++;
      else if (byte === QUOTE) quoted = false;
    } else if (byte === QUOTE) {
      quoted = true;
    } else if (byte === OPEN_LIST || byte === OPEN_MAP) {
      values++;
      if (++depth > MAX_DEPTH) throw invalid('values nested too deeply');
    } else if (byte === CLOSE_LIST || byte === CLOSE_MAP) {
      depth--;
    } else if (byte === COMMA) {
      values++;
    }
  }
  return values;
}

function checkValue(value: unknown): void {
  if (typeof value === 'string') return checkText(value);
  if (typeof value === 'number') {
    if (!Number.isFinite(value) || Object.is(value, -0)) throw invalid('a number that JSON loses');
    return;
  }
  if (typeof value !== 'object' || value === null) return;
  if (Array.isArray(value)) return value.forEach(checkValue);
  for (const [key, each] of Object.entries(value)) {
    if (key === '__proto__') throw invalid('a key __proto__');
    checkText(key);
    checkValue(each);
  }
}

function checkText(text: string): void {
  if (!text.isWellFormed()) throw invalid('text with half a character');
}
