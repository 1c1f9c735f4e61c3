import { isUtf8 } from 'node:buffer';
import { MAX_CLOCK } from '../../protocol/index.ts';
import { costly, invalid, malformed } from './scan-errors.ts';
import { checkJson, MAX_DEPTH } from './scan-json.ts';

/**
 * What one Yjs v1 update says about itself, read without building anything.
 *
 * Yjs allocates by the lengths that an update claims and changes the doc before it finds a fault. So every
 * update of a client is read here first, which allocates by the bytes that are there. What comes through decodes
 * in Yjs, claims no more than its own bytes hold, and names its dependencies.
 */
export interface Scan {
  readonly sections: readonly Section[];
  /** Deleted ranges as triples: client, clock, length. */
  readonly deletes: readonly number[];
}

/** The structs of one client. */
export interface Section {
  readonly client: number;
  /** Ranges of clocks as pairs: from, to (exclusive). More than one if the update skips some. Ascending. */
  readonly runs: readonly number[];
  /** References in fours: clock of the struct, REF kind, client and clock of the item that it needs. Ascending. */
  readonly refs: readonly number[];
}

/** What an item needs another for: it stands right of it, left of it, or inside of it. */
export const REF = { left: 0, right: 1, parent: 2 } as const;

const BIT6 = 32;
const BIT7 = 64;
const BIT8 = 128;
/** What Yjs needs a second or so for. A document of 4 MiB that people wrote has half of that at the most. */
const MAX_STRUCTS = 250_000;
const MAX_CLIENTS = 20_000;
const MAX_DELETES = 250_000;
/** Values within arrays, maps, embeds and formats. */
const MAX_VALUES = 200_000;

/** Reads an update; throws `malformed_update` or `invalid_update`. */
export function scanUpdate(update: Uint8Array): Scan {
  const reader = new Reader(update);
  const sections = readSections(reader);
  const deletes = readDeletes(reader);
  if (reader.pos !== update.length) throw malformed('bytes after the end');
  return { sections, deletes };
}

function readSections(reader: Reader): Section[] {
  const count = reader.uint();
  // A count that the bytes cannot hold is malformed, and told as such when they end.
  if (count > MAX_CLIENTS && count <= reader.rest) throw costly('too many clients');
  const sections: Section[] = [];
  let total = 0;
  const seen = new Set<number>();
  for (let i = 0; i < count; i++) {
    const structs = reader.uint();
    const client = reader.uint();
    total += structs;
    if (total > MAX_STRUCTS && total <= reader.rest) throw costly('too many structs');
    // Yjs keeps the last section of a client and forgets the others.
    if (seen.has(client)) throw invalid('two sections of one client');
    seen.add(client);
    sections.push(readSection(reader, client, structs));
  }
  return sections;
}

function readSection(reader: Reader, client: number, structs: number): Section {
  let clock = reader.clock();
  let from = clock;
  const runs: number[] = [];
  const refs: number[] = [];
  for (let i = 0; i < structs; i++) {
    const info = reader.byte();
    const ref = info & 31;
    let length: number;
    if (info === 10) {
      length = reader.clock();
      if (clock > from) runs.push(from, clock);
      from = clock + length;
    } else if (ref === 0) {
      length = reader.clock();
    } else {
      length = readItem(reader, client, clock, info, refs);
    }
    // Yjs' search for a clock assumes that every struct covers at least one.
    if (length === 0) throw invalid('a struct without length');
    clock += length;
    if (clock >= MAX_CLOCK) throw invalid('a clock past every document');
  }
  if (clock > from) runs.push(from, clock);
  return { client, runs, refs };
}

/** Reads an item after its info byte; returns its length in clocks. */
function readItem(
  reader: Reader,
  client: number,
  clock: number,
  info: number,
  refs: number[],
): number {
  if ((info & BIT8) !== 0) readRef(reader, client, clock, REF.left, refs);
  if ((info & BIT7) !== 0) readRef(reader, client, clock, REF.right, refs);
  if ((info & (BIT7 | BIT8)) === 0) {
    if (reader.uint() === 1) reader.text();
    else readRef(reader, client, clock, REF.parent, refs);
    if ((info & BIT6) !== 0) reader.text();
  }
  switch (info & 31) {
    case 1: // deleted
      return reader.clock();
    case 2: {
      // JSON, the old form of Any
      const length = reader.uint();
      for (let i = 0; i < length; i++) readJson(reader, true);
      return length;
    }
    case 3: // binary
      reader.bytes();
      return 1;
    case 4: // string
      return reader.text();
    case 5: // embed
      readJson(reader, false);
      return 1;
    case 6: // format
      reader.text();
      readJson(reader, false);
      return 1;
    case 7: // type
      readType(reader);
      return 1;
    case 8: {
      const length = reader.uint();
      for (let i = 0; i < length; i++) readAny(reader, 0);
      return length;
    }
    case 9:
      throw invalid('documents inside of documents are not supported');
    default:
      throw malformed('unknown content');
  }
}

