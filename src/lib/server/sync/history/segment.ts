import { promisify } from 'node:util';
import { constants, zstdCompress, zstdDecompress } from 'node:zlib';
import type { LogEntry, Segment } from '../../storage/storage.ts';
import { ByteReader, ByteWriter } from './bytes.ts';
import { COLUMNS, Predictions, walkUpdate, type Column, type Port } from './walk.ts';

const compress = promisify(zstdCompress);
const decompress = promisify(zstdDecompress);

/** First byte of a segment's data, before compression. */
const FORMAT = { columns: 1, plain: 2 } as const;

/**
 * Folds consecutive log entries, at least one, into a segment. Update bytes, author, time, seq and gen of each
 * come back exactly. Parts of updates that look alike are laid side by side and compressed together, off the event loop.
 */
export async function encodeSegment(entries: readonly LogEntry[]): Promise<Segment> {
  const first = entries[0];
  const last = entries.at(-1);
  if (!first || !last) throw new RangeError('a segment without entries');
  const gens: { from: number; gen: string }[] = [];
  for (const { seq, gen } of entries) if (gens.at(-1)?.gen !== gen) gens.push({ from: seq, gen });
  const data = await compress(packColumns(entries) ?? packPlain(entries), {
    params: { [constants.ZSTD_c_compressionLevel]: 12 },
  });
  return { firstSeq: first.seq, lastSeq: last.seq, gens, data };
}

/** The entries of a segment, ascending. Throws a RangeError if its data is damaged. */
export async function decodeSegment(segment: Segment): Promise<LogEntry[]> {
  const bytes = await decompress(segment.data);
  const reader = new ByteReader(bytes);
  const format = reader.byte();
  const count = segment.lastSeq - segment.firstSeq + 1;
  const parts =
    format === FORMAT.columns ? unpackColumns(reader, count) : unpackPlain(reader, count);
  let range = 0;
  return parts.map((part, i) => {
    const seq = segment.firstSeq + i;
    while ((segment.gens[range + 1]?.from ?? Infinity) <= seq) range++;
    return { seq, gen: segment.gens[range]?.gen ?? '', ...part };
  });
}

type Part = Pick<LogEntry, 'author' | 'time' | 'update'>;

// ── Columns ──────────────────────────────────────────────────────────────────

