import { MAX_SIZE } from '../model/limits.ts';
import type { ImageCrop, ImageElement, Point } from '../model/types.ts';
import type { ElementPatch } from '../model/write.ts';
import { boxOf, centerOf } from './bounds.ts';
import type { Handle } from './resize.ts';
import { centerOfBounds, rotate, type Bounds } from './vector.ts';

/** Size that a picture has, in its own pixels. */
export interface NaturalSize {
  readonly width: number;
  readonly height: number;
}

/** Sides of what is left of a picture are not made shorter than this, in scene units. */
const LEAST = 8;
/** Edges nearer to those of the picture than this part of it are the same: nothing is cropped. */
const SAME = 1e-6;

/** What is seen of a picture, in the pixels that it has: what a crop says of them is not relied on. */
function cropOf({ crop }: ImageElement, { width, height }: NaturalSize): ImageCrop {
  const natural = { naturalWidth: width, naturalHeight: height };
  if (crop === null) return { x: 0, y: 0, width, height, ...natural };
  const [kx, ky] = [width / crop.naturalWidth, height / crop.naturalHeight];
  return {
    ...{ x: crop.x * kx, y: crop.y * ky, width: crop.width * kx, height: crop.height * ky },
    ...natural,
  };
}

/** Where the whole picture would be, in scene units, before it is turned around the middle of what is seen of it. */
export function wholeBox(image: ImageElement, natural: NaturalSize): Bounds {
  const crop = cropOf(image, natural);
  const [kx, ky] = [image.width / crop.width, image.height / crop.height];
  const [sx, sy] = image.scale;
  const left = sx < 0 ? crop.naturalWidth - crop.x - crop.width : crop.x;
  const top = sy < 0 ? crop.naturalHeight - crop.y - crop.height : crop.y;
  const [minX, minY] = [image.x - left * kx, image.y - top * ky];
  return {
    minX,
    minY,
    maxX: minX + crop.naturalWidth * kx,
    maxY: minY + crop.naturalHeight * ky,
  };
}

/**
 * What changes when an edge or a corner of what is seen is pulled to a point. The picture stays where it is, also when it is
 * turned or mirrored.
 * @param image as it was when the pull began
 * @param pointer in the scene
 */
export function pullCrop(
  image: ImageElement,
  natural: NaturalSize,
  handle: Handle,
  pointer: Point,
): ElementPatch {
  const whole = wholeBox(image, natural);
  const { minX, minY, maxX, maxY } = boxOf(image);
  const [x, y] = rotate(pointer, centerOf(image), -image.angle);
  const [w, h] = [Math.min(LEAST, image.width), Math.min(LEAST, image.height)];
  return seen(image, natural, whole, {
    minX: handle[0] < 0 ? clamp(x, whole.minX, maxX - w) : minX,
    maxX: handle[0] > 0 ? clamp(x, minX + w, whole.maxX) : maxX,
    minY: handle[1] < 0 ? clamp(y, whole.minY, maxY - h) : minY,
    maxY: handle[1] > 0 ? clamp(y, minY + h, whole.maxY) : maxY,
  });
}

/**
 * What changes when the picture is moved behind what is seen of it, as far as there is something of it to be seen.
 * @param by in the scene
 */
export function moveInCrop(image: ImageElement, natural: NaturalSize, by: Point): ElementPatch {
  const whole = wholeBox(image, natural);
  const box = boxOf(image);
  const [x, y] = rotate(by, [0, 0], -image.angle);
  const dx = clamp(x, box.maxX - whole.maxX, box.minX - whole.minX);
  const dy = clamp(y, box.maxY - whole.maxY, box.minY - whole.minY);
  const moved = {
    minX: whole.minX + dx,
    maxX: whole.maxX + dx,
    minY: whole.minY + dy,
    maxY: whole.maxY + dy,
  };
  return { crop: seen(image, natural, moved, box).crop };
}

/** What changes so that the whole picture is seen again, where it is; smaller, where it would be too large for a board. */
export function uncrop(image: ImageElement, natural: NaturalSize): ElementPatch {
  const whole = wholeBox(image, natural);
  const patch = seen(image, natural, whole, whole);
  const [width, height] = [whole.maxX - whole.minX, whole.maxY - whole.minY];
  const most = Math.max(width, height) / MAX_SIZE;
  if (most <= 1) return patch;
  const [cx, cy] = centerOf(image);
  const [w, h] = [width / most, height / most];
  return { ...patch, x: cx - w / 2, y: cy - h / 2, width: w, height: h };
}

/** A part of the whole picture in a box that lies in it. */
function seen(image: ImageElement, natural: NaturalSize, whole: Bounds, box: Bounds): ElementPatch {
  const { naturalWidth, naturalHeight } = cropOf(image, natural);
  const [width, height] = [box.maxX - box.minX, box.maxY - box.minY];
  const [sx, sy] = image.scale;
  const share = {
    x: (sx < 0 ? whole.maxX - box.maxX : box.minX - whole.minX) / (whole.maxX - whole.minX),
    y: (sy < 0 ? whole.maxY - box.maxY : box.minY - whole.minY) / (whole.maxY - whole.minY),
    width: width / (whole.maxX - whole.minX),
    height: height / (whole.maxY - whole.minY),
  };
  const [x, y] = rotate(centerOfBounds(box), centerOf(image), image.angle);
  const isWhole = share.width > 1 - SAME && share.height > 1 - SAME;
  const crop = {
    x: Math.max(0, share.x) * naturalWidth,
    y: Math.max(0, share.y) * naturalHeight,
    width: Math.min(1, share.width) * naturalWidth,
    height: Math.min(1, share.height) * naturalHeight,
    ...{ naturalWidth, naturalHeight },
  };
  return { x: x - width / 2, y: y - height / 2, width, height, crop: isWhole ? null : crop };
}

function clamp(value: number, min: number, max: number): number {
  return Math.max(min, Math.min(max, value));
}