function readRef(
  reader: Reader,
  client: number,
  clock: number,
  kind: number,
  refs: number[],
): void {
  const refClient = reader.uint();
  const refClock = reader.clock();
  // Yjs takes items of the same client for granted.
  if (refClient === client && refClock >= clock) throw invalid('an item that needs a later one');
  refs.push(clock, kind, refClient, refClock);
}

function readType(reader: Reader): void {
  const type = reader.uint();
  if (type > 6) throw malformed('unknown type');
  // XML elements and hooks have names.
  if (type === 3 || type === 5) reader.text();
}

/** JSON of the kinds that Yjs keeps as text in one encoding and as values in the other. */
function readJson(reader: Reader, allowUndefined: boolean): void {
  reader.countValues(checkJson(reader.bytes(), allowUndefined));
}

function readAny(reader: Reader, depth: number): void {
  if (depth > MAX_DEPTH) throw invalid('values nested too deeply');
  reader.countValues(1);
  switch (reader.byte()) {
    case 127:
    case 126:
    case 121:
    case 120:
      return;
    case 125:
      return reader.signed();
    case 124:
      return reader.skip(4);
    case 123:
    case 122:
      return reader.skip(8);
    case 119:
      reader.text();
      return;
    case 118: {
      const keys = reader.uint();
      for (let i = 0; i < keys; i++) {
        // It would become the prototype, and be lost.
        if (reader.text() === 9 && reader.saw('__proto__')) throw invalid('a key __proto__');
        readAny(reader, depth + 1);
      }
      return;
    }
    case 117: {
      const length = reader.uint();
      for (let i = 0; i < length; i++) readAny(reader, depth + 1);
      return;
    }
    case 116:
      reader.bytes();
      return;
    default:
      throw malformed('unknown value');
  }
}

function readDeletes(reader: Reader): number[] {
  const deletes: number[] = [];
  const clients = reader.uint();
  if (clients > MAX_CLIENTS && clients <= reader.rest) throw costly('too many clients');
  let total = 0;
  for (let i = 0; i < clients; i++) {
    const client = reader.uint();
    const ranges = reader.uint();
    total += ranges;
    if (total > MAX_DELETES && total <= reader.rest) throw costly('too many deletions');
    for (let j = 0; j < ranges; j++) {
      const clock = reader.clock();
      const length = reader.clock();
      if (length === 0) throw invalid('a deletion of nothing');
      if (clock + length >= MAX_CLOCK) throw invalid('a clock past every document');
      deletes.push(client, clock, length);
    }
  }
  return deletes;
}

class Reader {
  readonly #bytes: Uint8Array;
  #values = 0;
  pos = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /** Bytes that are left. */
  get rest(): number {
    return this.#bytes.length - this.pos;
  }

  countValues(count: number): void {
    this.#values += count;
    if (this.#values > MAX_VALUES) throw costly('too many values');
  }

  /** True if what was just read ends with this ASCII text. */
  saw(text: string): boolean {
    return decoder.decode(this.#bytes.subarray(this.pos - text.length, this.pos)) === text;
  }

  byte(): number {
    const byte = this.#bytes[this.pos++];
    if (byte === undefined) throw malformed('it ends too early');
    return byte;
  }

  /** A varint, within what numbers hold exactly. */
  uint(): number {
    let value = 0;
    let factor = 1;
    for (;;) {
      const byte = this.byte();
      value += (byte & 127) * factor;
      if (value > Number.MAX_SAFE_INTEGER) throw malformed('a number out of range');
      if (byte < 128) return value;
      factor *= 128;
    }
  }

  signed(): void {
    let byte = this.byte();
    let value = byte & 63;
    let factor = 64;
    while (byte >= 128) {
      byte = this.byte();
      value += (byte & 127) * factor;
      if (value > Number.MAX_SAFE_INTEGER) throw malformed('a number out of range');
      factor *= 128;
    }
  }

  clock(): number {
    const value = this.uint();
    if (value >= MAX_CLOCK) throw invalid('a clock past every document');
    return value;
  }

  skip(length: number): void {
    if (length > this.#bytes.length - this.pos) throw malformed('it ends too early');
    this.pos += length;
  }

  bytes(): Uint8Array {
    const length = this.uint();
    const start = this.pos;
    this.skip(length);
    return this.#bytes.subarray(start, this.pos);
  }

  /** A string; returns its length in UTF-16 units, as Yjs counts. */
  text(): number {
    const end = this.uint() + this.pos;
    if (end > this.#bytes.length) throw malformed('it ends too early');
    const start = this.pos;
    let units = 0;
    let ascii = true;
    for (; this.pos < end; this.pos++) {
      const byte = this.#bytes[this.pos] ?? 0;
      if (byte >= 128) {
        ascii = false;
        if (byte < 192) continue;
        if (byte >= 240) units++;
      }
      units++;
    }
    if (!ascii && !isUtf8(this.#bytes.subarray(start, end))) throw malformed('text is not UTF-8');
    return units;
  }
}

const decoder = new TextDecoder();
