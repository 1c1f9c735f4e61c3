import * as Y from 'yjs';
import { scenePoints } from '../geometry/bounds.ts';
import { isDefault } from '../model/defaults.ts';
import { newId } from '../model/id.ts';
import { MAX_ELEMENTS, MAX_NAME } from '../model/limits.ts';
import { reindex } from '../model/order.ts';
import { parseElement } from '../model/parse.ts';
import { FINE_PRECISION, packPoints, packPressures } from '../model/points.ts';
import { isRecord } from '../model/read.ts';
import { isBindable, type BoardElement } from '../model/types.ts';
import { IMAGE_TYPES } from '../render/image-href.ts';
import {
  BOOKKEEPING,
  CONTAINERS,
  ImportError,
  KNOWN_KINDS,
  LABEL_STYLE,
  OWN_DATA,
  type ExcalidrawFile,
  type RawElement,
} from './format.ts';
import { keepable, word } from './json.ts';
import { isPoint, modernBinding, modernized, pointsOf } from './legacy.ts';

/** What a file holds, ready to be put into a document. */
export interface ImportedBoard {
  /** From the bottom to the top. */
  readonly elements: readonly ImportedElement[];
  /** Pictures that elements show, by their ids: to be stored, not to be written into a page as they are. */
  readonly files: ReadonlyMap<string, ExcalidrawFile>;
}

export interface ImportedElement {
  readonly id: string;
  /** As the document has them; a string under `text` becomes a `Y.Text`. */
  readonly properties: ReadonlyMap<string, unknown>;
}

/** Characters of a file. */
const MAX_FILE = 64 * 1024 * 1024;

/**
 * Reads a `.excalidraw` file or what Excalidraw puts on the clipboard.
 * @throws ImportError when it is not one
 */
export function readExcalidraw(json: string): ImportedBoard {
  if (json.length > MAX_FILE) throw new ImportError('too_large');
  let data: unknown;
  try {
    data = JSON.parse(json);
  } catch (error) {
    throw new ImportError('not_json', { cause: error });
  }
  if (!isRecord(data) || (data.type !== 'excalidraw' && data.type !== 'excalidraw/clipboard'))
    throw new ImportError('not_excalidraw');
  const list = data.elements ?? [];
  if (!Array.isArray(list)) throw new ImportError('not_excalidraw');
  const elements = elementsOf(list as readonly unknown[]);
  return { elements, files: filesOf(data.files, elements) };
}

function elementsOf(list: readonly unknown[]): ImportedElement[] {
  if (list.length > MAX_ELEMENTS) throw new ImportError('too_many');
  const raws = new Map<string, RawElement>();
  for (const value of list) {
    if (!isRecord(value) || value.isDeleted === true || value.type === 'selection') continue;
    const raw = modernized(value);
    const { id } = raw;
    const usable = typeof id === 'string' && id !== '' && id.length <= MAX_NAME && !raws.has(id);
    raws.set(usable ? id : newId(), raw);
  }
  const labels = labelsOf(raws);
  const folded = new Set([...labels.values()].map(({ id }) => id));
  const imported = new Map<string, Map<string, unknown>>();
  for (const [id, raw] of raws) {
    if (!folded.has(id)) imported.set(id, propertiesOf(raw, labels.get(id)?.raw, raws));
  }
  bindArrows(raws, imported);
  // The order in the file counts; indices that say something else are made anew.
  const order = [...imported].map(([id, properties]) => ({
    id,
    index: word(properties.get('index')),
  }));
  for (const [id, index] of reindex(order, new Set())) imported.get(id)?.set('index', index);
  return [...imported].map(([id, properties]) => ({ id, properties }));
}

/** The label of each element that has one: the first text that says it is in it. */
function labelsOf(
  raws: ReadonlyMap<string, RawElement>,
): Map<string, { id: string; raw: RawElement }> {
  const labels = new Map<string, { id: string; raw: RawElement }>();
  for (const [id, raw] of raws) {
    const container = containerOf(id, raw, raws);
    if (container !== null && !labels.has(container)) labels.set(container, { id, raw });
  }
  return labels;
}

/** Which element a text is in: it says so itself, or, in damaged files, the element does. */
function containerOf(
  id: string,
  raw: RawElement,
  raws: ReadonlyMap<string, RawElement>,
): string | null {
  const { type, containerId } = raw;
  if (type !== 'text' || typeof containerId !== 'string' || containerId === id) return null;
  const container = raws.get(containerId);
  return container !== undefined && CONTAINERS.has(word(container.type)) ? containerId : null;
}

