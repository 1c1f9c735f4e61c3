import { expect, test } from 'vitest';
import { png, svg } from '../../../../tests/support/pictures.ts';
import { readImage } from './image.ts';

const fromBase64 = (text: string) => new Uint8Array(Buffer.from(text, 'base64'));
const ascii = (text: string) => new TextEncoder().encode(text);

/** Seven pixels by five, as Chromium writes them. */
const JPEG = fromBase64(
  '/9j/4AAQSkZJRgABAQAAAQABAAD/4gHYSUNDX1BST0ZJTEUAAQEAAAHIAAAAAAQwAABtbnRyUkdCIFhZWiAH4AABAAEAAAAAAABhY3NwAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAQAA9tYAAQAAAADTLQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAlkZXNjAAAA8AAAACRyWFlaAAABFAAAABRnWFlaAAABKAAAABRiWFlaAAABPAAAABR3dHB0AAABUAAAABRyVFJDAAABZAAAAChnVFJDAAABZAAAAChiVFJDAAABZAAAAChjcHJ0AAABjAAAADxtbHVjAAAAAAAAAAEAAAAMZW5VUwAAAAgAAAAcAHMAUgBHAEJYWVogAAAAAAAAb6IAADj1AAADkFhZWiAAAAAAAABimQAAt4UAABjaWFlaIAAAAAAAACSgAAAPhAAAts9YWVogAAAAAAAA9tYAAQAAAADTLXBhcmEAAAAAAAQAAAACZmYAAPKnAAANWQAAE9AAAApbAAAAAAAAAABtbHVjAAAAAAAAAAEAAAAMZW5VUwAAACAAAAAcAEcAbwBvAGcAbABlACAASQBuAGMALgAgADIAMAAxADb/2wBDACgcHiMeGSgjISMtKygwPGRBPDc3PHtYXUlkkYCZlo+AjIqgtObDoKrarYqMyP/L2u71////m8H////6/+b9//j/2wBDASstLTw1PHZBQXb4pYyl+Pj4+Pj4+Pj4+Pj4+Pj4+Pj4+Pj4+Pj4+Pj4+Pj4+Pj4+Pj4+Pj4+Pj4+Pj4+Pj4+Pj/wAARCAAFAAcDASIAAhEBAxEB/8QAFQABAQAAAAAAAAAAAAAAAAAAAAX/xAAUEAEAAAAAAAAAAAAAAAAAAAAA/8QAFAEBAAAAAAAAAAAAAAAAAAAAAP/EABQRAQAAAAAAAAAAAAAAAAAAAAD/2gAMAwEAAhEDEQA/AIoAP//Z',
);
const WEBP = fromBase64(
  'UklGRgYCAABXRUJQVlA4WAoAAAAgAAAABgAABAAASUNDUMgBAAAAAAHIAAAAAAQwAABtbnRyUkdCIFhZWiAH4AABAAEAAAAAAABhY3NwAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAQAA9tYAAQAAAADTLQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAlkZXNjAAAA8AAAACRyWFlaAAABFAAAABRnWFlaAAABKAAAABRiWFlaAAABPAAAABR3dHB0AAABUAAAABRyVFJDAAABZAAAAChnVFJDAAABZAAAAChiVFJDAAABZAAAAChjcHJ0AAABjAAAADxtbHVjAAAAAAAAAAEAAAAMZW5VUwAAAAgAAAAcAHMAUgBHAEJYWVogAAAAAAAAb6IAADj1AAADkFhZWiAAAAAAAABimQAAt4UAABjaWFlaIAAAAAAAACSgAAAPhAAAts9YWVogAAAAAAAA9tYAAQAAAADTLXBhcmEAAAAAAAQAAAACZmYAAPKnAAANWQAAE9AAAApbAAAAAAAAAABtbHVjAAAAAAAAAAEAAAAMZW5VUwAAACAAAAAcAEcAbwBvAGcAbABlACAASQBuAGMALgAgADIAMAAxADZWUDggGAAAADABAJ0BKgcABQAFQHwlpAADcAD+8ObAAA==',
);
const WEBP_LOSSY = fromBase64('UklGRiIAAABXRUJQVlA4IBYAAAAwAQCdASoBAAEADsD+JaQAA3AAAAAA');
const WEBP_LOSSLESS = fromBase64('UklGRhoAAABXRUJQVlA4TA0AAAAvAAAAEAcQERGIiP4HAA==');
const GIF = fromBase64('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7');

function box(name: string, ...parts: (Uint8Array | readonly number[])[]): Uint8Array {
  const body = Buffer.concat(parts.map((part) => Buffer.from(part)));
  const head = Buffer.alloc(8);
  head.writeUInt32BE(8 + body.length);
  head.write(name, 4, 'latin1');
  return Buffer.concat([head, body]);
}

