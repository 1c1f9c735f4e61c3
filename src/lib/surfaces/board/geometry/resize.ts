import { hasPoints, isLabelled, type BoardElement, type Point } from '../model/types.ts';
import type { ElementPatch } from '../model/write.ts';
import { boxOf, centerOf } from './bounds.ts';
import { centerOfBounds, rotate, type Bounds } from './vector.ts';

/** A handle by the direction in which it lies from the middle: [-1, -1] is the top left, [1, 0] the right side. */
export type Handle = readonly [x: -1 | 0 | 1, y: -1 | 0 | 1];

export interface ResizeOptions {
  /** Width and height keep their relation, and words theirs to both. */
  readonly keepRatio?: boolean;
  /** The middle stays where it is instead of the opposite side. */
  readonly fromCenter?: boolean;
}

/** Sides are not made shorter than this, in scene units. */
const LEAST = 1;

/**
 * What changes when a handle of one element is pulled to a point. The element may be turned: the opposite corner or
 * side stays where it is seen. Pulled past it, the element is mirrored.
 * @param element as it was when the pull began
 * @param pointer in the scene
 */
export function resizeElement(
  element: BoardElement,
  handle: Handle,
  pointer: Point,
  options: ResizeOptions = {},
): ElementPatch {
  const box = boxOf(element);
  const center = centerOf(element);
  const size: Point = [box.maxX - box.minX, box.maxY - box.minY];
  const fixed: Point = options.fromCenter === true ? [0, 0] : [-handle[0], -handle[1]];
  // In the element's own directions, from the point that stays.
  const anchor: Point = [
    center[0] + (fixed[0] * size[0]) / 2,
    center[1] + (fixed[1] * size[1]) / 2,
  ];
  const anchorInScene = rotate(anchor, center, element.angle);
  const [px, py] = rotate(pointer, anchorInScene, -element.angle);
  const pulled: Point = [px - anchorInScene[0], py - anchorInScene[1]];
  const factor = options.fromCenter === true ? 2 : 1;
  const share = (axis: 0 | 1): number =>
    handle[axis] === 0 || size[axis] === 0
      ? 1
      : (pulled[axis] * handle[axis] * factor) / size[axis];
  const scale = restrain(element, handle, [share(0), share(1)], size, options);
  // From the fixed point to the new middle.
  const offset: Point = [
    (-fixed[0] * size[0] * scale[0]) / 2,
    (-fixed[1] * size[1] * scale[1]) / 2,
  ];
  const middle = rotate(
    [anchorInScene[0] + offset[0], anchorInScene[1] + offset[1]],
    anchorInScene,
    element.angle,
  );
  const patch = scaled(element, scale, middle, handle);
  return options.keepRatio === true ? { ...patch, ...scaledWords(element, scale) } : patch;
}

function restrain(
  element: BoardElement,
  handle: Handle,
  [sx, sy]: Point,
  size: Point,
  options: ResizeOptions,
): Point {
  const isCorner = handle[0] !== 0 && handle[1] !== 0;
  // A text that fits itself, and a picture, are not stretched by their corners.
  const rigid = isCorner && (element.type === 'text' || element.type === 'image');
  let [x, y] = [sx, sy];
  if (options.keepRatio === true || rigid) {
    const both = isCorner
      ? Math.max(Math.abs(sx), Math.abs(sy))
      : handle[0] === 0
        ? Math.abs(sy)
        : Math.abs(sx);
    x = both * (handle[0] === 0 ? 1 : Math.sign(sx) || 1);
    y = both * (handle[1] === 0 ? 1 : Math.sign(sy) || 1);
  }
  return [atLeast(x, size[0]), atLeast(y, size[1])];
}

function atLeast(scale: number, size: number): number {
  if (size === 0) return 1;
  return Math.abs(scale) * size < LEAST ? (LEAST / size) * (Math.sign(scale) || 1) : scale;
}

/** The element scaled about its middle in its own directions, and its middle put somewhere. */
function scaled(
  element: BoardElement,
  [sx, sy]: Point,
  middle: Point,
  handle: Handle,
): ElementPatch {
  if (hasPoints(element)) {
    const box = boxOf(element);
    const [cx, cy] = centerOfBounds(box);
    const moved = element.points.map(([x, y]): Point => [
      (element.x + x - cx) * sx,
      (element.y + y - cy) * sy,
    ]);
    return fromFirst(moved, middle);
  }
  const width = element.width * Math.abs(sx);
  const height = element.height * Math.abs(sy);
  const place = { x: middle[0] - width / 2, y: middle[1] - height / 2 };
  if (element.type === 'text') {
    // The sides of a text set where its lines break, its corners how large it is.
    if (handle[1] === 0) return { ...place, y: element.y, width, autoResize: false };
    const fontSize = element.fontSize * Math.abs(sy);
    return element.autoResize ? { ...place, fontSize } : { ...place, fontSize, width };
  }
  if (element.type === 'image' && (sx < 0 || sy < 0)) {
    const scale: Point = [Math.sign(sx) * element.scale[0], Math.sign(sy) * element.scale[1]];
    return { ...place, width, height, scale };
  }
  return { ...place, width, height };
}

