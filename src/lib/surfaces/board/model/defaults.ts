import type { KnownType, TextAlign, VerticalAlign } from './types.ts';

/**
 * What a property is when the document does not have it. Elements are written without the properties that are at their
 * default, so this is part of the format: a value may never change, or old boards would look different.
 */
export const DEFAULTS = {
  x: 0,
  y: 0,
  angle: 0,
  strokeColor: '#1e1e1e',
  backgroundColor: 'transparent',
  fillStyle: 'solid',
  strokeWidth: 2,
  strokeStyle: 'solid',
  roughness: 0,
  opacity: 100,
  locked: false,
  fontSize: 20,
  /** The sans serif; numbers are those of the `.excalidraw` format. */
  fontFamily: 6,
  lineHeight: 1.25,
  textColor: null,
  frameId: null,
  link: null,
  roundness: null,
  fileId: null,
  crop: null,
  name: null,
  startBinding: null,
  endBinding: null,
  startArrowhead: null,
  elbowed: false,
  polygon: false,
  autoResize: true,
  simulatePressure: false,
} as const;

/** Ground of a sticky note. */
export const NOTE_COLOR = '#f7e6b1';
/** Side of a box that does not say its size, in scene units. */
export const DEFAULT_SIDE = 100;
export const DEFAULT_STREAMLINE = 0.5;

/** Defaults that differ from type to type. */
export function defaultBackground(type: string): string {
  return type === 'note' ? NOTE_COLOR : DEFAULTS.backgroundColor;
}

export function defaultTextAlign(type: string): TextAlign {
  return type === 'note' || type === 'text' ? 'left' : 'center';
}

export function defaultVerticalAlign(type: string): VerticalAlign {
  return type === 'note' || type === 'text' ? 'top' : 'middle';
}

export function defaultEndArrowhead(type: string): 'arrow' | null {
  return type === 'arrow' ? 'arrow' : null;
}

/**
 * Whether a value is what reading gives when the property is missing, so that it need not be written.
 * @param value plain, as elements have it
 */
export function isDefault(type: KnownType | string, key: string, value: unknown): boolean {
  switch (key) {
    case 'backgroundColor':
      return value === defaultBackground(type);
    case 'textAlign':
      return value === defaultTextAlign(type);
    case 'verticalAlign':
      return value === defaultVerticalAlign(type);
    case 'endArrowhead':
      return value === defaultEndArrowhead(type);
    case 'groupIds':
    case 'pressures':
      return Array.isArray(value) && value.length === 0;
    case 'scale':
      return Array.isArray(value) && value[0] === 1 && value[1] === 1;
    case 'strokeOptions':
      return (
        JSON.stringify(value) ===
        JSON.stringify({ variability: 'variable', streamline: DEFAULT_STREAMLINE })
      );
    default:
      return Object.hasOwn(DEFAULTS, key) && DEFAULTS[key as keyof typeof DEFAULTS] === value;
  }
}