function ispe(width: number, height: number): Uint8Array {
  const sizes = Buffer.alloc(12);
  sizes.writeUInt32BE(width, 4);
  sizes.writeUInt32BE(height, 8);
  return box('ispe', sizes);
}

/** What stands at the beginning of an AVIF: pictures of these sizes. */
function avif(...sizes: [number, number][]): Uint8Array {
  const properties = box('ipco', ...sizes.map(([width, height]) => ispe(width, height)));
  return Buffer.concat([
    box('ftyp', ascii('avif'), [0, 0, 0, 0], ascii('mif1avif')),
    box('meta', [0, 0, 0, 0], box('hdlr', [0, 0, 0, 0]), box('iprp', properties)),
    box('mdat', [1, 2, 3]),
  ]);
}

test.each([
  ['image/png', png(7, 5), 7, 5],
  ['image/jpeg', JPEG, 7, 5],
  ['image/webp', WEBP, 7, 5],
  ['image/webp', WEBP_LOSSY, 1, 1],
  ['image/webp', WEBP_LOSSLESS, 1, 1],
  ['image/gif', GIF, 1, 1],
  ['image/avif', avif([7, 5]), 7, 5],
])('a picture is told by its bytes: %s', (type, data, width, height) => {
  expect(readImage(data)).toEqual({ type, width, height });
});

test('the largest of what is in a file counts, whatever its head says', () => {
  expect(readImage(avif([512, 512], [20_000, 3]))).toMatchObject({ width: 20_000, height: 512 });
  const frame = GIF.slice();
  // The frame of the picture, after the colours and the extension: its width and height.
  frame.set([0x60, 0xea, 0x50, 0xc3], GIF.indexOf(0x2c) + 5);
  expect(readImage(frame)).toMatchObject({ width: 60_000, height: 50_000 });
});

test('a size that is only declared is the size', () => {
  const bomb = png(1, 1, { declared: [60_000, 60_000] });
  expect(readImage(bomb)).toMatchObject({ width: 60_000, height: 60_000 });
});

test.each([
  ['plain', new TextDecoder().decode(svg())],
  ['with a declaration', '\uFEFF<?xml version="1.0"?>\n<!-- made\nby hand -->\n<svg/>'],
  ['with a document type', '<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "x">\n<SVG width="1">'],
])('a drawing is told by its root: %s', (_, text) => {
  expect(readImage(ascii(text))).toEqual({ type: 'image/svg+xml', width: 0, height: 0 });
});

test.each([
  ['a page', '<!DOCTYPE html><html><svg></svg></html>'],
  ['a drawing with entities of its own', '<!DOCTYPE svg [<!ENTITY a "b">]><svg>&a;</svg>'],
  ['another root', '<svgx/>'],
  ['a drawing in words', 'Look: <svg/>'],
  ['a comment without an end', `<!--${'<!-- '.repeat(20_000)}<svg/>`],
  ['declarations without end', `${'<?a?>'.repeat(10_000)}<html>`],
  ['nothing', ''],
])('what only looks like a drawing is none: %s', (_, text) => {
  expect(readImage(ascii(text))).toBeNull();
});

test('a picture that is cut off anywhere is no picture, or one of the same size', () => {
  for (const whole of [png(7, 5), JPEG, WEBP, WEBP_LOSSY, WEBP_LOSSLESS, GIF, avif([7, 5])]) {
    const size = readImage(whole);
    for (let length = 0; length < whole.byteLength; length++) {
      const found = readImage(whole.slice(0, length));
      if (found !== null) expect(found).toEqual(size);
    }
  }
});

test('a size that has no room in its box is none', () => {
  const cut = box('iprp', box('ipco', box('ispe', [0, 0, 0, 0, 0, 0, 0, 7])));
  const file = Buffer.concat([box('ftyp', ascii('avif')), box('meta', [0, 0, 0, 0], cut)]);
  expect(readImage(file)).toBeNull();
});

test('noise behind the first bytes of a picture is no reason to throw', () => {
  for (const whole of [png(7, 5), JPEG, WEBP, GIF, avif([7, 5])]) {
    for (let at = 4; at < whole.byteLength; at++) {
      for (const value of [0, 1, 0x7f, 0xff]) {
        const broken = whole.slice();
        broken[at] = value;
        readImage(broken);
      }
    }
  }
});

test('other files are no pictures', () => {
  for (const text of ['%PDF-1.7', 'PK\u0003\u0004', 'MZ', '{"type":"excalidraw"}', 'BM'])
    expect(readImage(ascii(text.padEnd(100)))).toBeNull();
  for (const empty of [png(0, 3), png(3, 0)]) expect(readImage(empty)).toBeNull();
  const headless = JPEG.slice();
  headless[0] = 0;
  expect(readImage(headless)).toBeNull();
});
