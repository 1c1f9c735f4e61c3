import { MAX_POINTS } from '../model/limits.ts';
import { sizeOf } from '../model/parse.ts';
import type { BoardElement } from '../model/types.ts';
import type { Tail } from './thin.ts';

/** A draft as it is shown here. */
export interface SeenDraft {
  readonly element: BoardElement;
  /** Of a stroke: of its points here, the last ones are those with these numbers, none left out. */
  readonly from: number;
  /** After the last. */
  readonly to: number;
}

/**
 * A draft as it was told last, with what was seen of it before: of a long stroke only the last points are told as they
 * are, the others thinned out. Whoever has seen it grow knows them better.
 */
export function grown(
  before: SeenDraft | undefined,
  told: BoardElement,
  tail: Tail | null,
): SeenDraft {
  if (told.type !== 'freedraw' || tail === null) return { element: told, from: 0, to: 0 };
  const to = tail.first + tail.count;
  const fresh = { element: told, from: tail.first, to };
  const seen = before?.element;
  if (before === undefined || seen?.type !== 'freedraw') return fresh;
  if (seen.x !== told.x || seen.y !== told.y) return fresh;
  if (tail.first < before.from || tail.first > before.to || to < before.to) return fresh;
  const kept = seen.points.length - (before.to - tail.first);
  if (kept + tail.count > MAX_POINTS) return fresh;
  const join = <T>(old: readonly T[], now: readonly T[]): T[] => [
    ...old.slice(0, kept),
    ...now.slice(now.length - tail.count),
  ];
  const pressed = [seen, told].every(({ points, pressures }) => points.length === pressures.length);
  if (!pressed && seen.pressures.length + told.pressures.length > 0) return fresh;
  const points = join(seen.points, told.points);
  const pressures = pressed ? join(seen.pressures, told.pressures) : [];
  return { element: { ...told, ...sizeOf(points), points, pressures }, from: before.from, to };
}
