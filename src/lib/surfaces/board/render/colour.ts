import { fromOklch, toHex, toOklch, type Rgba } from './oklch.ts';

/**
 * Colours of a board. The document has the one that somebody chose, for a light board; a dark board shows its
 * counterpart. What is not a colour counts as the default: nothing that somebody wrote gets into a page as it is.
 */

/** For what a colour is used: lines keep their contrast to the floor, grounds recede, words stay readable. */
export type ColorRole = 'stroke' | 'fill' | 'text' | 'note';
/** `auto` leaves the choice to the page: CSS `light-dark()`. */
export type Theme = 'light' | 'dark' | 'auto';

type Pair = readonly [light: string, dark: string];

const oklch = (l: number, c: number, h: number, alpha = 1): string =>
  toHex(fromOklch({ l, c, h }, alpha));

/** Colours of the surface itself, the same as the tokens of the pages. */
export const SURFACE = {
  canvas: [oklch(0.968, 0.0045, 85), oklch(0.182, 0.005, 70)],
  stroke: [oklch(0.36, 0.01, 70), oklch(0.82, 0.008, 80)],
  ink: [oklch(0.262, 0.008, 70), oklch(0.922, 0.006, 85)],
  inkQuiet: [oklch(0.5, 0.009, 70), oklch(0.708, 0.009, 75)],
  raised: [oklch(1, 0, 0), oklch(0.258, 0.006, 70)],
  noteInk: [oklch(0.27, 0.012, 70), oklch(0.975, 0.006, 85)],
  frame: [oklch(1, 0, 0, 0.78), oklch(0.95, 0.01, 85, 0.03)],
  line: [oklch(0.3, 0.02, 75, 0.17), oklch(0.95, 0.01, 85, 0.16)],
  shadow: ['#1d181218', '#00000040'],
  dot: [oklch(0.3, 0.02, 75, 0.13), oklch(0.95, 0.01, 85, 0.1)],
} as const satisfies Record<string, Pair>;

/** Grounds of notes as the document has them, and what they are on a dark board. */
export const NOTE_COLORS: readonly (readonly [name: string, color: string, dark: string])[] = [
  ['butter', oklch(0.925, 0.07, 92), oklch(0.475, 0.068, 84)],
  ['peach', oklch(0.925, 0.047, 62), oklch(0.43, 0.053, 62)],
  ['rose', oklch(0.925, 0.036, 18), oklch(0.43, 0.042, 18)],
  ['lilac', oklch(0.925, 0.036, 300), oklch(0.43, 0.038, 300)],
  ['sky', oklch(0.925, 0.036, 232), oklch(0.43, 0.038, 232)],
  ['sage', oklch(0.925, 0.04, 150), oklch(0.43, 0.042, 150)],
  ['plain', '#ffffff', oklch(0.3, 0.006, 70)],
];

const NOTES: ReadonlyMap<string, Pair> = new Map(
  NOTE_COLORS.map(([, light, dark]) => [light, [light, dark]] as const),
);

/** The default of the format is ink, not black. */
const INK = '#1e1e1e';
const DEFAULT: Readonly<Record<ColorRole, Pair>> = {
  stroke: SURFACE.stroke,
  text: SURFACE.ink,
  fill: SURFACE.raised,
  note: [NOTE_COLORS[0]?.[1] ?? '#ffffff', NOTE_COLORS[0]?.[2] ?? '#000000'],
};

/** Lightness on a dark board by that on a light one, between these points linear. */
const CURVES: Readonly<Record<ColorRole, readonly (readonly [number, number])[]>> = {
  stroke: [
    [0, 0.86],
    [0.235, 0.82],
    [0.6, 0.75],
    [0.75, 0.7],
    [1, 0.26],
  ],
  text: [
    [0, 0.95],
    [0.235, 0.92],
    [0.6, 0.8],
    [0.75, 0.72],
    [1, 0.26],
  ],
  fill: [
    [0, 0.88],
    [0.235, 0.8],
    [0.6, 0.55],
    [0.925, 0.42],
    [1, 0.258],
  ],
  note: [
    [0, 0.3],
    [0.6, 0.42],
    [0.925, 0.43],
    [1, 0.3],
  ],
};

