import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import { WebSocketWire } from '../wire/websocket.ts';
import {
  CARET_NAME,
  gatherState,
  reaches,
  type Handlers,
  type Joined,
  type Position,
  type Server,
  type Watcher,
} from './server.ts';

const EMPTY_UPDATE = new Uint8Array([0, 0]);
const EMPTY_STATE_VECTOR = new Uint8Array([0]);
/** More often than any server asks whether one lives. */
const PONG_MS = 15_000;
const SYNC = 0;
const AWARENESS = 1;
const STEP_1 = 0;
const STEP_2 = 1;

/** What tells one speaker of the Yjs sync protocol from another. */
export interface Dialect {
  /** Where a document's connection is opened. */
  path(document: string): string;
  /** What stands before every message, in both directions. */
  address(document: string): string | null;
  /** Messages to send before anything else. */
  greeting(document: string): readonly Uint8Array[];
  /** Type of the message by which the server acknowledges an edit, if it has one. */
  readonly acknowledgement: number | null;
  /** Further types that carry a sync message. */
  readonly syncTypes: readonly number[];
}

/** A server that speaks the Yjs sync protocol over WebSockets. */
export class WebSocketServer implements Server {
  readonly pid: number;
  readonly stop: () => Promise<void>;
  readonly kill: () => Promise<void>;
  readonly #port: number;
  readonly #dialect: Dialect;
  #documents = 0;

  constructor(
    port: number,
    pid: number,
    dialect: Dialect,
    process: { stop(): Promise<void>; kill(): Promise<void> },
  ) {
    this.#port = port;
    this.pid = pid;
    this.#dialect = dialect;
    this.stop = () => process.stop();
    this.kill = () => process.kill();
  }

  createDocument(): Promise<string> {
    this.#documents++;
    return Promise.resolve(`bench-${this.#documents}`);
  }

  async join(document: string, handlers: Handlers): Promise<Joined> {
    const ready = Promise.withResolvers<void>();
    const session = await this.#open(document, EMPTY_STATE_VECTOR, {
      onState(update) {
        handlers.onUpdate?.(update);
        ready.resolve();
      },
      onUpdate: (update) => handlers.onUpdate?.(update),
      onAcknowledged: () => handlers.onAcknowledged?.(1),
    });
    await ready.promise;
    const clientID = 1 + Math.floor(Math.random() * 2 ** 31);
    let clock = 0;
    return {
      get bytes() {
        return session.bytes;
      },
      send: (update) => session.send(SYNC, 2, update),
      showCaret(at) {
        clock++;
        const user = { name: CARET_NAME, color: '#3465a4' };
        const state = JSON.stringify({ user, cursor: { anchor: at, head: at } });
        session.sendAwareness(clientID, clock, state);
      },
      // The state vector is known to who wrote the edits.
      position: () => ({ cursor: '', stateVector: EMPTY_STATE_VECTOR }),
      close: () => session.close(),
    };
  }

  async watch(document: string): Promise<Watcher> {
    const ready = Promise.withResolvers<void>();
    const session = await this.#open(document, EMPTY_STATE_VECTOR, {
      onState: () => ready.resolve(),
    });
    await ready.promise;
    session.onlyCount();
    return session;
  }

  async fetchState(document: string, writer: number, clock: number) {
    const { complete, take, apply } = gatherState(writer, clock);
    const session = await this.#open(document, EMPTY_STATE_VECTOR, {
      onState: take,
      onUpdate: take,
    });
    await complete;
    const { bytes } = session;
    session.close();
    return { bytes, apply };
  }

  async rejoin(document: string, position: Position, writer: number, clock: number) {
    const level = Promise.withResolvers<void>();
    const take = (update: Uint8Array): void => {
      if (reaches(update, writer, clock)) level.resolve();
    };
    const session = await this.#open(document, position.stateVector, {
      onState: take,
      onUpdate: take,
    });
    await level.promise;
    return session;
  }

  async #open(document: string, stateVector: Uint8Array, listeners: Listeners): Promise<Session> {
    const wire = await WebSocketWire.open(this.#port, this.#dialect.path(document));
    return new Session(wire, document, this.#dialect, stateVector, listeners);
  }
}

interface Listeners {
  /** The answer to the own state vector. */
  onState(update: Uint8Array): void;
  onUpdate?: (update: Uint8Array) => void;
  onAcknowledged?: () => void;
}

class Session implements Watcher {
  readonly #wire: WebSocketWire;
  readonly #address: string | null;
  readonly #dialect: Dialect;
  readonly #listeners: Listeners;

  constructor(
    wire: WebSocketWire,
    document: string,
    dialect: Dialect,
    stateVector: Uint8Array,
    listeners: Listeners,
  ) {
    this.#wire = wire;
    this.#dialect = dialect;
    this.#address = dialect.address(document);
    this.#listeners = listeners;
    wire.onMessage = (message) => this.#take(message);
    for (const message of dialect.greeting(document)) wire.send(message);
    this.send(SYNC, STEP_1, stateVector);
  }

  get bytes(): number {
    return this.#wire.bytes;
  }

  send(type: number, step: number, content: Uint8Array): void {
    const encoder = this.#encoder(type);
    encoding.writeVarUint(encoder, step);
    encoding.writeVarUint8Array(encoder, content);
    this.#wire.send(encoding.toUint8Array(encoder));
  }

  /** The awareness protocol's update of one client. */
  sendAwareness(clientID: number, clock: number, state: string): void {
    const update = encoding.createEncoder();
    encoding.writeVarUint(update, 1);
    encoding.writeVarUint(update, clientID);
    encoding.writeVarUint(update, clock);
    encoding.writeVarString(update, state);
    const encoder = this.#encoder(AWARENESS);
    encoding.writeVarUint8Array(encoder, encoding.toUint8Array(update));
    this.#wire.send(encoding.toUint8Array(encoder));
  }

  /** From now on bytes are counted and nothing is decoded; it says now and then that it lives. */
  onlyCount(): void {
    this.#wire.onMessage = null;
    this.#wire.pongEvery(PONG_MS);
  }

  close(): void {
    this.#wire.close();
  }

  #encoder(type: number): encoding.Encoder {
    const encoder = encoding.createEncoder();
    if (this.#address !== null) encoding.writeVarString(encoder, this.#address);
    encoding.writeVarUint(encoder, type);
    return encoder;
  }

  #take(message: Uint8Array): void {
    const decoder = decoding.createDecoder(message);
    if (this.#address !== null) decoding.readVarString(decoder);
    const type = decoding.readVarUint(decoder);
    if (type === this.#dialect.acknowledgement) {
      if (decoding.readVarUint(decoder) === 1) this.#listeners.onAcknowledged?.();
      return;
    }
    if (type !== SYNC && !this.#dialect.syncTypes.includes(type)) return;
    const step = decoding.readVarUint(decoder);
    // A copy: the message is a view of a buffer that is used again.
    const content = decoding.readVarUint8Array(decoder).slice();
    if (step === STEP_1) this.send(SYNC, STEP_2, EMPTY_UPDATE);
    else if (step === STEP_2) this.#listeners.onState(content);
    else this.#listeners.onUpdate?.(content);
  }
}
