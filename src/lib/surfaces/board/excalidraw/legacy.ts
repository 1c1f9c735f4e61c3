import { anchorOf, bindingAt } from '../geometry/arrow.ts';
import { crossings, outlineOf } from '../geometry/outline.ts';
import { distance, isInPolygon, towards } from '../geometry/vector.ts';
import { MAX_TEXT } from '../model/limits.ts';
import { isRecord } from '../model/read.ts';
import type { BindableElement, Binding, Point } from '../model/types.ts';
import type { RawElement } from './format.ts';

/**
 * What older versions of Excalidraw wrote, brought to how it is written now. The rules are those of Excalidraw's own
 * `restore`.
 */
export function modernized(raw: RawElement): RawElement {
  const element = { ...raw };
  // Strokes of the first versions were lines.
  if (element.type === 'draw') element.type = 'line';
  if (element.roundness === undefined && element.strokeSharpness === 'round') {
    const isBox = element.type === 'rectangle' || element.type === 'image';
    element.roundness = { type: isBox ? 1 : 2 };
  }
  if (typeof element.font === 'string') {
    const [size, name] = element.font.split(' ');
    const fontSize = Number.parseFloat(size ?? '');
    if (Number.isFinite(fontSize)) element.fontSize = fontSize;
    element.fontFamily = FONTS.get(name ?? '') ?? 5;
  }
  for (const end of ['startArrowhead', 'endArrowhead']) {
    const modern = ARROWHEADS.get(element[end]);
    if (modern !== undefined) element[end] = modern;
  }
  for (const old of ['strokeSharpness', 'font', 'boundElementIds', 'rawText']) delete element[old];
  if (element.type === 'line' || element.type === 'arrow') element.points = linePoints(element);
  if (element.type === 'text') element.lineHeight = lineHeightOf(element);
  return element;
}

const FONTS: ReadonlyMap<string, number> = new Map([
  ['Virgil', 1],
  ['Helvetica', 2],
  ['Cascadia', 3],
  ['Excalifont', 5],
  ['Nunito', 6],
  ['Lilita', 7],
  ['Comic', 8],
]);

const ARROWHEADS: ReadonlyMap<unknown, string> = new Map([
  ['dot', 'circle'],
  ['crowfoot_one', 'cardinality_one'],
  ['crowfoot_many', 'cardinality_many'],
  ['crowfoot_one_or_many', 'cardinality_one_or_many'],
]);

/** The points of an element that are points. */
export function pointsOf(element: RawElement): Point[] {
  const { points } = element;
  if (!Array.isArray(points)) return [];
  return (points as unknown[]).filter(isPoint);
}

export function isPoint(value: unknown): value is Point {
  return Array.isArray(value) && Number.isFinite(value[0]) && Number.isFinite(value[1]);
}

function linePoints(element: RawElement): readonly Point[] {
  const points = pointsOf(element);
  if (points.length >= 2) return points;
  const { width, height } = element;
  return [
    [0, 0],
    [
      typeof width === 'number' && Number.isFinite(width) ? width : 0,
      typeof height === 'number' && Number.isFinite(height) ? height : 0,
    ],
  ];
}

/** Old texts do not say how high their lines are, but how high they are. */
function lineHeightOf(element: RawElement): unknown {
  const { lineHeight, height, fontSize, text } = element;
  if (lineHeight !== undefined && lineHeight !== null && lineHeight !== 0) return lineHeight;
  if (typeof height !== 'number' || typeof fontSize !== 'number' || typeof text !== 'string')
    return undefined;
  if (height <= 0 || fontSize <= 0) return undefined;
  return height / text.slice(0, MAX_TEXT).split('\n').length / fontSize;
}

/**
 * A binding as it is written now. The first ones said how far from a shape's middle a line aims; they become the middle
 * of the way that the line would take through the shape.
 * @param end where the arrow ends in the scene, and the point before
 */
export function modernBinding(
  binding: unknown,
  shape: BindableElement,
  end: { readonly tip: Point; readonly before: Point },
): Binding | null {
  if (!isRecord(binding)) return null;
  const { fixedPoint, mode } = binding;
  if (isPoint(fixedPoint)) {
    return {
      elementId: shape.id,
      fixedPoint: [fixedPoint[0], fixedPoint[1]],
      mode: mode === 'inside' || mode === 'skip' ? mode : 'orbit',
    };
  }
  if (isInPolygon(end.tip, outlineOf(shape))) return bindingAt(shape, end.tip, 'inside');
  const reach = distance(end.before, end.tip) + 2 * (shape.width + shape.height);
  const [enters, leaves] = crossings(shape, end.before, towards(end.before, end.tip, reach));
  const aim: Point =
    enters === undefined
      ? anchorOf(shape, [0.5, 0.5])
      : leaves === undefined
        ? enters
        : [(enters[0] + leaves[0]) / 2, (enters[1] + leaves[1]) / 2];
  return bindingAt(shape, aim, 'orbit');
}
