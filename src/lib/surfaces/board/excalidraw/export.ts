import type { Lookup } from '../geometry/arrow.ts';
import { compareIndex, reindex } from '../model/order.ts';
import { isRecord, type StoredProperties } from '../model/read.ts';
import {
  isLabelled,
  type BoardElement,
  type LabelledElement,
  type NoteElement,
  type TextElement,
} from '../model/types.ts';
import { layoutText } from '../text/layout.ts';
import { placeTextIn, textCorners } from '../geometry/label.ts';
import { arrowFields, arrowsByShape, headFields, pointFields } from './export-arrows.ts';
import {
  BOOKKEEPING,
  OWN_DATA,
  type ExcalidrawDocument,
  type ExcalidrawFile,
  type RawElement,
} from './format.ts';
import { keepable } from './json.ts';

export interface ExportOptions {
  /** From the bottom to the top: a whole board, or what is selected. */
  readonly elements: readonly BoardElement[];
  /** Finds what the document has of an element: `Board.storedOf`. */
  readonly storedOf: (id: string) => StoredProperties | null;
  /** Finds shapes that arrows are bound to, also such that are not exported: `Board.get`. */
  readonly lookup: Lookup;
  readonly files?: ReadonlyMap<string, ExcalidrawFile>;
  /** What made the file: an address. */
  readonly source: string;
  /** Milliseconds since 1970. */
  readonly now: number;
  readonly type?: ExcalidrawDocument['type'];
}

/** Elements as a `.excalidraw` file; `JSON.stringify` it. */
export function exportExcalidraw(options: ExportOptions): ExcalidrawDocument {
  const { elements, source, files, type = 'excalidraw' } = options;
  const exported = new Set(elements.map(({ id }) => id));
  const raws: RawElement[] = [];
  for (const element of elements.toSorted(compareIndex)) {
    const label = labelOf(element, options);
    const raw = rawElement(element, label, exported, options);
    raws.push(raw);
    if (label !== null) raws.push({ ...label, frameId: raw.frameId });
  }
  const order = raws.map(({ id, index }) => ({ id: String(id), index: String(index ?? '') }));
  const indices = reindex(order, new Set());
  const arrows = arrowsByShape(elements, exported);
  const shown = new Set(elements.flatMap((one) => (one.type === 'image' ? [one.fileId] : [])));
  return {
    type,
    version: 2,
    source,
    elements: raws.map((raw) => {
      const id = String(raw.id);
      const labels = isRecord(raw.boundElements) ? [raw.boundElements] : [];
      const bound = [...labels, ...(arrows.get(id) ?? [])];
      return {
        ...raw,
        index: indices.get(id) ?? raw.index,
        boundElements: bound.length === 0 ? null : bound,
      };
    }),
    appState: { gridSize: 20, gridStep: 5, viewBackgroundColor: '#ffffff' },
    files: Object.fromEntries([...(files ?? [])].filter(([id]) => shown.has(id))),
  };
}

/** Keys of ours that the format does not have, or has elsewhere. */
const OWN_KEYS: ReadonlySet<string> = new Set([
  ...['text', 'textColor', 'label', 'fontSize', 'fontFamily', 'textAlign', 'verticalAlign'],
  ...['lineHeight', 'type', 'points', 'pressures'],
  ...BOOKKEEPING,
]);

function rawElement(
  element: BoardElement,
  label: RawElement | null,
  exported: ReadonlySet<string>,
  options: ExportOptions,
): RawElement {
  const extras: RawElement = {};
  const isUnknown = element.type === 'unknown';
  for (const [key, value] of options.storedOf(element.id)?.entries() ?? []) {
    const plain = !isUnknown && OWN_KEYS.has(key) ? undefined : keepable(value);
    if (plain !== undefined) extras[key] = plain;
  }
  const base: RawElement = {
    ...extras,
    ...baseOf(element, options.now),
    boundElements: labelRef(label),
  };
  if (element.type === 'unknown') {
    // As it came; only its id and place may have changed here.
    const { id, x, y, index, groupIds, frameId, boundElements } = base;
    return { ...base, ...extras, id, x, y, index, groupIds, frameId, boundElements };
  }
  const frameId =
    element.frameId !== null && exported.has(element.frameId) ? element.frameId : null;
  return { ...base, ...fieldsOf(element, exported, options), frameId };
}

function labelRef(label: RawElement | null): unknown {
  return label === null ? null : { type: 'text', id: label.id };
}

