/** Passwords are kept as argon2id hashes, in PHC strings that carry their parameters. */
import { argon2, randomBytes, timingSafeEqual, type Argon2Parameters } from 'node:crypto';
import { ProblemError } from '../../protocol/index.ts';
import { MAX_PASSWORD_LENGTH, normalizePassword } from './password-rules.ts';

/** Cost of one hash: `memory` in KiB, `passes` over it, `parallelism` lanes. */
export interface PasswordCost {
  readonly memory: number;
  readonly passes: number;
  readonly parallelism: number;
}

/** 19 MiB and two passes: some 40 ms of one core, the least that OWASP recommends. */
export const DEFAULT_COST: PasswordCost = { memory: 19 * 1024, passes: 2, parallelism: 1 };

const SALT_BYTES = 16;
const HASH_BYTES = 32;

/**
 * How many hashes are computed at once. They run in libuv's pool of four threads, which file access and
 * name lookups share: two leave room for them, and bound the memory at twice `memory`.
 */
const AT_ONCE = 2;
/** How many may wait: about two seconds of work. Beyond that a caller is told to come again. */
const WAITING = 100;

/** Hashes and checks passwords; holds the queue in which that happens. */
export class Passwords {
  readonly #cost: PasswordCost;
  readonly #queue: Queue;
  /** Of a password that nobody knows; checked when there is no account, so that it takes as long. */
  readonly #dummy: Promise<string>;

  constructor(options: { readonly cost?: PasswordCost; readonly waiting?: number } = {}) {
    this.#cost = options.cost ?? DEFAULT_COST;
    this.#queue = new Queue(AT_ONCE, options.waiting ?? WAITING);
    this.#dummy = this.hash(randomBytes(24).toString('base64url'));
    // Whoever awaits it gets the failure; before that it must not end the process.
    this.#dummy.catch(() => undefined);
  }

  /** The PHC string to store. Throws `rate_limited` when too many are waiting. */
  async hash(password: string): Promise<string> {
    const salt = randomBytes(SALT_BYTES);
    const hash = await this.#compute(password, salt, this.#cost, HASH_BYTES);
    return formatPhc(this.#cost, salt, hash);
  }

  /**
   * True if `password` is the one that was hashed. With null for `stored` (no such account) false, after the
   * same work. Throws `rate_limited` when too many are waiting, an Error for a string that is no hash of ours.
   */
  async verify(stored: string | null, password: string): Promise<boolean> {
    const { cost, salt, hash } = parsePhc(stored ?? (await this.#dummy));
    // Longer than any that was accepted: not worth normalising, and no hash is of the empty one.
    const sane = password.length <= MAX_PASSWORD_LENGTH * 4 ? password : '';
    const computed = await this.#compute(sane, salt, cost, hash.length);
    return timingSafeEqual(computed, hash) && stored !== null;
  }

  /** True if a stored hash was made at another cost than today's and should be made anew. */
  needsRehash(stored: string): boolean {
    const { cost } = parsePhc(stored);
    const { memory, passes, parallelism } = this.#cost;
    return cost.memory !== memory || cost.passes !== passes || cost.parallelism !== parallelism;
  }

  #compute(password: string, salt: Buffer, cost: PasswordCost, length: number): Promise<Buffer> {
    const parameters: Argon2Parameters = {
      ...cost,
      message: normalizePassword(password),
      nonce: salt,
      tagLength: length,
    };
    return this.#queue.run(
      () =>
        new Promise((resolve, reject) => {
          argon2('argon2id', parameters, (error, hash) => {
            if (error) reject(error);
            else resolve(hash);
          });
        }),
    );
  }
}

// ── PHC strings ──────────────────────────────────────────────────────────────

const PHC =
  /^\$argon2id\$v=19\$m=(\d{1,7}),t=(\d{1,2}),p=(\d{1,2})\$([A-Za-z0-9+/]{11,64})\$([A-Za-z0-9+/]{22,128})$/;

function formatPhc(
  { memory, passes, parallelism }: PasswordCost,
  salt: Buffer,
  hash: Buffer,
): string {
  return `$argon2id$v=19$m=${memory},t=${passes},p=${parallelism}$${unpadded(salt)}$${unpadded(hash)}`;
}

function parsePhc(text: string): { cost: PasswordCost; salt: Buffer; hash: Buffer } {
  const match = PHC.exec(text);
  if (!match) throw new Error('A stored password hash is not an argon2id PHC string.');
  const [, memory, passes, parallelism, salt = '', hash = ''] = match;
  return {
    cost: { memory: Number(memory), passes: Number(passes), parallelism: Number(parallelism) },
    salt: Buffer.from(salt, 'base64'),
    hash: Buffer.from(hash, 'base64'),
  };
}

function unpadded(bytes: Buffer): string {
  return bytes.toString('base64').replace(/=+$/, '');
}

// ── Queue ────────────────────────────────────────────────────────────────────

/** Runs at most `atOnce` tasks, lets at most `waiting` others wait in line. */
class Queue {
  readonly #atOnce: number;
  readonly #limit: number;
  readonly #waiting: (() => void)[] = [];
  #running = 0;

  constructor(atOnce: number, waiting: number) {
    this.#atOnce = atOnce;
    this.#limit = waiting;
  }

  async run<T>(task: () => Promise<T>): Promise<T> {
    if (this.#running >= this.#atOnce) {
      if (this.#waiting.length >= this.#limit)
        throw new ProblemError('rate_limited', { retryAfter: 2 });
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    } else {
      this.#running++;
    }
    try {
      return await task();
    } finally {
      // The place is handed on, not given back: nobody can slip in between.
      const next = this.#waiting.shift();
      if (next) next();
      else this.#running--;
    }
  }
}
