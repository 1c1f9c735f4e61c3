import * as Y from 'yjs';
import { SseReader } from '../support/sse.ts';
import type { Random } from './random.ts';

/** Where the words of raw writers are: a map, so that a word is there or not, and nothing else. */
export const WORDS = 'words';

/** A document on a server, and the right to it. */
export interface Address {
  /** `…/api/documents/ID` */
  readonly url: string;
  readonly token: string;
}

/** Waits that a server's lives open and close. */
export interface Lives {
  /** Resolves as soon as a server takes work. */
  readonly open: () => Promise<void>;
  readonly over: () => boolean;
}

/** Pushes words one after the other with plain requests and notes which were acknowledged. */
export class RawWriter {
  readonly acknowledged = new Set<string>();
  /** Requests that were sent and not answered yet. */
  inFlight = 0;
  /** Pushes that a kill left without an answer, and that were sent again. */
  repeated = 0;
  readonly #name: string;
  readonly #address: Address;
  readonly #random: Random;
  #sent = 0;

  constructor(name: string, address: Address, random: Random) {
    this.#name = name;
    this.#address = address;
    this.#random = random;
  }

  async run(lives: Lives): Promise<void> {
    let doc = new Y.Doc();
    while (!lives.over()) {
      await lives.open();
      const word = `${this.#name}-${this.#sent++}`;
      const before = Y.encodeStateVector(doc);
      doc.getMap(WORDS).set(word, true);
      const update = Y.encodeStateAsUpdate(doc, before);
      let done = await this.#push(update);
      // Half of the unanswered pushes are sent again, byte for byte; the others are given up, and with them
      // the client id, whose next clock the server may not have.
      while (!done && this.#random() < 0.5 && !lives.over()) {
        await lives.open();
        this.repeated++;
        done = await this.#push(update);
      }
      if (done) this.acknowledged.add(word);
      else doc = new Y.Doc();
      await new Promise((resolve) => setTimeout(resolve, this.#random() * 4));
    }
  }

  /** True if the server said that it is stored; false if the push was not answered. Throws for any other answer. */
  async #push(update: Uint8Array): Promise<boolean> {
    this.inFlight++;
    try {
      const response = await fetch(`${this.#address.url}/updates`, {
        method: 'POST',
        headers: {
          Authorization: `Bearer ${this.#address.token}`,
          'Content-Type': 'application/octet-stream',
        },
        body: new Uint8Array(update),
      });
      const text = await response.text();
      if (response.ok) return true;
      if (response.status === 503) return false;
      throw new Error(`a good push was answered ${response.status}: ${text}`);
    } catch (error) {
      if (isNetworkError(error)) return false;
      throw error;
    } finally {
      this.inFlight--;
    }
  }
}

/** Follows a document and never writes: what it hears must be on the disk already. */
export class Watcher {
  readonly doc = new Y.Doc();
  /** Streams that were opened. */
  streams = 0;
  /** What should not have happened. */
  readonly complaints: string[] = [];
  readonly #address: Address;
  #cursor: string | undefined;
  #stream: SseReader | null = null;

  constructor(address: Address) {
    this.#address = address;
  }

  async run(lives: Lives): Promise<void> {
    while (!lives.over()) {
      await lives.open();
      const headers: Record<string, string> = { Authorization: `Bearer ${this.#address.token}` };
      if (this.#cursor) headers['Last-Event-ID'] = this.#cursor;
      try {
        this.#stream = await SseReader.open(`${this.#address.url}/events`, headers);
      } catch (error) {
        if (isNetworkError(error)) continue;
        throw error;
      }
      this.streams++;
      await this.#read(this.#stream);
    }
  }

  stop(): void {
    this.#stream?.close();
  }

  async #read(stream: SseReader): Promise<void> {
    let taken = 0;
    const take = () => {
      for (; taken < stream.frames.length; taken++) {
        const frame = stream.frames[taken];
        if (frame?.id) this.#cursor = frame.id;
        if (frame?.event === 'update') {
          Y.applyUpdate(this.doc, new Uint8Array(Buffer.from(frame.data ?? '', 'base64')));
        }
        if (frame?.event === 'reset') this.complaints.push(`a reset: ${frame.data ?? ''}`);
      }
    };
    try {
      for (;;) {
        await stream.next(() => true);
        take();
      }
    } catch {
      // The stream ended; what had come before is kept.
      take();
    }
  }
}

/** The document as a server gives it now: all of the stream up to `ready`. */
export async function readDocument(address: Address): Promise<Y.Doc> {
  const response = await fetch(`${address.url}/events?poll=1`, {
    headers: { Authorization: `Bearer ${address.token}` },
  });
  if (!response.ok)
    throw new Error(`${response.status} for ${address.url}: ${await response.text()}`);
  const doc = new Y.Doc();
  for (const frame of (await response.text()).split('\n\n')) {
    const data = /^event: update\ndata: (.*)$/m.exec(frame)?.[1];
    if (data) Y.applyUpdate(doc, new Uint8Array(Buffer.from(data, 'base64')));
  }
  return doc;
}

/** `fetch` and `node:http` could not reach the server, or lost it on the way. */
export function isNetworkError(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = (error as NodeJS.ErrnoException).code;
  return (
    (error instanceof TypeError && /fetch failed|terminated/.test(error.message)) ||
    code === 'ECONNREFUSED' ||
    code === 'ECONNRESET' ||
    error.message === 'socket hang up'
  );
}
