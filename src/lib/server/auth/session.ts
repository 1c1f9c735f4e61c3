/**
 * Sessions. The only file that knows lucia, which makes tokens and slides the expiry; should it go, this
 * file is rewritten and nothing else.
 *
 * To lucia a session's id is the token itself. Our storage never sees a token: the adapter below stores its
 * SHA-256, and outside this file that hash is the session's id, which may be logged and handed around.
 */
import { hash } from 'node:crypto';
import { Lucia, TimeSpan, type Adapter, type DatabaseSession, type DatabaseUser } from 'lucia';
import {
  StorageError,
  type AccountStore,
  type SessionRecord,
  type UserRecord,
} from '../storage/storage.ts';

declare module 'lucia' {
  interface Register {
    Lucia: Lucia<Record<never, never>, { record: UserRecord }>;
    DatabaseUserAttributes: { record: UserRecord };
  }
}

/** A session lasts so long after its last use, give or take half of it. */
const LIFETIME_DAYS = 30;
/** A validated session is believed for so long without asking the storage. Changes made here take effect at once. */
const CACHE_MS = 5000;
const CACHE_ENTRIES = 20_000;

/** What lucia's tokens look like; anything else is refused without asking the storage. */
const TOKEN = /^[a-z2-7]{40}$/;

export interface Session {
  /** SHA-256 of the token, hex. */
  readonly id: string;
  /** Milliseconds since 1970; moves on as the session is used. */
  readonly expiresAt: number;
  /** The expiry was moved by this very request. */
  readonly fresh: boolean;
}

export interface ValidSession {
  readonly session: Session;
  readonly user: UserRecord;
}

interface Cached extends ValidSession {
  readonly token: string;
  readonly until: number;
}

export class Sessions {
  readonly #store: AccountStore;
  readonly #lucia: Lucia<Record<never, never>, { record: UserRecord }>;
  /** By the session's id. */
  readonly #cache = new Map<string, Cached>();
  /** Ids of tokens that were valid once: to hash a token takes longer than all else about it. */
  readonly #ids = new Map<string, string>();
  /** Counts invalidations: what was read before one must not be cached after it. */
  #epoch = 0;

