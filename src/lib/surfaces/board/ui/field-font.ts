import { fontStack } from '../text/fonts.ts';
import type { TextStyle } from '../text/layout.ts';

/** Phones zoom a page in to a field with smaller letters, CSS pixels. */
const LEAST_PX = 16;

/** By how much a field is set larger than its words are, and shown smaller again: for phones. */
export function fieldScale(fontSize: number): number {
  return matchMedia('(pointer: coarse)').matches ? Math.max(1, LEAST_PX / fontSize) : 1;
}

const baselines = new Map<string, number>();

/**
 * From the top of the first line of a field to its baseline, CSS pixels: browsers round it, each in its own way, so it
 * is measured.
 * @param scale of `fieldScale`
 */
export function baselineOf(style: TextStyle, weight: number | null, scale: number): number {
  const { fontSize, fontFamily, lineHeight } = style;
  const font = [
    `${String(weight ?? 'normal')} ${String(fontSize * scale)}px`,
    `/${String(fontSize * lineHeight * scale)}px ${fontStack(fontFamily)}`,
  ].join('');
  const known = baselines.get(font);
  if (known !== undefined) return known;
  const line = document.createElement('div');
  line.style.cssText = 'position:fixed;visibility:hidden;white-space:pre';
  line.style.font = font;
  const mark = document.createElement('span');
  mark.style.cssText = 'display:inline-block;width:0;height:0';
  line.append('x', mark);
  document.body.append(line);
  const baseline = mark.getBoundingClientRect().bottom - line.getBoundingClientRect().top;
  line.remove();
  // A font that is still on its way stands elsewhere.
  if (document.fonts.status === 'loaded') baselines.set(font, baseline);
  return baseline;
}
