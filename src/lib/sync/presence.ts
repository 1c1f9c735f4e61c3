import type { Awareness } from 'y-protocols/awareness';
import { MAX_PRESENCE_BYTES, type PresenceState } from '../protocol/index.ts';
import { Backoff } from './backoff.ts';
import { Timer, type Clock, type Random } from './clock.ts';
import { addressOf, headersOf, type Endpoint } from './http.ts';

/** Own state is posted at most this often, milliseconds. */
const POST_MS = 100;
/** Others are taken away when the connection is gone this long, milliseconds. */
const GONE_MS = 10_000;

type State = Record<string, unknown>;

export interface PresenceOptions {
  readonly endpoint: Endpoint;
  readonly awareness: Awareness;
  readonly clock: Clock;
  readonly random: Random;
  readonly onPeople: (people: readonly PresenceState[]) => void;
}

/**
 * Carets and names. Posts what this browser's active tab shows, and puts what the others show into the
 * `Awareness`, with the `user` that the server vouches for.
 */
export class Presence {
  readonly #options: PresenceOptions;
  readonly #throttle: Timer;
  readonly #gone: Timer;
  readonly #backoff: Backoff;
  /** By the public name of the connection: two may speak for one clientID while one of them is going. */
  #states = new Map<string, PresenceState>();
  #people: readonly PresenceState[] = [];
  /** Other tabs of this browser; they are this person too, and not shown. */
  readonly #ownTabs = new Map<string, number>();
  /** What is to be posted, and where. */
  #own: { clientID: number; state: State | null } | null = null;
  #connection: string | null = null;
  /** Of the post that is under way. */
  #abort: AbortController | null = null;
  #dirty = false;
  #destroyed = false;

  constructor(options: PresenceOptions) {
    this.#options = options;
    this.#throttle = new Timer(options.clock);
    this.#gone = new Timer(options.clock);
    this.#backoff = new Backoff({ random: options.random });
  }

  get people(): readonly PresenceState[] {
    return this.#people;
  }

  /** A stream stands: what we show has to be said again, on it. */
  connected(connection: string): void {
    this.#connection = connection;
    this.#gone.clear();
    this.#backoff.reset();
    this.#throttle.clear();
    this.#dirty = this.#own !== null;
    this.#post();
  }

