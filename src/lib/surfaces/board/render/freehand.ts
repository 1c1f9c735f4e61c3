import { getStroke } from 'perfect-freehand';
import type { FreedrawElement, Point } from '../model/types.ts';
import { num, pair } from './path.ts';

/** What the outline of a stroke depends on. */
export type Stroke = Pick<
  FreedrawElement,
  'points' | 'pressures' | 'simulatePressure' | 'strokeWidth' | 'strokeOptions'
>;

/** A pen's line at full pressure is this much wider than the width that is set. */
const VARIABLE_SIZE = 4.25;
const CONSTANT_SIZE = 1.6;

/**
 * The outline of a stroke of a hand as a path to be filled, in the coordinates of its points. Also for a stroke that is
 * still being drawn.
 */
export function freehandPath(stroke: Stroke): string {
  const { points, pressures, simulatePressure, strokeWidth, strokeOptions } = stroke;
  const [first] = points;
  if (first === undefined) return '';
  const constant = strokeOptions.variability === 'constant';
  const size = strokeWidth * (constant ? CONSTANT_SIZE : VARIABLE_SIZE);
  if (points.length === 1) return dot(first, size / 2);
  const outline = getStroke(
    points.map(([x, y], i) => [x, y, pressures[i] ?? 0.5]),
    {
      size,
      thinning: constant ? 0 : 0.6,
      smoothing: 0.5,
      streamline: strokeOptions.streamline,
      easing: (t) => Math.sin((t * Math.PI) / 2),
      simulatePressure: !constant && simulatePressure,
      last: true,
    },
  ) as Point[];
  return outline.length < 3 ? dot(first, size / 2) : smoothOutline(outline);
}

/** A closed line that is smooth through the middles between points. */
function smoothOutline(outline: readonly Point[]): string {
  const middle = (i: number): Point => {
    const a = outline[i % outline.length] ?? [0, 0];
    const b = outline[(i + 1) % outline.length] ?? [0, 0];
    return [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2];
  };
  return `M${pair(middle(outline.length - 1))}${outline
    .map((point, i) => `Q${pair(point)} ${pair(middle(i))}`)
    .join('')}Z`;
}

function dot([x, y]: Point, radius: number): string {
  const r = num(radius);
  return `M${num(x - radius)} ${num(y)}a${r} ${r} 0 1 0 ${num(radius * 2)} 0a${r} ${r} 0 1 0 ${num(-radius * 2)} 0Z`;
}
