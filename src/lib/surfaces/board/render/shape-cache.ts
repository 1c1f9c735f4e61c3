import { isFilled } from '../geometry/hit.ts';
import { hasPoints, type BoardElement, type Point } from '../model/types.ts';
import type { Shape } from './parts.ts';
import { shapeOf } from './shape.ts';

interface Entry {
  readonly key: string;
  /** Compared as objects: reading gives the same ones as long as nobody writes others. */
  readonly points: readonly Point[] | null;
  readonly pressures: readonly number[] | null;
  readonly shape: Shape;
}

/**
 * Keeps what is painted of elements as long as nothing changes that it depends on: an element that is moved, turned,
 * coloured or locked keeps its shape. The same shape object comes back, so that what is made from it can be kept too.
 */
export class ShapeCache {
  readonly #entries = new Map<string, Entry>();

  /** The shape of an element; see `shapeOf`. */
  get(element: BoardElement, course: readonly Point[] = []): Shape {
    const key = keyOf(element, course);
    const points = hasPoints(element) && element.type !== 'arrow' ? element.points : null;
    const pressures = element.type === 'freedraw' ? element.pressures : null;
    const found = this.#entries.get(element.id);
    // An element without pressures has a new empty array each time.
    const samePressures = found?.pressures === pressures || pressures?.length === 0;
    if (found?.key === key && found.points === points && samePressures) return found.shape;
    const shape = shapeOf(element, course);
    this.#entries.set(element.id, { key, points, pressures, shape });
    return shape;
  }

  /** Forgets an element that is gone. */
  delete(id: string): void {
    this.#entries.delete(id);
  }
}

function keyOf(element: BoardElement, course: readonly Point[]): string {
  const { type, width, height, strokeWidth, strokeStyle, roughness, fillStyle, roundness, seed } =
    element;
  const filled = isFilled(element) ? 1 : 0;
  const base = `${type} ${String(width)} ${String(height)} ${String(strokeWidth)} ${strokeStyle} ${String(roughness)} ${fillStyle} ${String(roundness?.type)} ${String(roundness?.value)} ${String(seed)} ${String(filled)}`;
  switch (element.type) {
    case 'arrow':
    case 'line': {
      const heads = `${String(element.startArrowhead)} ${String(element.endArrowhead)}`;
      if (element.type === 'line') return `${base} ${heads} ${String(element.polygon)}`;
      const [x, y] = course[0] ?? [0, 0];
      const relative = course.map(([px, py]) => `${(px - x).toFixed(2)},${(py - y).toFixed(2)}`);
      return `${base} ${heads} ${String(element.elbowed)} ${relative.join(' ')}`;
    }
    case 'freedraw':
      return `${base} ${String(element.simulatePressure)} ${element.strokeOptions.variability} ${String(element.strokeOptions.streamline)} ${String(element.pressures.length)}`;
    default:
      return base;
  }
}
