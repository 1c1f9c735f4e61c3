import { arrowCourse, gapOf, type Lookup } from '../geometry/arrow.ts';
import { scenePoints } from '../geometry/bounds.ts';
import { distance } from '../geometry/vector.ts';
import { sizeOf } from '../model/parse.ts';
import { FINE_PRECISION, packPoints, unpackPoints } from '../model/points.ts';
import { isRecord, type StoredProperties } from '../model/read.ts';
import {
  isBindable,
  type ArrowElement,
  type Arrowhead,
  type Binding,
  type BoardElement,
  type LineElement,
  type Point,
} from '../model/types.ts';
import { writtenCourse } from '../operations/remove.ts';
import type { RawElement } from './format.ts';

interface Sources {
  readonly lookup: Lookup;
  readonly storedOf: (id: string) => StoredProperties | null;
}

/** Place and points of a line: the format wants the first point at the element's own place. */
export function pointFields(
  element: BoardElement & { readonly points: readonly Point[] },
): RawElement {
  const [fx, fy] = element.points[0] ?? [0, 0];
  return {
    x: element.x + fx,
    y: element.y + fy,
    points: element.points.map(([x, y]) => [x - fx, y - fy]),
  };
}

/** A course that is derived, as fine as points are stored here: brought in again, it is the same. */
function courseFields(course: readonly Point[]): RawElement {
  const written = writtenCourse(course);
  const points = unpackPoints(packPoints(written.points, FINE_PRECISION)) ?? written.points;
  return { ...written, points, ...sizeOf(points) };
}

/** Heads by the names that all versions of Excalidraw read: those up to 0.18 do not know the present ones. */
const HEADS: ReadonlyMap<Arrowhead | null, string> = new Map([
  ['cardinality_one', 'crowfoot_one'],
  ['cardinality_many', 'crowfoot_many'],
  ['cardinality_one_or_many', 'crowfoot_one_or_many'],
]);

/** The heads of a line or arrow. */
export function headFields({
  startArrowhead,
  endArrowhead,
}: LineElement | ArrowElement): RawElement {
  return {
    startArrowhead: HEADS.get(startArrowhead) ?? startArrowhead,
    endArrowhead: HEADS.get(endArrowhead) ?? endArrowhead,
  };
}

/** Ends nearer than this to where they were written are left so: another program's gap is not ours. */
const SAME_PLACE = 8;

/** What an arrow has besides what every element has: where it is seen, and what holds it. */
export function arrowFields(
  arrow: ArrowElement,
  exported: ReadonlySet<string>,
  { lookup, storedOf }: Sources,
): RawElement {
  const stored = scenePoints(arrow);
  const course = arrowCourse(arrow, lookup);
  const near = (a: Point | undefined, b: Point | undefined): boolean =>
    a !== undefined && b !== undefined && distance(a, b) < SAME_PLACE;
  // Excalidraw takes the corners of a way along the axes as they are written, and does not look for them.
  const hasCorners =
    !arrow.elbowed ||
    (stored.length === course.length && stored.every((p, i) => near(p, course[i])));
  const stays = hasCorners && near(stored[0], course[0]) && near(stored.at(-1), course.at(-1));
  const binding = (key: 'startBinding' | 'endBinding'): RawElement | null => {
    const held = arrow[key];
    if (held === null || !exported.has(held.elementId)) return null;
    return { ...held, ...aimOf(held, storedOf(arrow.id)?.get(key), lookup) };
  };
  const place = stays ? pointFields(arrow) : courseFields(course);
  return {
    ...place,
    ...headFields(arrow),
    startBinding: binding('startBinding'),
    endBinding: binding('endBinding'),
    elbowed: arrow.elbowed,
  };
}

/**
 * How versions of Excalidraw up to 0.18 say where an arrow that is bound aims and ends. Without it their arrows run nowhere
 * once a shape is moved.
 */
function aimOf(held: Binding, stored: unknown, lookup: Lookup): RawElement {
  const { focus, gap } = isRecord(stored) ? stored : {};
  const shape = lookup(held.elementId);
  const orbits = held.mode !== 'inside' && shape !== undefined && isBindable(shape);
  return {
    focus: typeof focus === 'number' && Number.isFinite(focus) ? focus : 0,
    gap: typeof gap === 'number' && Number.isFinite(gap) ? gap : orbits ? gapOf(shape) : 0,
  };
}

/** Arrows by the shapes that they are bound to, as the format wants it on the shape too. */
export function arrowsByShape(
  elements: readonly BoardElement[],
  exported: ReadonlySet<string>,
): ReadonlyMap<string, readonly RawElement[]> {
  const arrows = new Map<string, RawElement[]>();
  for (const element of elements) {
    if (element.type !== 'arrow') continue;
    const shapes = new Set([element.startBinding?.elementId, element.endBinding?.elementId]);
    for (const shape of shapes) {
      if (shape === undefined || !exported.has(shape)) continue;
      const bound = arrows.get(shape) ?? [];
      bound.push({ type: 'arrow', id: element.id });
      arrows.set(shape, bound);
    }
  }
  return arrows;
}
