/** A growing list of bytes. Numbers are varints of 7 bits, lowest first, as in lib0. */
export class ByteWriter {
  #bytes = new Uint8Array(64);
  length = 0;

  byte(value: number): void {
    this.#reserve(1);
    this.#bytes[this.length++] = value;
  }

  uint(value: number): void {
    let rest = value;
    while (rest > 127) {
      this.byte((rest % 128) | 128);
      rest = Math.floor(rest / 128);
    }
    this.byte(rest);
  }

  /** A number of either sign: small ones take one byte. */
  int(value: number): void {
    this.uint(value < 0 ? -value * 2 - 1 : value * 2);
  }

  bytes(bytes: Uint8Array): void {
    this.#reserve(bytes.length);
    this.#bytes.set(bytes, this.length);
    this.length += bytes.length;
  }

  /** A view, valid until the next write. */
  view(): Uint8Array {
    return this.#bytes.subarray(0, this.length);
  }

  #reserve(more: number): void {
    if (this.length + more <= this.#bytes.length) return;
    const grown = new Uint8Array(Math.max(this.length + more, this.#bytes.length * 2));
    grown.set(this.view());
    this.#bytes = grown;
  }
}

/** Reads what ByteWriter wrote; throws a RangeError past the end. */
export class ByteReader {
  readonly #bytes: Uint8Array;
  #pos = 0;

  constructor({ buffer, byteOffset, byteLength }: Uint8Array) {
    // A plain array, never a Buffer: slices of Buffers are views that keep the whole.
    this.#bytes = new Uint8Array(buffer, byteOffset, byteLength);
  }

  get done(): boolean {
    return this.#pos === this.#bytes.length;
  }

  byte(): number {
    const byte = this.#bytes[this.#pos++];
    if (byte === undefined) throw new RangeError('read past the end');
    return byte;
  }

  uint(): number {
    let value = 0;
    let factor = 1;
    for (;;) {
      const byte = this.byte();
      value += (byte & 127) * factor;
      if (byte < 128) return value;
      factor *= 128;
    }
  }

  int(): number {
    const value = this.uint();
    return value % 2 === 1 ? -(value + 1) / 2 : value / 2;
  }

  bytes(length: number): Uint8Array {
    const end = this.#pos + length;
    if (end > this.#bytes.length) throw new RangeError('read past the end');
    const bytes = this.#bytes.subarray(this.#pos, end);
    this.#pos = end;
    return bytes;
  }
}
