/** Invitation links: how they look to the owner who made them and to the person who follows one. */
import { randomBytes } from 'node:crypto';
import type { InvitationRecord } from '../storage/storage.ts';
import { hashToken } from './session.ts';

export type InvitationState = 'open' | 'used' | 'expired' | 'revoked';

/** An invitation in the owner's list. The link itself is shown once, when it is made: only its hash is kept. */
export interface InvitationSummary extends Omit<InvitationRecord, 'tokenHash'> {
  readonly state: InvitationState;
}

export const INVITATION_LIMITS = { days: 90, uses: 100, note: 200 } as const;

/** A new link's token: 32 random bytes in base64url, and the hash that is stored. */
export function newInvitationToken(): { readonly token: string; readonly tokenHash: string } {
  const token = randomBytes(32).toString('base64url');
  return { token, tokenHash: hashToken(token) };
}

/** True for what looks like a link's token; anything else need not be looked up. */
export function isInvitationToken(token: string): boolean {
  return /^[\w-]{43}$/.test(token);
}

/** Whether people may still sign up with it, and if not, why. */
export function stateOf(invitation: InvitationRecord, now: number): InvitationState {
  if (invitation.revokedAt !== null) return 'revoked';
  if (invitation.usesLeft <= 0) return 'used';
  return now >= invitation.expiresAt ? 'expired' : 'open';
}

/** The invitation without the hash of its token. */
export function summarize(invitation: InvitationRecord, now: number): InvitationSummary {
  const { tokenHash: _, ...rest } = invitation;
  return { ...rest, state: stateOf(invitation, now) };
}
