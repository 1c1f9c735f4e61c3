import { NOTE_COLORS } from '../../render/colour.ts';
import { fromOklch, toHex } from '../../render/oklch.ts';
import { words } from '../../words.ts';

/** A colour that is offered: as documents have it, with its name. */
export interface Swatch {
  readonly color: string;
  readonly label: string;
}

export const NOTE_SWATCHES: readonly Swatch[] = NOTE_COLORS.map(([name, color]) => ({
  color,
  label: words.colours[name as keyof typeof words.colours],
}));

const tint = (name: keyof typeof words.colours): string =>
  NOTE_COLORS.find(([each]) => each === name)?.[1] ?? '#ffffff';
const deep = (chroma: number, hue: number): string =>
  toHex(fromOklch({ l: 0.535, c: chroma, h: hue }, 1));

/** Lines and words: ink, and hues that keep their contrast on paper. */
export const STROKE_SWATCHES: readonly Swatch[] = [
  { color: '#1e1e1e', label: words.colours.ink },
  { color: deep(0.01, 70), label: words.colours.grey },
  { color: deep(0.15, 35), label: words.colours.red },
  { color: deep(0.108, 85), label: words.colours.amber },
  { color: deep(0.12, 150), label: words.colours.green },
  { color: deep(0.108, 232), label: words.colours.blue },
  { color: deep(0.15, 314), label: words.colours.purple },
];

/** Grounds: nothing, paper, and the tints of the notes. */
export const FILL_SWATCHES: readonly Swatch[] = [
  { color: 'transparent', label: words.colours.none },
  { color: '#ffffff', label: words.colours.paper },
  { color: tint('butter'), label: words.colours.butter },
  { color: tint('rose'), label: words.colours.rose },
  { color: tint('lilac'), label: words.colours.lilac },
  { color: tint('sky'), label: words.colours.sky },
  { color: tint('sage'), label: words.colours.sage },
];