  /** The stream is gone; the others stay on show for a moment, for it may come back. */
  disconnected(): void {
    this.#connection = null;
    this.#giveUp();
    this.#throttle.clear();
    this.#gone.set(GONE_MS, () => {
      this.#states.clear();
      this.#show();
    });
  }

  /** What this browser shows of its person from now on. */
  show(clientID: number, state: State | null): void {
    this.#own = { clientID, state };
    this.#dirty = true;
    this.#post();
  }

  /** Another tab of this browser has this clientID; null: it has gone. */
  ownTab(tab: string, clientID: number | null): void {
    if (this.#ownTabs.get(tab) === (clientID ?? undefined)) return;
    if (clientID === null) this.#ownTabs.delete(tab);
    else this.#ownTabs.set(tab, clientID);
    this.#show();
  }

  /** States from the server. */
  receive(states: readonly PresenceState[], everyone: boolean): void {
    if (everyone) this.#states = new Map();
    for (const state of states) {
      // Set anew, so that of two that speak for one clientID the later heard counts.
      this.#states.delete(state.id);
      if (state.state !== null) this.#states.set(state.id, state);
    }
    this.#show();
  }

  /** The leader's list, for a follower. */
  follow(people: readonly PresenceState[]): void {
    this.#gone.clear();
    this.receive(people, true);
  }

  /** The server lives, so those who are here still are: `Awareness` forgets states that nobody renews. */
  renew(): void {
    const { awareness } = this.#options;
    const now = Date.now();
    for (const { clientID } of this.#people) {
      const meta = awareness.meta.get(clientID);
      if (meta) meta.lastUpdated = now;
    }
  }

  /** The page goes away: says so at once instead of letting others see a caret for some seconds. */
  leave(): void {
    if (this.#connection === null || !this.#own || this.#own.state === null) return;
    const own = { clientID: this.#own.clientID, state: null };
    // Nothing that was said before may arrive after it.
    this.#giveUp();
    this.#throttle.clear();
    this.#request(this.#connection, own, { keepalive: true }).catch(() => {
      // The server takes us out by itself when the stream is gone.
    });
  }

  /** Nothing is said any more: the stream ends with this, and with it the server takes this person out. */
  destroy(): void {
    this.#destroyed = true;
    this.#giveUp();
    this.#throttle.clear();
    this.#gone.clear();
    this.#connection = null;
    this.#states.clear();
    this.#show();
  }

  /** The server knows a connection no longer whose stream is over, and would refuse what is said on it. */
  #giveUp(): void {
    this.#abort?.abort();
    this.#abort = null;
  }

  #show(): void {
    const { awareness } = this.#options;
    const own = new Set([awareness.clientID, ...this.#ownTabs.values()]);
    const byClient = new Map<number, PresenceState>();
    for (const state of this.#states.values()) {
      if (!own.has(state.clientID)) byClient.set(state.clientID, state);
    }
    const before = this.#people;
    this.#people = [...byClient.values()];
    applyPeople(awareness, before, byClient);
    if (before.length > 0 || this.#people.length > 0) this.#options.onPeople(this.#people);
  }

  #post(): void {
    const own = this.#own;
    const connection = this.#connection;
    if (this.#destroyed || !this.#dirty || !own || connection === null) return;
    if (this.#abort || this.#throttle.active) return;
    this.#dirty = false;
    const abort = new AbortController();
    this.#abort = abort;
    this.#request(connection, own, { signal: abort.signal })
      // A refusal (429, or a connection that is just ending) is tried again like a failure: the next
      // `connected` or `disconnected` puts an end to it.
      .then(
        (response) => response.ok,
        () => false,
      )
      .then((ok) => {
        if (this.#abort !== abort) return;
        this.#abort = null;
        if (ok) this.#backoff.reset();
        else if (connection === this.#connection) this.#dirty = true;
        if (this.#destroyed) return;
        this.#throttle.set(ok ? POST_MS : Math.max(POST_MS, this.#backoff.next()), () => {
          this.#post();
        });
      })
      .catch(() => undefined);
  }

  #request(
    connection: string,
    own: { clientID: number; state: State | null },
    init: RequestInit,
  ): Promise<Response> {
    const { endpoint } = this.#options;
    const { fetch } = endpoint;
    return fetch(addressOf(endpoint, 'presence'), {
      ...init,
      method: 'POST',
      credentials: 'same-origin',
      headers: headersOf(endpoint, { 'content-type': 'application/json' }),
      body: presenceBody(connection, own),
    });
  }
}

/** The body of a presence request. What does not fit is left out: the person is shown, without a caret. */
function presenceBody(
  connection: string,
  { clientID, state }: { clientID: number; state: State | null },
): string {
  // `user` is the server's to say.
  const { user: _user, ...shown } = state ?? {};
  const body = JSON.stringify({ connection, clientID, state: state && shown });
  if (new TextEncoder().encode(body).byteLength <= MAX_PRESENCE_BYTES) return body;
  return JSON.stringify({ connection, clientID, state: {} });
}

/** Makes the awareness show exactly `people` besides its own state. */
function applyPeople(
  awareness: Awareness,
  before: readonly PresenceState[],
  people: ReadonlyMap<number, PresenceState>,
): void {
  const added: number[] = [];
  const updated: number[] = [];
  const removed: number[] = [];
  for (const { clientID } of before) {
    if (people.has(clientID) || !awareness.states.delete(clientID)) continue;
    removed.push(clientID);
  }
  for (const [clientID, { state, user }] of people) {
    const next = { ...state, user };
    const shown = awareness.states.get(clientID);
    const clock = (awareness.meta.get(clientID)?.clock ?? 0) + 1;
    awareness.meta.set(clientID, { clock, lastUpdated: Date.now() });
    if (shown && JSON.stringify(shown) === JSON.stringify(next)) continue;
    awareness.states.set(clientID, next);
    (shown ? updated : added).push(clientID);
  }
  if (added.length + updated.length + removed.length === 0) return;
  const changes = { added, updated, removed };
  awareness.emit('change', [changes, 'server']);
  awareness.emit('update', [changes, 'server']);
}
