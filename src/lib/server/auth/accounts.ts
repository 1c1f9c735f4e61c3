import { ProblemError, type Role } from '../../protocol/index.ts';
import type { Config } from '../config.ts';
import type { Logger } from '../logger.ts';
import type { AccountStore, Storage, UserRecord } from '../storage/storage.ts';
import { MAX_EMAIL_LENGTH, normalizeEmail } from './email.ts';
import { isStorageError, stored, tooManyAttempts, translate } from './failures.ts';
import { FieldError, parseName, parsePassword } from './fields.ts';
import {
  Invitations,
  invitationGone,
  type InvitationInput,
  type InvitationOffer,
  type InvitationSummary,
} from './invitations.ts';
import { MAX_NAME_LENGTH } from './names.ts';
import { Passwords } from './password.ts';
import { allow, newPerson, sessionUser, type PersonInput, type SessionUser } from './person.ts';
import { Resets, type ResetOffer } from './resets.ts';
import { Roles } from './roles.ts';
import { Sessions, hashToken, type Session } from './session.ts';
import { SetupGate } from './setup-gate.ts';
import { Throttle, type Attempt } from './throttle.ts';

export type { InvitationOffer, InvitationSummary } from './invitations.ts';
export type { SessionUser } from './person.ts';
export type { ResetOffer } from './resets.ts';

/** Somebody who has just signed in. The token goes to the browser and is stored nowhere. */
export interface Signed {
  readonly user: SessionUser;
  readonly token: string;
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
}

export interface Authenticated {
  readonly user: SessionUser;
  readonly session: Session;
}

interface Events {
  /** A session was ended by logout: its streams must end. */
  sessionEnded: (sessionId: string) => void;
  /** What a person may do has changed; with null they are signed out everywhere. */
  roleChanged: (userId: string, role: Role | null) => void;
}

const DEFAULT_WORKSPACE = 'Workspace';

/**
 * Who may come in: the first owner, signing in and out, invitations, people and their roles.
 * Failures are `ProblemError`s; one about a field of a form is a `FieldError`.
 */