function baseOf(element: BoardElement, now: number): RawElement {
  return {
    id: element.id,
    type: element.type === 'note' ? 'rectangle' : element.type,
    x: element.x,
    y: element.y,
    width: element.width,
    height: element.height,
    angle: element.angle,
    strokeColor: element.strokeColor,
    backgroundColor: element.backgroundColor,
    fillStyle: element.fillStyle,
    strokeWidth: element.strokeWidth,
    strokeStyle: element.strokeStyle,
    roughness: element.roughness,
    opacity: element.opacity,
    groupIds: element.groupIds,
    frameId: element.frameId,
    index: element.index,
    roundness: element.roundness,
    seed: element.seed,
    version: 1,
    versionNonce: element.seed,
    isDeleted: false,
    updated: now,
    link: element.link,
    locked: element.locked,
  };
}

function fieldsOf(
  element: Exclude<BoardElement, { type: 'unknown' }>,
  exported: ReadonlySet<string>,
  options: ExportOptions,
): RawElement {
  switch (element.type) {
    case 'rectangle':
    case 'diamond':
    case 'ellipse':
      return {};
    case 'note':
      return noteFields(element, options);
    case 'text':
      return textFields(element);
    case 'line':
      return {
        ...pointFields(element),
        ...headFields(element),
        startBinding: null,
        endBinding: null,
        polygon: element.polygon,
      };
    case 'arrow':
      return arrowFields(element, exported, options);
    case 'freedraw':
      return {
        ...pointFields(element),
        pressures: element.pressures,
        simulatePressure: element.simulatePressure,
        strokeOptions: element.strokeOptions,
      };
    case 'image':
      return { fileId: element.fileId, scale: element.scale, crop: element.crop };
    case 'frame':
      return { name: element.name };
  }
}

/** A note is a rectangle without a line there; what it was is kept for the way back. */
function noteFields(element: NoteElement, options: ExportOptions): RawElement {
  const stored = options.storedOf(element.id)?.get('customData');
  const others = isRecord(stored) ? (keepable(stored) as RawElement | undefined) : undefined;
  return {
    strokeColor: 'transparent',
    customData: { ...others, [OWN_DATA]: { type: 'note', strokeColor: element.strokeColor } },
  };
}

function textStyle(element: LabelledElement): RawElement {
  return {
    fontSize: element.fontSize,
    fontFamily: element.fontFamily,
    textAlign: element.textAlign,
    verticalAlign: element.verticalAlign,
    lineHeight: element.lineHeight,
  };
}

function textFields(element: TextElement): RawElement {
  const layout = layoutText(element.text, element, element.autoResize ? null : element.width);
  return {
    ...textStyle(element),
    strokeColor: element.textColor ?? element.strokeColor,
    text: layout.lines.map(({ text }) => text).join('\n'),
    originalText: element.text,
    containerId: null,
    autoResize: element.autoResize,
  };
}

/** The label of an element as the element of its own that it is in the format; null for none. */
function labelOf(element: BoardElement, options: ExportOptions): RawElement | null {
  if (!isLabelled(element) || element.type === 'text' || element.text === '') return null;
  const placed = placeTextIn(element, options.lookup);
  if (placed === null) return null;
  const stored = keepable(options.storedOf(element.id)?.get('label'));
  const rest = isRecord(stored) ? stored : {};
  const { layout, angle } = placed;
  // The box of the format is not turned, and turns around its own middle.
  const corners = textCorners(placed);
  const [cx, cy] = [0, 1].map(
    (axis) => corners.reduce((sum, corner) => sum + (corner[axis] ?? 0), 0) / corners.length,
  );
  return {
    ...baseOf({ ...element, seed: element.seed, angle }, options.now),
    backgroundColor: 'transparent',
    roundness: null,
    link: null,
    opacity: element.opacity,
    ...rest,
    id: typeof rest.id === 'string' && rest.id !== '' ? rest.id : `${element.id}-label`,
    type: 'text',
    index: '',
    x: (cx ?? 0) - layout.width / 2,
    y: (cy ?? 0) - layout.height / 2,
    width: layout.width,
    height: layout.height,
    strokeColor: element.textColor ?? element.strokeColor,
    ...textStyle(element),
    text: layout.lines.map(({ text }) => text).join('\n'),
    originalText: element.text,
    containerId: element.id,
    autoResize: true,
    boundElements: null,
  };
}
