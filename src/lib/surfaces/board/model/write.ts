import * as Y from 'yjs';
import { isDefault } from './defaults.ts';
import { FINE_PRECISION, packPoints, packPressures, STROKE_PRECISION } from './points.ts';
import type { BoardElement, KnownType, Point } from './types.ts';

type AnyFields<T> = T extends unknown ? keyof T : never;
type FieldOf<T, K extends PropertyKey> = T extends Record<K, infer V> ? V : never;
type Known = Exclude<BoardElement, { type: 'unknown' }>;

/** Properties of an element, as they are given to be written. */
export type ElementPatch = {
  readonly [K in Exclude<AnyFields<Known>, 'id' | 'type'>]?: FieldOf<Known, K> | undefined;
};

/** A new element: its type and what differs from the defaults. */
export type NewElement = ElementPatch & { readonly type: KnownType };

/** Types that carry words: these get their `Y.Text` when they are made. */
const LABELLED: ReadonlySet<string> = new Set([
  'rectangle',
  'diamond',
  'ellipse',
  'note',
  'text',
  'arrow',
]);

/**
 * The `Y.Map` of a new element. Properties at their default are not written.
 *
 * An element that can carry words gets its text at once, even when it has none: if the first who types made it, two who
 * begin at the same time would make two, and one of them would lose all words.
 */
export function elementMap(element: NewElement): Y.Map<unknown> {
  const map = new Y.Map<unknown>();
  map.set('type', element.type);
  for (const [key, value] of Object.entries(element)) {
    if (key === 'type' || key === 'id' || key === 'text' || value === undefined) continue;
    if (isDerived(element.type, key, element.autoResize)) continue;
    if (!isDefault(element.type, key, value)) map.set(key, stored(element.type, key, value));
  }
  if (LABELLED.has(element.type)) map.set('text', new Y.Text(element.text ?? ''));
  return map;
}

/**
 * Changes properties of an element in the document, only those that differ from what is there: a change that changes
 * nothing must not win against somebody's that does. `undefined` removes a property. Call it in a transaction.
 */
export function patchElement(map: Y.Map<unknown>, patch: ElementPatch): void {
  const type = map.get('type');
  const kind = typeof type === 'string' ? type : '';
  const autoResize = patch.autoResize ?? (map.get('autoResize') as boolean | undefined);
  for (const [key, value] of Object.entries(patch)) {
    if (key === 'type' || key === 'id' || isDerived(kind, key, autoResize)) continue;
    if (key === 'text') {
      replaceText(map, typeof value === 'string' ? value : '');
    } else if (value === undefined || isDefault(kind, key, value)) {
      if (map.has(key)) map.delete(key);
    } else {
      const next = stored(kind, key, value);
      if (!isSame(map.get(key), next)) map.set(key, next);
    }
  }
}

/** Sizes that follow from something else are not stored, see docs/decisions/0017. */
function isDerived(type: string, key: string, autoResize: boolean | undefined): boolean {
  if (key !== 'width' && key !== 'height') return false;
  if (type === 'text') return key === 'height' || autoResize !== false;
  return type === 'line' || type === 'arrow' || type === 'freedraw';
}

function stored(type: string, key: string, value: unknown): unknown {
  if (key === 'points')
    return packPoints(
      value as readonly Point[],
      type === 'freedraw' ? STROKE_PRECISION : FINE_PRECISION,
    );
  if (key === 'pressures') return packPressures(value as number[]);
  // Yjs writes these as they are, and reads them as null.
  if (typeof value === 'number' && !Number.isFinite(value)) return 0;
  return value;
}

function isSame(before: unknown, after: unknown): boolean {
  if (before === after) return true;
  if (before instanceof Uint8Array && after instanceof Uint8Array) {
    return before.length === after.length && before.every((byte, i) => byte === after[i]);
  }
  if (typeof before !== 'object' || typeof after !== 'object') return false;
  if (before instanceof Y.AbstractType || before === null || after === null) return false;
  // No deeper than what is written now: what is there may be endlessly deep.
  const entries = Object.entries(after);
  return (
    Array.isArray(before) === Array.isArray(after) &&
    Object.keys(before).length === entries.length &&
    entries.every(([key, value]) => isSame((before as Record<string, unknown>)[key], value))
  );
}

/**
 * Makes a text another by replacing the stretch that differs, so that what others type elsewhere in it stays. Something
 * under the key that is no `Y.Text` makes place for one.
 */
function replaceText(map: Y.Map<unknown>, after: string): void {
  const text = map.get('text');
  if (!(text instanceof Y.Text)) {
    map.set('text', new Y.Text(after));
    return;
  }
  const before = text.toString();
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && before[start] === after[start]) start++;
  let end = 0;
  while (end < shorter - start && before.at(-1 - end) === after.at(-1 - end)) end++;
  // Never through the middle of a pair: half a character is none.
  if (start > 0 && /[\ud800-\udbff]/.test(before[start - 1] ?? '')) start--;
  if (end > 0 && /[\udc00-\udfff]/.test(before[before.length - end] ?? '')) end--;
  const removed = before.length - start - end;
  if (removed > 0) text.delete(start, removed);
  const inserted = after.slice(start, after.length - end);
  if (inserted !== '') text.insert(start, inserted);
}
