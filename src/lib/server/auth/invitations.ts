/** Invitation links: an owner makes one, others sign up with it. */
import { randomBytes, randomUUID } from 'node:crypto';
import { ProblemError, type Role } from '../../protocol/index.ts';
import type { Logger } from '../logger.ts';
import type { AccountStore, InvitationRecord, UserRecord } from '../storage/storage.ts';
import { isStorageError, stored, translate } from './failures.ts';
import { FieldError, parseCount, parseNote } from './fields.ts';
import { allow, type SessionUser } from './person.ts';
import { hashToken } from './session.ts';

export type InvitationState = 'open' | 'used' | 'expired' | 'revoked';

/** An invitation in the owner's list. The link itself is shown once, when it is made: only its hash is kept. */
export interface InvitationSummary extends Omit<InvitationRecord, 'tokenHash'> {
  readonly state: InvitationState;
}

/** What a link offers to the person who follows it. */
export interface InvitationOffer {
  readonly role: Role;
  readonly workspace: string;
  /** Name of who made the link. */
  readonly invitedBy: string;
}

export interface InvitationInput {
  /** `editor` or `viewer`. */
  readonly role: string;
  /** Whom it is for, in the owner's words. */
  readonly note: string;
  /** How many people may sign up with it, 1 to 100. */
  readonly uses: number;
  /** When it expires, 1 to 90 days from now. */
  readonly days: number;
}

const DAY_MS = 24 * 60 * 60_000;
const MAX_DAYS = 90;
const MAX_USES = 100;
const MAX_NOTE_LENGTH = 200;
const TOKEN_BYTES = 32;
const TOKEN = /^[\w-]{43}$/;

export class Invitations {
  readonly #store: AccountStore;
  readonly #logger: Logger;
  readonly #now: () => number;

  constructor(deps: {
    readonly store: AccountStore;
    readonly logger: Logger;
    readonly now: () => number;
  }) {
    this.#store = deps.store;
    this.#logger = deps.logger;
    this.#now = deps.now;
  }

  /** Makes a link's token. Owners only. */
  async create(
    by: SessionUser,
    input: InvitationInput,
  ): Promise<{ readonly id: string; readonly token: string }> {
    allow(by, 'people:invite');
    const { role } = input;
    if (role !== 'editor' && role !== 'viewer')
      throw new FieldError('role', 'Choose editor or viewer.');
    const token = randomBytes(TOKEN_BYTES).toString('base64url');
    const id = randomUUID();
    const createdAt = this.#now();
    const invitation: InvitationRecord = {
      id,
      tokenHash: hashToken(token),
      role,
      note: parseNote(input.note, MAX_NOTE_LENGTH, 'note'),
      createdBy: by.id,
      createdAt,
      expiresAt: createdAt + parseCount(input.days, 1, MAX_DAYS, 'days') * DAY_MS,
      usesLeft: parseCount(input.uses, 1, MAX_USES, 'uses'),
      revokedAt: null,
    };
    await stored(this.#store.createInvitation(invitation));
    this.#logger.info('accounts.invited', { by: by.id, invitation: id, role });
    return { id, token };
  }

  /** All of them, newest first. Owners only. */
  async list(by: SessionUser): Promise<InvitationSummary[]> {
    allow(by, 'people:invite');
    const now = this.#now();
    const invitations = await stored(this.#store.invitations());
    return invitations.map(({ tokenHash: _, ...rest }) => ({ ...rest, state: stateOf(rest, now) }));
  }

  /** Nobody signs up with it any more; who already did stays. Owners only. */
  async revoke(by: SessionUser, id: string): Promise<void> {
    allow(by, 'people:invite');
    await stored(this.#store.revokeInvitation(id, this.#now()));
    this.#logger.info('accounts.invitation_revoked', { by: by.id, invitation: id });
  }

  /** Withdraws all that are open. Owners only. */
  async revokeOpen(by: SessionUser): Promise<void> {
    const open = (await this.list(by)).filter(({ state }) => state === 'open');
    await Promise.all(open.map(({ id }) => this.revoke(by, id)));
  }

  /** What a link offers; null if it is unknown, revoked, used up or expired. */
  async offer(token: string): Promise<InvitationOffer | null> {
    if (!TOKEN.test(token)) return null;
    const invitation = await stored(this.#store.invitationByToken(hashToken(token)));
    if (!invitation || stateOf(invitation, this.#now()) !== 'open') return null;
    const [workspace, inviter] = await stored(
      Promise.all([this.#store.workspace(), this.#store.user(invitation.createdBy)]),
    );
    return {
      role: invitation.role,
      workspace: workspace?.name ?? '',
      invitedBy: inviter?.name ?? '',
    };
  }

  /** Stores a new person and takes one use of the link, both or neither. `not_found` or, for the email, `conflict`. */
  async redeem(token: string, person: Omit<UserRecord, 'role'>): Promise<UserRecord> {
    try {
      return await this.#store.redeemInvitation(hashToken(token), person);
    } catch (error) {
      if (isStorageError(error, 'missing')) throw invitationGone(error);
      if (!isStorageError(error, 'taken')) throw translate(error);
      throw new FieldError(
        'email',
        'Somebody with this email is already here. Sign in instead.',
        'conflict',
      );
    }
  }
}

/** A link that opens nothing any more. */
export function invitationGone(cause?: unknown): ProblemError {
  const detail = 'This invitation no longer works. Ask whoever sent it for a new one.';
  return new ProblemError('not_found', { detail, cause });
}

function stateOf(invitation: Omit<InvitationRecord, 'tokenHash'>, now: number): InvitationState {
  if (invitation.revokedAt !== null) return 'revoked';
  if (invitation.usesLeft <= 0) return 'used';
  return now >= invitation.expiresAt ? 'expired' : 'open';
}
