/** The link by which a person chooses a new password: made by an owner, or by `npm run reset-password`. */
import { randomBytes } from 'node:crypto';
import type { ResetRecord } from '../storage/storage.ts';
import { hashToken } from './session.ts';

export const RESET_HOURS = 24;
const TOKEN_BYTES = 32;
const TOKEN = /^[\w-]{43}$/;

/** A new link's token, which is shown once, and what is stored of it. `now` in milliseconds since 1970. */
export function newReset(
  userId: string,
  now: number,
): { readonly token: string; readonly reset: ResetRecord } {
  const token = randomBytes(TOKEN_BYTES).toString('base64url');
  const expiresAt = now + RESET_HOURS * 60 * 60_000;
  return { token, reset: { tokenHash: hashToken(token), userId, createdAt: now, expiresAt } };
}

/** What a token looks like; anything else is refused without asking the storage. */
export function isResetToken(text: string): boolean {
  return TOKEN.test(text);
}

/** The address to open. `address` is the server's, such as `https://docs.example.com`. */
export function resetLink(address: string, token: string): string {
  return new URL(`/reset/${token}`, address).href;
}
