/**
 * Elements of a board as the rest of the surface sees them: read from the document, checked, complete. Fields are
 * named as in the `.excalidraw` format, except `text` and its style, which stand on the element that carries
 * the label (docs/decisions/0017). Lengths are scene units, angles radians, clockwise as y grows downwards.
 */

/** A point, relative to the element's `x` and `y` where it belongs to an element. */
export type Point = readonly [x: number, y: number];

export type FillStyle = 'hachure' | 'cross-hatch' | 'solid' | 'zigzag';
export type StrokeStyle = 'solid' | 'dashed' | 'dotted';
export type TextAlign = 'left' | 'center' | 'right';
export type VerticalAlign = 'top' | 'middle' | 'bottom';
export type BindMode = 'inside' | 'orbit' | 'skip';

export type Arrowhead =
  | 'arrow'
  | 'bar'
  | 'circle'
  | 'circle_outline'
  | 'triangle'
  | 'triangle_outline'
  | 'diamond'
  | 'diamond_outline'
  | 'cardinality_one'
  | 'cardinality_many'
  | 'cardinality_one_or_many'
  | 'cardinality_exactly_one'
  | 'cardinality_zero_or_one'
  | 'cardinality_zero_or_many';

/** How corners are rounded: 1 and 2 are a quarter of the shorter side, 3 is a radius that adapts. */
export interface Roundness {
  readonly type: 1 | 2 | 3;
  readonly value?: number;
}

/** Where an end of an arrow is held. */
export interface Binding {
  readonly elementId: string;
  /** The point in the shape's own unrotated box, as shares of its width and height. */
  readonly fixedPoint: Point;
  /** `orbit` ends the arrow at the outline, `inside` at the point itself; `skip` does not hold it. */
  readonly mode: BindMode;
}

/**
 * The part of a picture that is seen, in pixels of the size that the picture had when it was cropped: what is stored now may
 * be another one of the same look.
 */
export interface ImageCrop {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly naturalWidth: number;
  readonly naturalHeight: number;
}

/** What every element has. */
export interface ElementBase {
  readonly id: string;
  /** Fractional index; '' when the stored one cannot be used, which sorts below all others. */
  readonly index: string;
  readonly x: number;
  readonly y: number;
  /** Never negative. Derived from the points of lines, and from the words of a text that fits itself. */
  readonly width: number;
  readonly height: number;
  readonly angle: number;
  /** As stored; `render/colour.ts` decides whether it is a colour. */
  readonly strokeColor: string;
  readonly backgroundColor: string;
  readonly fillStyle: FillStyle;
  readonly strokeWidth: number;
  readonly strokeStyle: StrokeStyle;
  readonly roundness: Roundness | null;
  readonly roughness: number;
  /** 0 to 100. */
  readonly opacity: number;
  readonly seed: number;
  /** From the innermost group to the outermost. */
  readonly groupIds: readonly string[];
  readonly frameId: string | null;
  /** An address that is safe to follow, or null. */
  readonly link: string | null;
  readonly locked: boolean;
}

/** The words on an element and how they are set. */
export interface Labelled {
  /** Lines end with `\n`; where a line is broken to fit is derived. */
  readonly text: string;
  readonly fontSize: number;
  /** Number of the font as in the `.excalidraw` format; see `text/fonts.ts`. */
  readonly fontFamily: number;
  readonly textAlign: TextAlign;
  readonly verticalAlign: VerticalAlign;
  /** Times the font size. */
  readonly lineHeight: number;
  /** Colour of the words; null for the stroke colour. */
  readonly textColor: string | null;
}

export interface ShapeElement extends ElementBase, Labelled {
  readonly type: 'rectangle' | 'diamond' | 'ellipse';
}

/** A sticky note: the `.excalidraw` format has none and gets a rectangle that says it is one. */
export interface NoteElement extends ElementBase, Labelled {
  readonly type: 'note';
}

export interface TextElement extends ElementBase, Labelled {
  readonly type: 'text';
  /** True when the box fits the words; false when the words are broken at `width`. */
  readonly autoResize: boolean;
}

export interface LineElement extends ElementBase {
  readonly type: 'line';
  readonly points: readonly Point[];
  readonly startArrowhead: Arrowhead | null;
  readonly endArrowhead: Arrowhead | null;
  readonly polygon: boolean;
}

export interface ArrowElement extends ElementBase, Labelled {
  readonly type: 'arrow';
  /** As last written; where the arrow runs now follows from its bindings: `geometry/arrow.ts`. */
  readonly points: readonly Point[];
  readonly startArrowhead: Arrowhead | null;
  readonly endArrowhead: Arrowhead | null;
  readonly startBinding: Binding | null;
  readonly endBinding: Binding | null;
  readonly elbowed: boolean;
}

export interface FreedrawElement extends ElementBase {
  readonly type: 'freedraw';
  readonly points: readonly Point[];
  /** 0 to 1, one for each point, or none. */
  readonly pressures: readonly number[];
  /** True when the width comes from the speed instead of a pen's pressure. */
  readonly simulatePressure: boolean;
  /** `constant` draws a line of one width. */
  readonly strokeOptions: {
    readonly variability: 'variable' | 'constant';
    readonly streamline: number;
  };
}

export interface ImageElement extends ElementBase {
  readonly type: 'image';
  readonly fileId: string | null;
  /** -1 where it is mirrored. */
  readonly scale: Point;
  readonly crop: ImageCrop | null;
}

export interface FrameElement extends ElementBase {
  readonly type: 'frame';
  readonly name: string | null;
}

/** Something that this version cannot show: kept as it is, drawn as a placeholder. */
export interface UnknownElement extends ElementBase {
  readonly type: 'unknown';
  /** What it says it is; '' when it does not say. */
  readonly kind: string;
  /** `kind`: another program's; `broken`: of a kind known here, but without what makes it one. */
  readonly problem: 'kind' | 'broken';
}

export type BoardElement =
  | ShapeElement
  | NoteElement
  | TextElement
  | LineElement
  | ArrowElement
  | FreedrawElement
  | ImageElement
  | FrameElement
  | UnknownElement;

export type ElementType = BoardElement['type'];
/** Types that somebody can make. */
export type KnownType = Exclude<ElementType, 'unknown'>;

/** Elements that arrows can be bound to. */
export type BindableElement =
  ShapeElement | NoteElement | TextElement | ImageElement | FrameElement | UnknownElement;

/** Elements that carry words. */
export type LabelledElement = Extract<BoardElement, Labelled>;

/** True for elements that carry words in their `text`. */
export function isLabelled(element: BoardElement): element is LabelledElement {
  return 'text' in element;
}

/** What somebody has written on an element: its words, of a frame its name; '' for nothing. */
export function writtenOn(element: BoardElement): string {
  if (isLabelled(element)) return element.text;
  return element.type === 'frame' ? (element.name ?? '') : '';
}

/** True for elements that an arrow's end can be held by. */
export function isBindable(element: BoardElement): element is BindableElement {
  return element.type !== 'arrow' && element.type !== 'line' && element.type !== 'freedraw';
}

/** True for elements that are a row of points. */
export function hasPoints(
  element: BoardElement,
): element is LineElement | ArrowElement | FreedrawElement {
  return 'points' in element;
}
