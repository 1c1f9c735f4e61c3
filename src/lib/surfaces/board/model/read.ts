import * as Y from 'yjs';
import { safeHref } from '../../text/url.ts';
import { MAX_GROUPS, MAX_IMAGE_PARTS, MAX_LINK, MAX_NAME, MAX_TEXT } from './limits.ts';
import type { Arrowhead, Binding, ImageCrop, Point, Roundness } from './types.ts';

/**
 * Reads single properties. Each of these takes whatever somebody has written and returns something that can be drawn;
 * none throws, and none looks further into a value than it must.
 */

/** Where properties come from: a `Y.Map` of the document, or a record of a file. */
export interface Properties {
  get(key: string): unknown;
}

/** All properties of an element in the document, with those that no field of an element shows. */
export interface StoredProperties extends Properties {
  entries(): Iterable<readonly [string, unknown]>;
}

export function readNumber(value: unknown, fallback: number, min: number, max: number): number {
  if (typeof value !== 'number' || !Number.isFinite(value)) return fallback;
  return Math.min(max, Math.max(min, value));
}

export function readBoolean(value: unknown, fallback: boolean): boolean {
  return typeof value === 'boolean' ? value : fallback;
}

export function readChoice<T extends string>(
  value: unknown,
  choices: ReadonlySet<T>,
  fallback: T,
): T {
  return choices.has(value as T) ? (value as T) : fallback;
}

/** A short string, or the fallback: one that is too long is none, as half an id names something else. */
export function readName<T>(value: unknown, fallback: T): string | T {
  return typeof value === 'string' && value.length <= MAX_NAME ? value : fallback;
}

/** The words of a `Y.Text` or a string. */
export function readText(value: unknown): string {
  if (value instanceof Y.Text && !(value instanceof Y.XmlText))
    return value.toString().slice(0, MAX_TEXT);
  return typeof value === 'string' ? value.slice(0, MAX_TEXT) : '';
}

/** An address that is safe to follow, or null. */
export function readLink(value: unknown): string | null {
  return typeof value === 'string' && value.length <= MAX_LINK ? safeHref(value) : null;
}

export function readNames(value: unknown): readonly string[] {
  if (!Array.isArray(value)) return [];
  const names = value
    .slice(0, MAX_GROUPS)
    .filter((name) => typeof name === 'string' && name !== '' && name.length <= MAX_NAME);
  return [...new Set(names as string[])];
}

export function readPair(value: unknown, fallback: Point, limit: number): Point {
  if (!Array.isArray(value)) return fallback;
  return [
    readNumber(value[0], fallback[0], -limit, limit),
    readNumber(value[1], fallback[1], -limit, limit),
  ];
}

export function readRoundness(value: unknown): Roundness | null {
  if (!isRecord(value)) return null;
  const { type, value: radius } = value;
  if (type !== 1 && type !== 2 && type !== 3) return null;
  return typeof radius === 'number' && radius >= 0 && radius < 1e6
    ? { type, value: radius }
    : { type };
}

/** How far outside its shape an end may be held, in shares of the shape's size. */
const MAX_SHARE = 100;

export function readBinding(value: unknown): Binding | null {
  if (!isRecord(value)) return null;
  const elementId = readName(value.elementId, '');
  if (elementId === '') return null;
  const { mode } = value;
  return {
    elementId,
    fixedPoint: readPair(value.fixedPoint, [0.5, 0.5], MAX_SHARE),
    mode: mode === 'inside' || mode === 'skip' ? mode : 'orbit',
  };
}

const ARROWHEADS: ReadonlySet<Arrowhead> = new Set([
  'arrow',
  'bar',
  'circle',
  'circle_outline',
  'triangle',
  'triangle_outline',
  'diamond',
  'diamond_outline',
  'cardinality_one',
  'cardinality_many',
  'cardinality_one_or_many',
  'cardinality_exactly_one',
  'cardinality_zero_or_one',
  'cardinality_zero_or_many',
]);

export function readArrowhead(value: unknown, fallback: Arrowhead | null): Arrowhead | null {
  if (value === null) return null;
  return ARROWHEADS.has(value as Arrowhead) ? (value as Arrowhead) : fallback;
}

export function readCrop(value: unknown): ImageCrop | null {
  if (!isRecord(value)) return null;
  const naturalWidth = readNumber(value.naturalWidth, 0, 0, 1e6);
  const naturalHeight = readNumber(value.naturalHeight, 0, 0, 1e6);
  const across = readPart(value.x, value.width, naturalWidth);
  const down = readPart(value.y, value.height, naturalHeight);
  if (across === null || down === null) return null;
  const [x, width] = across;
  const [y, height] = down;
  return { x, y, width, height, naturalWidth, naturalHeight };
}

/** A part of a side that lies within it; null for none, and for a side of less than a pixel. */
function readPart(
  from: unknown,
  length: unknown,
  whole: number,
): readonly [from: number, length: number] | null {
  const wanted = readNumber(length, 0, 0, 1e6);
  if (wanted === 0 || whole < 1) return null;
  const part = Math.min(whole, Math.max(wanted, whole / MAX_IMAGE_PARTS));
  return [Math.min(readNumber(from, 0, 0, 1e6), whole - part), part];
}

/**
 * Whether Yjs takes a value that came from a file or from somebody else, and gives everybody the same. It throws for objects
 * whose `constructor` is not their class, and a key `__proto__` is a key only where it was written.
 */
export function isStorable(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return typeof value !== 'function';
  if (value instanceof Uint8Array) return true;
  if (Object.hasOwn(value, '__proto__') || Object.hasOwn(value, 'constructor')) return false;
  return Array.isArray(value) || Object.getPrototypeOf(value) === Object.prototype;
}

/** A plain object, which no Yjs type is. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    !(value instanceof Y.AbstractType) &&
    !(value instanceof Uint8Array)
  );
}
