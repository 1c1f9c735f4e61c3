import { randomBytes } from 'node:crypto';
import type * as Y from 'yjs';
import {
  formatCursor,
  ProblemError,
  ROLES,
  type PresenceUser,
  type Role,
} from '../../protocol/index.ts';
import type { Bus, Unsubscribe } from '../bus/bus.ts';
import type { Logger } from '../logger.ts';
import type { Storage } from '../storage/storage.ts';
import { problemOf } from './accept-problems.ts';
import { Budget } from './budget.ts';
import { systemClock, type Clock, type Timer } from './clock.ts';
import { Compactor } from './compactor.ts';
import type { Context } from './context.ts';
import type { SubscribeOptions } from './feed.ts';
import { DEFAULT_LIMITS, type EngineLimits } from './limits.ts';
import type { PresenceMessage } from './presence.ts';
import { encodeFrame } from './replay.ts';
import type { Room } from './room.ts';
import { Rooms } from './rooms.ts';
import { StorageHealth } from './stored-health.ts';
import { Strikes } from './strikes.ts';
import type { Reader } from './subscriber.ts';

export type { Clock } from './clock.ts';
export type { SubscribeOptions } from './feed.ts';
export type { EngineLimits } from './limits.ts';
export type { PresenceMessage } from './presence.ts';
export type { Reader, Sink } from './subscriber.ts';

const TICK_MS = 1000;

export interface PushRequest {
  /** One Yjs v1 update. */
  readonly update: Uint8Array;
  /** User id, or null for the server itself. */
  readonly author: string | null;
  /** The sender's stream; ignored unless it is of the same session. */
  readonly connection?: string;
  readonly sessionId?: string;
  /** The lineage that the update was made on, if the sender knows it; another one is a `conflict`. */
  readonly lineage?: string;
}

/** What the engine holds at a moment. Counts and bytes. */
export interface EngineStats {
  readonly rooms: number;
  readonly subscribers: number;
  /** Subscribers that wait for their sockets. */
  readonly behind: number;
  /** Bytes queued for all subscribers. */
  readonly queuedBytes: number;
  readonly residents: number;
  readonly residentBytes: number;
  readonly cacheBytes: number;
  /** Log entries kept in memory for readers. */
  readonly recentBytes: number;
  /** Accepted entries that are not yet on disk. */
  readonly pendingEntries: number;
  readonly pendingBytes: number;
  readonly presence: number;
  readonly compactions: number;
}

/**
 * The engine of live documents: takes updates, makes them durable, and brings every reader what it lacks.
 * One per process; knows nothing of HTTP.
 */
export class SyncEngine {
  /** New at every start. */
  readonly gen: string;
  readonly #context: Context;
  readonly #rooms: Rooms;
  readonly #compactor: Compactor;
  readonly #unsubscribe: Unsubscribe;
  #tickTimer: Timer;
  #pingedAt: number;
  #draining = false;

