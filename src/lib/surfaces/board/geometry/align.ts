import type { BoardElement } from '../model/types.ts';
import type { ElementPatch } from '../model/write.ts';
import { moveAll } from './resize.ts';
import { union, type Bounds } from './vector.ts';

export type Alignment = 'left' | 'center' | 'right' | 'top' | 'middle' | 'bottom';
export type Axis = 'x' | 'y';

/** Elements that move as one: an outermost group, or one element that is in none. */
export interface Unit {
  readonly elements: readonly BoardElement[];
  readonly bounds: Bounds;
}

/**
 * Elements put together by their outermost groups, in the order in which they come.
 * @param inside a group that is opened: its members count one by one, or by the groups within it
 */
export function unitsOf(
  elements: readonly BoardElement[],
  boundsOf: (element: BoardElement) => Bounds,
  inside: string | null = null,
): Unit[] {
  const units = new Map<string, BoardElement[]>();
  for (const element of elements) {
    const depth = inside === null ? -1 : element.groupIds.indexOf(inside);
    const groups = depth === -1 ? element.groupIds : element.groupIds.slice(0, depth);
    const group = groups.at(-1);
    const key = group === undefined ? `element ${element.id}` : `group ${group}`;
    const unit = units.get(key);
    if (unit === undefined) units.set(key, [element]);
    else unit.push(element);
  }
  return [...units.values()].flatMap((members) => {
    const bounds = union(members.map(boundsOf));
    return bounds === null ? [] : [{ elements: members, bounds }];
  });
}

/** What changes when units are aligned to a side or the middle of what they span. */
export function align(units: readonly Unit[], alignment: Alignment): Map<string, ElementPatch> {
  const all = union(units.map(({ bounds }) => bounds));
  const patches = new Map<string, ElementPatch>();
  if (all === null) return patches;
  for (const { elements, bounds } of units) {
    const [dx, dy] = shift(bounds, all, alignment);
    if (dx === 0 && dy === 0) continue;
    for (const [id, patch] of moveAll(elements, dx, dy)) patches.set(id, patch);
  }
  return patches;
}

function shift(box: Bounds, all: Bounds, alignment: Alignment): readonly [number, number] {
  switch (alignment) {
    case 'left':
      return [all.minX - box.minX, 0];
    case 'center':
      return [(all.minX + all.maxX - box.minX - box.maxX) / 2, 0];
    case 'right':
      return [all.maxX - box.maxX, 0];
    case 'top':
      return [0, all.minY - box.minY];
    case 'middle':
      return [0, (all.minY + all.maxY - box.minY - box.maxY) / 2];
    case 'bottom':
      return [0, all.maxY - box.maxY];
  }
}

/**
 * What changes when units get the same space between each other along an axis; the outermost stay. Where there is no room
 * for space, their middles get the same distance.
 */
export function distribute(units: readonly Unit[], axis: Axis): Map<string, ElementPatch> {
  const patches = new Map<string, ElementPatch>();
  const [min, max] = axis === 'x' ? (['minX', 'maxX'] as const) : (['minY', 'maxY'] as const);
  const middle = ({ bounds }: Unit): number => (bounds[min] + bounds[max]) / 2;
  const sorted = [...units].sort((a, b) => middle(a) - middle(b));
  const [first, last] = [sorted[0], sorted.at(-1)];
  if (first === undefined || last === undefined || sorted.length < 3) return patches;
  const sizes = sorted.reduce((sum, { bounds }) => sum + bounds[max] - bounds[min], 0);
  const space = (last.bounds[max] - first.bounds[min] - sizes) / (sorted.length - 1);
  const step = (middle(last) - middle(first)) / (sorted.length - 1);
  let edge = first.bounds[max];
  for (const [i, unit] of sorted.slice(1, -1).entries()) {
    const by =
      space >= 0 ? edge + space - unit.bounds[min] : middle(first) + step * (i + 1) - middle(unit);
    edge = unit.bounds[max] + by;
    const moved = moveAll(unit.elements, axis === 'x' ? by : 0, axis === 'y' ? by : 0);
    for (const [id, patch] of moved) patches.set(id, patch);
  }
  return patches;
}
