/** Which of an element's colours something is painted with. */
export type Paint = 'none' | 'stroke' | 'background';

/** One path of a shape. */
export interface ShapePart {
  /** Path data, in the element's own coordinates: for SVG as it is, for a canvas by `new Path2D(d)`. */
  readonly d: string;
  readonly fill: Paint;
  readonly stroke: Paint;
  /** Line width, in scene units. */
  readonly width: number;
  readonly dash: readonly number[] | null;
}

/** What is painted of an element, from the bottom to the top; without colours, so that a new colour costs nothing. */
export type Shape = readonly ShapePart[];
