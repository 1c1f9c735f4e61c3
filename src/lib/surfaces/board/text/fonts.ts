/**
 * The fonts of a board. Their numbers are those of the `.excalidraw` format; fonts of that format that Runnel does
 * not serve are drawn with the one that comes nearest, and keep their number.
 */
export type FontKind = 'sans' | 'mono' | 'hand';

/** Numbers that tools write. */
export const FONT_FAMILY = { hand: 5, sans: 6, mono: 8 } as const;

const KINDS: ReadonlyMap<number, FontKind> = new Map([
  [1, 'hand'],
  [2, 'sans'],
  [3, 'mono'],
  [5, 'hand'],
  [6, 'sans'],
  [7, 'sans'],
  [8, 'mono'],
  [9, 'sans'],
  [10, 'sans'],
]);

/** How a font of the format is drawn here. */
export function fontKind(fontFamily: number): FontKind {
  return KINDS.get(fontFamily) ?? 'sans';
}

const STACKS: Readonly<Record<FontKind, string>> = {
  sans: "'Inter Variable', Inter, system-ui, sans-serif",
  mono: "'JetBrains Mono Variable', 'JetBrains Mono', ui-monospace, monospace",
  hand: "'Shantell Sans', 'Segoe Print', 'Bradley Hand', 'Marker Felt', cursive",
};

/** The font as CSS and SVG name it. */
export function fontStack(fontFamily: number): string {
  return STACKS[fontKind(fontFamily)];
}

/** From the top of a line box with no leading to the baseline, and from there to its bottom; times the font size. */
export const ASCENT: Readonly<Record<FontKind, number>> = { sans: 0.969, mono: 1.02, hand: 1.02 };
export const DESCENT: Readonly<Record<FontKind, number>> = { sans: 0.242, mono: 0.3, hand: 0.32 };
