/**
 * Reads of the bytes of a picture what it is and how large it would be on a screen, without decoding it: what a file
 * calls itself means nothing.
 */

/** Media types of the pictures that documents can keep. */
export type ImageType =
  'image/png' | 'image/jpeg' | 'image/gif' | 'image/webp' | 'image/avif' | 'image/svg+xml';

export interface ImageInfo {
  readonly type: ImageType;
  /** Pixels; of a drawing, which has none, 0. */
  readonly width: number;
  readonly height: number;
}

type Size = Pick<ImageInfo, 'width' | 'height'>;

/** What the bytes are, or null for anything but a picture of these types with a size. */
export function readImage(data: Uint8Array): ImageInfo | null {
  for (const [type, read] of READERS) {
    const size = read(new DataView(data.buffer, data.byteOffset, data.byteLength));
    if (size && size.width > 0 && size.height > 0) return { type, ...size };
  }
  return isSvg(data) ? { type: 'image/svg+xml', width: 0, height: 0 } : null;
}

const READERS: readonly (readonly [ImageType, (view: DataView) => Size | null])[] = [
  ['image/png', pngSize],
  ['image/jpeg', jpegSize],
  ['image/gif', gifSize],
  ['image/webp', webpSize],
  ['image/avif', avifSize],
];

/** Four characters as a number. */
function tag(name: string): number {
  return new DataView(new TextEncoder().encode(name).buffer).getUint32(0);
}

function uint24(view: DataView, at: number): number {
  return view.getUint16(at, true) | (view.getUint8(at + 2) << 16);
}

function pngSize(view: DataView): Size | null {
  if (view.byteLength < 33 || view.getUint32(0) !== 0x89504e47) return null;
  if (view.getUint32(4) !== 0x0d0a1a0a || view.getUint32(12) !== tag('IHDR')) return null;
  return { width: view.getUint32(16), height: view.getUint32(20) };
}

/** The first frame header; before it stand other segments, each with its length. */
function jpegSize(view: DataView): Size | null {
  if (view.byteLength < 4 || view.getUint16(0) !== 0xffd8) return null;
  let at = 2;
  while (at + 9 <= view.byteLength) {
    if (view.getUint8(at) !== 0xff) return null;
    const marker = view.getUint8(at + 1);
    if (marker === 0xff) {
      at++;
      continue;
    }
    const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
    if (isFrame) return { width: view.getUint16(at + 7), height: view.getUint16(at + 5) };
    // Pixels, or the end, before any frame.
    if (marker === 0xda || marker === 0xd9) return null;
    const alone = marker === 0x01 || (marker >= 0xd0 && marker <= 0xd7);
    at += alone ? 2 : 2 + view.getUint16(at + 2);
  }
  return null;
}

/** The largest of the screen and all frames: a frame may be larger than the screen that the header tells. */
function gifSize(view: DataView): Size | null {
  if (view.byteLength < 13 || view.getUint32(0) !== tag('GIF8')) return null;
  if (![0x3761, 0x3961].includes(view.getUint16(4))) return null;
  let width = view.getUint16(6, true);
  let height = view.getUint16(8, true);
  const colours = (flags: number) => (flags & 0x80 ? 3 * 2 ** ((flags & 7) + 1) : 0);
  const end = view.byteLength;
  const afterBlocks = (from: number) => {
    let at = from;
    while (at < end && view.getUint8(at) !== 0) at += 1 + view.getUint8(at);
    return at + 1;
  };
  let at = 13 + colours(view.getUint8(10));
  while (at < end) {
    const kind = view.getUint8(at);
    if (kind === 0x21) at = afterBlocks(at + 2);
    else if (kind === 0x2c && at + 10 <= end) {
      width = Math.max(width, view.getUint16(at + 1, true) + view.getUint16(at + 5, true));
      height = Math.max(height, view.getUint16(at + 3, true) + view.getUint16(at + 7, true));
      at = afterBlocks(at + 10 + colours(view.getUint8(at + 9)) + 1);
    } else break;
  }
  return { width, height };
}

