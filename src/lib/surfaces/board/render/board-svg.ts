import type { Lookup } from '../geometry/arrow.ts';
import { cornersOf } from '../geometry/bounds.ts';
import { drawnBounds, inkBounds } from '../geometry/drawn.ts';
import { grow, overlaps, union, type Bounds } from '../geometry/vector.ts';
import type { BoardElement } from '../model/types.ts';
import { pick, SURFACE } from './colour.ts';
import { elementToSvg, type DrawContext } from './element-svg.ts';
import { escapeXml } from './escape.ts';
import { gappedArrow } from './label-gap.ts';
import { linePath, num } from './path.ts';
import { smallElementToSvg } from './small-svg.ts';

export interface BoardSvgOptions extends Pick<DrawContext, 'theme' | 'imageHref' | 'shapes'> {
  /** `paper` paints the floor of the board, `transparent` nothing. */
  readonly background: 'paper' | 'transparent';
  /** What a screen reader says; plain text. */
  readonly title: string;
  /** Finds shapes that arrows are bound to; of the elements drawn, if it is not given. */
  readonly lookup?: Lookup;
  /** What is shown, in scene units; everything, if it is not given. */
  readonly view?: Bounds;
  /** Free space around everything, in scene units. */
  readonly padding?: number;
  /** Begins the ids within: two pictures in one page need two of them. Letters, digits and hyphens. */
  readonly idPrefix?: string;
  /** Past so many characters no further element is drawn. */
  readonly maxLength?: number;
  /**
   * CSS pixels for each scene unit at which the picture is going to be seen: what nobody would see then is left out.
   * Everything is drawn, if it is not given.
   */
  readonly scale?: number;
  /** No further element is drawn once this is true: for those who have so much time and no more. */
  readonly stop?: () => boolean;
  /** Lines of arrows stop at their labels: for what has another ground than the board's floor, or none. */
  readonly gaps?: boolean;
  /** The picture stands alone, not in a page: it says itself that it has colours for both themes. */
  readonly alone?: boolean;
}

/**
 * Letters stand as wide as the tables of `text/metrics.ts` say: no kerning, no ligatures, no rounding; and have the forms that
 * they have on a canvas, which does not take those of the page.
 */
const PLAINLY =
  'font-feature-settings:normal;font-kerning:none;letter-spacing:0.0001px;text-rendering:geometricPrecision';

const PADDING = 24;
const MAX_LENGTH = 16 * 1024 * 1024;
/** What is shown of a board without elements. */
const EMPTY: Bounds = { minX: 0, minY: 0, maxX: 800, maxY: 500 };

/**
 * Elements as one SVG, without a DOM: for the first paint, thumbnails, print and export. Safe to put into a page as it is.
 * @param elements from the bottom to the top
 */
export function boardToSvg(elements: readonly BoardElement[], options: BoardSvgOptions): string {
  return drawBoard(elements, options).svg;
}

/** As `boardToSvg`, and whether every element that is in view was drawn. */
export function drawBoard(
  elements: readonly BoardElement[],
  options: BoardSvgOptions,
): { readonly svg: string; readonly whole: boolean } {
  const { theme, background, title, view, padding = PADDING } = options;
  const prefix = (options.idPrefix ?? 'board').replace(/[^A-Za-z0-9-]/g, '');
  const maxLength = options.maxLength ?? MAX_LENGTH;
  const byId = new Map(elements.map((element) => [element.id, element]));
  const lookup = options.lookup ?? ((id) => byId.get(id));
  const context: DrawContext = {
    theme,
    lookup,
    ...(options.shapes && { shapes: options.shapes }),
    ...(options.imageHref && { imageHref: options.imageHref }),
  };
  const frames = new Map<string, Clip>();
  const parts: string[] = [];
  let length = 0;
  let shown: Bounds | null = view ?? null;
  let whole = true;
  const { scale, stop } = options;
  const plain = (element: BoardElement): string =>
    scale === undefined
      ? elementToSvg(element, context)
      : smallElementToSvg(element, { ...context, scale });
  let gaps = 0;
  const draw = (element: BoardElement): string => {
    const arrow = options.gaps === true ? gappedArrow(element, lookup) : null;
    if (arrow === null) return plain(element);
    const id = `${prefix}-gap-${String(gaps++)}`;
    const around = boxPath(grow(drawnBounds(element, lookup), 1)) + boxPath(arrow.gap);
    const clip = `<clipPath id="${id}"><path clip-rule="evenodd" d="${around}"/></clipPath>`;
    return `${clip}<g clip-path="url(#${id})">${plain(arrow.line)}</g>${plain(arrow.words)}`;
  };
  for (const element of elements) {
    if (stop?.() === true) {
      whole = false;
      break;
    }
    const bounds = drawnBounds(element, lookup);
    if (view !== undefined && !overlaps(view, bounds)) continue;
    const drawn = draw(element);
    if (drawn === '') continue;
    const svg = clipped(element, drawn, lookup, frames, prefix);
    length += svg.length;
    if (length > maxLength) {
      whole = false;
      break;
    }
    parts.push(svg);
    if (view === undefined) {
      const ink = inkBounds(element, lookup);
      shown = union(shown === null ? [ink] : [shown, ink]);
    }
  }
  const box = view ?? grow(shown ?? EMPTY, padding);
  const place = [box.minX, box.minY, box.maxX - box.minX, box.maxY - box.minY].map(num);
  const [x = '0', y = '0', width = '0', height = '0'] = place;
  const floor =
    background === 'paper'
      ? `<rect x="${x}" y="${y}" width="${width}" height="${height}" fill="${pick(SURFACE.canvas, theme)}"/>`
      : '';
  const clips =
    frames.size === 0
      ? ''
      : `<defs>${Array.from(frames.values(), ({ path }) => path).join('')}</defs>`;
  // In a page the page says it.
  const scheme = options.alone === true && theme === 'auto' ? 'color-scheme:light dark;' : '';
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="${place.join(' ')}" role="img" aria-label="${escapeXml(title)}" style="${scheme}${PLAINLY}">${clips}${floor}${parts.join('')}</svg>`;
  return { svg, whole };
}

function boxPath({ minX, minY, maxX, maxY }: Bounds): string {
  return `M${num(minX)} ${num(minY)}H${num(maxX)}V${num(maxY)}H${num(minX)}Z`;
}

/** The edge of a frame, past which nothing in it is seen. */
interface Clip {
  readonly id: string;
  readonly path: string;
}

/** What lies in a frame is seen only there. */
function clipped(
  element: BoardElement,
  svg: string,
  lookup: Lookup,
  frames: Map<string, Clip>,
  prefix: string,
): string {
  if (element.frameId === null || element.frameId === element.id) return svg;
  const frame = lookup(element.frameId);
  if (frame?.type !== 'frame') return svg;
  let clip = frames.get(frame.id);
  if (clip === undefined) {
    const id = `${prefix}-frame-${String(frames.size)}`;
    const outline = linePath(cornersOf(frame), true);
    clip = { id, path: `<clipPath id="${id}"><path d="${outline}"/></clipPath>` };
    frames.set(frame.id, clip);
  }
  return `<g clip-path="url(#${clip.id})">${svg}</g>`;
}
