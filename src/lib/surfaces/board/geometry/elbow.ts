import type { Point } from '../model/types.ts';
import { grow, type Bounds } from './vector.ts';

/** One end of an arrow that runs along the axes. */
export interface ElbowEnd {
  /** The end, or the point in its shape that it is bound to. */
  readonly point: Point;
  /** Direction in which the way leaves the shape, along an axis; null when any will do. */
  readonly heading: Point | null;
  /** What the way must not cross. */
  readonly box: Bounds | null;
  /** Where the way leaves the shape; a free end has no shape. */
  readonly edge?: (from: Point, heading: Point) => Point;
}

/** How far the way keeps away from shapes, where there is room. */
const CLEARANCE = 24;
/** A bend costs as much as this many units more of way. */
const BEND = 60;

const HEADINGS: readonly Point[] = [
  [1, 0],
  [0, 1],
  [-1, 0],
  [0, -1],
];

/**
 * A way along the axes from one end to the other around their shapes: the one with the fewest bends, and of those the
 * shortest. The same ends give the same way on every machine.
 */
export function elbowCourse(start: ElbowEnd, end: ElbowEnd): Point[] {
  const startHeading = start.heading ?? facing(start.point, end.point);
  const endHeading = end.heading ?? facing(end.point, start.point);
  const from = start.edge?.(start.point, startHeading) ?? start.point;
  const to = end.edge?.(end.point, endHeading) ?? end.point;
  const room = clearance(start.box, end.box);
  const leave = start.box === null ? from : outOf(from, startHeading, start.box, room);
  const arrive = end.box === null ? to : outOf(to, endHeading, end.box, room);
  const boxes = [start.box, end.box].filter((box) => box !== null);
  const way = findWay(leave, startHeading, arrive, endHeading, boxes, room);
  return straightened([from, ...way, to]);
}

function facing(from: Point, to: Point): Point {
  const [dx, dy] = [to[0] - from[0], to[1] - from[1]];
  return Math.abs(dx) >= Math.abs(dy) ? [dx < 0 ? -1 : 1, 0] : [0, dy < 0 ? -1 : 1];
}

/** Between shapes that are near each other the way runs in the middle. */
function clearance(a: Bounds | null, b: Bounds | null): number {
  if (a === null || b === null) return CLEARANCE;
  const gap = Math.max(a.minX - b.maxX, b.minX - a.maxX, a.minY - b.maxY, b.minY - a.maxY);
  return gap <= 0 ? CLEARANCE : Math.min(CLEARANCE, gap / 2);
}

/** The first point of the way that is clear of the shape. */
function outOf(point: Point, [hx, hy]: Point, box: Bounds, room: number): Point {
  if (hx !== 0)
    return [
      hx > 0 ? Math.max(point[0], box.maxX + room) : Math.min(point[0], box.minX - room),
      point[1],
    ];
  return [
    point[0],
    hy > 0 ? Math.max(point[1], box.maxY + room) : Math.min(point[1], box.minY - room),
  ];
}

interface Node {
  readonly x: number;
  readonly y: number;
  /** Index of the direction in which it was reached. */
  readonly heading: number;
  cost: number;
  done: boolean;
  before: Node | null;
}

/** The cheapest way on the raster of all lines that matter. */
function findWay(
  from: Point,
  startHeading: Point,
  to: Point,
  endHeading: Point,
  boxes: readonly Bounds[],
  room: number,
): Point[] {
  const xs = raster([
    from[0],
    to[0],
    (from[0] + to[0]) / 2,
    ...boxes.flatMap((box) => [box.minX - room, box.maxX + room]),
  ]);
  const ys = raster([
    from[1],
    to[1],
    (from[1] + to[1]) / 2,
    ...boxes.flatMap((box) => [box.minY - room, box.maxY + room]),
  ]);
  const blocked = boxes.map((box) => grow(box, -0.5));
  const nodes = new Map<number, Node>();
  const node = (x: number, y: number, heading: number): Node => {
    const key = (x * ys.length + y) * 4 + heading;
    let found = nodes.get(key);
    if (found === undefined) {
      found = { x, y, heading, cost: Infinity, done: false, before: null };
      nodes.set(key, found);
    }
    return found;
  };
  const first = node(xs.indexOf(from[0]), ys.indexOf(from[1]), indexOf(startHeading));
  first.cost = 0;
  const goal = { x: xs.indexOf(to[0]), y: ys.indexOf(to[1]) };
  const into = (indexOf(endHeading) + 2) % 4;
  let best: Node | null = null;
  let bestCost = Infinity;
  for (let here: Node | null = first; here !== null; here = cheapest(nodes)) {
    here.done = true;
    if (here.cost >= bestCost) break;
    if (here.x === goal.x && here.y === goal.y) {
      // The last leg lies in the shape's own direction.
      const cost = here.cost + turn(here.heading, into) * BEND;
      if (cost < bestCost) [best, bestCost] = [here, cost];
      continue;
    }
    for (const [heading, [dx, dy]] of HEADINGS.entries()) {
      const bends = turn(here.heading, heading);
      const [x, y] = [here.x + dx, here.y + dy];
      const [x0, y0, x1, y1] = [xs[here.x], ys[here.y], xs[x], ys[y]];
      if (
        bends === 2 ||
        x0 === undefined ||
        y0 === undefined ||
        x1 === undefined ||
        y1 === undefined
      )
        continue;
      if (blocked.some((box) => crosses(box, x0, y0, x1, y1))) continue;
      const next = node(x, y, heading);
      const cost = here.cost + Math.abs(x1 - x0) + Math.abs(y1 - y0) + bends * BEND;
      if (!next.done && cost < next.cost) {
        next.cost = cost;
        next.before = here;
      }
    }
  }
  // Where shapes lie over each other there may be no way around them.
  if (best === null) return [from, [to[0], from[1]], to];
  const way: Point[] = [];
  for (let at: Node | null = best; at !== null; at = at.before)
    way.unshift([xs[at.x] ?? 0, ys[at.y] ?? 0]);
  return way;
}

function raster(values: readonly number[]): number[] {
  return [...new Set(values)].sort((a, b) => a - b);
}

function indexOf([hx, hy]: Point): number {
  return HEADINGS.findIndex(([x, y]) => x === hx && y === hy);
}

/** Quarter turns between two directions: 0, 1 or 2. */
function turn(a: number, b: number): number {
  const turns = (b - a + 4) % 4;
  return turns === 3 ? 1 : turns;
}

function cheapest(nodes: ReadonlyMap<number, Node>): Node | null {
  let found: Node | null = null;
  for (const node of nodes.values()) {
    if (!node.done && node.cost < (found?.cost ?? Infinity)) found = node;
  }
  return found;
}

function crosses(box: Bounds, x0: number, y0: number, x1: number, y1: number): boolean {
  return (
    Math.max(x0, x1) > box.minX &&
    Math.min(x0, x1) < box.maxX &&
    Math.max(y0, y1) > box.minY &&
    Math.min(y0, y1) < box.maxY
  );
}

/** Without points that lie on the way between their neighbours. */
function straightened(points: readonly Point[]): Point[] {
  const kept: Point[] = [];
  for (const point of points) {
    const last = kept.at(-1);
    const before = kept.at(-2);
    if (last !== undefined && last[0] === point[0] && last[1] === point[1]) continue;
    const onLine =
      last !== undefined &&
      before !== undefined &&
      ((before[0] === last[0] && last[0] === point[0]) ||
        (before[1] === last[1] && last[1] === point[1]));
    if (onLine) kept.pop();
    kept.push(point);
  }
  return kept.length > 1 ? kept : points.slice(0, 2);
}
