import type { SurfaceFiles } from '../../surface.ts';
import { ElementPainter } from '../canvas/element-painter.ts';
import { Pictures } from '../canvas/pictures.ts';
import { drawnBounds, inkBounds } from '../geometry/drawn.ts';
import { grow, union, type Bounds } from '../geometry/vector.ts';
import type { Lookup } from '../geometry/arrow.ts';
import { isLabelled, type BoardElement } from '../model/types.ts';
import { boardToSvg } from '../render/board-svg.ts';
import { pick, SURFACE } from '../render/colour.ts';
import { gappedArrow } from '../render/label-gap.ts';
import { IMAGE_TYPES } from '../render/image-href.ts';
import { fontStack } from '../text/fonts.ts';
import { dataUrlOf } from './base64.ts';
import { picturesOf } from './parcel.ts';
import type { PictureFiles } from './picture-files.ts';
import { blankCanvas, pictureOf } from './picture.ts';
import { withFonts } from './svg-fonts.ts';

export interface DrawOptions {
  /** From the bottom to the top. */
  readonly elements: readonly BoardElement[];
  readonly lookup: Lookup;
  readonly pictures: PictureFiles;
  readonly theme: 'light' | 'dark';
  readonly background: 'paper' | 'transparent';
}

/** Around everything, scene units. */
const PADDING = 24;
/** What browsers can paint on: pixels of a side, and in all. */
const MAX_SIDE = 16_384;
const MAX_PIXELS = 64_000_000;

/** A board as PNG. `scale` is pixels per scene unit, less than asked for when the board is too large. */
export interface DrawnPng {
  readonly blob: Blob;
  readonly scale: number;
}

/**
 * Paints elements as a picture.
 * @param scale pixels per scene unit
 * @throws SurfaceFileError `too_large` when there is no memory for it
 */
export async function drawPng(options: DrawOptions, scale: number): Promise<DrawnPng> {
  const { elements, lookup, theme, background } = options;
  const box = boundsOf(elements, lookup);
  const fitting = fittingScale(box, scale);
  const [pictures] = await Promise.all([loadedPictures(options), loadedFonts(elements)]);
  const { canvas, context } = blankCanvas(
    Math.max(1, Math.round((box.maxX - box.minX) * fitting)),
    Math.max(1, Math.round((box.maxY - box.minY) * fitting)),
  );
  if (background === 'paper') {
    context.fillStyle = pick(SURFACE.canvas, theme);
    context.fillRect(0, 0, canvas.width, canvas.height);
  }
  const painter = new ElementPainter({ lookup, boundsOf: drawnBounds, pictures, theme });
  const view = { scale: fitting, x: box.minX, y: box.minY };
  for (const element of elements) {
    const arrow = background === 'transparent' ? gappedArrow(element, lookup) : null;
    if (arrow === null) {
      painter.paint(context, element, view);
      continue;
    }
    const { minX, minY, maxX, maxY } = arrow.gap;
    const [left, top] = [(minX - box.minX) * fitting, (minY - box.minY) * fitting];
    context.save();
    // The painter leaves its own behind.
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.beginPath();
    context.rect(0, 0, canvas.width, canvas.height);
    context.rect(left, top, (maxX - minX) * fitting, (maxY - minY) * fitting);
    context.clip('evenodd');
    painter.paint(context, arrow.line, view);
    context.restore();
    painter.paint(context, arrow.words, view);
  }
  pictures.destroy();
  return { blob: await pictureOf(canvas, 'image/png'), scale: fitting };
}

/** The scale that is asked for, or the largest one at which a box can still be painted. */
export function fittingScale(box: Bounds, scale: number): number {
  const [width, height] = [box.maxX - box.minX, box.maxY - box.minY];
  return Math.min(
    scale,
    MAX_SIDE / Math.max(width, height),
    Math.sqrt(MAX_PIXELS / (width * height)),
  );
}

/** Elements as an SVG that stands alone: pictures and fonts are in it, and nothing is loaded from elsewhere. */
export async function drawSvg(
  options: DrawOptions,
  title: string,
  asset: SurfaceFiles['asset'],
): Promise<string> {
  const { elements, lookup, theme, background, pictures } = options;
  const hrefs = new Map<string, string>();
  for (const id of picturesOf(elements)) {
    const file = await pictures.load(id);
    if (file === null) continue;
    const isRaster = IMAGE_TYPES.has(file.mimeType);
    hrefs.set(id, isRaster ? file.dataURL : await rasterized(file.dataURL));
  }
  const svg = boardToSvg(elements, {
    ...{ theme, background, title, lookup, padding: PADDING },
    imageHref: (fileId) => hrefs.get(fileId) ?? null,
    maxLength: Infinity,
    gaps: background === 'transparent',
  });
  return withFonts(svg, asset);
}

function boundsOf(elements: readonly BoardElement[], lookup: Lookup): Bounds {
  const box = union(elements.map((element) => inkBounds(element, lookup)));
  return grow(box ?? { minX: 0, minY: 0, maxX: 1, maxY: 1 }, PADDING);
}

/** The pictures that elements show, each one arrived or known to be missing. */
async function loadedPictures({ elements, pictures: files }: DrawOptions): Promise<Pictures> {
  const waiting = new Map<string, () => void>();
  const pictures = new Pictures(
    (fileId) => files.urlOf(fileId),
    (fileId) => waiting.get(fileId)?.(),
  );
  const all = [...picturesOf(elements)].map(
    (fileId) =>
      new Promise<void>((resolve) => {
        waiting.set(fileId, resolve);
        if (!pictures.mayHave(fileId)) resolve();
      }),
  );
  await Promise.all(all);
  return pictures;
}

/** Fonts that no element in view has needed yet are not there. */
async function loadedFonts(elements: readonly BoardElement[]): Promise<void> {
  const stacks = new Set(elements.filter(isLabelled).map((one) => fontStack(one.fontFamily)));
  await Promise.all([...stacks].map((stack) => document.fonts.load(`16px ${stack}`)));
}

/** Pixels of the longer side of a drawing that is put into another as a picture. */
const RASTER_SIDE = 2_048;

/** A drawing as PNG: within another one it could hold what runs or loads. */
async function rasterized(dataURL: string): Promise<string> {
  const image = new Image();
  image.src = dataURL;
  try {
    await image.decode();
  } catch (error) {
    // It is shown as missing here, as it is on the board.
    if (error instanceof DOMException) return '';
    throw error;
  }
  const side = Math.max(image.naturalWidth, image.naturalHeight, 1);
  const [width, height] = [image.naturalWidth, image.naturalHeight].map((length) =>
    Math.max(1, Math.round((length * RASTER_SIDE) / side)),
  );
  const { canvas, context } = blankCanvas(width ?? 1, height ?? 1);
  context.drawImage(image, 0, 0, canvas.width, canvas.height);
  return dataUrlOf(await pictureOf(canvas, 'image/png'));
}