/** Null if an update is not written the way Yjs writes it, so that it would not come back the same. */
function packColumns(entries: readonly LogEntry[]): Uint8Array | null {
  const columns = new Map(COLUMNS.map((name) => [name, new ByteWriter()]));
  const authors: string[] = [];
  const port = new Packer(columns);
  const seen = new Predictions();
  let time = 0;
  try {
    for (const entry of entries) {
      column(columns, 'authors').uint(authorIndex(authors, entry.author));
      column(columns, 'times').int(entry.time - time);
      time = entry.time;
      port.take(entry.update);
      walkUpdate(port, seen);
      if (!port.done) return null;
    }
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
  const out = new ByteWriter();
  out.byte(FORMAT.columns);
  writeAuthors(out, authors);
  for (const each of columns.values()) {
    out.uint(each.length);
    out.bytes(each.view());
  }
  const packed = out.view();
  return sameEntries(entries, packed) ? packed : null;
}

function unpackColumns(reader: ByteReader, count: number): Part[] {
  const authors = readAuthors(reader);
  const columns = new Map(
    COLUMNS.map((name) => [name, new ByteReader(reader.bytes(reader.uint()))]),
  );
  const port = new Unpacker(columns);
  const seen = new Predictions();
  const parts: Part[] = [];
  let time = 0;
  for (let i = 0; i < count; i++) {
    const author = authors[column(columns, 'authors').uint()] ?? null;
    time += column(columns, 'times').int();
    walkUpdate(port, seen);
    parts.push({ author, time, update: port.give() });
  }
  return parts;
}

function sameEntries(entries: readonly LogEntry[], packed: Uint8Array): boolean {
  const reader = new ByteReader(packed);
  reader.byte();
  const parts = unpackColumns(reader, entries.length);
  return entries.every(({ update }, i) => {
    const part = parts[i];
    return part !== undefined && Buffer.compare(part.update, update) === 0;
  });
}

function column<T>(columns: ReadonlyMap<Column, T>, name: Column): T {
  const found = columns.get(name);
  if (!found) throw new RangeError(`no column ${name}`);
  return found;
}

/** Takes updates apart. */
class Packer implements Port {
  readonly #columns: ReadonlyMap<Column, ByteWriter>;
  readonly #clients = new Map<number, number>();
  #update = new ByteReader(new Uint8Array());

  constructor(columns: ReadonlyMap<Column, ByteWriter>) {
    this.#columns = columns;
  }

  take(update: Uint8Array): void {
    this.#update = new ByteReader(update);
  }

  get done(): boolean {
    return this.#update.done;
  }

  byte(name: Column): number {
    const value = this.#update.byte();
    column(this.#columns, name).byte(value);
    return value;
  }

  uint(name: Column): number {
    const value = this.#update.uint();
    column(this.#columns, name).uint(value);
    return value;
  }

  signed(name: Column): void {
    let byte = this.byte(name);
    while (byte >= 128) byte = this.byte(name);
  }

  near(name: Column, predicted: number): number {
    const value = this.#update.uint();
    column(this.#columns, name).int(value - predicted);
    return value;
  }

  client(): number {
    const client = this.#update.uint();
    const known = this.#clients.get(client);
    column(this.#columns, 'clients').uint(known ?? this.#clients.size);
    if (known === undefined) {
      this.#clients.set(client, this.#clients.size);
      column(this.#columns, 'newClients').uint(client);
    }
    return client;
  }

  bytes(name: Column, length: number): Uint8Array {
    const bytes = this.#update.bytes(length);
    column(this.#columns, name).bytes(bytes);
    return bytes;
  }
}

/** Puts updates together again. */
class Unpacker implements Port {
  readonly #columns: ReadonlyMap<Column, ByteReader>;
  readonly #clients: number[] = [];
  #update = new ByteWriter();

  constructor(columns: ReadonlyMap<Column, ByteReader>) {
    this.#columns = columns;
  }

  give(): Uint8Array {
    const update = this.#update.view().slice();
    this.#update = new ByteWriter();
    return update;
  }

  byte(name: Column): number {
    const value = column(this.#columns, name).byte();
    this.#update.byte(value);
    return value;
  }

  uint(name: Column): number {
    const value = column(this.#columns, name).uint();
    this.#update.uint(value);
    return value;
  }

  signed(name: Column): void {
    let byte = this.byte(name);
    while (byte >= 128) byte = this.byte(name);
  }

  near(name: Column, predicted: number): number {
    const value = predicted + column(this.#columns, name).int();
    this.#update.uint(value);
    return value;
  }

  client(): number {
    const index = column(this.#columns, 'clients').uint();
    if (index === this.#clients.length) {
      this.#clients.push(column(this.#columns, 'newClients').uint());
    }
    const client = this.#clients[index];
    if (client === undefined) throw new RangeError('unknown client');
    this.#update.uint(client);
    return client;
  }

  bytes(name: Column, length: number): Uint8Array {
    const bytes = column(this.#columns, name).bytes(length);
    this.#update.bytes(bytes);
    return bytes;
  }
}

// ── Plain ────────────────────────────────────────────────────────────────────

function packPlain(entries: readonly LogEntry[]): Uint8Array {
  const authors: string[] = [];
  const body = new ByteWriter();
  let time = 0;
  for (const entry of entries) {
    body.uint(authorIndex(authors, entry.author));
    body.int(entry.time - time);
    time = entry.time;
    body.uint(entry.update.length);
    body.bytes(entry.update);
  }
  const out = new ByteWriter();
  out.byte(FORMAT.plain);
  writeAuthors(out, authors);
  out.bytes(body.view());
  return out.view();
}

function unpackPlain(reader: ByteReader, count: number): Part[] {
  const authors = readAuthors(reader);
  const parts: Part[] = [];
  let time = 0;
  for (let i = 0; i < count; i++) {
    const author = authors[reader.uint()] ?? null;
    time += reader.int();
    parts.push({ author, time, update: reader.bytes(reader.uint()).slice() });
  }
  return parts;
}

// ── Authors ──────────────────────────────────────────────────────────────────

/** Index 0 is the server itself. */
function authorIndex(authors: string[], author: string | null): number {
  if (author === null) return 0;
  const index = authors.indexOf(author);
  return (index < 0 ? authors.push(author) - 1 : index) + 1;
}

function writeAuthors(out: ByteWriter, authors: readonly string[]): void {
  out.uint(authors.length);
  for (const author of authors) {
    const bytes = Buffer.from(author);
    out.uint(bytes.length);
    out.bytes(bytes);
  }
}

function readAuthors(reader: ByteReader): (string | null)[] {
  const authors: (string | null)[] = [null];
  const count = reader.uint();
  for (let i = 0; i < count; i++) {
    authors.push(Buffer.from(reader.bytes(reader.uint())).toString());
  }
  return authors;
}
