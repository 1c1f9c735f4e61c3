import { ProblemError } from '../../protocol/index.ts';
import type { Unsubscribe } from '../bus/bus.ts';
import { problemOf } from './accept-problems.ts';
import type { Context } from './context.ts';
import { Room } from './room.ts';
import { shared } from './shared.ts';

interface Open {
  readonly room: Room;
  readonly unsubscribe: Unsubscribe;
}

/** The documents in use on this node. Rooms are loaded when somebody needs them, and let go when idle. */
export class Rooms {
  readonly #context: Context;
  readonly #open = new Map<string, Open>();
  readonly #opening = new Map<string, Promise<Room>>();

  constructor(context: Context) {
    this.#context = context;
  }

  get size(): number {
    return this.#open.size;
  }

  *[Symbol.iterator](): Iterator<Room> {
    for (const { room } of this.#open.values()) yield room;
  }

  /** The room if the document is in use. */
  peek(id: string): Room | null {
    return this.#open.get(id)?.room ?? null;
  }

  /** Runs `fn` with the document's room, which stays meanwhile. Throws `not_found` or `storage_unavailable`. */
  async use<T>(id: string, fn: (room: Room) => Promise<T>): Promise<T> {
    const room = this.peek(id) ?? (await this.#load(id));
    room.holds++;
    try {
      return await fn(room);
    } finally {
      room.holds--;
      room.usedAt = this.#context.clock.now();
    }
  }

  #load(id: string): Promise<Room> {
    return shared(this.#opening, id, () => this.#create(id));
  }

  async #create(id: string): Promise<Room> {
    const { bus, storage } = this.#context;
    let room: Room | null = null;
    let missed = false;
    // Listen first, then read: the other order would lose what is stored in between.
    const unsubscribe = bus.subscribeDocument(id, (message) => {
      if (room) room.hear(message);
      else missed = true;
    });
    try {
      const stored = await storage.updates.load(id);
      if (!stored) throw new ProblemError('not_found');
      room = new Room(id, this.#context, stored, () => this.#close(id));
    } catch (error) {
      unsubscribe();
      throw problemOf(error);
    }
    this.#open.set(id, { room, unsubscribe });
    if (missed) room.refreshSoon();
    return room;
  }

  /** Lets idle rooms go. `compact` is asked first, and may keep a room by answering true. */
  sweep(now: number, compact: (room: Room) => boolean): void {
    for (const { room } of this.#open.values()) {
      if (!room.idle || now - room.usedAt < this.#context.limits.idleMs) continue;
      if (!compact(room)) this.#close(room.id);
    }
  }

  #close(id: string): void {
    const open = this.#open.get(id);
    if (!open) return;
    this.#open.delete(id);
    open.unsubscribe();
    open.room.close();
  }
}