export class Accounts {
  /** Says who may make the first account. */
  readonly gate: SetupGate;
  readonly #store: AccountStore;
  readonly #sessions: Sessions;
  readonly #passwords: Passwords;
  readonly #throttle: Throttle;
  readonly #invitations: Invitations;
  readonly #roles: Roles;
  readonly #resets: Resets;
  readonly #logger: Logger;
  readonly #now: () => number;
  readonly #listeners: { [E in keyof Events]: Set<Events[E]> } = {
    sessionEnded: new Set(),
    roleChanged: new Set(),
  };
  /** Once there is an owner there always is one. */
  #isSetUp = false;

  constructor(deps: {
    readonly storage: Pick<Storage, 'accounts'>;
    readonly config: Pick<Config, 'host' | 'origin' | 'trustProxy'>;
    readonly logger: Logger;
    readonly passwords?: Passwords;
    readonly throttle?: Throttle;
    /** Milliseconds since 1970. */
    readonly now?: () => number;
  }) {
    this.#store = deps.storage.accounts;
    this.#sessions = new Sessions(this.#store);
    this.#passwords = deps.passwords ?? new Passwords();
    this.#now = deps.now ?? Date.now;
    this.#throttle = deps.throttle ?? new Throttle({ now: this.#now });
    this.#logger = deps.logger;
    this.#invitations = new Invitations({
      store: this.#store,
      logger: deps.logger,
      now: this.#now,
    });
    this.#resets = new Resets({
      store: this.#store,
      passwords: this.#passwords,
      logger: deps.logger,
      now: this.#now,
    });
    this.#roles = new Roles({
      store: this.#store,
      changed: (userId, role) => this.#roleChanged(userId, role),
      now: this.#now,
    });
    this.gate = new SetupGate(deps.config);
  }

  /** Calls `listener` after each such event; the answer stops that. */
  on<E extends keyof Events>(event: E, listener: Events[E]): () => void {
    const listeners: Set<Events[E]> = this.#listeners[event];
    listeners.add(listener);
    return () => listeners.delete(listener);
  }

  // ── The first owner ────────────────────────────────────────────────────────

  /** True until the first owner's account is made. */
  async needsSetup(): Promise<boolean> {
    if (!this.#isSetUp) this.#isSetUp = (await stored(this.#store.workspace())) !== null;
    return !this.#isSetUp;
  }

  /** Name of the workspace; null before the first owner's account is made. */
  workspace(): Promise<{ readonly name: string } | null> {
    return stored(this.#store.workspace());
  }

  /** Makes workspace and first owner. `conflict` if there is one already, also if two ask at once. */
  async setup(input: PersonInput & { readonly workspace: string }): Promise<Signed> {
    if (!(await this.needsSetup())) throw alreadySetUp();
    const workspace = parseName(input.workspace, 'workspace');
    const person = await this.#newPerson(input, 0);
    const owner: UserRecord = { ...person, role: 'owner' };
    try {
      await this.#store.createOwner(owner, { name: workspace });
    } catch (error) {
      throw isStorageError(error, 'taken') ? alreadySetUp(error) : translate(error);
    }
    this.#isSetUp = true;
    this.#logger.info('accounts.set_up', { userId: owner.id });
    return this.#signIn(owner);
  }

  /** At a first start: makes the owner's account from the settings. Later starts change nothing. */
  async ensureOwner({ owner }: Pick<Config, 'owner'>): Promise<void> {
    if (owner === null || !(await this.needsSetup())) return;
    const name = (owner.email.split('@')[0] ?? '').slice(0, MAX_NAME_LENGTH);
    try {
      const { token } = await this.setup({ ...owner, name, workspace: DEFAULT_WORKSPACE });
      // Nobody has this session: it only came with the account.
      await this.#sessions.end(hashToken(token));
    } catch (error) {
      // Another process that was started at the same time made it.
      if (!(error instanceof ProblemError && error.code === 'conflict')) throw error;
    }
  }

  // ── Sessions ───────────────────────────────────────────────────────────────

  /**
   * Signs in. `bad_credentials` alike for an unknown email and a wrong password, after the same work;
   * `rate_limited` with the seconds to wait. `address` is the client's.
   */
  async login(input: { email: string; password: string; address: string }): Promise<Signed> {
    const email = normalizeEmail(input.email.slice(0, MAX_EMAIL_LENGTH + 1));
    const attempt = this.#attempt(email, input.address);
    let user: UserRecord | null;
    let correct: boolean;
    try {
      user = await this.#store.userByEmail(email);
      correct = await this.#passwords.verify(user?.passwordHash ?? null, input.password);
    } catch (error) {
      attempt.undecided();
      throw translate(error);
    }
    if (!user || !correct) {
      this.#logger.warn('accounts.login_refused', { address: input.address });
      throw new ProblemError('bad_credentials');
    }
    attempt.succeeded();
    return this.#signIn(await this.#renewHash(user, input.password), input.password);
  }

  /** The person and session of a token; null if it is unknown, ended or expired. Cached in memory for seconds. */
  async authenticate(token: string): Promise<Authenticated | null> {
    const found = await stored(this.#sessions.validate(token));
    return found && { user: sessionUser(found.user), session: found.session };
  }

  /** While this number is the same, nothing was changed here of anybody's session, name or role. */
  get sessionEpoch(): number {
    return this.#sessions.epoch;
  }

  /** Ends a session, by its id (not its token). */
  async logout(sessionId: string): Promise<void> {
    await stored(this.#sessions.end(sessionId));
    this.#sessionsEnded([sessionId]);
  }

  /** Ends all sessions of a person. */
  async logoutEverywhere(userId: string): Promise<void> {
    const ended = await stored(this.#sessions.endAll(userId));
    this.#logger.info('accounts.logged_out_everywhere', { userId, sessions: ended.length });
    this.#sessionsEnded(ended);
  }

  /** Removes expired sessions from the storage; to be called now and then. */
  deleteExpiredSessions(): Promise<void> {
    return stored(this.#sessions.deleteExpired());
  }

  // ── Invitations ────────────────────────────────────────────────────────────

  /** Makes a link's token. Owners only. */
  invite(
    by: SessionUser,
    input: InvitationInput,
  ): Promise<{ readonly id: string; readonly token: string }> {
    return this.#invitations.create(by, input);
  }

  /** All invitations, newest first. Owners only. */
  invitations(by: SessionUser): Promise<InvitationSummary[]> {
    return this.#invitations.list(by);
  }

  /** Nobody signs up with it any more; who already did stays. Owners only. */
  revokeInvitation(by: SessionUser, id: string): Promise<void> {
    return this.#invitations.revoke(by, id);
  }

  /** What a link offers to the person who follows it; null if it is unknown, revoked, used up or expired. */
  invitation(token: string): Promise<InvitationOffer | null> {
    return this.#invitations.offer(token);
  }

  /** Makes an account by an invitation. `not_found` if that does not hold any more, `conflict` if the email is taken. */
  async signup(token: string, input: PersonInput): Promise<Signed> {
    // Asked first, so that a stranger cannot make us hash passwords.
    if ((await this.invitation(token)) === null) throw invitationGone();
    const { length } = await stored(this.#store.users());
    const user = await this.#invitations.redeem(token, await this.#newPerson(input, length));
    this.#logger.info('accounts.signed_up', { userId: user.id, role: user.role });
    return this.#signIn(user);
  }

  // ── People ─────────────────────────────────────────────────────────────────

  /** Everybody in the workspace, oldest first. */
  async people(by: SessionUser): Promise<SessionUser[]> {
    allow(by, 'people:read');
    return (await stored(this.#store.users())).map(sessionUser);
  }

  /** Gives somebody another role. Owners only; `conflict` if no owner would be left. */
  changeRole(by: SessionUser, userId: string, role: string): Promise<void> {
    return this.#roles.change(by, userId, role);
  }

  /**
   * Signs somebody out everywhere, for good. Owners only, not themselves. Resolves with the person's name. With
   * `withdraw` every open invitation ends: a link that they know would let them in again, as somebody new.
   */
  async removePerson(by: SessionUser, userId: string, withdraw = false): Promise<string> {
    const name = await this.#roles.remove(by, userId);
    if (withdraw) await this.#invitations.revokeOpen(by);
    return name;
  }

  /** Makes the token of a link by which that person chooses a new password. Owners only, not for themselves. */
  offerReset(
    by: SessionUser,
    userId: string,
  ): Promise<{ readonly token: string; readonly name: string }> {
    return this.#resets.create(by, userId);
  }

  /** Whose password a link changes; null if it is unknown, used or expired. */
  reset(token: string): Promise<ResetOffer | null> {
    return this.#resets.offer(token);
  }

  /** Chooses a new password by a link, ends all sessions of that person and signs in. `not_found` if it does not hold. */
  async resetPassword(token: string, password: string): Promise<Signed> {
    const user = await this.#resets.redeem(token, password);
    this.#sessions.forgetUser(user.id);
    for (const listener of this.#listeners.roleChanged) listener(user.id, null);
    return this.#signIn(user);
  }

  /** Changes one's own name. Others see it from the next connection on. */
  async changeName(user: SessionUser, name: string): Promise<void> {
    await stored(this.#store.updateUser(user.id, { name: parseName(name) }));
    this.#sessions.forgetUser(user.id);
  }

  /**
   * Changes one's own password and ends one's other sessions; `keep` is the id of the one that asks.
   * `bad_credentials` if `current` is wrong, `rate_limited` after several times.
   */
  async changePassword(
    user: SessionUser,
    input: { current: string; next: string },
    keep?: string,
  ): Promise<void> {
    const next = parsePassword(input.next, user.email, 'next');
    const attempt = this.#attempt(`change:${user.id}`, null);
    try {
      const record = await this.#store.user(user.id);
      if (!record || !(await this.#passwords.verify(record.passwordHash, input.current))) {
        throw notCurrent();
      }
      attempt.succeeded();
      const passwordHash = await this.#passwords.hash(next);
      // Meanwhile a link for a new password may have been used; whoever used that knows no more than this.
      await this.#store.updateUser(user.id, { passwordHash }, record.passwordHash);
    } catch (error) {
      if (!(error instanceof FieldError)) attempt.undecided();
      throw isStorageError(error, 'missing') ? notCurrent() : translate(error);
    }
    const ended = await stored(this.#sessions.endAll(user.id, keep));
    this.#logger.info('accounts.password_changed', { userId: user.id });
    this.#sessionsEnded(ended);
  }

  /** Gives the workspace another name. Owners only. */
  async renameWorkspace(by: SessionUser, name: string): Promise<void> {
    allow(by, 'workspace:rename');
    await stored(this.#store.renameWorkspace(parseName(name, 'workspace')));
  }

  // ── Within ─────────────────────────────────────────────────────────────────

  #newPerson(input: PersonInput, others: number): Promise<Omit<UserRecord, 'role'>> {
    return newPerson(input, { others, now: this.#now(), passwords: this.#passwords });
  }

  /**
   * Begins a session. `password`: what the person gave, and what may have ceased to be theirs while it was checked.
   * Whoever changes a password ends the sessions that are there by then, so this one is looked at once it is there.
   */
  async #signIn(user: UserRecord, password: string | null = null): Promise<Signed> {
    const { token, session } = await stored(this.#sessions.create(user.id));
    const now = await stored(this.#store.user(user.id));
    if (now?.passwordHash !== user.passwordHash) {
      const correct = now && password !== null;
      if (!correct || !(await this.#passwords.verify(now.passwordHash, password))) {
        await stored(this.#sessions.end(session.id));
        throw new ProblemError('bad_credentials');
      }
    }
    this.#logger.info('accounts.session_started', { userId: user.id });
    return { user: sessionUser(user), token, expiresAt: session.expiresAt };
  }

  #attempt(account: string, address: string | null): Attempt {
    const attempt = this.#throttle.begin(account, address);
    if (!('retryAfter' in attempt)) return attempt;
    throw tooManyAttempts(attempt.retryAfter);
  }

  /** The password is at hand only now: if its hash is of another strength than today's, make it anew. */
  async #renewHash(user: UserRecord, password: string): Promise<UserRecord> {
    if (!this.#passwords.needsRehash(user.passwordHash)) return user;
    try {
      const passwordHash = await this.#passwords.hash(password);
      return await this.#store.updateUser(user.id, { passwordHash }, user.passwordHash);
    } catch (error) {
      // The old hash still holds; the next login tries again.
      this.#logger.warn('accounts.rehash_failed', { userId: user.id, error });
      return user;
    }
  }

  #roleChanged(userId: string, role: Role | null): void {
    this.#sessions.forgetUser(userId);
    if (role === null) this.#logger.info('accounts.removed', { userId });
    else this.#logger.info('accounts.role_changed', { userId, role });
    for (const listener of this.#listeners.roleChanged) listener(userId, role);
  }

  #sessionsEnded(ids: readonly string[]): void {
    for (const id of ids) for (const listener of this.#listeners.sessionEnded) listener(id);
  }
}

function notCurrent(): FieldError {
  return new FieldError('current', 'This is not your current password.', 'bad_credentials');
}

function alreadySetUp(cause?: unknown): ProblemError {
  return new ProblemError('conflict', {
    detail: 'This workspace already has an owner. Sign in instead.',
    cause,
  });
}
