import type { ShapePart } from '../render/parts.ts';
import type { BoxMark, ImageMark, Mark, TextMark } from '../render/display.ts';
import { fontStack } from '../text/fonts.ts';
import type { Pictures } from './pictures.ts';

const NO_DASH: number[] = [];
const paths = new WeakMap<ShapePart, Path2D>();

function pathOf(part: ShapePart): Path2D {
  let path = paths.get(part);
  if (path === undefined) {
    path = new Path2D(part.d);
    paths.set(part, path);
  }
  return path;
}

/** Paints one mark in the coordinates that the context has. Looks as `element-svg.ts` writes it. */
export function drawMark(context: CanvasRenderingContext2D, mark: Mark, pictures: Pictures): void {
  switch (mark.kind) {
    case 'path': {
      const path = pathOf(mark.part);
      if (mark.fill !== null) {
        context.fillStyle = mark.fill;
        context.fill(path);
      }
      if (mark.stroke !== null) {
        const { width, dash } = mark.part;
        context.strokeStyle = mark.stroke;
        context.lineWidth = width;
        context.lineCap = 'round';
        context.lineJoin = 'round';
        if (dash !== null) context.setLineDash(dash as number[]);
        context.stroke(path);
        if (dash !== null) context.setLineDash(NO_DASH);
      }
      return;
    }
    case 'box':
      drawBox(context, mark);
      return;
    case 'text':
      drawText(context, mark, 0, 0);
      return;
    case 'image':
      drawImage(context, mark, pictures);
  }
}

function drawBox(context: CanvasRenderingContext2D, mark: BoxMark): void {
  const { y, width, height, radius, fill, stroke, dash } = mark;
  context.beginPath();
  context.roundRect(0, y, width, height, Math.min(radius, width / 2, height / 2));
  if (fill !== null) {
    context.fillStyle = fill;
    context.fill();
  }
  if (stroke === null) return;
  context.strokeStyle = stroke;
  context.lineWidth = 1;
  context.lineCap = 'butt';
  context.lineJoin = 'miter';
  if (dash !== null) context.setLineDash(dash as number[]);
  context.stroke();
  if (dash !== null) context.setLineDash(NO_DASH);
}

/**
 * Paints lines of text.
 * @param originX subtracted from the places of lines: far from the origin of the scene a canvas is not exact
 */
export function drawText(
  context: CanvasRenderingContext2D,
  mark: TextMark,
  originX: number,
  originY: number,
): void {
  const { weight, fontSize, fontFamily, align, fill, halo, lines } = mark;
  const font = `${weight === null ? '' : `${String(weight)} `}${String(fontSize)}px ${fontStack(fontFamily)}`;
  context.font = font;
  setPlainly(context);
  context.textAlign = align;
  context.textBaseline = 'alphabetic';
  context.fillStyle = fill;
  if (halo !== null) {
    context.strokeStyle = halo.color;
    context.lineWidth = halo.width;
    context.lineCap = 'butt';
    context.lineJoin = 'round';
  }
  if (halo !== null)
    for (const { text, x, y } of lines) context.strokeText(text, x - originX, y - originY);
  for (const { text, x, y } of lines) context.fillText(text, x - originX, y - originY);
}

/**
 * Letters stand as wide as the tables of `text/metrics.ts` say, unrounded, so that a line is as long as it was taken to
 * be, in a field where it is written too.
 */
function setPlainly(context: CanvasRenderingContext2D): void {
  context.fontKerning = 'none';
  context.textRendering = 'geometricPrecision';
  // There is no other way to have no ligatures: letters with space between them get none.
  context.letterSpacing = '0.0001px';
}

function drawImage(
  context: CanvasRenderingContext2D,
  { fileId, element }: ImageMark,
  pictures: Pictures,
): void {
  const image = pictures.get(fileId);
  const { width, height, crop, scale } = element;
  if (image === null || image.naturalWidth === 0 || image.naturalHeight === 0) return;
  context.imageSmoothingEnabled = true;
  context.imageSmoothingQuality = 'medium';
  context.save();
  context.translate(scale[0] < 0 ? width : 0, scale[1] < 0 ? height : 0);
  context.scale(scale[0], scale[1]);
  if (crop === null) context.drawImage(image, 0, 0, width, height);
  else {
    // The crop is told in the size that the picture had when it was cropped.
    const [kx, ky] = [
      image.naturalWidth / crop.naturalWidth,
      image.naturalHeight / crop.naturalHeight,
    ];
    const { x, y } = crop;
    context.drawImage(
      image,
      ...([x * kx, y * ky, crop.width * kx, crop.height * ky] as const),
      ...([0, 0, width, height] as const),
    );
  }
  context.restore();
}
