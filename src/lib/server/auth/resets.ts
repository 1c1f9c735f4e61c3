/** Forgotten passwords: an owner makes a link for a person, who chooses a new one with it. No mail is sent. */
import { ProblemError } from '../../protocol/index.ts';
import type { Logger } from '../logger.ts';
import type { AccountStore, UserRecord } from '../storage/storage.ts';
import { isStorageError, stored, translate } from './failures.ts';
import { parsePassword } from './fields.ts';
import type { Passwords } from './password.ts';
import { allow, type SessionUser } from './person.ts';
import { isResetToken, newReset } from './reset-link.ts';
import { hashToken } from './session.ts';

/** Whose password a link changes. */
export interface ResetOffer {
  readonly name: string;
  readonly email: string;
  readonly workspace: string;
}

export class Resets {
  readonly #store: AccountStore;
  readonly #passwords: Passwords;
  readonly #logger: Logger;
  readonly #now: () => number;

  constructor(deps: {
    readonly store: AccountStore;
    readonly passwords: Passwords;
    readonly logger: Logger;
    readonly now: () => number;
  }) {
    this.#store = deps.store;
    this.#passwords = deps.passwords;
    this.#logger = deps.logger;
    this.#now = deps.now;
  }

  /**
   * Makes a link's token, in place of the last one of this person. Owners only; not for themselves, as that would
   * be a way around the current password.
   */
  async create(
    by: SessionUser,
    userId: string,
  ): Promise<{ readonly token: string; readonly name: string }> {
    allow(by, 'people:reset');
    if (userId === by.id) {
      const detail = 'This is you. Change your own password under Password.';
      throw new ProblemError('conflict', { detail });
    }
    const [asker, user] = await stored(
      Promise.all([this.#store.user(by.id), this.#store.user(userId)]),
    );
    // As of now: the request may have waited while its author lost the right to it.
    allow(asker, 'people:reset');
    if (!user) throw new ProblemError('not_found');
    const { token, reset } = newReset(userId, this.#now());
    await stored(this.#store.createReset(reset));
    this.#logger.info('accounts.reset_offered', { by: by.id, userId });
    return { token, name: user.name };
  }

  /** Whose password a link changes; null if it is unknown, used or expired. */
  async offer(token: string): Promise<ResetOffer | null> {
    const user = await this.#find(token);
    if (!user) return null;
    const workspace = await stored(this.#store.workspace());
    return { name: user.name, email: user.email, workspace: workspace?.name ?? '' };
  }

  /** Stores the new password; the link and all sessions of the person are gone then. `not_found` if it does not hold. */
  async redeem(token: string, password: string): Promise<UserRecord> {
    // Asked first, so that a stranger cannot make us hash passwords.
    const found = await this.#find(token);
    if (!found) throw resetGone();
    const passwordHash = await this.#passwords.hash(parsePassword(password, found.email));
    try {
      const change = { passwordHash, at: this.#now() };
      const user = await this.#store.redeemReset(hashToken(token), change);
      this.#logger.info('accounts.password_reset', { userId: user.id });
      return user;
    } catch (error) {
      throw isStorageError(error, 'missing') ? resetGone(error) : translate(error);
    }
  }

  async #find(token: string): Promise<UserRecord | null> {
    if (!isResetToken(token)) return null;
    const found = await stored(this.#store.resetByToken(hashToken(token)));
    return found && this.#now() < found.reset.expiresAt ? found.user : null;
  }
}

function resetGone(cause?: unknown): ProblemError {
  const detail = 'This link no longer works. Ask an owner of the workspace for a new one.';
  return new ProblemError('not_found', { detail, cause });
}
