import { layoutText } from '../text/layout.ts';
import {
  DEFAULT_SIDE,
  DEFAULT_STREAMLINE,
  defaultBackground,
  defaultEndArrowhead,
  DEFAULTS,
  defaultTextAlign,
  defaultVerticalAlign,
} from './defaults.ts';
import { MAX_COORDINATE, MAX_SIZE } from './limits.ts';
import { isIndex } from './order.ts';
import { unpackPoints, unpackPressures } from './points.ts';
import {
  isRecord,
  readArrowhead,
  readBinding,
  readBoolean,
  readChoice,
  readCrop,
  readLink,
  readName,
  readNames,
  readNumber,
  readPair,
  readRoundness,
  readText,
  type Properties,
} from './read.ts';
import type {
  BoardElement,
  ElementBase,
  FillStyle,
  FreedrawElement,
  Labelled,
  Point,
  StrokeStyle,
  TextAlign,
  UnknownElement,
  VerticalAlign,
} from './types.ts';

const FILL_STYLES: ReadonlySet<FillStyle> = new Set(['hachure', 'cross-hatch', 'solid', 'zigzag']);
const STROKE_STYLES: ReadonlySet<StrokeStyle> = new Set(['solid', 'dashed', 'dotted']);
const TEXT_ALIGNS: ReadonlySet<TextAlign> = new Set(['left', 'center', 'right']);
const VERTICAL_ALIGNS: ReadonlySet<VerticalAlign> = new Set(['top', 'middle', 'bottom']);

/**
 * Reads one element. Takes whatever the properties hold: values that make no sense become the default, keys that are not
 * known are not looked at, and an element that cannot be drawn becomes an `unknown` one in its place.
 * Never throws.
 * @param properties a `Y.Map` of the document
 */
export function parseElement(id: string, properties: Properties): BoardElement {
  const kind = readName(properties.get('type'), '');
  const base = readBase(id, kind, properties);
  switch (kind) {
    case 'rectangle':
    case 'diamond':
    case 'ellipse':
      return { ...base, type: kind, ...readLabel(kind, properties) };
    case 'note':
      return { ...base, type: kind, ...readLabel(kind, properties) };
    case 'text':
      return readTextElement(base, properties);
    case 'line':
    case 'arrow':
    case 'freedraw':
      return readPointsElement(base, kind, properties);
    case 'image':
      return {
        ...base,
        type: kind,
        fileId: readName(properties.get('fileId'), null) || null,
        scale: readScale(properties.get('scale')),
        crop: readCrop(properties.get('crop')),
      };
    case 'frame':
      return { ...base, type: kind, name: readName(properties.get('name'), null) || null };
    default:
      return { ...base, type: 'unknown', kind, problem: 'kind' };
  }
}

function readBase(id: string, kind: string, properties: Properties): ElementBase {
  const number = (key: string, fallback: number, min: number, max: number): number =>
    readNumber(properties.get(key), fallback, min, max);
  const index = properties.get('index');
  const width = number('width', DEFAULT_SIDE, -MAX_SIZE, MAX_SIZE);
  const height = number('height', DEFAULT_SIDE, -MAX_SIZE, MAX_SIZE);
  const turns = number('angle', DEFAULTS.angle, -1e6, 1e6) % (2 * Math.PI);
  return {
    id,
    index: isIndex(index) ? index : '',
    x: number('x', 0, -MAX_COORDINATE, MAX_COORDINATE) + Math.min(0, width),
    y: number('y', 0, -MAX_COORDINATE, MAX_COORDINATE) + Math.min(0, height),
    width: Math.abs(width),
    height: Math.abs(height),
    angle: turns < 0 ? turns + 2 * Math.PI : turns,
    strokeColor: readName(properties.get('strokeColor'), DEFAULTS.strokeColor),
    backgroundColor: readName(properties.get('backgroundColor'), defaultBackground(kind)),
    fillStyle: readChoice(properties.get('fillStyle'), FILL_STYLES, DEFAULTS.fillStyle),
    strokeWidth: number('strokeWidth', DEFAULTS.strokeWidth, 0.1, 200),
    strokeStyle: readChoice(properties.get('strokeStyle'), STROKE_STYLES, DEFAULTS.strokeStyle),
    roundness: readRoundness(properties.get('roundness')),
    roughness: number('roughness', DEFAULTS.roughness, 0, 10),
    opacity: number('opacity', DEFAULTS.opacity, 0, 100),
    seed: Math.floor(number('seed', hash(id), 0, 2 ** 31)),
    groupIds: readNames(properties.get('groupIds')),
    frameId: readName(properties.get('frameId'), null) || null,
    link: readLink(properties.get('link')),
    locked: readBoolean(properties.get('locked'), DEFAULTS.locked),
  };
}

