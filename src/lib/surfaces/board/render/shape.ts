import {
  curveThrough,
  cutCurve,
  cutLine,
  ELBOW_RADIUS,
  isCurved,
  lengthOf,
} from '../geometry/curve.ts';
import { isClosed, isFilled } from '../geometry/hit.ts';
import { cornerRadius } from '../geometry/outline.ts';
import type {
  ArrowElement,
  BoardElement,
  LineElement,
  Point,
  ShapeElement,
} from '../model/types.ts';
import { arrowheadParts, hollowEnds } from './arrowheads.ts';
import { freehandPath } from './freehand.ts';
import { curvePath, ellipsePath, linePath, roundedPath } from './path.ts';
import type { Paint, Shape, ShapePart } from './parts.ts';
import { hatching, sketch } from './sketch.ts';

/** Longer lines are not dashed: a browser would draw every dash, seen or not. */
const MAX_DASHED = 50_000;
/** Sketched lines have a bend for each point; past this, nobody sees them. */
const MAX_SKETCHED_POINTS = 1_000;
const MAX_SKETCHED_SIZE = 50_000;

/**
 * What is painted of an element. Coordinates are relative to its `x` and `y`, before it is turned; those of an arrow to the
 * first point of its course.
 * @param course where an arrow runs, `arrowCourse`; of other elements not looked at
 */
export function shapeOf(element: BoardElement, course: readonly Point[]): Shape {
  switch (element.type) {
    case 'rectangle':
    case 'diamond':
    case 'ellipse':
      return closedShape(element);
    case 'line':
      return lineShape(element, element.points);
    case 'arrow': {
      const [x, y] = course[0] ?? [0, 0];
      return lineShape(
        element,
        course.map(([px, py]): Point => [px - x, py - y]),
      );
    }
    case 'freedraw':
      return [
        ...(isFilled(element) && isClosed(element.points)
          ? [part(linePath(element.points, true), 'background', 'none', 0)]
          : []),
        part(freehandPath(element), 'stroke', 'none', 0),
      ];
    case 'note':
    case 'text':
    case 'image':
    case 'frame':
    case 'unknown':
      return [];
  }
}

function closedShape(element: ShapeElement): Shape {
  const d = outlinePath(element);
  const canSketch = Math.max(element.width, element.height) <= MAX_SKETCHED_SIZE;
  const length = 2 * (element.width + element.height);
  if (canSketch && element.roughness > 0) return dashed(element, sketch(element, d), length);
  const filled = isFilled(element);
  if (filled && canSketch && element.fillStyle !== 'solid') {
    return [
      ...hatching(element, d),
      ...dashed(element, [part(d, 'none', 'stroke', element.strokeWidth)], length),
    ];
  }
  return dashed(
    element,
    [part(d, filled ? 'background' : 'none', 'stroke', element.strokeWidth)],
    length,
  );
}

function outlinePath(element: ShapeElement): string {
  const { width, height } = element;
  if (element.type === 'ellipse') return ellipsePath(width, height);
  const isDiamond = element.type === 'diamond';
  const corners: Point[] = isDiamond
    ? [
        [width / 2, 0],
        [width, height / 2],
        [width / 2, height],
        [0, height / 2],
      ]
    : [
        [0, 0],
        [width, 0],
        [width, height],
        [0, height],
      ];
  const shorter = Math.min(width, height);
  if (element.roundness === null) return linePath(corners, true);
  return roundedPath(corners, isDiamond ? shorter / 4 : cornerRadius(shorter, element), true);
}

function lineShape(element: LineElement | ArrowElement, points: readonly Point[]): Shape {
  const curved = isCurved(element, points);
  const elbowed = element.type === 'arrow' && element.elbowed;
  const closed = element.type === 'line' && isClosed(points);
  const [start, end] = closed ? [0, 0] : hollowEnds(element, points);
  const straight = cutLine(points, start, end);
  const heads = arrowheadParts(element, points, curved);
  if (straight.length === 0) return heads;
  const d = curved
    ? curvePath(cutCurve(curveThrough(points), start, end))
    : elbowed
      ? roundedPath(straight, ELBOW_RADIUS)
      : linePath(straight, element.type === 'line' && element.polygon && closed);
  const filled = closed && isFilled(element);
  const length = lengthOf(points);
  const canSketch = points.length <= MAX_SKETCHED_POINTS && length <= MAX_SKETCHED_SIZE;
  const line =
    canSketch && element.roughness > 0
      ? sketch(element, d, filled)
      : [
          ...(filled && canSketch && element.fillStyle !== 'solid' ? hatching(element, d) : []),
          part(
            d,
            filled && (!canSketch || element.fillStyle === 'solid') ? 'background' : 'none',
            'stroke',
            element.strokeWidth,
          ),
        ];
  return [...dashed(element, line, length), ...heads];
}

/** The lines of a shape dashed as the element wants it, as long as that can be drawn. */
function dashed(element: BoardElement, parts: Shape, length: number): Shape {
  const { strokeStyle, strokeWidth } = element;
  if (strokeStyle === 'solid' || length > MAX_DASHED) return parts;
  const dash = strokeStyle === 'dashed' ? [8, 8 + strokeWidth] : [1.5, 6 + strokeWidth];
  return parts.map((one) => (one.stroke === 'stroke' ? { ...one, dash } : one));
}

function part(d: string, fill: Paint, stroke: Paint, width: number): ShapePart {
  return { d, fill, stroke, width, dash: null };
}
