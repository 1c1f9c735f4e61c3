import { arrowCourse, type Lookup } from '../geometry/arrow.ts';
import { centerOf } from '../geometry/bounds.ts';
import {
  isLabelled,
  type BoardElement,
  type FrameElement,
  type ImageElement,
  type LabelledElement,
  type NoteElement,
  type Point,
  type TextAlign,
  type UnknownElement,
} from '../model/types.ts';
import { balanced, isolated } from '../text/direction.ts';
import { FONT_FAMILY } from '../text/fonts.ts';
import { placeText } from '../geometry/label.ts';
import { paint, pick, SURFACE, type Theme } from './colour.ts';
import type { Paint, ShapePart } from './parts.ts';
import type { ShapeCache } from './shape-cache.ts';
import { shapeOf } from './shape.ts';

/**
 * What is painted of an element, with its colours, and nothing of how: SVG and canvas are made from the same list, so
 * that a board looks alike wherever it is seen. Lengths are scene units.
 */

/** An outline with what fills it and what goes along it; `null` for no paint. */
export interface PathMark {
  readonly kind: 'path';
  /** The same object for the same shape, so that what is made from its path can be kept. */
  readonly part: ShapePart;
  readonly fill: string | null;
  readonly stroke: string | null;
}

/** A box whose corners are round; its line is one unit wide and ends bluntly. */
export interface BoxMark {
  readonly kind: 'box';
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly radius: number;
  readonly fill: string | null;
  readonly stroke: string | null;
  readonly dash: readonly number[] | null;
}

/** Lines of text, each at its baseline. */
export interface TextMark {
  readonly kind: 'text';
  readonly lines: readonly { readonly text: string; readonly x: number; readonly y: number }[];
  readonly fontFamily: number;
  readonly fontSize: number;
  /** `null` for that of plain words. */
  readonly weight: number | null;
  readonly align: TextAlign;
  readonly fill: string;
  /** Around the letters, underneath them. */
  readonly halo: { readonly color: string; readonly width: number } | null;
}

/** A picture that fills its element. */
export interface ImageMark {
  readonly kind: 'image';
  readonly fileId: string;
  readonly element: ImageElement;
}

export type Mark = PathMark | BoxMark | TextMark | ImageMark;

/** An element as it is painted. */
export interface Drawing {
  /** 0 to 1, of the element as a whole. */
  readonly opacity: number;
  /** Turned around `center`, then moved to `at`, in which `marks` have their origin. */
  readonly body: {
    readonly angle: number;
    readonly center: Point;
    readonly at: Point;
    readonly marks: readonly Mark[];
  } | null;
  /** In coordinates of the scene, before they are turned around `center`. */
  readonly words: {
    readonly angle: number;
    readonly center: Point;
    readonly mark: TextMark;
  } | null;
}

/** What drawing an element needs besides the element. */
export interface DisplayContext {
  readonly theme: Theme;
  readonly lookup: Lookup;
  /** Keeps shapes from one drawing to the next. */
  readonly shapes?: ShapeCache;
  /** Whether there is a picture to be shown. */
  readonly hasImage: (fileId: string) => boolean;
}

/** What is painted of an element, from the bottom to the top. */
export function displayOf(element: BoardElement, context: DisplayContext): Drawing {
  const course = element.type === 'arrow' ? arrowCourse(element, context.lookup) : [];
  const marks = marksOf(element, course, context);
  const isArrow = element.type === 'arrow';
  const at: Point = isArrow ? (course[0] ?? [0, 0]) : [element.x, element.y];
  // The course of an arrow is turned already.
  const angle = isArrow ? 0 : element.angle;
  return {
    opacity: element.opacity / 100,
    body:
      marks.length === 0 ? null : { angle, center: isArrow ? at : centerOf(element), at, marks },
    words: isLabelled(element) ? wordsOf(element, course, context.theme) : null,
  };
}

function marksOf(
  element: BoardElement,
  course: readonly Point[],
  context: DisplayContext,
): readonly Mark[] {
  switch (element.type) {
    case 'note':
      return note(element, context.theme);
    case 'text':
      return [];
    case 'image': {
      const { fileId } = element;
      return fileId !== null && context.hasImage(fileId)
        ? [{ kind: 'image', fileId, element }]
        : placeholder(element, 'image', context.theme);
    }
    case 'frame':
      return frame(element, context.theme);
    case 'unknown':
      return placeholder(element, element.kind === '' ? '?' : element.kind, context.theme);
    default:
      return shape(element, course, context);
  }
}

function shape(
  element: BoardElement,
  course: readonly Point[],
  { theme, shapes }: DisplayContext,
): PathMark[] {
  const colors: Readonly<Record<Paint, string | null>> = {
    none: null,
    stroke: paint(element.strokeColor, 'stroke', theme),
    background: paint(element.backgroundColor, 'fill', theme),
  };
  const marks: PathMark[] = [];
  for (const part of shapes?.get(element, course) ?? shapeOf(element, course)) {
    const [fill, stroke] = [colors[part.fill], colors[part.stroke]];
    if (fill === null && stroke === null) continue;
    marks.push({ kind: 'path', part, fill, stroke });
  }
  return marks;
}

