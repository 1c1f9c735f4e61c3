/**
 * Slows down guessing of passwords: some attempts are free, then each must wait twice as long as the last.
 *
 * Counted by account (many addresses against one account) and by address (one address against many
 * accounts). An attempt counts when it begins, so that a hundred at once are a hundred attempts.
 *
 * A place from which an account was signed in to is counted for itself: guessing from elsewhere, however long it
 * goes on, does not lock people out of where they are known.
 */
import { isIPv6 } from 'node:net';

export interface ThrottleRule {
  /** Attempts before the first wait. */
  readonly free: number;
  /** The first wait, milliseconds; each further one is twice as long. */
  readonly firstWait: number;
  readonly longestWait: number;
}

/** After five wrong passwords 1 s, 2 s, 4 s … 5 min. Not longer: anybody could lock anybody out. */
export const BY_ACCOUNT: ThrottleRule = { free: 5, firstWait: 1000, longestWait: 5 * 60_000 };
/** Many people may share an address. */
export const BY_ADDRESS: ThrottleRule = { free: 30, firstWait: 1000, longestWait: 15 * 60_000 };

/** Attempts are forgotten when there was none for so long. */
const FORGET_AFTER = 60 * 60_000;
const MAX_KEYS = 20_000;

interface Counter {
  attempts: number;
  /** Attempts are refused until then. */
  blockedUntil: number;
  last: number;
}

/** One attempt that was let through; say how it ended. Saying nothing means: it failed. */
export interface Attempt {
  /** The password was right: the account starts afresh, the address gets this one attempt back and is known from now on. */
  succeeded(): void;
  /** It was not decided (the server failed): both get it back. */
  undecided(): void;
}

export class Throttle {
  readonly #now: () => number;
  readonly #accounts: Counters;
  readonly #addresses: Counters;
  /** Account and place, where somebody has signed in; the oldest first. */
  readonly #familiar = new Set<string>();
  readonly #maxKeys: number;

  constructor(
    options: {
      readonly now?: () => number;
      readonly byAccount?: ThrottleRule;
      readonly byAddress?: ThrottleRule;
      readonly maxKeys?: number;
    } = {},
  ) {
    this.#now = options.now ?? Date.now;
    const maxKeys = options.maxKeys ?? MAX_KEYS;
    this.#maxKeys = maxKeys;
    this.#accounts = new Counters(options.byAccount ?? BY_ACCOUNT, maxKeys);
    this.#addresses = new Counters(options.byAddress ?? BY_ADDRESS, maxKeys);
  }

  /**
   * Counts an attempt, or says how many whole seconds the caller has to wait; a refused one is not counted.
   * With null for the address only the account is counted.
   */
  begin(account: string, address: string | null): Attempt | { readonly retryAfter: number } {
    const now = this.#now();
    const place = address === null ? null : networkOf(address);
    const here = `${account} ${place}`;
    const counted = this.#familiar.has(here) ? here : account;
    const wait = Math.max(
      this.#accounts.wait(counted, now),
      place === null ? 0 : this.#addresses.wait(place, now),
    );
    if (wait > 0) return { retryAfter: Math.ceil(wait / 1000) };
    const undoAccount = this.#accounts.count(counted, now);
    const undoAddress = place === null ? () => undefined : this.#addresses.count(place, now);
    return {
      succeeded: () => {
        this.#accounts.forget(counted);
        undoAddress();
        if (place !== null) this.#remember(here);
      },
      undecided: () => {
        undoAccount();
        undoAddress();
      },
    };
  }

  #remember(here: string): void {
    this.#familiar.delete(here);
    for (const oldest of this.#familiar) {
      if (this.#familiar.size < this.#maxKeys) break;
      this.#familiar.delete(oldest);
    }
    this.#familiar.add(here);
  }

  /** How many counters are held; for tests. */
  get size(): number {
    return this.#accounts.size + this.#addresses.size;
  }
}

class Counters {
  readonly #rule: ThrottleRule;
  readonly #maxKeys: number;
  /** In the order of the last attempt, the oldest first. */
  readonly #counters = new Map<string, Counter>();

  constructor(rule: ThrottleRule, maxKeys: number) {
    this.#rule = rule;
    this.#maxKeys = maxKeys;
  }

  get size(): number {
    return this.#counters.size;
  }

  wait(key: string, now: number): number {
    const counter = this.#counters.get(key);
    if (!counter || now - counter.last > FORGET_AFTER) return 0;
    return Math.max(0, counter.blockedUntil - now);
  }

  /** Returns what takes it back. */
  count(key: string, now: number): () => void {
    const known = this.#counters.get(key);
    const counter =
      known && now - known.last <= FORGET_AFTER
        ? known
        : { attempts: 0, blockedUntil: 0, last: now };
    const before = counter.blockedUntil;
    counter.attempts++;
    counter.last = now;
    counter.blockedUntil = now + this.#waitAfter(counter.attempts);
    this.#counters.delete(key);
    this.#makeRoom(now);
    this.#counters.set(key, counter);
    return () => {
      counter.attempts = Math.max(0, counter.attempts - 1);
      counter.blockedUntil = before;
    };
  }

  forget(key: string): void {
    this.#counters.delete(key);
  }

  #waitAfter(attempts: number): number {
    const { free, firstWait, longestWait } = this.#rule;
    return attempts < free ? 0 : Math.min(longestWait, firstWait * 2 ** (attempts - free));
  }

  #makeRoom(now: number): void {
    for (const [key, { last }] of this.#counters) {
      if (now - last <= FORGET_AFTER && this.#counters.size < this.#maxKeys) return;
      this.#counters.delete(key);
    }
  }
}

/** The unit in which addresses are handed out: one IPv4 address, a /64 of IPv6. */
export function networkOf(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address);
  if (mapped?.[1]) return mapped[1];
  const bare = address.split('%')[0] ?? '';
  if (!isIPv6(bare)) return bare;
  const [head = '', tail = ''] = bare.toLowerCase().split('::');
  const first = head === '' ? [] : head.split(':');
  const rest = tail === '' ? [] : tail.split(':');
  const gap = bare.includes('::') ? 8 - first.length - rest.length : 0;
  const groups = [...first, ...Array.from({ length: gap }, () => '0'), ...rest];
  return `${groups
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, ''))
    .join(':')}::/64`;
}