  constructor(store: AccountStore) {
    this.#store = store;
    this.#lucia = new Lucia(new StorageAdapter(store), {
      sessionExpiresIn: new TimeSpan(LIFETIME_DAYS, 'd'),
      getUserAttributes: ({ record }) => ({ record }),
    });
  }

  /** Another number each time that a session or its person was changed here. */
  get epoch(): number {
    return this.#epoch;
  }

  /** Starts a session; the token goes to the browser and is stored nowhere. */
  async create(userId: string): Promise<{ readonly token: string; readonly session: Session }> {
    const { id: token, expiresAt } = await this.#lucia.createSession(userId, {});
    return {
      token,
      session: { id: hashToken(token), expiresAt: expiresAt.getTime(), fresh: true },
    };
  }

  /** The session of a token with its user; null if it is unknown, ended or expired. Rejects if the storage fails. */
  async validate(token: string): Promise<ValidSession | null> {
    if (!TOKEN.test(token)) return null;
    const id = this.#ids.get(token) ?? hashToken(token);
    const now = Date.now();
    const cached = this.#cache.get(id);
    // Lucia slides the expiry when half of it is gone, so what is cached has days to live.
    if (cached && now < cached.until) return cached;
    for (;;) {
      const epoch = this.#epoch;
      const { session, user } = await this.#lucia.validateSession(token);
      // A session that was ended while it was being read must not come back to life.
      if (epoch !== this.#epoch) continue;
      if (!session) {
        this.#forget(id);
        return null;
      }
      const valid = {
        session: { id, expiresAt: session.expiresAt.getTime(), fresh: session.fresh },
        user: user.record,
      };
      const until = Date.now() + CACHE_MS;
      const known = { ...valid.session, fresh: false };
      remember(this.#cache, id, { ...valid, session: known, token, until });
      remember(this.#ids, token, id);
      return valid;
    }
  }

  /** Ends one session, by its id. */
  async end(sessionId: string): Promise<void> {
    await this.#store.deleteSession(sessionId);
    this.#epoch++;
    this.#forget(sessionId);
  }

  /** Ends all sessions of a person but perhaps one; answers the ids of those that ended. */
  async endAll(userId: string, keep?: string): Promise<string[]> {
    const stored = (await this.#store.sessionsOf(userId)).map((each) => each.id);
    const cached = [...this.#cache.values()].filter((each) => each.user.id === userId);
    const ended = new Set([...stored, ...cached.map((each) => each.session.id)]);
    if (keep === undefined) {
      await this.#store.deleteSessionsOf(userId);
    } else {
      ended.delete(keep);
      await Promise.all([...ended].map((id) => this.#store.deleteSession(id)));
    }
    this.forgetUser(userId);
    return [...ended];
  }

  /** The person's record changed: read it anew at their next request. */
  forgetUser(userId: string): void {
    this.#epoch++;
    for (const [id, { user }] of this.#cache) if (user.id === userId) this.#forget(id);
  }

  #forget(id: string): void {
    const cached = this.#cache.get(id);
    if (cached) this.#ids.delete(cached.token);
    this.#cache.delete(id);
  }

  /** Removes what has expired from the storage; to be called now and then. */
  async deleteExpired(): Promise<void> {
    await this.#lucia.deleteExpiredSessions();
  }
}

function remember<T>(cache: Map<string, T>, key: string, value: T): void {
  // The oldest is first: the order of a Map is that of insertion.
  const oldest = cache.size >= CACHE_ENTRIES ? cache.keys().next() : null;
  if (oldest?.done === false) cache.delete(oldest.value);
  cache.delete(key);
  cache.set(key, value);
}

/** The form in which a token is stored and compared: SHA-256, hex. */
export function hashToken(token: string): string {
  return hash('sha256', token, 'hex');
}

/** Our storage as lucia wants it. Ids that come from lucia are tokens, and are hashed on the way in. */
class StorageAdapter implements Adapter {
  readonly #store: AccountStore;

  constructor(store: AccountStore) {
    this.#store = store;
  }

  async getSessionAndUser(token: string): Promise<[DatabaseSession | null, DatabaseUser | null]> {
    const found = await this.#store.session(hashToken(token));
    if (!found) return [null, null];
    return [
      databaseSession(token, found.session),
      { id: found.user.id, attributes: { record: found.user } },
    ];
  }

  async getUserSessions(userId: string): Promise<DatabaseSession[]> {
    const sessions = await this.#store.sessionsOf(userId);
    return sessions.map((each) => databaseSession(each.id, each));
  }

  async setSession({ id, userId, expiresAt }: DatabaseSession): Promise<void> {
    await this.#store.createSession({
      id: hashToken(id),
      userId,
      createdAt: Date.now(),
      expiresAt: expiresAt.getTime(),
    });
  }

  async updateSessionExpiration(token: string, expiresAt: Date): Promise<void> {
    try {
      await this.#store.setSessionExpiry(hashToken(token), expiresAt.getTime());
    } catch (error) {
      // Ended while it was being read; whoever ended it also sees to it that it is read again.
      if (!(error instanceof StorageError && error.code === 'missing')) throw error;
    }
  }

  async deleteSession(token: string): Promise<void> {
    await this.#store.deleteSession(hashToken(token));
  }

  async deleteUserSessions(userId: string): Promise<void> {
    await this.#store.deleteSessionsOf(userId);
  }

  async deleteExpiredSessions(): Promise<void> {
    await this.#store.deleteExpiredSessions(Date.now());
  }
}

function databaseSession(id: string, { userId, expiresAt }: SessionRecord): DatabaseSession {
  return { id, userId, expiresAt: new Date(expiresAt), attributes: {} };
}
