import AlignCenter from '@lucide/svelte/icons/text-align-center';
import AlignLeft from '@lucide/svelte/icons/text-align-start';
import AlignRight from '@lucide/svelte/icons/text-align-end';
import type { ArrowKind } from '../../editor/style.ts';
import type { Arrowhead, FillStyle, StrokeStyle, TextAlign } from '../../model/types.ts';
import { FONT_FAMILY } from '../../text/fonts.ts';
import { words } from '../../words.ts';
import type { Option } from '../parts/Choice.svelte';

const t = words.panel;
const LEVEL = 'M3 12H21';
const BOX = 'M4 4H20V20H4Z';

export const FILL_STYLES: readonly Option<FillStyle>[] = [
  {
    value: 'solid',
    label: t.fillStyles.solid,
    draw: { d: `${BOX}M6 8H18M6 12H18M6 16H18`, width: 4 },
  },
  { value: 'hachure', label: t.fillStyles.hachure, draw: { d: `${BOX}M4 14L14 4M7 20L20 7` } },
  {
    value: 'cross-hatch',
    label: t.fillStyles['cross-hatch'],
    draw: { d: `${BOX}M4 13L13 4M11 20L20 11M11 4L20 13M4 11L13 20` },
  },
  { value: 'zigzag', label: t.fillStyles.zigzag, draw: { d: `${BOX}M5 16L9 8L12 16L15 8L19 16` } },
];

/** Names on the buttons: what they say is in `label`. */
const SIZES = ['S', 'M', 'L', 'XL'] as const;

export const WIDTHS: readonly Option<number>[] = ([1, 2, 4, 8] as const).map((value, i) => ({
  value,
  label: t.widths[value],
  text: SIZES[i] ?? '',
}));

export const DASHES: readonly Option<StrokeStyle>[] = [
  { value: 'solid', label: t.dashes.solid, draw: { d: LEVEL } },
  { value: 'dashed', label: t.dashes.dashed, draw: { d: LEVEL, dash: '4 5' } },
  { value: 'dotted', label: t.dashes.dotted, draw: { d: LEVEL, dash: '0.1 4.4', width: 2.5 } },
];

export const HANDS: readonly Option<number>[] = ([0, 1, 2] as const).map((value) => ({
  value,
  label: t.hands[value],
}));

export const CORNERS: readonly Option<boolean>[] = [
  { value: false, label: t.sharp, draw: { d: 'M5 20V5H20' } },
  { value: true, label: t.round, draw: { d: 'M5 20V14A9 9 0 0 1 14 5H20' } },
];

export const COURSES: readonly Option<ArrowKind>[] = [
  { value: 'straight', label: t.courses.straight, draw: { d: 'M4 20L20 4' } },
  { value: 'curved', label: t.courses.curved, draw: { d: 'M4 20C4 8 8 4 20 4' } },
  { value: 'elbow', label: t.courses.elbow, draw: { d: 'M4 20H12V4H20' } },
];

export const HEADS: readonly (Arrowhead | 'none')[] = [
  'none',
  'arrow',
  'triangle',
  'triangle_outline',
  'bar',
  'circle',
  'circle_outline',
  'diamond',
  'diamond_outline',
  'cardinality_one',
  'cardinality_exactly_one',
  'cardinality_many',
  'cardinality_one_or_many',
  'cardinality_zero_or_one',
  'cardinality_zero_or_many',
];

export const FONTS: readonly Option<number>[] = (['sans', 'hand', 'mono'] as const).map((kind) => ({
  value: FONT_FAMILY[kind],
  label: t.fonts[kind],
}));

export const TEXT_SIZES: readonly Option<number>[] = ([16, 20, 28, 36] as const).map(
  (value, i) => ({
    value,
    label: t.sizes[value],
    text: SIZES[i] ?? '',
  }),
);

export const ALIGNS: readonly Option<TextAlign>[] = [
  { value: 'left', label: t.aligns.left, icon: AlignLeft },
  { value: 'center', label: t.aligns.center, icon: AlignCenter },
  { value: 'right', label: t.aligns.right, icon: AlignRight },
];