const cache = new Map<string, Pair | null>();
/** Anybody can write as many colours as they like; what is remembered has an end. */
const CACHED = 2_000;

/**
 * A colour of the document as it may be written into a page or onto a canvas.
 * @returns `null` for nothing to paint
 */
export function paint(color: string, role: ColorRole, theme: Theme): string | null {
  const key = `${role} ${color}`;
  let pair = cache.get(key);
  if (pair === undefined) {
    pair = pairOf(color.trim().toLowerCase(), role);
    if (cache.size >= CACHED) cache.clear();
    cache.set(key, pair);
  }
  return pair === null ? null : pick(pair, theme);
}

/** One of a pair of colours, or both for the page to choose. */
export function pick([light, dark]: Pair, theme: Theme): string {
  if (theme === 'light') return light;
  return theme === 'dark' ? dark : `light-dark(${light}, ${dark})`;
}

function pairOf(color: string, role: ColorRole): Pair | null {
  if (color === INK && (role === 'stroke' || role === 'text')) return DEFAULT[role];
  const note = role === 'note' ? NOTES.get(color) : undefined;
  if (note !== undefined) return note;
  const parsed = parseColor(color);
  if (parsed === null) return DEFAULT[role];
  if (parsed.a === 0) return null;
  return [toHex(parsed), toHex(darkened(parsed, role))];
}

function darkened(color: Rgba, role: ColorRole): Rgba {
  const { l, c, h } = toOklch(color);
  return fromOklch({ l: along(CURVES[role], l), c, h }, color.a);
}

function along(curve: readonly (readonly [number, number])[], at: number): number {
  let [x0, y0] = curve[0] ?? [0, 0];
  for (const [x1, y1] of curve) {
    if (at <= x1) return x1 === x0 ? y1 : y0 + ((at - x0) / (x1 - x0)) * (y1 - y0);
    [x0, y0] = [x1, y1];
  }
  return y0;
}

const NAMED: ReadonlyMap<string, string> = new Map(
  Object.entries({
    black: '#000000',
    white: '#ffffff',
    gray: '#808080',
    grey: '#808080',
    silver: '#c0c0c0',
    red: '#ff0000',
    maroon: '#800000',
    orange: '#ffa500',
    yellow: '#ffff00',
    olive: '#808000',
    green: '#008000',
    lime: '#00ff00',
    teal: '#008080',
    cyan: '#00ffff',
    aqua: '#00ffff',
    blue: '#0000ff',
    navy: '#000080',
    purple: '#800080',
    violet: '#ee82ee',
    magenta: '#ff00ff',
    pink: '#ffc0cb',
    brown: '#a52a2a',
  }),
);

/** Reads `#rgb`, `#rgba`, `#rrggbb`, `#rrggbbaa`, `rgb()`, `transparent` and common names; null for anything else. */
export function parseColor(text: string): Rgba | null {
  const color = NAMED.get(text) ?? text;
  if (color === 'transparent') return { r: 0, g: 0, b: 0, a: 0 };
  const short = /^#([0-9a-f])([0-9a-f])([0-9a-f])([0-9a-f])?$/.exec(color);
  const long = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})?$/.exec(color);
  const hex = short ?? long;
  if (hex !== null) {
    const [r = 0, g = 0, b = 0, a = 255] = hex
      .slice(1)
      .filter((part: string | undefined) => part !== undefined)
      .map((part) => Number.parseInt(short === null ? part : part + part, 16));
    return { r, g, b, a: a / 255 };
  }
  const rgb = /^rgba?\((\d{1,3}), ?(\d{1,3}), ?(\d{1,3})(?:, ?(\d?\.?\d{1,4}))?\)$/.exec(color);
  if (rgb === null) return null;
  const [r, g, b] = [rgb[1], rgb[2], rgb[3]].map((part) => Math.min(255, Number(part)));
  return {
    r: r ?? 0,
    g: g ?? 0,
    b: b ?? 0,
    a: rgb[4] === undefined ? 1 : Math.min(1, Number(rgb[4])),
  };
}