function readLabel(kind: string, properties: Properties): Labelled {
  const number = (key: string, fallback: number, min: number, max: number): number =>
    readNumber(properties.get(key), fallback, min, max);
  return {
    text: readText(properties.get('text')),
    fontSize: number('fontSize', DEFAULTS.fontSize, 1, 2_000),
    fontFamily: Math.floor(number('fontFamily', DEFAULTS.fontFamily, 0, 1_000)),
    textAlign: readChoice(properties.get('textAlign'), TEXT_ALIGNS, defaultTextAlign(kind)),
    verticalAlign: readChoice(
      properties.get('verticalAlign'),
      VERTICAL_ALIGNS,
      defaultVerticalAlign(kind),
    ),
    lineHeight: number('lineHeight', DEFAULTS.lineHeight, 0.5, 5),
    textColor: readName(properties.get('textColor'), null),
  };
}

/** The height of a text follows from its words, and so does the width unless somebody has set it. */
function readTextElement(base: ElementBase, properties: Properties): BoardElement {
  const label = readLabel('text', properties);
  const autoResize = readBoolean(properties.get('autoResize'), DEFAULTS.autoResize);
  const layout = layoutText(label.text, label, autoResize ? null : base.width);
  return {
    ...base,
    type: 'text',
    ...label,
    autoResize,
    width: autoResize ? Math.max(layout.width, 1) : base.width,
    height: layout.height,
  };
}

function readPointsElement(
  base: ElementBase,
  kind: 'line' | 'arrow' | 'freedraw',
  properties: Properties,
): BoardElement {
  const points = unpackPoints(properties.get('points'));
  if (points === null || points.length < (kind === 'freedraw' ? 1 : 2)) return broken(base, kind);
  const sized = { ...base, ...sizeOf(points), points };
  if (kind === 'freedraw') return readFreedraw(sized, properties);
  const heads = {
    startArrowhead: readArrowhead(properties.get('startArrowhead'), null),
    endArrowhead: readArrowhead(properties.get('endArrowhead'), defaultEndArrowhead(kind)),
  };
  if (kind === 'line') {
    return {
      ...sized,
      type: kind,
      ...heads,
      polygon: readBoolean(properties.get('polygon'), DEFAULTS.polygon),
    };
  }
  return {
    ...sized,
    type: kind,
    ...heads,
    ...readLabel(kind, properties),
    startBinding: readBinding(properties.get('startBinding')),
    endBinding: readBinding(properties.get('endBinding')),
    elbowed: readBoolean(properties.get('elbowed'), DEFAULTS.elbowed),
  };
}

function readFreedraw(
  base: ElementBase & { readonly points: readonly Point[] },
  properties: Properties,
): FreedrawElement {
  const pressures = unpackPressures(properties.get('pressures'));
  const options = properties.get('strokeOptions');
  const streamline = isRecord(options) ? options.streamline : undefined;
  return {
    ...base,
    type: 'freedraw',
    // Points and pressures are two properties: of two clients one may have written each.
    pressures: pressures.length === base.points.length ? pressures : [],
    simulatePressure:
      pressures.length !== base.points.length ||
      readBoolean(properties.get('simulatePressure'), DEFAULTS.simulatePressure),
    strokeOptions: {
      variability:
        isRecord(options) && options.variability === 'constant' ? 'constant' : 'variable',
      streamline: readNumber(streamline, DEFAULT_STREAMLINE, 0, 1),
    },
  };
}

function broken(base: ElementBase, kind: string): UnknownElement {
  return { ...base, type: 'unknown', kind, problem: 'broken' };
}

/** Width and height of what points span. */
export function sizeOf(points: readonly Point[]): { width: number; height: number } {
  const [first] = points;
  if (first === undefined) return { width: 0, height: 0 };
  let [minX, minY] = first;
  let [maxX, maxY] = first;
  for (const [x, y] of points) {
    minX = Math.min(minX, x);
    minY = Math.min(minY, y);
    maxX = Math.max(maxX, x);
    maxY = Math.max(maxY, y);
  }
  return { width: maxX - minX, height: maxY - minY };
}

function readScale(value: unknown): Point {
  const [x, y] = readPair(value, [1, 1], 1);
  return [x < 0 ? -1 : 1, y < 0 ? -1 : 1];
}

/** A seed from an id, for elements that do not store one. */
function hash(text: string): number {
  let value = 2166136261;
  for (let i = 0; i < text.length; i++) {
    value = Math.imul(value ^ text.charCodeAt(i), 16777619);
  }
  return value >>> 1;
}
