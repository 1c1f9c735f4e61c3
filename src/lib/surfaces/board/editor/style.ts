import { FONT_FAMILY } from '../text/fonts.ts';
import type {
  Arrowhead,
  BoardElement,
  ElementType,
  FillStyle,
  Roundness,
  StrokeStyle,
  TextAlign,
} from '../model/types.ts';
import { patched } from '../model/patched.ts';
import type { ElementPatch } from '../model/write.ts';
import { fitWords } from '../operations/fit-words.ts';
import type { ToolId } from './tool-ids.ts';

/** How the next element will look. Fields are those of elements; `arrowKind` is how arrows run. */
export interface Style {
  readonly strokeColor: string;
  readonly backgroundColor: string;
  /** Ground of sticky notes, which is never nothing. */
  readonly noteColor: string;
  readonly fillStyle: FillStyle;
  readonly strokeWidth: number;
  readonly strokeStyle: StrokeStyle;
  readonly roughness: number;
  readonly opacity: number;
  readonly fontFamily: number;
  readonly fontSize: number;
  readonly textAlign: TextAlign | null;
  readonly round: boolean;
  readonly startArrowhead: Arrowhead | null;
  readonly endArrowhead: Arrowhead | null;
  readonly arrowKind: ArrowKind;
}

export type ArrowKind = 'straight' | 'curved' | 'elbow';

export const NOTE_SIDE = 136;
export const NOTE_FONT_SIZE = 16;

export const FIRST_STYLE: Style = {
  strokeColor: '#1e1e1e',
  backgroundColor: '#ffffff',
  noteColor: '#f7e6b1',
  fillStyle: 'solid',
  strokeWidth: 2,
  strokeStyle: 'solid',
  roughness: 0,
  opacity: 100,
  fontFamily: FONT_FAMILY.sans,
  fontSize: 20,
  textAlign: null,
  round: true,
  startArrowhead: null,
  endArrowhead: 'arrow',
  arrowKind: 'straight',
};

/** Of rectangles, scene units. */
const CORNER_RADIUS = 10;

/** How the corners of shapes are rounded. */
export function roundnessOf(type: BoardElement['type'], round: boolean): Roundness | null {
  if (!round) return null;
  return type === 'rectangle' ? { type: 3, value: CORNER_RADIUS } : { type: 2 };
}

/** The properties that a style gives to a new element of a tool. */
export function styleFor(tool: ToolId, style: Style): ElementPatch {
  const { opacity } = style;
  const stroke = {
    strokeColor: style.strokeColor,
    strokeWidth: style.strokeWidth,
    strokeStyle: style.strokeStyle,
    roughness: style.roughness,
    opacity,
  };
  const label = {
    fontFamily: style.fontFamily,
    fontSize: style.fontSize,
    ...(style.textAlign !== null && { textAlign: style.textAlign }),
  };
  const fill = { backgroundColor: style.backgroundColor, fillStyle: style.fillStyle };
  switch (tool) {
    case 'rectangle':
    case 'diamond':
    case 'ellipse':
      return {
        ...stroke,
        ...fill,
        ...label,
        ...(tool !== 'ellipse' && { roundness: roundnessOf(tool, style.round) }),
      };
    case 'note':
      return {
        backgroundColor: style.noteColor,
        opacity,
        ...label,
        fontSize: Math.min(style.fontSize, NOTE_FONT_SIZE),
      };
    case 'text':
      return { strokeColor: style.strokeColor, opacity, ...label };
    case 'arrow':
      return {
        ...stroke,
        fontFamily: style.fontFamily,
        fontSize: Math.min(style.fontSize, NOTE_FONT_SIZE),
        startArrowhead: style.startArrowhead,
        endArrowhead: style.endArrowhead,
        elbowed: style.arrowKind === 'elbow',
        roundness: style.arrowKind === 'curved' ? { type: 2 } : null,
      };
    case 'line':
      return {
        ...stroke,
        startArrowhead: null,
        endArrowhead: null,
        roundness: style.arrowKind === 'curved' ? { type: 2 } : null,
      };
    case 'pen':
      return {
        strokeColor: style.strokeColor,
        strokeWidth: style.strokeWidth,
        opacity,
      };
    default:
      return {};
  }
}

type Keys = readonly (keyof Style)[];

const STROKE: Keys = ['strokeColor', 'strokeWidth'];
const LINE: Keys = [...STROKE, 'strokeStyle', 'roughness'];
const FILL: Keys = ['backgroundColor', 'fillStyle'];
const FONT: Keys = ['fontFamily', 'fontSize'];
const COURSE: Keys = ['startArrowhead', 'endArrowhead', 'arrowKind'];
const SHAPE: Keys = [...LINE, ...FILL, ...FONT, 'textAlign', 'opacity'];

/** What elements of a type have of a style. */
export const STYLE_KEYS: Readonly<Record<ElementType, Keys>> = {
  rectangle: [...SHAPE, 'round'],
  diamond: [...SHAPE, 'round'],
  ellipse: SHAPE,
  note: ['noteColor', ...FONT, 'textAlign', 'opacity'],
  text: ['strokeColor', ...FONT, 'textAlign', 'opacity'],
  arrow: [...LINE, ...FONT, ...COURSE, 'opacity'],
  line: [...LINE, ...FILL, ...COURSE, 'opacity'],
  freedraw: [...STROKE, ...FILL, 'opacity'],
  image: ['opacity'],
  frame: ['opacity'],
  unknown: ['opacity'],
};

/** What a tool gives to what it makes, as far as `styleFor` takes it from the style as it is. */
export const TOOL_STYLE_KEYS: Readonly<Record<ToolId, Keys>> = {
  select: [],
  hand: [],
  eraser: [],
  laser: [],
  image: [],
  frame: [],
  rectangle: STYLE_KEYS.rectangle,
  diamond: STYLE_KEYS.diamond,
  ellipse: STYLE_KEYS.ellipse,
  note: ['noteColor', 'fontFamily', 'textAlign', 'opacity'],
  text: STYLE_KEYS.text,
  arrow: [...LINE, ...COURSE, 'opacity'],
  line: [...LINE, 'arrowKind', 'opacity'],
  pen: [...STROKE, 'opacity'],
};

/**
 * What a change of the style changes of an element that is there. Properties that its type does not have stay out, so that
 * nothing is written that no reader sees.
 */
export function stylePatch(element: BoardElement, change: Partial<Style>): ElementPatch {
  const patch: Record<string, unknown> = {};
  for (const key of STYLE_KEYS[element.type]) {
    const value = change[key];
    if (value === undefined) continue;
    if (key === 'noteColor') patch.backgroundColor = value;
    else if (key === 'round') patch.roundness = roundnessOf(element.type, value === true);
    else if (key === 'arrowKind') {
      patch.roundness = value === 'curved' ? { type: 2 } : null;
      if (element.type === 'arrow') patch.elbowed = value === 'elbow';
    } else if (key !== 'textAlign' || value !== null) patch[key] = value;
  }
  // Words that have become larger need a larger shape.
  const fit = FONT.some((key) => key in patch) ? fitWords(patched(element, patch)) : null;
  return { ...(patch as ElementPatch), ...fit };
}

/** How an arrow or a line runs. */
export function arrowKindOf(element: BoardElement): ArrowKind {
  if (element.type === 'arrow' && element.elbowed) return 'elbow';
  return element.roundness === null ? 'straight' : 'curved';
}
