import { crc32, deflateSync } from 'node:zlib';

/** A PNG of this many pixels of one colour; `declared` writes another size into its header. */
export function png(
  width: number,
  height: number,
  { shade = 128, declared = [width, height] }: { shade?: number; declared?: number[] } = {},
): Uint8Array<ArrayBuffer> {
  const head = Buffer.alloc(13);
  head.writeUInt32BE(declared[0] ?? 0, 0);
  head.writeUInt32BE(declared[1] ?? 0, 4);
  // 8 bits of grey.
  head[8] = 8;
  const row = Buffer.alloc(width + 1, shade);
  row[0] = 0;
  const pixels = deflateSync(Buffer.concat(Array.from({ length: height }, () => row)));
  return new Uint8Array(
    Buffer.concat([
      Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
      chunk('IHDR', head),
      chunk('IDAT', pixels),
      chunk('IEND', Buffer.alloc(0)),
    ]),
  );
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, sum]);
}

export function svg(inside = '<circle cx="4" cy="4" r="4"/>'): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">${inside}</svg>`,
  );
}
