/**
 * Shows what something was snapped to. A `line` on axis `x` is upright, at this x, and runs from one y to another. A `gap` on
 * axis `x` is a space between two boxes beside each other: it runs from one x to another, at this y.
 */
export interface Guide {
  readonly kind: 'line' | 'gap';
  readonly axis: 'x' | 'y';
  readonly at: number;
  readonly from: number;
  readonly to: number;
}

/** Closer than this is the same, in scene units. */
export const ON = 0.01;