  constructor(deps: {
    readonly storage: Storage;
    readonly bus: Bus;
    readonly clock?: Clock;
    readonly limits?: Partial<EngineLimits>;
    readonly logger: Logger;
    /** A number in [0, 1), for jitter. */
    readonly random?: () => number;
    /** For a test that needs to know it; must never repeat. */
    readonly gen?: string;
  }) {
    const clock = deps.clock ?? systemClock;
    const limits = { ...DEFAULT_LIMITS, ...deps.limits };
    this.gen = deps.gen ?? newGen(clock.now());
    this.#context = {
      ...{ storage: deps.storage, bus: deps.bus, logger: deps.logger, clock, limits },
      random: deps.random ?? Math.random,
      gen: this.gen,
      residents: new Budget(limits.residentBytes),
      caches: new Budget(limits.cacheBytes),
      strikes: new Strikes(clock, limits.strikes),
      health: new StorageHealth(clock),
    };
    this.#rooms = new Rooms(this.#context);
    this.#compactor = new Compactor(this.#context);
    this.#pingedAt = clock.now();
    this.#tickTimer = clock.setTimeout(() => this.#tick(), TICK_MS);
    this.#unsubscribe = deps.bus.subscribePeople((message) => {
      if (message.type === 'session-ended') this.#endSession(message.sessionId);
      else this.#setRole(message.userId, ROLES.find((role) => role === message.role) ?? null);
    });
  }

  /** Pushes are not stored at present, as far as it is known. */
  get storageFailing(): boolean {
    return this.#context.health.failing;
  }

  /**
   * Stores an update; resolves when it is on disk, with the cursor of its entry. The same bytes again, or an
   * update without content, get the current cursor. Throws the errors of the contract's push.
   */
  async push(documentId: string, request: PushRequest): Promise<{ cursor: string }> {
    const { update, author, lineage = null } = request;
    const { updateBytes } = this.#context.limits;
    if (update.length > updateBytes) throw new ProblemError('too_large');
    if (update.length === 0) {
      throw new ProblemError('malformed_update', { detail: 'The body is empty.' });
    }
    return this.#rooms.use(documentId, async (room) => {
      room.checkWritable();
      const connection = ownConnection(room, request);
      const cursor = await room.writer.push({ update, author, connection, lineage });
      this.#compactIfLong(room);
      return { cursor };
    });
  }

  /** Changes a document on behalf of the server, through the same write path. What `fn` throws comes through. */
  edit(
    documentId: string,
    author: string | null,
    fn: (doc: Y.Doc) => void,
  ): Promise<{ cursor: string }> {
    return this.#rooms.use(documentId, async (room) => {
      room.checkWritable();
      return { cursor: await room.writer.edit(author, fn) };
    });
  }

  /** Replaces the content by this full state (one Yjs v1 update): a new lineage. Readers get `reset` and the new state. */
  replace(documentId: string, author: string | null, update: Uint8Array): Promise<void> {
    return this.#rooms.use(documentId, async (room) => {
      room.checkWritable();
      await room.replace(author, update);
    });
  }

  /**
   * Opens a stream: writes `hello` at once, what the reader lacks, `ready`, and then what happens. With `poll`
   * it ends after `ready`. Resolves when the reader is up to date, has gone, or has to take first what is queued
   * for it. Throws `not_found`, `storage_unavailable` or `unavailable` before anything is written.
   */
  async subscribe(documentId: string, reader: Reader, options: SubscribeOptions): Promise<void> {
    this.#refuseWhileDraining();
    await this.#rooms.use(documentId, (room) => {
      this.#refuseWhileDraining();
      return room.feed.open(reader, options);
    });
  }

  /** Shows a connection's presence to the others. Throws `foreign_connection`, `bad_request` or `too_large`. */
  presence(documentId: string, sessionId: string, message: PresenceMessage): void {
    const feed = this.#rooms.peek(documentId)?.feed;
    const subscriber = feed?.subscribers.get(message.connection);
    const isLast = !subscriber && message.state === null;
    if (isLast && feed?.presence.farewell(message.connection, sessionId)) return;
    if (!feed || subscriber?.reader.sessionId !== sessionId) {
      throw new ProblemError('foreign_connection');
    }
    feed.presence.set(subscriber, message);
  }

  /** The stored merged state: one Yjs v2 update under brotli. It may lag the log; if it can be helped, by no more than a replay. */
  async snapshot(documentId: string): Promise<{ cursor: string; data: Uint8Array; size: number }> {
    return this.#rooms.use(documentId, async (room) => {
      try {
        const snapshot = await this.#compactor.latest(room);
        return { cursor: formatCursor(snapshot), data: snapshot.data, size: snapshot.size };
      } catch (error) {
        throw problemOf(error);
      }
    });
  }

  /** Runs `fn` on the durable state. It must not change the doc, nor keep anything of it. */
  read<T>(documentId: string, fn: (doc: Y.Doc) => T): Promise<T> {
    return this.#rooms.use(documentId, (room) => room.writer.read(fn));
  }

  /** Who has the document open now. */
  people(documentId: string): PresenceUser[] {
    return this.#rooms.peek(documentId)?.feed.people() ?? [];
  }

  /** Ends the streams of a session, on every node. */
  sessionEnded(sessionId: string): void {
    this.#context.bus.publishPeople({ type: 'session-ended', sessionId });
    this.#endSession(sessionId);
  }

  /** Tells a user's streams of the new role; with null they end. */
  roleChanged(userId: string, role: Role | null): void {
    this.#context.bus.publishPeople({ type: 'role-changed', userId, role });
    this.#setRole(userId, role);
  }

  /** The document was trashed, restored or purged in the storage: streams hear of it. */
  documentChanged(documentId: string): void {
    this.#context.bus.publishDocument(documentId, { type: 'changed' });
    this.#rooms.peek(documentId)?.refreshSoon();
  }

  /**
   * Says good-bye: streams get `bye` and end, new ones are refused, pushes in flight are finished. Takes no
   * longer than `drainMs`. Pushes that come later are still served until the process ends.
   */
  async drain(): Promise<void> {
    if (this.#draining) return;
    this.#draining = true;
    const { clock, limits } = this.#context;
    clock.clearTimeout(this.#tickTimer);
    for (const { feed } of this.#rooms) {
      for (const subscriber of feed.subscribers.values()) feed.bye(subscriber, limits.byeRetryMs);
      feed.stop();
    }
    this.#unsubscribe();
    const { promise: late, resolve } = Promise.withResolvers<void>();
    const timer = clock.setTimeout(resolve, limits.drainMs);
    const settled = Array.from(this.#rooms, (room) => room.writer.settled());
    await Promise.race([late, Promise.all([this.#compactor.stop(), ...settled])]);
    clock.clearTimeout(timer);
  }

  stats(): EngineStats {
    const { residents, caches } = this.#context;
    const sum = { subscribers: 0, behind: 0, queuedBytes: 0, recentBytes: 0, presence: 0 };
    let pendingEntries = 0;
    let pendingBytes = 0;
    for (const { feed, tail, writer } of this.#rooms) {
      sum.subscribers += feed.subscribers.size;
      sum.presence += feed.presence.size;
      sum.recentBytes += tail.recentBytes;
      pendingEntries += writer.pending.entries;
      pendingBytes += writer.pending.bytes;
      for (const subscriber of feed.subscribers.values()) {
        sum.queuedBytes += subscriber.queuedBytes;
        if (subscriber.stage !== 'live') sum.behind++;
      }
    }
    return {
      rooms: this.#rooms.size,
      ...sum,
      ...{ residents: residents.count, residentBytes: residents.bytes, cacheBytes: caches.bytes },
      ...{ pendingEntries, pendingBytes, compactions: this.#compactor.done },
    };
  }

  #tick(): void {
    const { clock, limits, strikes } = this.#context;
    const now = clock.now();
    let ping: Uint8Array | null = null;
    if (now - this.#pingedAt >= limits.pingMs) {
      this.#pingedAt = now;
      ping = encodeFrame({ type: 'ping' });
    }
    for (const room of this.#rooms) room.feed.tick(now, ping);
    const atLeast = { entries: limits.compactIdleEntries, bytes: limits.compactBytes };
    this.#rooms.sweep(now, (room) => this.#compactor.request(room, atLeast));
    strikes.sweep();
    this.#tickTimer = clock.setTimeout(() => this.#tick(), TICK_MS);
  }

  #compactIfLong(room: Room): void {
    const { compactEntries: entries, compactBytes: bytes } = this.#context.limits;
    this.#compactor.request(room, { entries, bytes });
  }

  #endSession(sessionId: string): void {
    for (const { feed } of this.#rooms) {
      for (const subscriber of feed.subscribers.values()) {
        if (subscriber.reader.sessionId === sessionId) feed.close(subscriber);
      }
    }
  }

  #setRole(userId: string, role: Role | null): void {
    for (const { feed } of this.#rooms) feed.setRole(userId, role);
  }

  #refuseWhileDraining(): void {
    if (this.#draining) throw new ProblemError('unavailable', { retryAfter: 1 });
  }
}

/** The sender's stream, if it is one of the sender's session. */
function ownConnection(room: Room, { connection, sessionId }: PushRequest): string | null {
  if (connection === undefined || sessionId === undefined) return null;
  const subscriber = room.feed.subscribers.get(connection);
  return subscriber?.reader.sessionId === sessionId ? connection : null;
}

/** Time first, so that gens sort by start; the rest keeps two starts within a millisecond apart. */
function newGen(now: number): string {
  const random = randomBytes(4).readUInt32LE().toString(36).padStart(7, '0').slice(-6);
  return `${now.toString(36)}${random}`.slice(0, 16);
}