const NOTE_SHADOW = 2;
const NOTE_RADIUS = 4;

function note({ backgroundColor, width, height }: NoteElement, theme: Theme): BoxMark[] {
  const ground = paint(backgroundColor, 'note', theme) ?? pick(SURFACE.raised, theme);
  const box = {
    kind: 'box',
    width,
    height,
    radius: NOTE_RADIUS,
    stroke: null,
    dash: null,
  } as const;
  return [
    { ...box, y: NOTE_SHADOW, fill: pick(SURFACE.shadow, theme) },
    { ...box, y: 0, fill: ground },
  ];
}

const FRAME_RADIUS = 10;
/** Names of frames stand inside, at the top. */
export const FRAME_NAME = { x: 16, baseline: 29, size: 15, weight: 620 };

function frame({ name, width, height }: FrameElement, theme: Theme): Mark[] {
  const box: BoxMark = {
    ...{ kind: 'box', y: 0, width, height, radius: FRAME_RADIUS, dash: null },
    fill: pick(SURFACE.frame, theme),
    stroke: pick(SURFACE.line, theme),
  };
  if (name === null) return [box];
  const words: TextMark = {
    ...{ kind: 'text', fontFamily: FONT_FAMILY.sans, align: 'left', halo: null },
    ...{ fontSize: FRAME_NAME.size, weight: FRAME_NAME.weight },
    lines: [{ text: isolated(name), x: FRAME_NAME.x, y: FRAME_NAME.baseline }],
    fill: pick(SURFACE.ink, theme),
  };
  return [box, words];
}

const PLACEHOLDER_DASH = [4, 4];
const MAX_PLACEHOLDER_WORDS = 40;

/** Stands for what cannot be shown. */
function placeholder(
  { width, height }: UnknownElement | ImageElement,
  words: string,
  theme: Theme,
): Mark[] {
  const quiet = pick(SURFACE.inkQuiet, theme);
  const size = placeholderSize(width, height);
  const text = isolated(words.slice(0, MAX_PLACEHOLDER_WORDS));
  return [
    {
      ...{ kind: 'box', y: 0, width, height, radius: 4, fill: null },
      ...{ stroke: quiet, dash: PLACEHOLDER_DASH },
    },
    {
      ...{ kind: 'text', fontFamily: FONT_FAMILY.sans, fontSize: size, weight: null },
      lines: [{ text, x: width / 2, y: height / 2 + size / 3 }],
      ...{ align: 'center', fill: quiet, halo: null },
    },
  ];
}

/** Font size of what a placeholder says, for one of a size. */
export function placeholderSize(width: number, height: number): number {
  return Math.max(1, Math.min(14, height / 2, width / 6));
}

/** Room that the line of an arrow leaves on each side of its label, in times of the font size. */
export const HALO = 0.375;

/** How the words of an element are coloured; `fill` is null when nothing is seen of them. */
export function inkOf(
  element: LabelledElement | FrameElement,
  theme: Theme,
): { readonly fill: string | null; readonly halo: TextMark['halo'] } {
  if (element.type === 'frame') return { fill: pick(SURFACE.ink, theme), halo: null };
  const fill =
    element.textColor === null && element.type === 'note'
      ? pick(SURFACE.noteInk, theme)
      : paint(element.textColor ?? element.strokeColor, 'text', theme);
  // The line of an arrow stops around its label.
  const halo =
    element.type === 'arrow'
      ? { color: pick(SURFACE.canvas, theme), width: 2 * HALO * element.fontSize }
      : null;
  return { fill, halo };
}

/**
 * Around a line of a paragraph that runs from right to left: it stands in a row of marks that all run from left to right,
 * on a canvas as in SVG.
 */
const [RTL, POP] = ['\u202b', '\u202c'];

function wordsOf(
  element: LabelledElement,
  course: readonly Point[],
  theme: Theme,
): Drawing['words'] {
  const { fill, halo } = inkOf(element, theme);
  if (fill === null) return null;
  const placed = placeText(element, course);
  if (placed === null) return null;
  const { box, layout, align } = placed;
  const x = align === 'left' ? box.minX : align === 'right' ? box.maxX : (box.minX + box.maxX) / 2;
  const lines = [];
  for (const [i, { text: line, rtl }] of layout.lines.entries()) {
    const text = balanced(line);
    if (line !== '')
      lines.push({
        text: rtl ? `${RTL}${text}${POP}` : text,
        x,
        y: box.minY + layout.baseline + i * layout.line,
      });
  }
  const { fontSize, fontFamily } = element;
  return {
    angle: placed.angle,
    center: placed.center,
    mark: { kind: 'text', lines, fontFamily, fontSize, weight: null, align, fill, halo },
  };
}
