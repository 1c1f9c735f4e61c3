import { SurfaceFileError } from '../../surface.ts';

/** A picture that is ready to be stored. */
export interface PreparedPicture {
  readonly blob: Blob;
  /** As large as it wants to be shown, CSS pixels. */
  readonly width: number;
  readonly height: number;
}

/** Pixels of the longer side: what is larger comes from cameras, and shows nothing more on a board. */
export const MAX_SIDE = 2_560;
/** Pixels of the longer side that are looked at at all. */
const MAX_DECODED_SIDE = 16_384;
const MAX_DECODED_PIXELS = 100_000_000;
/** Of a drawing that does not say how large it is. */
const DRAWING_SIDE = 300;
const QUALITY = 0.9;

/** What the server keeps; other pictures that the browser can show are written anew. */
const KEPT_TYPES: ReadonlySet<string> = new Set([
  'image/png',
  'image/jpeg',
  'image/gif',
  'image/webp',
  'image/avif',
  'image/svg+xml',
]);

/** Whether a file says that it is a picture. Whether it is one, only decoding tells. */
export function isPicture({ type }: Blob): boolean {
  return type.startsWith('image/');
}

/**
 * Decodes a picture and makes it smaller if it is very large. What moves (GIF) and what is drawn (SVG) stays as it is.
 * @throws SurfaceFileError `unsupported_type` when it cannot be shown, `too_large` when it has too many pixels
 */
export async function preparePicture(file: Blob): Promise<PreparedPicture> {
  const url = URL.createObjectURL(file);
  try {
    const image = await loaded(url);
    const width = image.naturalWidth || DRAWING_SIDE;
    const height = image.naturalHeight || DRAWING_SIDE;
    // Known from its first bytes: before the memory of all its pixels is asked for.
    if (Math.max(width, height) > MAX_DECODED_SIDE || width * height > MAX_DECODED_PIXELS) {
      throw new SurfaceFileError('too_large');
    }
    await decode(image);
    if (file.type === 'image/svg+xml' || file.type === 'image/gif') {
      return { blob: file, width, height };
    }
    const factor = Math.min(1, MAX_SIDE / Math.max(width, height));
    if (factor === 1 && KEPT_TYPES.has(file.type)) return { blob: file, width, height };
    const scaled = {
      width: Math.max(1, Math.round(width * factor)),
      height: Math.max(1, Math.round(height * factor)),
    };
    return { blob: await rewritten(image, scaled, file.type), ...scaled };
  } finally {
    URL.revokeObjectURL(url);
  }
}

function loaded(url: string): Promise<HTMLImageElement> {
  return new Promise((resolve, reject) => {
    const image = new Image();
    image.decoding = 'async';
    image.onload = () => resolve(image);
    image.onerror = () => reject(new SurfaceFileError('unsupported_type'));
    image.src = url;
  });
}

/** Whether the rest of a picture is what its beginning says. */
async function decode(image: HTMLImageElement): Promise<void> {
  try {
    await image.decode();
  } catch (cause) {
    throw new SurfaceFileError('unsupported_type', { cause });
  }
}

async function rewritten(
  image: HTMLImageElement,
  size: { readonly width: number; readonly height: number },
  type: string,
): Promise<Blob> {
  const { canvas, context } = blankCanvas(size.width, size.height);
  context.imageSmoothingQuality = 'high';
  context.drawImage(image, 0, 0, size.width, size.height);
  return pictureOf(canvas, rewrittenType(context, type), QUALITY);
}

/** Photos without gaps as a photo, everything that can be seen through as PNG. */
function rewrittenType(context: CanvasRenderingContext2D, type: string): string {
  if (type === 'image/jpeg') return type;
  const { width, height } = context.canvas;
  const { data } = context.getImageData(0, 0, width, height);
  for (let i = 3; i < data.length; i += 4) if (data[i] !== 255) return 'image/png';
  return 'image/webp';
}

/**
 * An empty canvas.
 * @param width in pixels
 * @param height in pixels
 */
export function blankCanvas(
  width: number,
  height: number,
): { canvas: HTMLCanvasElement; context: CanvasRenderingContext2D } {
  const canvas = document.createElement('canvas');
  canvas.width = width;
  canvas.height = height;
  const context = canvas.getContext('2d');
  if (context === null) throw new Error('This browser gives no canvas to paint on');
  return { canvas, context };
}

/**
 * What a canvas shows as a file. A browser that cannot write the type writes PNG.
 * @throws SurfaceFileError `too_large` when there is no memory for it
 */
export function pictureOf(
  canvas: HTMLCanvasElement,
  type: string,
  quality?: number,
): Promise<Blob> {
  return new Promise((resolve, reject) => {
    canvas.toBlob(
      (blob) => {
        if (blob === null) reject(new SurfaceFileError('too_large'));
        else resolve(blob);
      },
      type,
      quality,
    );
  });
}
