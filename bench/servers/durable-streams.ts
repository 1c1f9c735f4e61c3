import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import { countStream, fetchWhole, HttpWire, openStream, type SseWire } from '../wire/http.ts';
import { Outbox } from './outbox.ts';
import {
  end,
  launchProcess,
  gatherState,
  reaches,
  type Handlers,
  type Joined,
  type Position,
  type Server,
  type ServerKind,
} from './server.ts';

/** The Yjs server of Durable Streams on its file store. */
export const durableStreams: ServerKind = {
  name: 'Durable Streams',
  acknowledgement: 'written to its log',
  acknowledges: true,
  storesWithinMs: 1_000,
  async launch(folder) {
    const entry = `${import.meta.dirname}/entries/durable-streams.ts`;
    const { child, pid, port } = await launchProcess([entry, folder], {}, /listening (\d+)/);
    return new DurableStreamsServer(port, pid, {
      stop: () => end(child, 'SIGTERM'),
      kill: () => end(child, 'SIGKILL'),
    });
  },
};

interface Control {
  readonly streamNextOffset: string;
  readonly upToDate?: boolean;
}

class DurableStreamsServer implements Server {
  readonly pid: number;
  readonly stop: () => Promise<void>;
  readonly kill: () => Promise<void>;
  readonly #port: number;
  #documents = 0;

  constructor(
    port: number,
    pid: number,
    process: { stop(): Promise<void>; kill(): Promise<void> },
  ) {
    this.#port = port;
    this.pid = pid;
    this.stop = () => process.stop();
    this.kill = () => process.kill();
  }

  async createDocument(): Promise<string> {
    this.#documents++;
    const document = `bench-${this.#documents}`;
    const headers = { 'Content-Type': 'application/octet-stream' };
    const answer = await fetchWhole('PUT', this.#port, path(document), headers);
    if (answer.status !== 201 && answer.status !== 200) throw new Error(`PUT: ${answer.status}`);
    return document;
  }

  async join(document: string, handlers: Handlers): Promise<Joined> {
    const ready = Promise.withResolvers<void>();
    let cursor = '-1';
    const stream = await this.#follow(document, await this.#start(document), {
      onUpdate: (update) => handlers.onUpdate?.(update),
      onControl(control) {
        cursor = control.streamNextOffset;
        if (control.upToDate) ready.resolve();
      },
    });
    await ready.promise;
    const pushes = new HttpWire(this.#port);
    const outbox = new Outbox(async (update) => {
      const headers = 'Content-Type: application/octet-stream\r\n';
      const answer = await pushes.post(path(document), headers, framed(update));
      if (answer.status !== 204) throw new Error(`append: ${answer.status} ${answer.body}`);
    }, handlers);
    return {
      get bytes() {
        return stream.bytes;
      },
      send: (update) => outbox.push(update),
      showCaret() {
        throw new Error('carets are not measured here');
      },
      position: () => ({ cursor, stateVector: new Uint8Array([0]) }),
      close() {
        stream.close();
        pushes.close();
      },
    };
  }

  watch(document: string) {
    return countStream(this.#port, `${path(document)}?offset=-1&live=sse`, {});
  }

  async fetchState(document: string, writer: number, clock: number) {
    const { complete, take, apply } = gatherState(writer, clock);
    const start = await this.#start(document);
    if (start.snapshot) take(start.snapshot);
    const stream = await this.#follow(document, start, { onUpdate: take });
    await complete;
    const bytes = start.bytes + stream.bytes;
    stream.close();
    return { bytes, apply };
  }

  async rejoin(document: string, position: Position, writer: number, clock: number) {
    const level = Promise.withResolvers<void>();
    const start = { offset: position.cursor };
    const stream = await this.#follow(document, start, {
      onUpdate(update) {
        if (reaches(update, writer, clock)) level.resolve();
      },
    });
    await level.promise;
    return stream;
  }

  /** Where a client begins that has nothing: behind a snapshot, if there is one. */
  async #start(
    document: string,
  ): Promise<{ offset: string; snapshot: Uint8Array | null; bytes: number }> {
    const found = await fetchWhole('GET', this.#port, `${path(document)}?offset=snapshot`, {});
    const location = new URL(found.headers['location'] ?? '', 'http://127.0.0.1');
    const offset = location.searchParams.get('offset') ?? '-1';
    if (!offset.endsWith('_snapshot')) return { offset, snapshot: null, bytes: found.bytes };
    const query = `?offset=${encodeURIComponent(offset)}`;
    const answer = await fetchWhole('GET', this.#port, `${path(document)}${query}`, {});
    return {
      offset: answer.headers['stream-next-offset'] ?? '-1',
      snapshot: answer.body,
      bytes: found.bytes + answer.bytes,
    };
  }

  async #follow(
    document: string,
    { offset }: { readonly offset: string },
    on: { onUpdate(update: Uint8Array): void; onControl?(control: Control): void },
  ): Promise<SseWire> {
    const query = `?offset=${offset}&live=sse`;
    return openStream(this.#port, `${path(document)}${query}`, {}, (frame) => {
      if (frame.event === 'control') on.onControl?.(JSON.parse(frame.data) as Control);
      if (frame.event !== 'data') return;
      const decoder = decoding.createDecoder(
        Buffer.from(frame.data.replaceAll('\n', ''), 'base64'),
      );
      while (decoding.hasContent(decoder)) on.onUpdate(decoding.readVarUint8Array(decoder));
    });
  }
}

function path(document: string): string {
  return `/v1/yjs/bench/docs/${document}`;
}

/** With its length before it, so that updates can stand one behind another. */
function framed(update: Uint8Array): Uint8Array {
  const encoder = encoding.createEncoder();
  encoding.writeVarUint8Array(encoder, update);
  return encoding.toUint8Array(encoder);
}