/** Words on an element that are enlarged with it, as a picture of both would be. */
function scaledWords(element: BoardElement, [, sy]: Point): ElementPatch {
  const hasWords = isLabelled(element) && element.type !== 'text' && element.text.trim() !== '';
  return hasWords ? { fontSize: element.fontSize * Math.abs(sy) } : {};
}

/** Points around a middle, written from the first one, as the format wants it. */
function fromFirst(points: readonly Point[], [cx, cy]: Point): ElementPatch {
  const [fx, fy] = points[0] ?? [0, 0];
  return {
    x: cx + fx,
    y: cy + fy,
    points: points.map(([x, y]): Point => [x - fx, y - fy]),
  };
}

/**
 * What changes when a handle of the box around several elements is pulled. Where one of them is turned or carries words
 * whose size follows, all keep their relation, as it could not be stretched along the box's sides; then the words on all
 * are enlarged with them.
 * @param elements as they were when the pull began
 * @param bounds the box around them then
 */
export function resizeAll(
  elements: readonly BoardElement[],
  bounds: Bounds,
  handle: Handle,
  pointer: Point,
  options: ResizeOptions = {},
): Map<string, ElementPatch> {
  const [cx, cy] = centerOfBounds(bounds);
  const size: Point = [bounds.maxX - bounds.minX, bounds.maxY - bounds.minY];
  const fixed: Point = options.fromCenter === true ? [0, 0] : [-handle[0], -handle[1]];
  const anchor: Point = [cx + (fixed[0] * size[0]) / 2, cy + (fixed[1] * size[1]) / 2];
  const factor = options.fromCenter === true ? 2 : 1;
  const share = (axis: 0 | 1): number =>
    handle[axis] === 0 || size[axis] === 0
      ? 1
      : ((pointer[axis] - anchor[axis]) * handle[axis] * factor) / size[axis];
  let [sx, sy] = [share(0), share(1)];
  const rigid = elements.some(
    (element) => element.angle !== 0 || element.type === 'text' || element.type === 'image',
  );
  const keepsRatio = options.keepRatio === true || rigid;
  if (keepsRatio) {
    const both =
      handle[0] === 0
        ? Math.abs(sy)
        : handle[1] === 0
          ? Math.abs(sx)
          : Math.max(Math.abs(sx), Math.abs(sy));
    // Along a side there is nothing to mirror.
    sx = both * (handle[0] === 0 ? 1 : Math.sign(sx) || 1);
    sy = both * (handle[1] === 0 ? 1 : Math.sign(sy) || 1);
  }
  sx = atLeast(sx, size[0]);
  sy = atLeast(sy, size[1]);
  return new Map(
    elements.map((element) => {
      const [ex, ey] = centerOf(element);
      const middle: Point = [anchor[0] + (ex - anchor[0]) * sx, anchor[1] + (ey - anchor[1]) * sy];
      const mirrored = sx * sy < 0 && element.angle !== 0;
      const patch = {
        ...scaled(element, [sx, sy], middle, [1, 1]),
        ...(keepsRatio && scaledWords(element, [sx, sy])),
      };
      return [element.id, mirrored ? { ...patch, angle: 2 * Math.PI - element.angle } : patch];
    }),
  );
}

/**
 * What changes when elements are turned together.
 * @param center around which, in the scene
 * @param by radians
 */
export function rotateAll(
  elements: readonly BoardElement[],
  center: Point,
  by: number,
): Map<string, ElementPatch> {
  return new Map(
    elements.map((element) => {
      const from = centerOf(element);
      const to = rotate(from, center, by);
      const full = 2 * Math.PI;
      return [
        element.id,
        {
          x: element.x + to[0] - from[0],
          y: element.y + to[1] - from[1],
          // Labels of frames stay level, and so do frames.
          ...(element.type !== 'frame' && { angle: (((element.angle + by) % full) + full) % full }),
        },
      ];
    }),
  );
}

/** What changes when elements are moved. */
export function moveAll(
  elements: readonly BoardElement[],
  dx: number,
  dy: number,
): Map<string, ElementPatch> {
  return new Map(elements.map(({ id, x, y }) => [id, { x: x + dx, y: y + dy }]));
}

/** The angle of a turn by a pointer around a middle: 0 points up. */
export function turnTo(center: Point, pointer: Point): number {
  return Math.atan2(pointer[1] - center[1], pointer[0] - center[0]) + Math.PI / 2;
}
