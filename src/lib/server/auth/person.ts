/** A person: how they are made and how others know them. */
import { randomUUID } from 'node:crypto';
import { ProblemError, type Role } from '../../protocol/index.ts';
import { can, type Action } from '../policy.ts';
import type { UserRecord } from '../storage/storage.ts';
import { parseEmail, parseName, parsePassword } from './fields.ts';
import { hueOf } from './names.ts';
import type { Passwords } from './password.ts';

/** A person as the rest of the server and the pages know them. */
export interface SessionUser {
  readonly id: string;
  readonly email: string;
  readonly name: string;
  /** Presence hue, 1 to 12. */
  readonly color: number;
  readonly role: Role;
}

/** What somebody types who makes an account. */
export interface PersonInput {
  readonly name: string;
  readonly email: string;
  readonly password: string;
}

/** The record without the hash of the password. */
export function sessionUser({ id, email, name, color, role }: UserRecord): SessionUser {
  return { id, email, name, color, role };
}

/** A new record from what was typed; `others` people are there already. Throws a `FieldError`. */
export async function newPerson(
  input: PersonInput,
  context: { readonly others: number; readonly now: number; readonly passwords: Passwords },
): Promise<Omit<UserRecord, 'role'>> {
  const name = parseName(input.name);
  const email = parseEmail(input.email);
  const password = parsePassword(input.password, email);
  return {
    id: randomUUID(),
    email,
    name,
    color: hueOf(context.others),
    passwordHash: await context.passwords.hash(password),
    createdAt: context.now,
  };
}

/** Throws `forbidden` unless the policy lets this person do that. */
export function allow(user: { readonly role: Role } | null, action: Action): void {
  if (!can(user, action)) throw new ProblemError('forbidden');
}
