import type { ElementType } from '../model/types.ts';
import type { Style } from './style.ts';
import type { ToolId } from './tool-ids.ts';

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
