import { brotliDecompressSync } from 'node:zlib';
import { resolve } from 'node:path';
import * as Y from 'yjs';
import { SERVER_FLAGS } from '../../scripts/node.mjs';
import { countStream, fetchWhole, HttpWire, openStream, type SseFrame } from '../wire/http.ts';
import { fail, Outbox } from './outbox.ts';
import {
  end,
  launchProcess,
  reaches,
  type Handlers,
  type Joined,
  type Server,
  type ServerKind,
} from './server.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const EMAIL = 'bench@example.com';
const PASSWORD = 'a password of the benchmark';

/** Runnel as `npm start` runs it, on its own SQLite file. */
export const runnel: ServerKind = {
  name: 'Runnel',
  acknowledgement: 'on disk (fsync)',
  acknowledges: true,
  storesWithinMs: 0,
  async launch(folder) {
    const { child, pid, port } = await launchProcess(
      [...SERVER_FLAGS, 'server.ts'],
      {
        PORT: '0',
        RUNNEL_DATA_DIR: folder,
        RUNNEL_OWNER_EMAIL: EMAIL,
        RUNNEL_OWNER_PASSWORD: PASSWORD,
      },
      /Runnel is at http:\/\/[^\s:]+:(\d+)/,
      ROOT,
    );
    const session = await fetchWhole(
      'POST',
      port,
      '/api/session',
      { 'Content-Type': 'application/json' },
      JSON.stringify({ email: EMAIL, password: PASSWORD }),
    );
    const { token } = JSON.parse(session.body.toString()) as { token: string };
    return new RunnelServer(port, token, pid, {
      stop: () => end(child, 'SIGTERM'),
      kill: () => end(child, 'SIGKILL'),
    });
  },
};

class RunnelServer implements Server {
  readonly pid: number;
  readonly stop: () => Promise<void>;
  readonly kill: () => Promise<void>;
  readonly #port: number;
  readonly #auth: { readonly Authorization: string };

  constructor(
    port: number,
    token: string,
    pid: number,
    process: { stop(): Promise<void>; kill(): Promise<void> },
  ) {
    this.#port = port;
    this.#auth = { Authorization: `Bearer ${token}` };
    this.pid = pid;
    this.stop = () => process.stop();
    this.kill = () => process.kill();
  }

  async createDocument(): Promise<string> {
    const headers = { ...this.#auth, 'Content-Type': 'application/json' };
    const body = JSON.stringify({ kind: 'text', title: 'Bench' });
    const answer = await fetchWhole('POST', this.#port, '/api/documents', headers, body);
    if (answer.status !== 201) throw new Error(`create: ${answer.status}`);
    return (JSON.parse(answer.body.toString()) as { id: string }).id;
  }

  async join(document: string, handlers: Handlers): Promise<Joined> {
    const path = `/api/documents/${document}`;
    const ready = Promise.withResolvers<void>();
    let connection = '';
    let cursor = '';
    const stream = await openStream(this.#port, `${path}/events`, this.#auth, (frame) => {
      cursor = frame.id ?? cursor;
      if (frame.event === 'hello') connection = (JSON.parse(frame.data) as Hello).connection;
      else if (frame.event === 'update') handlers.onUpdate?.(updateOf(frame));
      else if (frame.event === 'ready') ready.resolve();
    });
    await ready.promise;
    const pushes = new HttpWire(this.#port);
    const carets = new HttpWire(this.#port);
    const { Authorization } = this.#auth;
    const outbox = new Outbox(async (update) => {
      const headers = `Authorization: ${Authorization}\r\nContent-Type: application/octet-stream\r\n`;
      const to = `${path}/updates?connection=${connection}`;
      const answer = await pushes.post(to, headers, update);
      if (answer.status !== 200) throw new Error(`push: ${answer.status} ${answer.body}`);
    }, handlers);
    let caret: number | null = null;
    const sendCaret = (): void => {
      if (caret === null || carets.busy) return;
      const state = { cursor: { anchor: caret, head: caret } };
      caret = null;
      const headers = `Authorization: ${Authorization}\r\nContent-Type: application/json\r\n`;
      const body = Buffer.from(JSON.stringify({ connection, clientID: 1, state }));
      carets
        .post(`${path}/presence`, headers, body)
        .then(sendCaret)
        .catch((error: unknown) => fail(handlers, error));
    };
    return {
      get bytes() {
        return stream.bytes;
      },
      send: (update) => outbox.push(update),
      showCaret(at) {
        caret = at;
        sendCaret();
      },
      position: () => ({ cursor, stateVector: new Uint8Array([0]) }),
      close() {
        stream.close();
        pushes.close();
        carets.close();
      },
    };
  }

  watch(document: string) {
    return countStream(this.#port, `/api/documents/${document}/events`, this.#auth);
  }

  /** As the client library opens a document: the stored snapshot, then the stream from its cursor. */
  async fetchState(document: string, writer: number, clock: number) {
    const path = `/api/documents/${document}`;
    const headers = { ...this.#auth, 'Accept-Encoding': 'br' };
    const answer = await fetchWhole('GET', this.#port, `${path}/snapshot`, headers);
    if (answer.status !== 200) throw new Error(`snapshot: ${answer.status}`);
    const updates: Uint8Array[] = [];
    const ready = Promise.withResolvers<void>();
    const from = `${path}/events?cursor=${answer.headers['runnel-cursor']}`;
    const stream = await openStream(this.#port, from, this.#auth, (frame) => {
      if (frame.event === 'update') updates.push(updateOf(frame));
      else if (frame.event === 'ready') ready.resolve();
    });
    await ready.promise;
    const bytes = answer.bytes + stream.bytes;
    stream.close();
    return {
      bytes,
      apply(doc: Y.Doc) {
        const encoding = answer.headers['content-encoding'];
        Y.applyUpdateV2(doc, encoding === 'br' ? brotliDecompressSync(answer.body) : answer.body);
        for (const update of updates) Y.applyUpdate(doc, update);
        if (Y.getState(doc.store, writer) < clock) throw new Error('the state is not complete');
      },
    };
  }

  async rejoin(document: string, position: { cursor: string }, writer: number, clock: number) {
    const ready = Promise.withResolvers<void>();
    const headers = { ...this.#auth, 'Last-Event-ID': position.cursor };
    const path = `/api/documents/${document}/events`;
    let level = false;
    const stream = await openStream(this.#port, path, headers, (frame) => {
      if (frame.event === 'update') level ||= reaches(updateOf(frame), writer, clock);
      if (frame.event !== 'ready') return;
      if (level) ready.resolve();
      else ready.reject(new Error('ready came without what was missed'));
    });
    await ready.promise;
    return stream;
  }
}

interface Hello {
  readonly connection: string;
}

function updateOf(frame: SseFrame): Uint8Array {
  return Buffer.from(frame.data, 'base64');
}