/** Properties that follow from others, see docs/decisions/0017. */
const DERIVED: ReadonlySet<string> = new Set([
  'id',
  'boundElements',
  'containerId',
  'originalText',
]);

function propertiesOf(
  raw: RawElement,
  label: RawElement | undefined,
  raws: ReadonlyMap<string, RawElement>,
): Map<string, unknown> {
  if (!KNOWN_KINDS.has(word(raw.type))) return kept(raw);
  const own = ownDataOf(raw);
  const type = own?.type === 'note' && raw.type === 'rectangle' ? 'note' : word(raw.type);
  const properties = new Map<string, unknown>([['type', type]]);
  for (const [key, given] of Object.entries(raw)) {
    if (key === 'type' || key === 'text' || DERIVED.has(key) || BOOKKEEPING.has(key)) continue;
    const value = propertyOf(raw, key, given);
    if (value === undefined || isSizeDerived(raw, key) || isDefault(type, key, value)) continue;
    properties.set(key, value);
  }
  // Excalidraw's defaults are not ours where the file says nothing.
  for (const [key, value] of Object.entries(MISSING)) {
    if (raw[key] === undefined || raw[key] === null) properties.set(key, value);
  }
  if (typeof raw.frameId === 'string' && !raws.has(raw.frameId)) properties.delete('frameId');
  if (type === 'note') asNote(properties, own);
  if (type === 'text') properties.set('text', wordsOf(raw));
  else if (label !== undefined) setLabel(properties, label, type);
  else if (CONTAINERS.has(type) || type === 'note') properties.set('text', '');
  return properties;
}

const MISSING = { roughness: 1 } as const;

function kept(raw: RawElement): Map<string, unknown> {
  const properties = new Map<string, unknown>();
  for (const [key, given] of Object.entries(raw)) {
    const value = key === 'id' ? undefined : keepable(given);
    if (value !== undefined) properties.set(key, value);
  }
  return properties;
}

function propertyOf(raw: RawElement, key: string, given: unknown): unknown {
  if (key === 'points') return packPoints(pointsOf(raw), FINE_PRECISION);
  if (key === 'pressures') {
    if (!Array.isArray(given) || !Array.isArray(raw.points)) return undefined;
    // Of a point that is none, the pressure is none either.
    const pressures = (given as unknown[]).filter((_, i) => isPoint((raw.points as unknown[])[i]));
    return pressures.length === 0
      ? undefined
      : packPressures(pressures.map((one) => (typeof one === 'number' ? one : 0.5)));
  }
  return keepable(given);
}

function isSizeDerived(raw: RawElement, key: string): boolean {
  if (key !== 'width' && key !== 'height') return false;
  if (raw.type === 'text') return key === 'height' || raw.autoResize !== false;
  return raw.type === 'line' || raw.type === 'arrow' || raw.type === 'freedraw';
}

function wordsOf(raw: RawElement): string {
  const { originalText, text } = raw;
  if (typeof originalText === 'string' && originalText !== '') return originalText;
  return typeof text === 'string' ? text : '';
}

/** Properties of a label that are those of its element, or follow from it. */
const LABEL_DERIVED: ReadonlySet<string> = new Set([
  ...DERIVED,
  ...BOOKKEEPING,
  ...LABEL_STYLE,
  ...['type', 'x', 'y', 'width', 'height', 'angle', 'text', 'strokeColor', 'groupIds', 'frameId'],
  ...['index', 'locked'],
]);

function setLabel(properties: Map<string, unknown>, label: RawElement, type: string): void {
  properties.set('text', wordsOf(label));
  for (const key of LABEL_STYLE) {
    // A missing alignment is the one of a text, not the one of a shape.
    const missing = key === 'textAlign' ? 'left' : key === 'verticalAlign' ? 'top' : undefined;
    const value = keepable(label[key] ?? missing);
    if (value !== undefined && !isDefault(type, key, value)) properties.set(key, value);
  }
  const ink = properties.get('strokeColor') ?? '#1e1e1e';
  if (typeof label.strokeColor === 'string' && label.strokeColor !== ink)
    properties.set('textColor', label.strokeColor);
  const rest: Record<string, unknown> = { id: label.id };
  for (const [key, given] of Object.entries(label)) {
    const isOurs = LABEL_DERIVED.has(key) || key === '__proto__' || key === 'constructor';
    const value = isOurs ? undefined : keepable(given);
    if (value !== undefined) rest[key] = value;
  }
  properties.set('label', rest);
}

