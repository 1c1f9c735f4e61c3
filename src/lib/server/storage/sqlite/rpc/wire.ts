/** What main thread and worker threads say to each other. Kept lean: every edit travels through here. */
import type { WireError } from '../errors.ts';

/** Bytes from which handing a buffer over to the other thread is cheaper than copying it. */
export const TRANSFER_FROM = 32 * 1024;

/**
 * One call. `lengths`: its bytes are the next ones of the message, cut at these lengths, and become the first
 * argument; null: it takes no bytes.
 */
export type WireCall = readonly [
  id: number,
  method: string,
  lengths: readonly number[] | null,
  ...args: readonly unknown[],
];

/** The calls of one turn of the event loop. All their bytes travel as one buffer. */
export interface CallMessage {
  readonly calls: readonly WireCall[];
  readonly bytes: Uint8Array | null;
  /** Finish what is here, close the database, end the thread. */
  readonly close?: true;
}

export type Reply =
  | readonly [id: number, failed: false, value: unknown]
  | readonly [id: number, failed: true, error: WireError];

export type WorkerMessage =
  | { readonly state: 'ready' }
  | { readonly state: 'failed'; readonly error: WireError }
  | { readonly state: 'replies'; readonly replies: readonly Reply[] };

/** A call as its handler gets it. */
export interface Request {
  readonly id: number;
  readonly method: string;
  readonly args: readonly unknown[];
}

/** Writes calls and their bytes as one message. The bytes are copied: they are the caller's. */
export function pack(
  calls: readonly WireCall[],
  bytes: readonly Uint8Array[],
): CallMessage & { bytes: Uint8Array<ArrayBuffer> | null } {
  if (bytes.length === 0) return { calls, bytes: null };
  const all = new Uint8Array(bytes.reduce((size, each) => size + each.byteLength, 0));
  let offset = 0;
  for (const each of bytes) {
    all.set(each, offset);
    offset += each.byteLength;
  }
  return { calls, bytes: all };
}

/** The other end of `pack`. The arrays are views of the message's buffer. */
export function unpack({ calls, bytes }: CallMessage): Request[] {
  let offset = 0;
  return calls.map(([id, method, lengths, ...args]) => {
    if (lengths === null) return { id, method, args };
    const cut = lengths.map((length) => {
      const view = (bytes ?? new Uint8Array()).subarray(offset, offset + length);
      offset += length;
      return view;
    });
    return { id, method, args: [cut, ...args] };
  });
}
