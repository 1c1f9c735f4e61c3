import { arrowCourse, type Lookup } from '../geometry/arrow.ts';
import { centerOf } from '../geometry/bounds.ts';
import { rotate, type Bounds } from '../geometry/vector.ts';
import { patched } from '../model/patched.ts';
import {
  isLabelled,
  type FrameElement,
  type LabelledElement,
  type Point,
  type TextAlign,
} from '../model/types.ts';
import { FRAME_NAME } from '../render/display.ts';
import { FONT_FAMILY } from '../text/fonts.ts';
import { placeWords } from '../geometry/label.ts';
import { layoutText, type TextLayout, type TextStyle } from '../text/layout.ts';
import { measureText } from '../text/metrics.ts';

/** Elements on which something can be written: a frame's words are its name. */
export type WritableElement = LabelledElement | FrameElement;

/** Where the words of an element stand while they are being written, as they will be painted. Scene units. */
export interface FieldPlace {
  readonly layout: TextLayout;
  readonly style: TextStyle;
  /** `null` for that of plain words. */
  readonly weight: number | null;
  readonly align: TextAlign;
  /** Lines are broken at the width of the box. */
  readonly wraps: boolean;
  /** Around the lines, before it is turned; as wide as lines may be, or are. */
  readonly box: Bounds;
  /** Radians, around `center`. */
  readonly angle: number;
  readonly center: Point;
}

/** Where words stand that are being written on an element, whatever the document has of them by now. */
export function fieldPlace(element: WritableElement, words: string, lookup: Lookup): FieldPlace {
  if (!isLabelled(element)) return namePlace(element, words);
  const written: LabelledElement = patched(element, { text: words });
  const course = written.type === 'arrow' ? arrowCourse(written, lookup) : [];
  const { layout, wrap, box, align, angle, center } = placeWords(written, course);
  const width = wrap === null ? layout.width : Math.max(wrap, written.fontSize);
  const share = align === 'left' ? 0 : align === 'right' ? 1 : 0.5;
  const minX = box.minX + (box.maxX - box.minX - width) * share;
  return {
    ...{ layout, style: written, weight: null, align, wraps: wrap !== null, angle, center },
    box: { minX, maxX: minX + width, minY: box.minY, maxY: box.maxY },
  };
}

function namePlace(frame: FrameElement, words: string): FieldPlace {
  const style = { fontSize: FRAME_NAME.size, fontFamily: FONT_FAMILY.sans, lineHeight: 1.25 };
  const layout = layoutText(words, style, null);
  const minX = frame.x + FRAME_NAME.x;
  const minY = frame.y + FRAME_NAME.baseline - layout.baseline;
  return {
    ...{ layout, style, weight: FRAME_NAME.weight, align: 'left', wraps: false },
    ...{ angle: frame.angle, center: centerOf(frame) },
    // Letters of this weight are wider than those of the tables.
    box: { minX, maxX: minX + layout.width * 1.1, minY, maxY: minY + layout.height },
  };
}

/** Where the caret stands behind so many units of the words: the top of its line, in the scene. */
export function caretPoint(place: FieldPlace, offset: number): Point {
  const { layout, style, box } = place;
  const row = Math.max(
    0,
    layout.lines.findLastIndex(({ start }) => start <= offset),
  );
  const line = layout.lines[row];
  const before = line === undefined ? '' : line.text.slice(0, Math.max(0, offset - line.start));
  const along = measureText(before, style.fontSize, style.fontFamily);
  const x = lineLeft(place, row) + (line?.rtl === true ? line.width - along : along);
  return rotate([x, box.minY + row * layout.line], place.center, place.angle);
}

/** The place in the words that is nearest to a point of the scene, UTF-16 units. */
export function offsetAt(place: FieldPlace, point: Point): number {
  const { layout, style, box } = place;
  const [x, y] = rotate(point, place.center, -place.angle);
  const row = Math.floor((y - box.minY) / layout.line);
  const within = Math.max(0, Math.min(layout.lines.length - 1, row));
  const line = layout.lines[within];
  if (line === undefined) return 0;
  const left = lineLeft(place, within);
  const along = line.rtl ? left + line.width - x : x - left;
  let offset = line.start;
  let width = 0;
  for (const character of line.text) {
    const own = measureText(character, style.fontSize, style.fontFamily);
    if (along < width + own / 2) break;
    width += own;
    offset += character.length;
  }
  return offset;
}

function lineLeft({ layout, box, align }: FieldPlace, row: number): number {
  const room = box.maxX - box.minX - (layout.lines[row]?.width ?? 0);
  return box.minX + room * (align === 'left' ? 0 : align === 'right' ? 1 : 0.5);
}