function ownDataOf(raw: RawElement): Record<string, unknown> | null {
  const data = isRecord(raw.customData) ? raw.customData[OWN_DATA] : undefined;
  return isRecord(data) ? data : null;
}

function asNote(properties: Map<string, unknown>, own: Record<string, unknown> | null): void {
  const { [OWN_DATA]: _, ...others } = (properties.get('customData') ?? {}) as Record<
    string,
    unknown
  >;
  properties.delete('customData');
  if (Object.keys(others).length > 0) properties.set('customData', others);
  properties.delete('strokeColor');
  if (typeof own?.strokeColor === 'string') properties.set('strokeColor', own.strokeColor);
}

/** Bindings as they are written now, of arrows whose shapes are in the file. */
function bindArrows(
  raws: ReadonlyMap<string, RawElement>,
  imported: ReadonlyMap<string, Map<string, unknown>>,
): void {
  // Once each: many arrows may be bound to one shape with many words.
  const known = new Map<string, BoardElement>();
  const parsed = (given: unknown): BoardElement | undefined => {
    const id = word(given);
    const properties = imported.get(id);
    const element = known.get(id) ?? (properties && parseElement(id, properties));
    if (element !== undefined) known.set(id, element);
    return element;
  };
  for (const [id, properties] of imported) {
    const raw = raws.get(id);
    if (raw === undefined || (raw.type !== 'arrow' && raw.type !== 'line')) continue;
    const arrow = raw.type === 'arrow' ? parsed(id) : undefined;
    const points = arrow?.type === 'arrow' ? scenePoints(arrow) : [];
    for (const key of ['startBinding', 'endBinding'] as const) {
      const binding = raw[key];
      const shape = isRecord(binding) ? parsed(binding.elementId) : undefined;
      const [tip, before] =
        key === 'startBinding' ? [points[0], points[1]] : [points.at(-1), points.at(-2)];
      const modern =
        tip === undefined || before === undefined || shape === undefined || !isBindable(shape)
          ? null
          : modernBinding(binding, shape, { tip, before });
      if (modern === null) properties.delete(key);
      else properties.set(key, { ...aimOf(binding), ...modern });
    }
  }
}

/** What the modern binding does not say of an older one, kept for the way back. */
function aimOf(binding: unknown): Record<string, number> {
  const { focus, gap } = isRecord(binding) ? binding : {};
  return {
    ...(typeof focus === 'number' && Number.isFinite(focus) && { focus }),
    ...(typeof gap === 'number' && Number.isFinite(gap) && { gap }),
  };
}

/** What is stored with a document; an SVG is served so that nothing in it runs, and shown as a picture only. */
const STORED_TYPES: ReadonlySet<string> = new Set([...IMAGE_TYPES, 'image/svg+xml']);

/** Pictures that are shown by an element and of a type that can be stored. */
function filesOf(
  files: unknown,
  elements: readonly ImportedElement[],
): ReadonlyMap<string, ExcalidrawFile> {
  const found = new Map<string, ExcalidrawFile>();
  if (!isRecord(files)) return found;
  for (const { properties } of elements) {
    const id = properties.get('fileId');
    const file = typeof id === 'string' && Object.hasOwn(files, id) ? files[id] : undefined;
    if (typeof id !== 'string' || !isRecord(file)) continue;
    const { mimeType, dataURL, created } = file;
    const isSafe =
      typeof mimeType === 'string' &&
      STORED_TYPES.has(mimeType) &&
      typeof dataURL === 'string' &&
      dataURL.startsWith(`data:${mimeType};base64,`);
    if (!isSafe) continue;
    found.set(id, { id, mimeType, dataURL, created: typeof created === 'number' ? created : 0 });
  }
  return found;
}

/** The properties of an imported element as a `Y.Map` takes them. */
export function storable(properties: ReadonlyMap<string, unknown>): Map<string, unknown> {
  const stored = new Map(properties);
  const text = stored.get('text');
  const type = stored.get('type');
  const isOurs = type === 'note' || KNOWN_KINDS.has(word(type));
  if (typeof text === 'string' && isOurs) stored.set('text', new Y.Text(text));
  return stored;
}
