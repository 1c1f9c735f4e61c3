/** Parts of the board in a page of their own, without an application around them. Bundled by `open.ts`. */
import * as Y from 'yjs';
import { fillScene, random } from '../../../support/board-scene.ts';
import {
  ScenePainter,
  type Camera,
} from '../../../../src/lib/surfaces/board/canvas/scene-painter.ts';
import { Board } from '../../../../src/lib/surfaces/board/model/board.ts';
import type { BoardElement } from '../../../../src/lib/surfaces/board/model/types.ts';
import type { ElementPatch, NewElement } from '../../../../src/lib/surfaces/board/model/write.ts';
import { boardToSvg } from '../../../../src/lib/surfaces/board/render/board-svg.ts';

/** A pixel: red, green, blue from 0 to 255. */
export type Pixel = readonly [number, number, number];

/** A board of named elements, and its canvas in the page. */
export class Lab {
  readonly board = new Board(new Y.Doc());
  readonly canvas = document.createElement('canvas');
  readonly painter: ScenePainter;
  readonly #size: readonly [width: number, height: number];
  readonly #images: Readonly<Record<string, string>>;

  constructor(options: {
    elements: readonly (NewElement & { id?: string })[];
    theme: 'light' | 'dark';
    size: readonly [number, number];
    grid?: boolean;
    images?: Readonly<Record<string, string>>;
    ratio?: number;
  }) {
    const { elements, theme, size, grid = false, images = {}, ratio = 1 } = options;
    this.#size = size;
    this.#images = images;
    this.board.transact(() => {
      for (const { id, ...element } of elements) this.board.create(element, id);
    });
    this.canvas.style.cssText = `display:block;width:${String(size[0])}px;height:${String(size[1])}px`;
    document.body.replaceChildren(this.canvas);
    const imageUrl = (fileId: string): string => images[fileId] ?? '//';
    const { board, canvas } = this;
    this.painter = new ScenePainter({ board, canvas, theme, imageUrl, grid });
    this.painter.resize(...size, ratio);
    this.painter.setCamera({ x: 0, y: 0, zoom: 1 });
  }

  update(id: string, patch: ElementPatch): void {
    this.board.update(id, patch);
  }

  /** Shows elements otherwise, by what differs; null for as they are. */
  preview(patches: Readonly<Record<string, Partial<BoardElement>>> | null): void {
    this.painter.preview(
      patches === null
        ? null
        : new Map(
            Object.entries(patches).map(([id, patch]) => [
              id,
              { ...this.board.get(id), ...patch, id } as BoardElement,
            ]),
          ),
    );
  }

  /** Colour of the canvas at a place, in pixels of the canvas. */
  pixel(x: number, y: number): Pixel {
    const [r = 0, g = 0, b = 0] = this.canvas.getContext('2d')?.getImageData(x, y, 1, 1).data ?? [];
    return [r, g, b];
  }

  /** All pixels of the canvas, as a number for each. */
  pixels(): Uint32Array {
    return pixelsOf(this.canvas);
  }

  /** How many pixels differ from those of a painter that has painted nothing before. */
  strayPixels(camera: Camera, theme: 'light' | 'dark' = 'light', grid = false): number {
    const canvas = document.createElement('canvas');
    const { board } = this;
    const imageUrl = (fileId: string): string => this.#images[fileId] ?? '//';
    const fresh = new ScenePainter({ board, canvas, theme, imageUrl, grid });
    fresh.resize(...this.#size, 1);
    fresh.setCamera(camera);
    fresh.flush();
    const expected = pixelsOf(canvas);
    fresh.destroy();
    return differing(this.pixels(), expected, canvas.width);
  }

  /** Shows the board as SVG instead of the canvas. */
  showSvg(theme: 'light' | 'dark'): void {
    const [width, height] = this.#size;
    const view = { minX: 0, minY: 0, maxX: width, maxY: height };
    const holder = document.createElement('div');
    holder.style.cssText = 'display:flex';
    holder.innerHTML = boardToSvg(this.board.elements, {
      ...{ theme, background: 'paper', title: 'Board', view },
      imageHref: (fileId) => this.#images[fileId] ?? null,
    });
    document.body.replaceChildren(holder);
  }
}

/** How many pixels of a picture another picture has nowhere near. */
function differing(picture: Uint32Array, other: Uint32Array, width: number): number {
  // Curves that are clipped lie half a pixel elsewhere: what is there beside a pixel counts too.
  const near = [0, 1, -1, 2, -2];
  const around = near.flatMap((dy) => near.map((dx) => dy * width + dx));
  let count = 0;
  for (const [i, value] of picture.entries())
    if (around.every((by) => distance(value, other[i + by] ?? 0) > 40)) count++;
  return count;
}

function pixelsOf(canvas: HTMLCanvasElement): Uint32Array {
  const { width, height } = canvas;
  const data = canvas.getContext('2d')?.getImageData(0, 0, width, height).data.buffer;
  return new Uint32Array(data ?? new ArrayBuffer(0));
}

/** How far two colours are from each other, 0 to 255. */
function distance(a: number, b: number): number {
  return Math.max(...[0, 8, 16].map((by) => Math.abs(((a >> by) & 255) - ((b >> by) & 255))));
}

/** How two pictures of the same size differ. */
async function compare(one: string, other: string): Promise<{ ink: number; differ: number }> {
  const [a, b] = [await decode(one), await decode(other)];
  let [ink, differ] = [0, 0];
  for (let i = 0; i < a.length; i += 4) {
    const far = (x: Uint8ClampedArray, y: Uint8ClampedArray, at: number, from: number): number =>
      Math.max(
        Math.abs((x[at] ?? 0) - (y[from] ?? 0)),
        Math.abs((x[at + 1] ?? 0) - (y[from + 1] ?? 0)),
        Math.abs((x[at + 2] ?? 0) - (y[from + 2] ?? 0)),
      );
    // The corner is floor: what is not its colour is ink.
    if (far(a, a, i, 0) > 4 || far(b, b, i, 0) > 4) ink++;
    // Letters may lie a quarter of a pixel elsewhere.
    if (far(a, b, i, i) > 64) differ++;
  }
  return { ink, differ };
}

async function decode(base64: string): Promise<Uint8ClampedArray> {
  const image = new Image();
  image.src = `data:image/png;base64,${base64}`;
  await image.decode();
  const canvas = document.createElement('canvas');
  canvas.width = image.naturalWidth;
  canvas.height = image.naturalHeight;
  const context = canvas.getContext('2d');
  context?.drawImage(image, 0, 0);
  return context?.getImageData(0, 0, canvas.width, canvas.height).data ?? new Uint8ClampedArray();
}

export const tools = { Lab, compare, differing, fillScene, random };
Object.assign(globalThis, { boardLab: tools });
