import * as Y from 'yjs';
import {
  canWrite,
  type ErrorCode,
  type PresenceState,
  type Problem,
  type Role,
} from '../protocol/index.ts';
import type { Clock, Random } from './clock.ts';
import { Connection } from './connection.ts';
import type { Endpoint } from './http.ts';
import type { Outbox } from './outbox.ts';
import { Pusher } from './push.ts';
import { Replay } from './replay.ts';
import type { Replica } from './replica.ts';
import type { ProviderStatus } from './types.ts';

export interface ServerLinkOptions {
  readonly endpoint: Endpoint;
  readonly clock: Clock;
  readonly random: Random;
  readonly doc: Y.Doc;
  /** Origin of the transactions that apply what the server sent. */
  readonly origin: unknown;
  readonly outbox: Outbox;
  readonly replica: Replica;
  /** This tab holds the stream, and its doc is the document's. */
  readonly active: () => boolean;
  readonly onState: (state: ProviderStatus['connection']) => void;
  readonly onProblem: (problem: Problem | null) => void;
  readonly onRole: (role: Role) => void;
  /** A stream stands that presence can be posted for. */
  readonly onConnected: (connection: string) => void;
  readonly onLost: () => void;
  /** Something came; `keepsAlive`: at least this often while all is well. */
  readonly onHeard: (at: number, keepsAlive: boolean) => void;
  readonly onContent: (update: Uint8Array | null, cursor: string | null) => void;
  readonly onLevel: () => void;
  readonly onReplaced: (lineage: string) => void;
  readonly onPresence: (states: readonly PresenceState[], everyone: boolean) => void;
  readonly onAcknowledged: (keys: readonly string[], cursor: string) => void;
}

/** Refusals that a greeting with a writing role takes back. */
const FORGIVEN: ReadonlySet<ErrorCode> = new Set([
  'read_only',
  'forbidden',
  'unauthenticated',
  'other_person',
  'not_found',
]);

/** What the leading tab has to do with the server: it reads the stream and sends the outbox. */
export class ServerLink {
  readonly #options: ServerLinkOptions;
  readonly #replay: Replay;
  readonly #pusher: Pusher;
  readonly #connection: Connection;
  /** The stream has greeted and still stands: its connection, or null when polling. */
  #stream: { readonly connection: string | null } | null = null;
  /** The server start that greeted last. */
  #gen: string | null = null;
  #role: Role | null = null;
  #streamProblem: Problem | null = null;

  constructor(options: ServerLinkOptions) {
    this.#options = options;
    const { endpoint, clock, random, doc, outbox, replica } = options;
    const replay = new Replay({
      ...{ doc, outbox, replica, origin: options.origin },
      busy: () => this.#pusher.keys,
      onHello: (connection, role, gen) => {
        this.#hello(connection, role, gen);
      },
      onRole: options.onRole,
      onContent: options.onContent,
      onLevel: () => {
        options.onLevel();
        this.#pusher.kick();
      },
      onReplaced: options.onReplaced,
      onRefetch: (how) => {
        this.#connection.restart(how);
      },
      onPresence: options.onPresence,
    });
    this.#replay = replay;
    this.#pusher = new Pusher({
      ...{ endpoint, clock, random, outbox },
      target: () => this.#target(),
      difference: (stateVector, sound) =>
        differenceOf(doc, stateVector ?? replay.serverVector, sound),
      onAcknowledged: (keys, cursor) => {
        this.#acknowledged(keys, cursor);
      },
      onProblem: () => {
        this.#tellProblem();
      },
      onConflict: () => {
        replay.moveTo(null);
        this.#connection.restart();
      },
    });
    this.#connection = new Connection({
      ...{ endpoint, clock, random },
      cursor: () => replay.cursor,
      onAttempt: () => {
        replay.begin();
      },
      onEvent: (event) => {
        replay.handle(event);
        options.onHeard(clock.now(), event.type === 'ping' || event.type === 'ready');
      },
      onState: (state, problem) => {
        this.#streamProblem = problem;
        options.onState(state);
        this.#tellProblem();
      },
      onLost: () => {
        this.#stream = null;
        options.onLost();
      },
    });
  }

  /** The log entry that the doc has come to. */
  get cursor(): string | null {
    return this.#replay.cursor;
  }

  /** Keys of the outbox that are on the wire. */
  get busy(): ReadonlySet<string> {
    return this.#pusher.keys;
  }

  moveTo(cursor: string | null): void {
    this.#replay.moveTo(cursor);
  }

  start(): void {
    this.#connection.start();
  }

  stop(): void {
    this.#connection.stop();
  }

  /** Something may have become sendable. */
  kick(): void {
    this.#pusher.kick();
  }

  /** Something happens in the document: polls shall come soon. */
  hurry(): void {
    this.#connection.hurry();
  }

  /** Tries again at once, whatever was refused. */
  retry({ network }: { readonly network: boolean }): void {
    this.#pusher.retry();
    this.#connection.nudge({ network });
  }

  /** The user's role, from wherever it was heard. */
  setRole(role: Role): void {
    this.#role = role;
    const refused = this.#pusher.problem;
    if (refused && canWrite(role) && FORGIVEN.has(refused.code)) this.#pusher.retry();
    this.#pusher.kick();
  }

  /** The page goes away. */
  sendLast(): void {
    this.#pusher.sendLast();
  }

  destroy(): void {
    this.#connection.stop();
    this.#pusher.destroy();
  }

  #hello(connection: string, role: Role, gen: string): void {
    const { polling } = this.#connection;
    if (gen !== this.#gen) this.#pusher.renew();
    this.#gen = gen;
    this.#stream = { connection: polling ? null : connection };
    this.#options.onRole(role);
    if (!polling) this.#options.onConnected(connection);
    this.#pusher.kick();
  }

  #target(): { connection: string | null; lineage: string } | null {
    const { lineage } = this.#options.replica;
    const mayWrite = this.#role !== null && canWrite(this.#role);
    if (!this.#stream || !mayWrite || lineage === null || !this.#options.active()) return null;
    return { connection: this.#stream.connection, lineage };
  }

  #acknowledged(keys: readonly string[], cursor: string): void {
    const { outbox, replica } = this.#options;
    outbox.acknowledge(keys, cursor);
    replica.acknowledged(keys, cursor);
    if (this.cursor !== null) replica.settled(outbox.settle(this.cursor));
    this.#connection.hurry();
    this.#options.onAcknowledged(keys, cursor);
  }

  #tellProblem(): void {
    this.#options.onProblem(this.#streamProblem ?? this.#pusher.problem);
  }
}

/**
 * All that the doc has beyond a state vector. A doc can hold changes that wait for others which never came: a
 * device lost them. `sound` leaves those out, for no server could ever take them.
 */
function differenceOf(doc: Y.Doc, stateVector: Uint8Array | null, sound: boolean): Uint8Array {
  if (!sound) return Y.encodeStateAsUpdate(doc, stateVector ?? undefined);
  const copy = new Y.Doc();
  Y.applyUpdate(copy, Y.encodeStateAsUpdate(doc));
  copy.store.pendingStructs = null;
  copy.store.pendingDs = null;
  const difference = Y.encodeStateAsUpdate(copy, stateVector ?? undefined);
  copy.destroy();
  return difference;
}