function webpSize(view: DataView): Size | null {
  if (view.byteLength < 30 || view.getUint32(0) !== tag('RIFF')) return null;
  if (view.getUint32(8) !== tag('WEBP')) return null;
  switch (view.getUint32(12)) {
    case tag('VP8 '):
      // The start code of a key frame.
      if (view.getUint8(23) !== 0x9d || view.getUint16(24, true) !== 0x2a01) return null;
      return {
        width: view.getUint16(26, true) & 0x3fff,
        height: view.getUint16(28, true) & 0x3fff,
      };
    case tag('VP8L'): {
      if (view.getUint8(20) !== 0x2f) return null;
      const bits = view.getUint32(21, true);
      return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 };
    }
    case tag('VP8X'):
      return { width: uint24(view, 24) + 1, height: uint24(view, 27) + 1 };
    default:
      return null;
  }
}

/** Boxes that hold the sizes of pictures, from the outermost, and what stands in each before the boxes within. */
const AVIF_PATH: readonly (readonly [name: string, head: number])[] = [
  ['meta', 4],
  ['iprp', 0],
  ['ipco', 0],
];

/** The largest of all pictures in the file, parts of a grid and the grid itself among them. */
function avifSize(view: DataView): Size | null {
  const [first] = boxesOf(view, 0, view.byteLength);
  if (first?.name !== tag('ftyp') || !isAvif(view, first)) return null;
  let from = 0;
  let to = view.byteLength;
  for (const [name, head] of AVIF_PATH) {
    const box = boxesOf(view, from, to).find((each) => each.name === tag(name));
    if (!box) return null;
    from = box.from + head;
    to = box.to;
  }
  const sizes = boxesOf(view, from, to)
    .filter((box) => box.name === tag('ispe') && box.to - box.from >= 12)
    .map((box) => ({
      width: view.getUint32(box.from + 4),
      height: view.getUint32(box.from + 8),
    }));
  return {
    width: Math.max(0, ...sizes.map(({ width }) => width)),
    height: Math.max(0, ...sizes.map(({ height }) => height)),
  };
}

interface Box {
  readonly name: number;
  /** Where its content is, bytes. */
  readonly from: number;
  readonly to: number;
}

/** One main brand, a version, then the other brands that it is compatible with. */
function isAvif(view: DataView, { from, to }: Box): boolean {
  for (let at = from; at + 4 <= to; at += 4) {
    if (at === from + 4) continue;
    if ([tag('avif'), tag('avis')].includes(view.getUint32(at))) return true;
  }
  return false;
}

/** The boxes that follow each other there; what is broken ends them. */
function boxesOf(view: DataView, from: number, to: number): Box[] {
  const boxes: Box[] = [];
  let at = from;
  while (at + 8 <= to && boxes.length < 1000) {
    const short = view.getUint32(at);
    const long = short === 1 && at + 16 <= to;
    const head = long ? 16 : 8;
    const length = short === 0 ? to - at : long ? Number(view.getBigUint64(at + 8)) : short;
    if (length < head || at + length > to) break;
    boxes.push({ name: view.getUint32(at + 4), from: at + head, to: at + length });
    at += length;
  }
  return boxes;
}

/** So much of the text is looked at for its root. */
const SVG_HEAD = 64 * 1024;

/** True for a text whose root is `svg`. Before it may stand a declaration, comments, a document type without entities. */
function isSvg(data: Uint8Array): boolean {
  const head = new TextDecoder().decode(data.subarray(0, SVG_HEAD));
  let at = 0;
  for (let end = 0; end !== -1;) {
    at = end;
    while (/\s/.test(head.charAt(at))) at++;
    end = afterPrologue(head, at);
  }
  return /^<svg[\s/>]/i.test(head.slice(at, at + 5));
}

/** Where the part of a prologue ends that begins there; -1 if there is none, or it has no end. */
function afterPrologue(text: string, at: number): number {
  const until = (mark: string) => {
    const found = text.indexOf(mark, at);
    return found === -1 ? -1 : found + mark.length;
  };
  if (text.startsWith('<?', at)) return until('?>');
  if (text.startsWith('<!--', at)) return until('-->');
  if (text.slice(at, at + 9).toUpperCase() !== '<!DOCTYPE') return -1;
  const end = until('>');
  return text.slice(at, end).includes('[') ? -1 : end;
}
