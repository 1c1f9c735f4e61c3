/**
 * The columns that the parts of many updates are sorted into, so that like lies beside like. Their order is
 * part of the stored format: only ever add to the end.
 */
export const COLUMNS = [
  ...['authors', 'times', 'clients', 'newClients', 'counts', 'clocks', 'infos'],
  ...['lefts', 'rights', 'parents', 'lengths', 'names', 'nameLengths'],
  ...['texts', 'textLengths', 'values', 'deleteClocks', 'deleteLengths'],
] as const;

export type Column =
  | 'authors'
  | 'times'
  | 'clients'
  | 'newClients'
  | 'counts'
  | 'clocks'
  | 'infos'
  | 'lefts'
  | 'rights'
  | 'parents'
  | 'lengths'
  | 'names'
  | 'nameLengths'
  | 'texts'
  | 'textLengths'
  | 'values'
  | 'deleteClocks'
  | 'deleteLengths';

/**
 * Carries the parts of an update over: from its bytes into columns, or from columns into its bytes. Both ways
 * return what they carried, so that one walk serves both.
 */
export interface Port {
  byte(column: Column): number;
  uint(column: Column): number;
  /** A number of either sign in lib0's form, carried as it is. */
  signed(column: Column): void;
  /** A number that is near to the predicted one. */
  near(column: Column, predicted: number): number;
  client(): number;
  bytes(column: Column, length: number): Uint8Array;
}

/** What is known from the updates before, by client: where the next ones will probably be. */
export class Predictions {
  readonly next = new Map<number, number>();
  readonly right = new Map<number, number>();
  readonly parent = new Map<number, number>();
  readonly deleted = new Map<number, number>();
}

/** Carries one Yjs v1 update. */
export function walkUpdate(port: Port, seen: Predictions): void {
  const sections = port.uint('counts');
  for (let i = 0; i < sections; i++) {
    const structs = port.uint('counts');
    const client = port.client();
    let clock = port.near('clocks', seen.next.get(client) ?? 0);
    for (let j = 0; j < structs; j++) clock += walkStruct(port, seen, client, clock);
    seen.next.set(client, clock);
  }
  const clients = port.uint('counts');
  for (let i = 0; i < clients; i++) {
    const client = port.client();
    const ranges = port.uint('counts');
    for (let j = 0; j < ranges; j++) {
      const clock = port.near('deleteClocks', seen.deleted.get(client) ?? 0);
      port.uint('deleteLengths');
      seen.deleted.set(client, clock);
    }
  }
}

function walkStruct(port: Port, seen: Predictions, client: number, clock: number): number {
  const info = port.byte('infos');
  const kind = info & 31;
  if (kind === 0 || info === 10) return port.uint('lengths');
  if ((info & 128) !== 0) {
    const origin = port.client();
    port.near('lefts', origin === client ? clock - 1 : (seen.next.get(origin) ?? 0) - 1);
  }
  if ((info & 64) !== 0) walkId(port, 'rights', seen.right);
  if ((info & 192) === 0) {
    if (port.uint('counts') === 1) walkName(port);
    else walkId(port, 'parents', seen.parent);
    if ((info & 32) !== 0) walkName(port);
  }
  return walkContent(port, kind);
}

function walkContent(port: Port, kind: number): number {
  switch (kind) {
    case 1:
      return port.uint('lengths');
    case 2: {
      const length = port.uint('lengths');
      for (let i = 0; i < length; i++) walkName(port);
      return length;
    }
    case 3:
      port.bytes('values', port.uint('lengths'));
      return 1;
    case 4:
      return utf16Length(port.bytes('texts', port.uint('textLengths')));
    case 5:
      walkName(port);
      return 1;
    case 6:
      walkName(port);
      walkName(port);
      return 1;
    case 7: {
      const type = port.uint('infos');
      if (type === 3 || type === 5) walkName(port);
      return 1;
    }
    case 8: {
      const length = port.uint('lengths');
      for (let i = 0; i < length; i++) walkAny(port);
      return length;
    }
    default:
      throw new RangeError(`content of kind ${kind}`);
  }
}

function walkAny(port: Port): void {
  const kind = port.byte('infos');
  switch (kind) {
    case 127:
    case 126:
    case 121:
    case 120:
      return;
    case 125:
      port.signed('values');
      return;
    case 124:
      port.bytes('values', 4);
      return;
    case 123:
    case 122:
      port.bytes('values', 8);
      return;
    case 119:
      port.bytes('texts', port.uint('textLengths'));
      return;
    case 118: {
      const keys = port.uint('counts');
      for (let i = 0; i < keys; i++) {
        walkName(port);
        walkAny(port);
      }
      return;
    }
    case 117: {
      const length = port.uint('counts');
      for (let i = 0; i < length; i++) walkAny(port);
      return;
    }
    case 116:
      port.bytes('values', port.uint('lengths'));
      return;
    default:
      throw new RangeError(`value of kind ${kind}`);
  }
}

function walkName(port: Port): void {
  port.bytes('names', port.uint('nameLengths'));
}

function walkId(port: Port, column: Column, seen: Map<number, number>): void {
  const client = port.client();
  seen.set(client, port.near(column, seen.get(client) ?? 0));
}

/** Length of UTF-8 bytes as Yjs counts text. */
function utf16Length(bytes: Uint8Array): number {
  let units = 0;
  for (const byte of bytes) if (byte < 128 || byte >= 192) units += byte >= 240 ? 2 : 1;
  return units;
}
