import * as Y from 'yjs';
import { canWrite, type PresenceState, type Role, type StreamEvent } from '../protocol/index.ts';
import type { Outbox } from './outbox.ts';
import type { Replica } from './replica.ts';

export interface ReplayOptions {
  readonly doc: Y.Doc;
  /** Origin of the transactions that apply what the server sent. */
  readonly origin: unknown;
  readonly outbox: Outbox;
  readonly replica: Replica;
  /** Keys of the outbox that are on the wire. */
  readonly busy: () => ReadonlySet<string>;
  /** The server greeted, and its content is of our lineage. */
  readonly onHello: (connection: string, role: Role, gen: string) => void;
  readonly onRole: (role: Role) => void;
  /** Content came in. `cursor` is the position that it completes, null while a full state is coming. */
  readonly onContent: (update: Uint8Array | null, cursor: string | null) => void;
  /** Doc and server are level, but for what the outbox holds. */
  readonly onLevel: () => void;
  /** The server's content is of another lineage. */
  readonly onReplaced: (lineage: string) => void;
  /** Our copy has a hole that only the full state can fill: begin again without a cursor. */
  readonly onRefetch: (options: { readonly wait: boolean }) => void;
  /** `everyone`: all who are here, not only those that changed. */
  readonly onPresence: (states: readonly PresenceState[], everyone: boolean) => void;
}

/**
 * What the stream's events mean for the document: applies them, moves the cursor, and at the end of each replay
 * compares state vectors and heals what is missing on either side.
 */
export class Replay {
  readonly #options: ReplayOptions;
  /** The log entry that the doc has come to; null: ask for the full state. */
  #cursor: string | null = null;
  /** The running attempt brings the full state. */
  #full = false;
  /** We may have what the server lacks, and a state vector cannot show all of it: deletions. */
  #healing = false;
  #everyone = false;
  /** The attempt has begun as it must. */
  #greeted = false;
  #gen = '';
  #role: Role | null = null;
  #serverVector: Uint8Array | null = null;

  constructor(options: ReplayOptions) {
    this.#options = options;
  }

  get cursor(): string | null {
    return this.#cursor;
  }

  /** What the server had at the last `ready`. */
  get serverVector(): Uint8Array | null {
    return this.#serverVector;
  }

  /** The doc has come to this position by other ways than the stream: the device, another tab. */
  moveTo(cursor: string | null): void {
    this.#cursor = cursor;
  }

  /** A new attempt begins. */
  begin(): void {
    this.#greeted = false;
    this.#everyone = false;
    this.#full = this.#cursor === null;
    if (this.#full && this.#options.replica.lineage !== null) this.#healing = true;
  }

  /** Takes the next event. Throws if it cannot be: the attempt is over then. */
  handle(event: StreamEvent): void {
    if (event.type === 'hello') this.#greeted = true;
    else if (!this.#greeted) throw new Error(`the stream began with ${event.type}`);
    switch (event.type) {
      case 'hello':
        this.#hello(event);
        break;
      case 'update':
        Y.applyUpdate(this.#options.doc, event.update, this.#options.origin);
        this.#passed(event.cursor, event.update);
        break;
      case 'cursor':
        this.#passed(event.cursor, null);
        break;
      case 'ready':
        this.#ready(event.cursor, event.stateVector);
        break;
      case 'reset':
        this.#reset(event.lineage);
        break;
      case 'role':
        this.#changeRole(event.role);
        break;
      case 'presence':
        this.#options.onPresence(event.states, this.#everyone);
        this.#everyone = false;
        break;
      case 'bye':
      case 'ping':
        break;
    }
  }

  #hello({ connection, role, gen, lineage }: Extract<StreamEvent, { type: 'hello' }>): void {
    const { replica } = this.#options;
    if (replica.lineage !== null && replica.lineage !== lineage) {
      this.#options.onReplaced(lineage);
      return;
    }
    replica.adoptLineage(lineage);
    this.#gen = gen;
    this.#role = role;
    replica.role(role);
    this.#options.onHello(connection, role, gen);
  }

  #changeRole(role: Role): void {
    const before = this.#role;
    this.#role = role;
    this.#options.replica.role(role);
    // As a reader had to leave it at `ready`.
    if (canWrite(role)) this.#options.outbox.revive(this.#gen);
    this.#options.onRole(role);
    // What a reader could not heal, a writer can; for that the server has to say again what it has.
    if (this.#healing && canWrite(role) && before !== null && !canWrite(before))
      this.#refetch(false);
  }

  #reset(lineage: string): void {
    if (lineage !== this.#options.replica.lineage) {
      this.#options.onReplaced(lineage);
      return;
    }
    this.#cursor = null;
    this.#full = true;
    this.#healing = true;
  }

  #passed(cursor: string, update: Uint8Array | null): void {
    const { replica, onContent } = this.#options;
    if (this.#full) {
      if (update) replica.content(update);
      onContent(update, null);
      return;
    }
    this.#cursor = cursor;
    // While healing is owed, the device keeps the old position: should this tab close, the next one is
    // told to heal again.
    if (update) replica.content(update, this.#healing ? undefined : cursor);
    else if (!this.#healing) replica.cursor(cursor);
    this.#settle(cursor);
    onContent(update, cursor);
  }

  #ready(cursor: string, serverVector: Uint8Array): void {
    const { doc, outbox, replica } = this.#options;
    this.#serverVector = serverVector;
    const server = Y.decodeStateVector(serverVector);
    const local = Y.decodeStateVector(Y.encodeStateVector(doc));
    if (exceeds(server, local)) {
      this.#refetch(this.#full);
      return;
    }
    this.#full = false;
    this.#everyone = true;
    this.#cursor = cursor;
    this.#settle(cursor);
    if (this.#role !== null && canWrite(this.#role)) {
      outbox.revive(this.#gen);
      const lacking = exceeds(local, withOutbox(server, outbox));
      if (lacking || this.#healing) {
        const difference = Y.encodeStateAsUpdate(doc, serverVector);
        if (!isEmpty(difference)) outbox.heal(difference, this.#options.busy());
      }
      this.#healing = false;
    } else if (exceeds(local, withOutbox(server, outbox))) {
      this.#healing = true;
    }
    // In one write with what heals, so that a closed tab cannot lose the one and keep the other.
    if (this.#healing) replica.kick();
    else replica.cursor(cursor);
    this.#options.onContent(null, cursor);
    this.#options.onLevel();
  }

  #refetch(wait: boolean): void {
    this.#cursor = null;
    this.#healing = true;
    this.#options.onRefetch({ wait });
  }

  #settle(cursor: string): void {
    const { outbox, replica } = this.#options;
    replica.settled(outbox.settle(cursor));
  }
}

type Clocks = ReadonlyMap<number, number>;

/** True if `left` has something that `right` has not. */
export function exceeds(left: Clocks, right: Clocks): boolean {
  for (const [client, clock] of left) if (clock > (right.get(client) ?? 0)) return true;
  return false;
}

/** What the server will have when the outbox is sent. */
function withOutbox(server: Clocks, outbox: Outbox): Clocks {
  const clocks = new Map(server);
  for (const row of outbox.rows()) {
    for (const [client, clock] of Y.parseUpdateMeta(row.update).to) {
      clocks.set(client, Math.max(clock, clocks.get(client) ?? 0));
    }
  }
  return clocks;
}

/** True for an update without structs and deletions. */
export function isEmpty(update: Uint8Array): boolean {
  return update.byteLength === 2 && update[0] === 0 && update[1] === 0;
}
